import { broadcast, broadcastAxes, broadcastLinks, broadcastSources, broadcastTargets } from "../broadcast";
import { operand } from "../dims";
import { dtypeAt } from "../dtype";
import { PlaygroundError } from "../errors";
import { contiguousLayout, type Layout } from "../layout";
import { pythonPlain } from "../python-number";
import type { Operation } from "./operation";

/** What stands where the mask is true. */
export interface MaskedFillArgs {
  readonly value: number;
}

/** `x.masked_fill(mask, value)`: a row-major copy of operand 0 with a number wherever operand 1, the mask, is true. */
export const maskedFill: Operation<MaskedFillArgs> = {
  name: "masked_fill",

  /** aten/src/ATen/native/TensorAdvancedIndexing.cpp, `masked_fill`: the mask stands first where the shapes meet. */
  outcome: (inputs) => ({
    layout: contiguousLayout(broadcast(operand(inputs, 1).shape, operand(inputs, 0).shape)),
    copies: true,
  }),

  dtype(dtypes) {
    const mask = dtypeAt(dtypes, 1);
    if (mask !== "bool") {
      throw new PlaygroundError(
        "mask-dtype",
        `masked_fill takes a mask of bools here, not of ${mask}: write mask > 0`,
        {
          dtype: mask,
        },
      );
    }
    return dtypeAt(dtypes, 0);
  },

  code: ({ value }, operands) => `${operand(operands, 0)}.masked_fill(${operand(operands, 1)}, ${pythonPlain(value)})`,

  heading: ({ value }) => ({ name: "masked_fill", args: `(${pythonPlain(value)})` }),

  sources: (inputs, _args, index) => broadcastSources(inputs, index),

  targets: (inputs, _args, input, index) => broadcastTargets(inputs, input, index),

  axes: (axes, inputs) => broadcastAxes(axes, inputs),

  links: (_axes, inputs: readonly Layout[]) => broadcastLinks(inputs),

  multiplyAdds: () => 0,
};
