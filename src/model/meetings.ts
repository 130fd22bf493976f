import { gradientWay, isSame } from "./gradient-way";
import type { Call, Operand, Program } from "./program";

/** Operations that are a sum of products, each of one element of either of two operands. */
const PRODUCTS: ReadonlySet<Call["op"]> = new Set<Call["op"]>(["multiply", "matmul", "mm", "bmm", "einsum", "conv2d"]);

/** Calls that an input leads to, through whatever operations. */
function reachedFrom({ calls }: Program, input: string): Set<number> {
  const reached = new Set<number>();
  calls.forEach(({ inputs }, k) => {
    const comes = (operand: Operand): boolean =>
      "input" in operand ? operand.input === input : reached.has(operand.call);
    if (inputs.some(comes)) reached.add(k);
  });
  return reached;
}

/**
 * The calls in which the filter meets the picture on the way to a loss: products of what was made from the filter alone
 * and what was made from the picture alone. Every number that comes back to a tap from there is one of the picture times
 * what came back to the product.
 */
export function meetingsOf(program: Program, loss: Operand): number[] {
  const filtered = reachedFrom(program, "filter");
  const pictured = reachedFrom(program, "image");
  const isFrom = (operand: Operand, reached: ReadonlySet<number>, input: string): boolean =>
    "call" in operand ? reached.has(operand.call) : isSame(operand, { input });
  return gradientWay(program, { input: "filter" }, loss).filter((k) => {
    const call = program.calls[k];
    if (!call || !PRODUCTS.has(call.op)) return false;
    const [a, b, ...others] = call.inputs;
    if (!a || !b || others.length > 0) return false;
    const kinds = [a, b].map((operand) => [isFrom(operand, filtered, "filter"), isFrom(operand, pictured, "image")]);
    return kinds.some(([f, i]) => f && !i) && kinds.some(([f, i]) => !f && i);
  });
}
