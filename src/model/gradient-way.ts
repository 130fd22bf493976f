import { at } from "./dims";
import type { Call, Operand, Program } from "./program";

/** What no gradient goes through. */
const STOPS: ReadonlySet<Call["op"]> = new Set<Call["op"]>([
  "detach",
  "grad",
  "gt",
  "lt",
  "ge",
  "le",
  "eq",
  "ne",
  "allclose",
]);

/** Comparisons with a Python number: what they make is bool. */
const COMPARES: ReadonlySet<string> = new Set(["gt", "lt", "ge", "le", "eq", "ne"]);

/** True when two operands are the same tensor of a program. */
export const isSame = (one: Operand, other: Operand): boolean =>
  "input" in one ? "input" in other && one.input === other.input : "call" in other && one.call === other.call;

function goesThrough(call: Call): boolean {
  if (call.op === "max") return call.args.part !== "indices";
  return call.op === "scalar" ? !COMPARES.has(call.args.operation) : !STOPS.has(call.op);
}

/** The calls that a gradient goes through on its way from `loss` back to the tensor `leaf`, ascending; none without a way. */
export function gradientWay({ calls }: Program, leaf: Operand, loss: Operand): number[] {
  if (!("call" in loss)) return [];
  const reached = new Set<number>();
  for (let k = 0; k <= loss.call; k += 1) {
    const call = at(calls, k);
    if (isSame({ call: k }, leaf) || !goesThrough(call)) continue;
    if (call.inputs.some((input) => isSame(input, leaf) || ("call" in input && reached.has(input.call))))
      reached.add(k);
  }
  // What the leaf leads to besides the loss is not gone through: nobody has computed what else it was made from.
  const wanted = new Set<number>([loss.call]);
  for (let k = loss.call; k >= 0; k -= 1) {
    if (!wanted.has(k)) continue;
    for (const input of at(calls, k).inputs) if ("call" in input) wanted.add(input.call);
  }
  return [...reached].filter((k) => wanted.has(k));
}

/** True when a change of the tensor `leaf` may change `loss`: without a way between them PyTorch leaves `.grad` None. */
export const isReached = (program: Program, leaf: Operand, loss: Operand): boolean =>
  isSame(loss, leaf) || ("call" in loss && gradientWay(program, leaf, loss).includes(loss.call));
