import { keep, type Tensor1D, tidy } from "@tensorflow/tfjs-core";
import { at } from "../model/dims";
import type { DType } from "../model/dtype";
import { PlaygroundError } from "../model/errors";
import type { Layout } from "../model/layout";
import { checkElements, MOST_COMPUTED } from "../model/limits";
import { outcomeOf } from "../model/outcome";
import type { Call, Operand, Program } from "../model/program";
import type { Memo } from "./memo";
import type { gradientOf } from "./gradient";
import { evaluatorOf } from "./ops";
import { anotherHandle, type Strided } from "./strided";

/**
 * A tensor whose origin is known: `key` names its storage by what it was computed from; null when it will never be
 * asked for again, so that nothing computed from it is remembered.
 */
export interface Known extends Strided {
  readonly key: string | null;
  /** What kind of numbers its values stand for; float32 when left out. */
  readonly dtype?: DType;
}

/** What a computation needs beside its inputs. */
export interface Surroundings {
  readonly memo: Memo;
  /** Lets messages in; rejects when the computation is to stop. */
  readonly checkpoint: () => Promise<void>;
}

/** Another handle on the same numbers, to be disposed on its own. */
const share = (known: Known): Known => ({ ...known, storage: keep(anotherHandle(known.storage)) });

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A number for an array, the same as long as it is the same array. */
function identityOf(array: object): number {
  const known = identities.get(array);
  if (known !== undefined) return known;
  lastIdentity += 1;
  identities.set(array, lastIdentity);
  return lastIdentity;
}

const layoutKey = ({ shape, stride, offset }: Layout): string => `${shape.join()}/${stride.join()}/${offset}`;

/** Row numbers are named by which array they are: they may be millions. JSON has no word for NaN, infinities and −0. */
const argsKey = (args: Call["args"]): string =>
  JSON.stringify(args, (_, value: unknown) => {
    if (value instanceof Int32Array) return `#${identityOf(value)}`;
    const isPlain = typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0));
    return isPlain ? value : `number ${Object.is(value, -0) ? "-0" : value}`;
  });

function callKey(call: Call, inputs: readonly Known[]): string | null {
  if (inputs.some(({ key }) => key === null)) return null;
  return `${call.op}${argsKey(call.args)}(${inputs.map(({ key, layout }) => `${key}:${layoutKey(layout)}`).join(" ")})`;
}

/** The calls that call `last` needs, itself included, in order. */
function needed({ calls }: Program, last: number): Set<number> {
  const found = new Set<number>();
  const visit = (k: number): void => {
    if (found.has(k)) return;
    found.add(k);
    for (const input of at(calls, k).inputs) if ("call" in input) visit(input.call);
  };
  visit(last);
  return new Set([...found].toSorted((a, b) => a - b));
}

/** The last call among `order` that uses the result of each; a gradient uses all that its loss was made from. */
function lastUses(program: Program, order: ReadonlySet<number>): Map<number, number> {
  const uses = new Map<number, number>();
  for (const k of order) {
    const call = at(program.calls, k);
    if (call.op === "grad") for (const used of needed(program, k)) if (used !== k) uses.set(used, k);
    for (const input of call.inputs) if ("call" in input) uses.set(input.call, k);
  }
  return uses;
}

function compute(call: Call, inputs: readonly Known[], memo: Memo): Known {
  const dtypes = inputs.map(({ dtype = "float32" }) => dtype);
  const operands = inputs.map(({ layout, storage }, k) => ({ layout, dtype: at(dtypes, k), storage: storage.size }));
  const outcome = outcomeOf(call, operands);
  const evaluator = evaluatorOf(call);
  const own = (): Tensor1D =>
    tidy(() => keep(anotherHandle(evaluator(call.args, inputs, { ...outcome, dtypes }).storage)));
  const { layout, dtype } = outcome;
  if (!outcome.copies) return { storage: own(), layout, dtype, key: at(inputs, 0).key };
  checkElements(layout.shape, MOST_COMPUTED);
  const key = callKey(call, inputs);
  const remembered = key === null ? null : memo.get(key);
  if (remembered) return { storage: remembered, layout, dtype, key };
  const storage = own();
  if (key !== null) memo.put(key, storage);
  return { storage, layout, dtype, key };
}

/** The result of a gradient, which needs the program around it. Never remembered: a key does not tell what is detached. */
function computeGradient(
  goBack: typeof gradientOf,
  program: Program,
  k: number,
  valueOf: (operand: Operand) => Known,
): Known {
  const call = at(program.calls, k);
  const operands = call.inputs
    .map(valueOf)
    .map(({ layout, dtype = "float32", storage }) => ({ layout, dtype, storage: storage.size }));
  const { layout, dtype } = outcomeOf(call, operands);
  return { storage: keep(goBack(program, call, layout, valueOf)), layout, dtype, key: null };
}

/**
 * The result of step `step` of a program (0 is its input `image`, k its k-th call); only the calls it needs are
 * carried out, and intermediate tensors go as soon as nothing needs them. The caller disposes the result's storage and
 * keeps the inputs. Throws PyTorch's error when a call is refused, whatever `checkpoint` throws, and `PlaygroundError`
 * "unknown-step" or "unknown-input".
 */
export async function evaluate(
  program: Program,
  step: number,
  inputs: Readonly<Record<string, Known>>,
  { memo, checkpoint }: Surroundings,
): Promise<Known> {
  const results = new Map<number, Known>();
  const valueOf = (operand: Operand): Known => {
    const value = "call" in operand ? results.get(operand.call) : inputs[operand.input];
    if (!value) throw new PlaygroundError("unknown-input", "the program uses something it was not given");
    return value;
  };
  if (step === 0) return share(valueOf({ input: "image" }));
  const last = step - 1;
  if (!Number.isInteger(step) || last < 0 || last >= program.calls.length) {
    throw new PlaygroundError("unknown-step", `the program has steps 0 to ${program.calls.length}, not ${step}`, {
      step,
      last: program.calls.length,
    });
  }
  const order = needed(program, last);
  const uses = lastUses(program, order);
  // Few programs go back, and what it takes is as large as everything else that a worker needs at first.
  const isBack = [...order].some((k) => at(program.calls, k).op === "grad");
  const back = isBack ? await import("./gradient") : null;
  try {
    for (const k of order) {
      const call = at(program.calls, k);
      const result =
        back && call.op === "grad"
          ? computeGradient(back.gradientOf, program, k, valueOf)
          : compute(call, call.inputs.map(valueOf), memo);
      results.set(k, result);
      for (const [used, by] of uses) if (by === k) release(results, used);
      if (k !== last) await checkpoint();
    }
    const result = valueOf({ call: last });
    results.delete(last);
    return result;
  } finally {
    for (const k of results.keys()) release(results, k);
  }
}

function release(results: Map<number, Known>, k: number): void {
  results.get(k)?.storage.dispose();
  results.delete(k);
}
