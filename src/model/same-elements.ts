import type { Operation } from "./ops/operation";
import { operand, upTo } from "./dims";

/** The parts of an operation that leaves every element of its first operand at its index. */
export const sameElements: Pick<Operation<unknown>, "sources" | "targets" | "axes" | "links" | "multiplyAdds"> = {
  sources: (_inputs, _args, index) => [{ input: 0, index: [...index] }],
  targets: (_inputs, _args, input, index) => (input === 0 ? [[...index]] : []),
  axes: (axes) => [...operand(axes, 0)],
  links: (_axes, inputs) => upTo(operand(inputs, 0).shape.length).map((axis) => ({ input: 0, from: axis, to: axis })),
  multiplyAdds: () => 0,
};
