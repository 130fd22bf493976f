import type { Program } from "../model/program";
import { listOf } from "../model/rows";
import type { TensorValues } from "../model/runner";
import { flagsOf } from "../model/runs";
import { convolveAll, outsideValues, valuesAt } from "./convolve";
import type { Task } from "./desk";
import type { Known } from "./evaluate";
import { fromValues } from "./strided";

/** What the page holds under a name that a typed program uses, uploaded for it. */
const GIVEN: Readonly<Record<string, (task: Task) => Promise<Known>>> = {
  region: async ({ kept, image: { shape } }) => ({
    ...fromValues(Float32Array.from(flagsOf(kept.region)), [shape[2], shape[3]]),
    dtype: "bool",
    key: null,
  }),
  kept: async ({ kept }) => {
    const rows = Float32Array.from(listOf(kept.rows));
    return { ...fromValues(rows, [rows.length]), dtype: "int64", key: null };
  },
  base: async (task) => {
    const dense = task.job.region.outside === "dense" ? await convolveAll(task) : new Float32Array(0);
    const under = outsideValues(task, dense).slice();
    return { ...fromValues(under, [under.length]), key: null };
  },
};

/**
 * Hands a program typed by hand everything that it names: only that is uploaded, and nothing of it stays. `more` are inputs
 * of the caller's own.
 */
export async function withTypedInputs<T>(
  task: Task,
  program: Program,
  more: Readonly<Record<string, Known>>,
  work: (inputs: Readonly<Record<string, Known>>) => Promise<T>,
): Promise<T> {
  const uploaded: Known[] = [];
  const inputs: Record<string, Known> = { image: task.desk.imageTensor(), ...more };
  const used = new Set(
    program.calls.flatMap(({ inputs: operands }) =>
      operands.flatMap((operand) => ("input" in operand ? [operand.input] : [])),
    ),
  );
  try {
    if (used.has("filter") && !inputs["filter"]) {
      inputs["filter"] = task.filter([task.image.shape[1], ...task.job.geometry.kernel_size]);
    }
    for (const [name, upload] of Object.entries(GIVEN)) {
      if (!used.has(name)) continue;
      const given = await upload(task);
      uploaded.push(given);
      inputs[name] = given;
    }
    return await work(inputs);
  } finally {
    for (const { storage } of uploaded) storage.dispose();
  }
}

/**
 * The values of one step of a program typed by hand, 0 being the image. Throws what `evaluate` throws.
 */
export const typedValues = (task: Task, program: Program, step: number): Promise<TensorValues> =>
  withTypedInputs(task, program, {}, (inputs) => valuesAt(program, step, inputs, task));
