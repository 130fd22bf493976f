import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { evaluate, type Known } from "../../../src/engine/evaluate";
import { createMemo } from "../../../src/engine/memo";
import { fromValues, valuesOf } from "../../../src/engine/strided";
import "../../../src/engine/typed-operations";
import { PyTorchError } from "../../../src/model/errors";
import { contiguousLayout } from "../../../src/model/layout";
import type { Call, Operand, Program } from "../../../src/model/program";
import type { OperationStep } from "../../fixtures/chain-operations";
import { type ChainFixture, CHAINS, filled } from "../../fixtures/load";
import { casesFor, expectClose, onEveryBackend, TOLERANCE } from "../on-every-backend";

/** A chain as a program: its tensor is `image`, other operands are inputs of their own. */
function programOf(chain: ChainFixture): {
  readonly program: Program;
  readonly shapes: Map<string, readonly number[]>;
} {
  const shapes = new Map<string, readonly number[]>([["image", chain.shape]]);
  const calls: Call[] = [];
  const input = (shape: readonly number[]): Operand => {
    const name = `operand${shapes.size}`;
    shapes.set(name, shape);
    return { input: name };
  };
  const push = (call: Call): Operand => {
    calls.push(call);
    return { call: calls.length - 1 };
  };
  let last: Operand = { input: "image" };
  for (const step of chain.steps) last = add(step, last, input, push);
  const inputs = Object.fromEntries(
    [...shapes].map(([name, shape]) => [name, { code: name, layout: contiguousLayout(shape), axes: [] }]),
  );
  return { program: { inputs, calls }, shapes };
}

function add(
  step: OperationStep,
  last: Operand,
  input: (shape: readonly number[]) => Operand,
  push: (call: Call) => Operand,
): Operand {
  const name = "x";
  const inputs = [last];
  switch (step.op) {
    case "slice": {
      const slices = step.args.slices.map(([start, stop, every]) => ({ start, stop, step: every }));
      return push({ op: "slice", args: { slices }, inputs, name });
    }
    case "multiply": {
      const { shape, dims } = step.args;
      const other = push({ op: "permute", args: { dims }, inputs: [input(shape)], name });
      return push({ op: "multiply", args: {}, inputs: [last, other], name });
    }
    case "index_select": {
      const rows = Int32Array.from(step.args.index);
      return push({ op: "index_select", args: { dim: step.args.dim, rows, index: "rows" }, inputs, name });
    }
    case "matmul":
      return push({ op: "matmul", args: {}, inputs: [last, input(step.args.shape)], name });
    case "index_copy": {
      const args = { dim: 0, rows: Int32Array.from(step.args.index), index: "rows" };
      return push({ op: "scatter", args, inputs: [input(step.args.shape), last], name });
    }
    case "contiguous":
      return push({ op: "contiguous", args: {}, inputs, name });
    case "unfold":
      return push({ op: "unfold", args: step.args, inputs, name });
    case "view":
      return push({ op: "view", args: step.args, inputs, name });
    case "reshape":
      return push({ op: "reshape", args: step.args, inputs, name });
    case "expand":
      return push({ op: "expand", args: step.args, inputs, name });
    case "permute":
      return push({ op: "permute", args: step.args, inputs, name });
    case "sum":
      return push({ op: "sum", args: step.args, inputs, name });
    case "transpose":
      return push({ op: "transpose", args: step.args, inputs, name });
    case "flatten":
      return push({ op: "flatten", args: step.args, inputs, name });
  }
}

const surroundings = () => ({ memo: createMemo(2 ** 20), checkpoint: () => Promise.resolve() });

onEveryBackend("chains as PyTorch computed them", (backend) => {
  it.each(casesFor(backend, CHAINS))("$name", async (chain) => {
    const { program, shapes } = programOf(chain);
    const inputs: Record<string, Known> = {};
    for (const [name, shape] of shapes) inputs[name] = { ...fromValues(filled(shape), shape), key: name };
    const around = surroundings();
    try {
      const refused = chain.steps.find((step) => step.error !== undefined);
      const running = evaluate(program, program.calls.length, inputs, around);
      if (refused) {
        await expect(running).rejects.toThrow(new PyTorchError(refused.error ?? ""));
        return;
      }
      const result = await running;
      const last = chain.steps.at(-1);
      expect(result.layout).toMatchObject({ shape: last && "shape" in last ? last.shape : null });
      const values = await valuesOf(result);
      result.storage.dispose();
      if (chain.values) expectClose(values, chain.values, TOLERANCE[backend]);
    } finally {
      around.memo.clear();
      tf.dispose(Object.values(inputs).map(({ storage }) => storage));
    }
  });
});
