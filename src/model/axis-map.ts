import { axisOf } from "./axes";
import { at, operand } from "./dims";
import type { Shape } from "./layout";
import type { Operation } from "./ops/operation";

/** Which input axis each result axis is, null for a new axis of size 1; axes that go are read at `fixed`, or at 0. */
export interface AxisMap {
  readonly from: readonly (number | null)[];
  readonly fixed?: { readonly axis: number; readonly place: number };
}

/** The parts of an operation that only keeps, drops, adds and reorders axes. */
export const mappedAxes = <Args>(
  mapOf: (shape: Shape, args: Args) => AxisMap,
): Pick<Operation<Args>, "sources" | "targets" | "axes" | "links" | "multiplyAdds"> => ({
  sources(inputs, args, index) {
    const { shape } = operand(inputs, 0);
    const { from, fixed } = mapOf(shape, args);
    const source = shape.map((_, axis) => (fixed?.axis === axis ? fixed.place : 0));
    from.forEach((axis, to) => {
      if (axis !== null) source[axis] = at(index, to);
    });
    return [{ input: 0, index: source }];
  },

  targets(inputs, args, _input, index) {
    const { from, fixed } = mapOf(operand(inputs, 0).shape, args);
    if (fixed && index[fixed.axis] !== fixed.place) return [];
    return [from.map((axis) => (axis === null ? 0 : at(index, axis)))];
  },

  axes: (axes, inputs, args) =>
    mapOf(operand(inputs, 0).shape, args).from.map((axis) =>
      axis === null ? axisOf("1", "other", 1) : at(operand(axes, 0), axis),
    ),

  links: (_axes, inputs, args) =>
    mapOf(operand(inputs, 0).shape, args).from.flatMap((from, to) => (from === null ? [] : [{ input: 0, from, to }])),

  multiplyAdds: () => 0,
});
