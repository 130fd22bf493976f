import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { evaluate, type Known } from "../../../src/engine/evaluate";
import { registerIndexSelect } from "../../../src/engine/kernels/cpu/index-select";
import { registerKernels } from "../../../src/engine/kernels/cpu/as-strided";
import { registerAsStridedGradients } from "../../../src/engine/kernels/gradients/as-strided";
import { registerElementwiseGradients } from "../../../src/engine/kernels/gradients/elementwise";
import { registerIndexSelectGradient } from "../../../src/engine/kernels/gradients/index-select";
import { registerReshapeGradient } from "../../../src/engine/kernels/gradients/reshape";
import { createMemo } from "../../../src/engine/memo";
import { fromValues, valuesOf } from "../../../src/engine/strided";
import "../../../src/engine/typed-operations";
import { inputOf, type Program } from "../../../src/model/program";

/** The page's engine on the cpu backend, here in Node. */
export async function startEngine(): Promise<void> {
  registerKernels();
  registerIndexSelect();
  registerAsStridedGradients();
  registerElementwiseGradients();
  registerIndexSelectGradient();
  registerReshapeGradient();
  await tf.setBackend("cpu");
}

/** The numbers that the page shows for some calls of a program over inputs with these numbers. */
export async function pageValues(
  program: Program,
  calls: readonly number[],
  numbers: Readonly<Record<string, Float32Array>>,
): Promise<Map<number, Float32Array>> {
  const inputs: Record<string, Known> = {};
  for (const name of Object.keys(program.inputs)) {
    const { layout, dtype = "float32" } = inputOf(program, name);
    const values = numbers[name];
    if (values) inputs[name] = { ...fromValues(Float32Array.from(values), layout.shape), dtype, key: name };
  }
  const found = new Map<number, Float32Array>();
  const memo = createMemo(2 ** 26);
  for (const call of calls) {
    // One after the other: what one needs of another is remembered.
    const result = await evaluate(program, call + 1, inputs, { memo, checkpoint: () => Promise.resolve() });
    found.set(call, Float32Array.from(await valuesOf(result)));
    result.storage.dispose();
  }
  memo.clear();
  for (const { storage } of Object.values(inputs)) storage.dispose();
  return found;
}
