import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { evaluate, type Known } from "../../../src/engine/evaluate";
import { createMemo } from "../../../src/engine/memo";
import { valuesOf } from "../../../src/engine/strided";
import "../../../src/engine/typed-operations";
import { PlaygroundError } from "../../../src/model/errors";
import { RANDOM_STREAMS, standardNormal, standardUniform } from "../../../src/model/random";
import type { Call, Operand, Program, ProgramInput } from "../../../src/model/program";
import { type OperationFixture, OPERATIONS_ASKED, storedNumbers } from "../../fixtures/load";
import { callOf } from "../../model/fixtures/operation-call";
import { casesFor, expectClose, onEveryBackend, TOLERANCE } from "../on-every-backend";

/** A case as a program, and the tensors of its inputs. */
function programOf({ steps }: OperationFixture): {
  readonly program: Program;
  readonly inputs: Record<string, Known>;
} {
  const described: Record<string, ProgramInput> = {};
  const inputs: Record<string, Known> = {};
  const calls: Call[] = steps.map((step, k) => ({
    ...callOf(step),
    inputs: step.inputs.map((spec, i): Operand => {
      if (spec === null) return { call: k - 1 };
      const name = `input${k}.${i}`;
      const { shape, stride, offset, dtype } = spec;
      const layout = { shape, stride, offset };
      described[name] = { code: name, layout, axes: [], dtype };
      inputs[name] = { storage: tf.tensor1d(storedNumbers(spec), "float32"), layout, dtype, key: name };
      return { input: name };
    }),
  }));
  return { program: { inputs: described, calls }, inputs };
}

async function check(asked: OperationFixture, tolerance: number): Promise<void> {
  const { program, inputs } = programOf(asked);
  const memo = createMemo(2 ** 20);
  try {
    const running = evaluate(program, program.calls.length, inputs, { memo, checkpoint: () => Promise.resolve() });
    const refused = asked.steps.find((step) => step.error !== undefined);
    if (refused) {
      const thrown: unknown = await running.then(
        (result) => result.storage.dispose(),
        (error: unknown) => error,
      );
      expect(thrown).toBeInstanceOf(PlaygroundError);
      expect((thrown as PlaygroundError).message).toBe(refused.error);
      return;
    }
    const result = await running;
    const last = asked.steps.at(-1);
    const values = await valuesOf(result);
    result.storage.dispose();
    const { shape, stride, offset } = result.layout;
    expect({ shape, stride, offset, dtype: result.dtype }).toEqual(
      last && "shape" in last
        ? { shape: last.shape, stride: last.stride, offset: last.offset, dtype: last.dtype }
        : null,
    );
    if (asked.values) expectClose(values, asked.values, tolerance);
  } finally {
    memo.clear();
    tf.dispose(Object.values(inputs).map(({ storage }) => storage));
  }
}

/** Single operations by name, and all chains together: one test for each, which names the cases that fail. */
const GROUPS = new Map<string, OperationFixture[]>();
for (const asked of OPERATIONS_ASKED) {
  const name = asked.steps.length > 1 ? "chains" : (asked.steps[0]?.op ?? "none");
  GROUPS.set(name, [...(GROUPS.get(name) ?? []), asked]);
}

onEveryBackend("whole numbers", () => {
  it("beyond what float32 holds are refused, not rounded", async () => {
    const large = tf.tensor1d([2 ** 25], "float32");
    const held = { storage: large, layout: { shape: [1], stride: [1], offset: 0 } };
    expect([...(await valuesOf({ ...held, dtype: "float32" }))]).toEqual([2 ** 25]);
    await expect(valuesOf({ ...held, dtype: "int64" })).rejects.toThrow("33554432 is beyond");
    large.dispose();
  });
});

onEveryBackend("random numbers and creation", () => {
  it("come from the seed, the same on every backend", async () => {
    const calls: Call[] = [
      { op: "randn", args: { seed: 3, size: [2, 3] }, inputs: [], name: "a" },
      { op: "rand", args: { seed: 3, size: [2, 3] }, inputs: [], name: "b" },
    ];
    const read = async (step: number): Promise<Float32Array> => {
      const memo = createMemo(0);
      const result = await evaluate({ inputs: {}, calls }, step, {}, { memo, checkpoint: () => Promise.resolve() });
      const values = await valuesOf(result);
      result.storage.dispose();
      return values;
    };
    expect(await read(1)).toEqual(standardNormal(3, 6, RANDOM_STREAMS.program));
    expect(await read(2)).toEqual(standardUniform(3, 6, RANDOM_STREAMS.program));
  });

  it("are not even tried beyond 2²⁸ elements", async () => {
    const calls: Call[] = [{ op: "zeros", args: { size: [2 ** 15, 2 ** 15] }, inputs: [], name: "a" }];
    const memo = createMemo(0);
    const running = evaluate({ inputs: {}, calls }, 1, {}, { memo, checkpoint: () => Promise.resolve() });
    await expect(running).rejects.toThrow("1073741824 elements; the playground goes up to 268435456");
  });
});

onEveryBackend("operations as PyTorch computed them", (backend) => {
  it.each([...GROUPS])("%s", async (_, cases) => {
    const failures: string[] = [];
    for (const asked of casesFor(backend, cases)) {
      try {
        await check(asked, TOLERANCE[backend]);
      } catch (thrown) {
        failures.push(`${asked.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
    expect(failures.join("\n")).toBe("");
  });
});
