import * as fc from "fast-check";
import { contiguousLayout, type Layout } from "../../../src/model/layout";

export { fc };

/** A small shape of so many axes. */
export const shapes = (least: number, most: number, largest = 4): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: largest }), { minLength: least, maxLength: most });

/** A permuted layout of a small shape, with an offset: what a chain of views leaves behind. */
export const layouts = (least: number, most: number, largest = 4): fc.Arbitrary<Layout> =>
  shapes(least, most, largest).chain((shape) =>
    fc.tuple(orders(shape.length), fc.integer({ min: 0, max: 5 })).map(([order, offset]) => {
      const { stride } = contiguousLayout(shape);
      return {
        shape: order.map((axis) => shape[axis] as number),
        stride: order.map((axis) => stride[axis] as number),
        offset,
      };
    }),
  );

/** An order of so many axes. */
export const orders = (rank: number): fc.Arbitrary<number[]> =>
  fc.shuffledSubarray(
    Array.from({ length: rank }, (_, axis) => axis),
    { minLength: rank, maxLength: rank },
  );

/** An axis of a tensor, counted from the front or from the back. */
export const dims = (rank: number): fc.Arbitrary<number> => fc.integer({ min: -rank, max: rank - 1 });
