import { axisOf } from "../axes";
import { channelsLastStride, looksChannelsLast } from "../dense-stride";
import { at, listed, operand, upTo, wrapDim } from "../dims";
import { promotedAll } from "../dtype";
import { PyTorchError } from "../errors";
import { contiguousLayout, type Layout } from "../layout";
import type { Operation } from "./operation";
import { unsqueeze } from "./unsqueeze";

/** Where the new axis stands that numbers the tensors. */
export interface StackArgs {
  readonly dim: number;
}

/** `torch.stack` of any number of tensors of one shape: a new axis numbers them. */
export const stack: Operation<StackArgs> = {
  name: "stack",

  outcome(inputs, args, facts) {
    const axis = newAxis(inputs, args);
    const shape = operand(inputs, 0).shape.toSpliced(axis, 0, inputs.length);
    const isFloat = facts?.every(({ dtype }) => dtype === "float32") ?? true;
    const channelsLast = !stacksAtOnce(inputs, axis, isFloat) && asUnsqueezed(inputs, args).every(looksChannelsLast);
    return {
      layout: channelsLast ? { shape, stride: channelsLastStride(shape), offset: 0 } : contiguousLayout(shape),
      copies: true,
    };
  },

  dtype: (dtypes) => promotedAll(dtypes),

  code: ({ dim }, operands) => `torch.stack([${operands.join(", ")}], ${dim})`,

  heading: ({ dim }) => ({ name: "stack", args: `(${dim})` }),

  sources(inputs, args, index) {
    const axis = newAxis(inputs, args);
    return [{ input: at(index, axis), index: index.toSpliced(axis, 1) }];
  },

  targets: (inputs, args, input, index) => [index.toSpliced(newAxis(inputs, args), 0, input)],

  axes: (axes, inputs, args) =>
    operand(axes, 0).toSpliced(newAxis(inputs, args), 0, axisOf("stacked", "other", inputs.length)),

  links(_axes, inputs, args) {
    const axis = newAxis(inputs, args);
    return inputs.flatMap(({ shape }, input) =>
      upTo(shape.length).map((from) => ({ input, from, to: from < axis ? from : from + 1 })),
    );
  },

  multiplyAdds: () => 0,
};

/** PyTorch's shorter way, always row-major (aten/src/ATen/native/TensorShape.h, `can_use_native_serial_stack`). */
function stacksAtOnce(inputs: readonly Layout[], axis: number, isFloat: boolean): boolean {
  const first = operand(inputs, 0);
  const isPassedOver = first.shape.length === 1 && first.shape[0] === 0;
  if (!isFloat || axis >= first.shape.length || isPassedOver || looksChannelsLast(first)) return false;
  return inputs.every(({ stride }) => String(stride) === String(first.stride));
}

/** Otherwise it is `cat` of tensors that were given the new axis first. */
const asUnsqueezed = (inputs: readonly Layout[], args: StackArgs): Layout[] =>
  inputs.map((input) => unsqueeze.outcome([input], args).layout);

function newAxis(inputs: readonly Layout[], { dim }: StackArgs): number {
  if (inputs.length === 0) throw new PyTorchError("stack expects a non-empty TensorList");
  const { shape } = operand(inputs, 0);
  const axis = wrapDim(dim, shape.length + 1);
  const other = inputs.findIndex((input) => String(input.shape) !== String(shape));
  if (other > 0) {
    throw new PyTorchError(
      `stack expects each tensor to be equal size, but got ${listed(shape)} at entry 0 and ${listed(at(inputs, other).shape)} at entry ${other}`,
    );
  }
  return axis;
}
