import { outputStride } from "./broadcast";
import { cloneStride } from "./dense-stride";
import { at, upTo } from "./dims";
import { type DType, notImplemented, promoted, refuseMixed } from "./dtype";
import type { Equation } from "./einsum";
import { contiguousLayout, type Layout, numel, type Shape } from "./layout";
import { viewStride } from "./view-stride";

/** A tensor on its way through einsum: every one has an axis for every label, of size 1 where it lacks the label. */
interface Passing {
  readonly layout: Layout;
  readonly dtype: DType;
  readonly copied: boolean;
}

const permute = ({ shape, stride, offset }: Layout, order: readonly number[]): Layout => ({
  shape: order.map((axis) => at(shape, axis)),
  stride: order.map((axis) => at(stride, axis)),
  offset,
});

/** An operand with its axes in the order of all labels; a repeated label reads the diagonal. */
function aligned(layout: Layout, letters: readonly string[], labels: readonly string[]): Layout {
  const shape: number[] = [];
  const stride: number[] = [];
  const kept: string[] = [];
  letters.forEach((letter, axis) => {
    const seen = kept.indexOf(letter);
    if (seen >= 0) {
      stride[seen] = at(stride, seen) + at(layout.stride, axis);
      return;
    }
    kept.push(letter);
    shape.push(at(layout.shape, axis));
    stride.push(at(layout.stride, axis));
  });
  // A missing label is unsqueezed at the end, where a new axis has stride 1.
  for (const label of labels) {
    if (kept.includes(label)) continue;
    kept.push(label);
    shape.push(1);
    stride.push(1);
  }
  const order = labels.map((label) => kept.indexOf(label));
  return permute({ shape, stride, offset: layout.offset }, order);
}

function summed({ layout, dtype }: Passing, axes: readonly number[]): Passing {
  const shape = layout.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return { layout: contiguousLayout(shape), dtype: dtype === "bool" ? "int64" : dtype, copied: true };
}

const reshaped = (layout: Layout, shape: Shape): Layout => {
  const stride = viewStride(layout, shape);
  return stride === null ? contiguousLayout(shape) : { shape, stride, offset: layout.offset };
};

/** Two operands made one, `axes` summed over (aten/src/ATen/native/Linear.cpp, `sumproduct_pair`). */
function pair(left: Passing, right: Passing, axes: readonly number[]): Passing {
  const rank = left.layout.shape.length;
  if (axes.length === 0) {
    const shape = upTo(rank).map((axis) => Math.max(0, joint(left, right, axis)));
    const common = promoted(left.dtype, right.dtype);
    const cast = ({ layout, dtype }: Passing): Layout =>
      dtype === common ? layout : { shape: layout.shape, stride: cloneStride(layout), offset: 0 };
    const stride = outputStride([cast(left), cast(right)], shape);
    return { layout: { shape, stride, offset: 0 }, dtype: common, copied: true };
  }
  const [both, onlyLeft, onlyRight]: [number[], number[], number[]] = [[], [], []];
  for (const axis of upTo(rank)) {
    if (axes.includes(axis)) continue;
    const [inLeft, inRight] = [left, right].map(({ layout }) => at(layout.shape, axis) !== 1);
    (inLeft && inRight ? both : inLeft ? onlyLeft : onlyRight).push(axis);
  }
  if (left.dtype === "bool") notImplemented("bmm", left.dtype);
  refuseMixed(left.dtype, right.dtype);
  const sizes = (tensor: Passing, of: readonly number[]): number[] => of.map((axis) => at(tensor.layout.shape, axis));
  const order = [...both, ...onlyLeft, ...axes, ...onlyRight];
  const shape = [...sizes(left, both), ...sizes(left, onlyLeft), ...axes.map(() => 1), ...sizes(right, onlyRight)];
  const product = contiguousLayout([
    numel(sizes(left, both)),
    numel(sizes(left, onlyLeft)),
    numel(sizes(right, onlyRight)),
  ]);
  const back = upTo(rank).map((axis) => order.indexOf(axis));
  return { layout: permute(reshaped(product, shape), back), dtype: left.dtype, copied: true };
}

const joint = (left: Passing, right: Passing, axis: number): number => {
  const [a, b] = [at(left.layout.shape, axis), at(right.layout.shape, axis)];
  return a === 1 ? b : a;
};

/** What einsum leaves: its layout, dtype, and whether it is a view of its one operand (Linear.cpp, `einsum`). */
export function einsumLayout(
  { operands, output, summed: gone }: Equation,
  inputs: readonly Layout[],
  dtypes: readonly DType[],
): Passing {
  const labels = [...output, ...gone];
  const waiting: Passing[] = operands.map((letters, k) => ({
    layout: aligned(at(inputs, k), letters, labels),
    dtype: dtypes[k] ?? "float32",
    copied: false,
  }));
  const counts = labels.map((_, axis) => waiting.filter(({ layout }) => layout.shape[axis] !== 1).length);
  const contracted = upTo(labels.length).slice(output.length);
  const single = waiting.length === 1;
  while (waiting.length > 1) {
    let [a, b] = waiting.splice(0, 2) as [Passing, Passing];
    const together: number[] = [];
    const [fromA, fromB]: [number[], number[]] = [[], []];
    for (const axis of contracted) {
      const [inA, inB] = [a.layout.shape[axis] !== 1, b.layout.shape[axis] !== 1];
      if (inA && inB) {
        counts[axis] = at(counts, axis) - 1;
        if (counts[axis] === 1) {
          together.push(axis);
          counts[axis] = 0;
        }
      } else if (counts[axis] === 1 && (inA || inB)) {
        (inA ? fromA : fromB).push(axis);
        counts[axis] = 0;
      }
    }
    if (fromA.length > 0) a = summed(a, fromA);
    if (fromB.length > 0) b = summed(b, fromB);
    waiting.unshift(pair(a, b, together));
  }
  const result = at(waiting, 0);
  if (contracted.length === 0) return result;
  const shape = result.layout.shape.slice(0, output.length);
  if (single) return { ...summed(result, contracted), layout: contiguousLayout(shape) };
  return { ...result, layout: reshaped(result.layout, shape) };
}
