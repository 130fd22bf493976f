import { keep, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { PlaygroundError, PyTorchError } from "../model/errors";
import { contiguousLayout, numel } from "../model/layout";
import { addedLoss, type LossSpec } from "../model/loss";
import type { Call, DoneStep, Operand, Program } from "../model/program";
import type { WorkingImage } from "../model/runner";
import { trace } from "../model/trace";
import { valuesAt } from "./convolve";
import type { Task } from "./desk";
import type { Known } from "./evaluate";
import { isReached } from "../model/gradient-way";
import type { LossBench } from "./loss";
import { checkShowable } from "./step-values";
import { fromValues } from "./strided";
import { withTypedInputs } from "./typed-values";

/** Bytes that a program may copy on the way there: autograd holds them, and about twice as many on the way back. */
const MOST_BYTES = 256 * 2 ** 20;

/** The last tensor of a program, and its step. Throws PyTorch's words where it has no float32 numbers to go back from. */
export function lastOf(program: Program): {
  readonly operand: Operand;
  readonly step: number;
  readonly done: DoneStep;
} {
  const steps = trace(program);
  const done = steps.at(-1);
  if (done?.kind === "refused") throw new PyTorchError(done.error);
  if (!done) throw new PlaygroundError("unknown-step", "the program has no steps");
  if (done.dtype !== "float32") {
    throw new PyTorchError(
      `only Tensors of floating point dtype can require gradients: the last one holds ${done.dtype}`,
    );
  }
  const bytes = steps.reduce((sum, step) => sum + (step.kind === "done" ? step.bytes : 0), 0);
  if (bytes > MOST_BYTES) {
    const [needed, limit] = [bytes, MOST_BYTES].map((each) => Math.ceil(each / 2 ** 20));
    throw new PlaygroundError(
      "too-large",
      `going back through a program that copies ${needed} MB takes about three times as much, and at most ${limit} MB of copies are gone back through. A smaller picture or a larger stride makes it fit.`,
      { megabytes: needed ?? 0, limit: limit ?? 0 },
    );
  }
  checkShowable(done.layout.shape);
  const { calls } = program;
  return { operand: calls.length === 0 ? { input: "image" } : { call: calls.length - 1 }, step: calls.length, done };
}

/** A program that goes on to a loss over its last tensor, and to the gradients with respect to `filt` and `image`. */
interface Extended {
  readonly program: Program;
  readonly loss: Operand;
  /** Steps of the gradients; null where no way leads there. */
  readonly filter: number | null;
  readonly image: number | null;
}

/** A program that calls are added to, each told by its operation, arguments and operands. */
export function growing(program: Program) {
  const calls: Call[] = [...program.calls];
  return {
    calls,
    add: (call: Omit<Call, "name"> & Pick<Call, "op">): Operand => {
      // The caller builds every call with the arguments of its own operation.
      calls.push({ ...call, name: `loss${calls.length}` } as Call);
      return { call: calls.length - 1 };
    },
  };
}

/** A program that goes on to a loss over its last tensor. */
export function withLoss(
  program: Program,
  of: Operand,
  done: DoneStep,
  { loss, target }: LossSpec,
): { readonly program: Program; readonly loss: Operand } {
  const { calls, add } = growing(program);
  const inputs = { ...program.inputs };
  let from = of;
  if (loss === "mse") {
    if (target) {
      inputs["target"] = { code: "target", layout: contiguousLayout(done.layout.shape), axes: done.axes };
      from = add({ op: "sub", args: {}, inputs: [from, { input: "target" }] });
    }
    from = add({ op: "multiply", args: {}, inputs: [from, from] });
  }
  return {
    loss: add({ op: loss === "sum" ? "sum" : "mean", args: { dims: [] }, inputs: [from] }),
    program: { inputs, calls },
  };
}

function extended(program: Program, of: Operand, done: DoneStep, spec: LossSpec): Extended {
  const { program: whole, loss: ended } = withLoss(program, of, done, spec);
  const { inputs } = whole;
  const { calls, add } = growing(whole);
  const gradientOf = (input: string): number | null => {
    if (!isReached({ inputs, calls }, { input }, ended)) return null;
    add({ op: "grad", args: {}, inputs: [ended, { input }] });
    return calls.length;
  };
  const filter = gradientOf("filter");
  const image = gradientOf("image");
  return { program: { inputs, calls }, loss: ended, filter, image };
}

/** Hands a program its inputs, with a filter that is not the job's. */
export async function withFilter<T>(
  task: Task,
  program: Program,
  filter: Float32Array,
  more: Readonly<Record<string, Known>>,
  work: (inputs: Readonly<Record<string, Known>>) => Promise<T>,
): Promise<T> {
  const shape = [task.image.shape[1], ...task.job.geometry.kernel_size];
  const storage = tidy(() => keep(tensor1d(filter, "float32")));
  try {
    // Nothing that is computed from it is asked for again.
    const given: Known = { storage, layout: contiguousLayout(shape), key: null };
    return await withTypedInputs(task, program, { ...more, filter: given }, work);
  } finally {
    storage.dispose();
  }
}

/** A typed program run forward for other filters and pictures, and the numbers of the loss's target, if it has one. */
export interface TypedForward {
  readonly target: Float32Array<ArrayBuffer> | null;
  /** The numbers of the last tensor; `image` null is the job's own. */
  run(filter: Float32Array, image: WorkingImage | null): Promise<Float32Array<ArrayBuffer>>;
}

/** Lays out the forward run of a job's typed program; throws what `typedLoss` throws. */
export async function typedForward(task: Task, { target }: LossSpec): Promise<TypedForward> {
  const program = task.job.typed;
  if (!program) throw new PlaygroundError("unknown-step", "no program was typed");
  const { step } = lastOf(program);
  const run: TypedForward["run"] = async (filter, image) => {
    const other: Known | null = image && { ...fromValues(image.data, image.shape), key: null };
    try {
      const numbers = (inputs: Readonly<Record<string, Known>>) => valuesAt(program, step, inputs, task);
      return (await withFilter(task, program, filter, other ? { image: other } : {}, numbers)).data;
    } finally {
      other?.storage.dispose();
    }
  };
  return { target: target && (await run(target, null)), run };
}

/**
 * A loss over the last tensor of a program typed by hand, gone back from by autograd. Throws PyTorch's error when it
 * refuses the program, and `PlaygroundError` "too-large".
 */
export async function typedLoss(task: Task, program: Program, spec: LossSpec): Promise<LossBench> {
  const { operand, step, done } = lastOf(program);
  const whole = extended(program, operand, done, spec);
  const total = numel(done.layout.shape);

  let target: Float32Array<ArrayBuffer> | null = null;
  const aim = async (): Promise<Float32Array<ArrayBuffer> | null> => {
    if (!spec.target) return null;
    target ??= await withFilter(
      task,
      program,
      spec.target,
      {},
      async (inputs) => (await valuesAt(program, step, inputs, task)).data,
    );
    return target;
  };

  return {
    async at(filter, wantsImage) {
      const wanted = await aim();
      const upload: Known | null = wanted && { ...fromValues(wanted.slice(), done.layout.shape), key: null };
      try {
        return await withFilter(task, whole.program, filter, upload ? { target: upload } : {}, async (inputs) => {
          const y = await valuesAt(program, step, inputs, task);
          const numbersAt = async (at: number | null): Promise<Float32Array<ArrayBuffer> | null> =>
            at === null ? null : (await valuesAt(whole.program, at, inputs, task)).data;
          const ofFilter = await numbersAt(whole.filter);
          task.progress(0.5);
          const ofImage = wantsImage ? await numbersAt(whole.image) : null;
          task.progress(1);
          return { loss: addedLoss(spec.loss, y.data, wanted, total), filter: ofFilter, image: ofImage, result: null };
        });
      } finally {
        upload?.storage.dispose();
      }
    },
    dispose: () => undefined,
  };
}
