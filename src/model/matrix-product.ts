import type { Axis, AxisLink } from "./axes";
import { broadcastAxes, broadcastLinks, broadcastSources, broadcastTargets } from "./broadcast";
import { at, combinations, operand, upTo } from "./dims";
import { contiguousLayout, numel, type Layout, type Shape } from "./layout";
import type { Operation, Source } from "./ops/operation";
import { productShape } from "./products";

/** The batch axes of both operands: all but the last two. */
const batches = (inputs: readonly Layout[]): Layout[] =>
  inputs.map(({ shape }) => contiguousLayout(shape.slice(0, -2)));

const shapesOf = (inputs: readonly Layout[]): readonly [Shape, Shape] => [
  operand(inputs, 0).shape,
  operand(inputs, 1).shape,
];

/** How many numbers of each operand meet in one element of the product. */
const innerSize = (b: Shape): number => at(b, Math.max(0, b.length - 2));

/** How many axes of an operand reach the result behind the batch axes: one, or none for a vector. */
const ownAxes = (shape: Shape): number => (shape.length > 1 ? 1 : 0);

/** The parts that every product of matrices shares: rows of operand 0 meet columns of operand 1. */
export const matrixProduct: Pick<Operation<unknown>, "sources" | "targets" | "axes" | "links" | "multiplyAdds"> = {
  *sources(inputs, _args, index): Generator<Source> {
    const [a, b] = shapesOf(inputs);
    const rank = index.length - ownAxes(a) - ownAxes(b);
    const [left, right] = broadcastSources(batches(inputs), index.slice(0, rank));
    const row = index.slice(rank, rank + ownAxes(a));
    const column = index.slice(rank + ownAxes(a));
    for (let inner = 0; inner < innerSize(b); inner += 1) {
      yield { input: 0, index: [...(left?.index ?? []), ...row, inner] };
      yield { input: 1, index: [...(right?.index ?? []), inner, ...column] };
    }
  },

  *targets(inputs, _args, input, index): Generator<number[]> {
    const [a, b] = shapesOf(inputs);
    const own = operand(inputs, input).shape;
    const other = input === 0 ? b : a;
    const batch = index.slice(0, Math.max(0, own.length - 2));
    const kept = own.length < 2 ? [] : [at(index, own.length - (input === 0 ? 2 : 1))];
    const across = other.length < 2 ? [] : [at(other, other.length - (input === 0 ? 1 : 2))];
    for (const target of broadcastTargets(batches(inputs), input, batch)) {
      for (const free of combinations(across)) {
        yield input === 0 ? [...target, ...kept, ...free] : [...target, ...free, ...kept];
      }
    }
  },

  axes(axes, inputs): Axis[] {
    const [a, b] = shapesOf(inputs);
    const rows = operand(axes, 0);
    const columns = operand(axes, 1);
    return [
      ...broadcastAxes([rows.slice(0, -2), columns.slice(0, -2)], batches(inputs)),
      ...(a.length > 1 ? rows.slice(-2, -1) : []),
      ...(b.length > 1 ? columns.slice(-1) : []),
    ];
  },

  links(_axes, inputs): AxisLink[] {
    const [a, b] = shapesOf(inputs);
    const rank = productShape(a, b).length;
    const row = { input: 0, from: a.length - 2, to: rank - ownAxes(b) - 1 };
    const column = { input: 1, from: b.length - 1, to: rank - 1 };
    return [
      ...broadcastLinks(batches(inputs)),
      ...upTo(ownAxes(a)).map(() => row),
      ...upTo(ownAxes(b)).map(() => column),
    ];
  },

  multiplyAdds(inputs) {
    const [a, b] = shapesOf(inputs);
    return numel(productShape(a, b)) * innerSize(b);
  },
};
