import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { evaluate, type Known } from "../../../src/engine/evaluate";
import { createMemo } from "../../../src/engine/memo";
import { valuesOf } from "../../../src/engine/strided";
import { PlaygroundError } from "../../../src/model/errors";
import type { Call, Operand, Program, ProgramInput } from "../../../src/model/program";
import { type OperationFixture, OPERATIONS_ASKED, storedNumbers } from "../../fixtures/load";
import { callOf } from "../../model/fixtures/operation-call";
import { expectClose, onEveryBackend, TOLERANCE } from "../on-every-backend";

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

onEveryBackend("operations as PyTorch computed them", (backend) => {
  it.each([...GROUPS])("%s", async (_, cases) => {
    const failures: string[] = [];
    for (const asked of cases) {
      try {
        await check(asked, TOLERANCE[backend]);
      } catch (thrown) {
        failures.push(`${asked.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
    expect(failures.join("\n")).toBe("");
  });
});
