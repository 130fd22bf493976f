import * as fc from "fast-check";
import { checkGeometry, PADDING_MODES, type Geometry, type ImageShape } from "../../src/model/geometry";

/** k 3, stride 1, no padding. */
export const PLAIN: Geometry = {
  kernel_size: [3, 3],
  stride: [1, 1],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
};

const pair = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** Small images, B 1–3, C 1–3, sides 1–9. */
export const imageShapes: fc.Arbitrary<ImageShape> = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
);

/** Any geometry within the limits, most of them too large for a small image. */
export const anyGeometry: fc.Arbitrary<Geometry> = fc.record({
  kernel_size: fc.oneof(pair(1, 4), pair(1, 31)),
  stride: pair(1, 6),
  padding: fc.oneof(pair(0, 3), pair(0, 31)),
  padding_mode: fc.constantFrom(...PADDING_MODES),
  dilation: fc.oneof(pair(1, 3), pair(1, 16)),
});

/** A geometry and a small image that it fits. */
export const fitting: fc.Arbitrary<{ g: Geometry; image: ImageShape }> = fc
  .record({
    g: fc.record({
      kernel_size: pair(1, 4),
      stride: pair(1, 3),
      padding: pair(0, 4),
      padding_mode: fc.constantFrom(...PADDING_MODES),
      dilation: pair(1, 3),
    }),
    image: imageShapes,
  })
  .filter(({ g, image }) => {
    try {
      checkGeometry(g, image);
      return true;
    } catch {
      return false;
    }
  });
