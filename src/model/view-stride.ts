import { at, listed } from "./dims";
import { PyTorchError } from "./errors";
import { contiguousStride, numel, type Layout, type Shape } from "./layout";

/**
 * The shape that `view` or `reshape` is asked for, its −1 filled in. Throws PyTorch's errors (aten/src/ATen/InferSize.h,
 * `infer_size_impl`).
 */
export function inferShape(asked: Shape, elements: number): number[] {
  let known = 1;
  let inferred = -1;
  for (let axis = 0; axis < asked.length; axis += 1) {
    const size = at(asked, axis);
    if (size === -1) {
      if (inferred >= 0) throw new PyTorchError("only one dimension can be inferred");
      inferred = axis;
    } else if (size >= 0) {
      known *= size;
    } else {
      throw new PyTorchError(`invalid shape dimension ${size}`);
    }
  }
  if (elements !== known && !(inferred >= 0 && known > 0 && elements % known === 0)) {
    throw new PyTorchError(`shape '${listed(asked)}' is invalid for input of size ${elements}`);
  }
  const shape = [...asked];
  if (inferred < 0) return shape;
  if (known === 0) {
    throw new PyTorchError(
      `cannot reshape tensor of 0 elements into shape ${listed(asked)} because the unspecified dimension size -1 can be any value and is ambiguous`,
    );
  }
  shape[inferred] = elements / known;
  return shape;
}

/**
 * The strides with which a tensor can be seen as `shape` (of equally many elements) without moving a number, or null
 * when there are none: neighbouring axes merge only when one stride runs through both (aten/src/ATen/TensorUtils.cpp,
 * `computeStride_impl`).
 */
export function viewStride({ shape: old, stride }: Layout, shape: Shape): number[] | null {
  if (old.length === 0) return shape.map(() => 1);
  if (numel(old) === 0) {
    const same = old.length === shape.length && old.every((size, axis) => size === shape[axis]);
    return same ? [...stride] : contiguousStride(shape);
  }
  const found = new Array<number>(shape.length);
  let axis = shape.length - 1;
  let chunkStride = at(stride, old.length - 1);
  let chunk = 1;
  let seen = 1;
  for (let d = old.length - 1; d >= 0; d -= 1) {
    chunk *= at(old, d);
    const chunkGoesOn = d > 0 && (old[d - 1] === 1 || stride[d - 1] === chunk * chunkStride);
    if (chunkGoesOn) continue;
    while (axis >= 0 && (seen < chunk || shape[axis] === 1)) {
      found[axis] = seen * chunkStride;
      seen *= at(shape, axis);
      axis -= 1;
    }
    if (seen !== chunk) return null;
    if (d > 0) {
      chunkStride = at(stride, d - 1);
      chunk = 1;
      seen = 1;
    }
  }
  return axis === -1 ? found : null;
}
