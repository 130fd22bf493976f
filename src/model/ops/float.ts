import type { NoArgs } from "../elementwise";
import { operand } from "../dims";
import { sameElements } from "../same-elements";
import { clone } from "./clone";
import type { Operation } from "./operation";

/** `Tensor.float`: the numbers as float32, copied as `clone` does; the tensor itself when it is float32 already. */
export const float: Operation<NoArgs> = {
  ...sameElements,
  name: "float",

  outcome: (inputs, args, facts) =>
    (facts?.[0]?.dtype ?? "float32") === "float32"
      ? { layout: operand(inputs, 0), copies: false }
      : clone.outcome(inputs, args),

  dtype: () => "float32",

  code: (_args, operands) => `${operand(operands, 0)}.float()`,

  heading: () => ({ name: "float", args: "()" }),
};
