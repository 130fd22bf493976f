import { axisOf } from "../model/axes";
import { isReached } from "../model/gradient-way";
import { contiguousLayout } from "../model/layout";
import type { LossSpec } from "../model/loss";
import { meetingsOf } from "../model/meetings";
import type { Operand, Program, ProgramInput } from "../model/program";
import type { FilterTap } from "../model/pulls";
import type { TensorValues } from "../model/runner";
import { trace } from "../model/trace";
import { valuesAt } from "./convolve";
import type { Task } from "./desk";
import type { Known } from "./evaluate";
import { fromValues } from "./strided";
import { growing, lastOf, withFilter, withLoss } from "./typed-loss";

const given = (code: string, shape: readonly number[]): ProgramInput => ({
  code,
  layout: contiguousLayout(shape),
  axes: shape.map((size, axis) => axisOf(`axis ${axis}`, "other", size)),
});

/**
 * How much each pixel pulls on a tap through a typed program. Where filter and picture meet, the tap's gradient is a sum
 * over products of what came back to a product and a number made from the picture. With a filter that is 1 at the tap and
 * 0 elsewhere that sum is linear in the picture's side, so that a pixel's part of it is the pixel times the sum's own
 * gradient there. Null when there is no such meeting; throws what `typedLoss` throws.
 */
export async function typedPulls(
  task: Task,
  program: Program,
  spec: LossSpec,
  { c, i, j }: FilterTap,
): Promise<TensorValues | null> {
  const { operand, step, done } = lastOf(program);
  const { program: whole, loss } = withLoss(program, operand, done, spec);
  const meetings = meetingsOf(whole, loss);
  if (meetings.length === 0) return null;
  const [kh, kw] = task.job.geometry.kernel_size;
  const only = new Float32Array(task.job.filter.length);
  only[(c * kh + i) * kw + j] = 1;

  // What comes back to the products, the filter being what it is.
  const asking = growing(whole);
  const asked = meetings.map((k) => asking.add({ op: "grad", args: {}, inputs: [loss, { call: k }] }));
  const back = { inputs: whole.inputs, calls: asking.calls };
  const backs: TensorValues[] = [];
  const aim = spec.target
    ? (await withFilter(task, program, spec.target, {}, (inputs) => valuesAt(program, step, inputs, task))).data
    : null;
  await lending({ target: aim && { shape: done.layout.shape, data: aim } }, (more) =>
    withFilter(task, back, task.job.filter, more, async (inputs) => {
      for (const each of asked) {
        if (!("call" in each)) continue;
        // One after the other, and memory is asked for once.
        backs.push(await valuesAt(back, each.call + 1, inputs, task));
      }
    }),
  );

  // Every product times what came back to it, added up, for the filter that is 1 at the tap alone.
  const steps = trace(program);
  const sums = growing(program);
  const inputs: Record<string, ProgramInput> = { ...program.inputs };
  let total: Operand | null = null;
  for (const [n, k] of meetings.entries()) {
    const met = steps[k + 1];
    if (met?.kind !== "done") continue;
    inputs[`back${n}`] = given(`back${n}`, met.layout.shape);
    const weighed = sums.add({ op: "multiply", args: {}, inputs: [{ call: k }, { input: `back${n}` }] });
    const sum = sums.add({ op: "sum", args: { dims: [] }, inputs: [weighed] });
    total = total ? sums.add({ op: "add", args: {}, inputs: [total, sum] }) : sum;
  }
  if (!total || !isReached({ inputs, calls: sums.calls }, { input: "image" }, total)) return null;
  sums.add({ op: "grad", args: {}, inputs: [total, { input: "image" }] });
  const pulling = { inputs, calls: sums.calls };
  const lent = Object.fromEntries(backs.map((values, n) => [`back${n}`, values]));
  const found = await lending(lent, (more) =>
    withFilter(task, pulling, only, more, (held) => valuesAt(pulling, pulling.calls.length, held, task)),
  );
  const { data } = task.image;
  return { shape: found.shape, data: found.data.map((slope, n) => slope * (data[n] as number)) };
}

/** Uploads tensors for as long as some work lasts. */
async function lending<T>(
  tensors: Readonly<Record<string, TensorValues | null>>,
  work: (more: Readonly<Record<string, Known>>) => Promise<T>,
): Promise<T> {
  const known: Record<string, Known> = {};
  for (const [name, values] of Object.entries(tensors)) {
    if (values) known[name] = { ...fromValues(values.data, values.shape), key: null };
  }
  try {
    return await work(known);
  } finally {
    for (const { storage } of Object.values(known)) storage.dispose();
  }
}
