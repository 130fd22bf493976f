import { axisOf } from "../axes";
import { listed, operand } from "../dims";
import { BYTES_OF } from "../dtype";
import { PyTorchError } from "../errors";
import { extentOf, numel, position } from "../layout";
import { elementsAt } from "../storage-places";
import type { Operation } from "./operation";

/** Shape and strides over the input's storage; the offset is the input's own when it is null. */
export interface AsStridedArgs {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly storage_offset: number | null;
}

/** `Tensor.as_strided`: the input's storage seen through any layout that fits into it. Always a view. */
export const asStrided: Operation<AsStridedArgs> = {
  name: "as_strided",

  /** aten/src/ATen/native/Resize.h, `setStrided` and `checkInBoundsForStorage`. */
  outcome(inputs, { size, stride, storage_offset: asked }, facts) {
    const input = operand(inputs, 0);
    const { dtype = "float32", storage = extentOf(input) } = facts?.[0] ?? {};
    const offset = asked ?? input.offset;
    if (size.length !== stride.length) throw new PyTorchError("mismatch in length of strides and shape");
    if (stride.some((step) => step < 0)) {
      throw new PyTorchError(
        `as_strided: Negative strides are not supported at the moment, got strides: ${listed(stride)}`,
      );
    }
    if (size.some((each) => each < 0) && !size.includes(0)) {
      throw new PyTorchError(
        `Storage size calculation overflowed with sizes=${listed(size)} and strides=${listed(stride)}`,
      );
    }
    const layout = { shape: [...size], stride: [...stride], offset };
    const needed = extentOf(layout);
    const itemSize = BYTES_OF[dtype];
    if (numel(size) !== 0 && needed > storage) {
      throw new PyTorchError(
        `setStorage: sizes ${listed(size)}, strides ${listed(stride)}, storage offset ${offset}, and itemsize ${itemSize} requiring a storage size of ${needed * itemSize} are out of bounds for storage of size ${storage * itemSize}`,
      );
    }
    if (offset < 0) throw new PyTorchError(`Tensor: invalid storage offset ${offset}`);
    return { layout, copies: false };
  },

  code: (args, operands) => `${operand(operands, 0)}.as_strided${written(args)}`,

  heading: (args) => ({ name: "as_strided", args: written(args) }),

  *sources(inputs, args, index) {
    const input = operand(inputs, 0);
    const place = position(laid(input.offset, args), index);
    for (const source of elementsAt(input, place)) yield { input: 0, index: source };
  },

  targets(inputs, args, _input, index) {
    const input = operand(inputs, 0);
    return elementsAt(laid(input.offset, args), position(input, index));
  },

  axes: (_axes, _inputs, { size }) => size.map((each, axis) => axisOf(`axis ${axis}`, "other", each)),

  links: () => [],

  multiplyAdds: () => 0,
};

const laid = (own: number, { size, stride, storage_offset: asked }: AsStridedArgs) => ({
  shape: size,
  stride,
  offset: asked ?? own,
});

function written({ size, stride, storage_offset: offset }: AsStridedArgs): string {
  const tuple = (values: readonly number[]): string => `(${values.join(", ")}${values.length === 1 ? "," : ""})`;
  return `(${tuple(size)}, ${tuple(stride)}${offset === null ? "" : `, ${offset}`})`;
}
