import * as fc from "fast-check";
import {
  FILTER_PRESETS,
  KEEP_RULES,
  LEARNING_RATES,
  LOSS_OF,
  LOSSES,
  MOST_HIDDEN,
  OPTIMIZERS,
  OUTSIDE_FILLS,
  PROGRAM_KINDS,
  SUM_AXES,
  type Document,
  type FilterSource,
  type ImageSource,
  type LossTarget,
  type Point,
  type RegionShape,
} from "../../src/model/document";
import { encodeBase64 } from "../../src/model/base64";
import { METHODS, SWEEPS } from "../../src/model/measure";
import { checkGeometry, PADDING_MODES, type ImageShape, type Pair } from "../../src/model/geometry";
import { SAMPLES } from "../../src/model/samples";
import { channelsOf, knownImageShape } from "../../src/share/document/image-size";

/** Random valid documents: every kind of image, filter and shape, numbers of every awkwardness. */

const side = fc.integer({ min: 1, max: 20 });
const smallShape: fc.Arbitrary<ImageShape> = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 5 }),
  side,
  side,
);
const seed = fc.integer({ min: 0, max: 4_294_967_295 });

const image: fc.Arbitrary<ImageSource> = fc.oneof(
  fc.constantFrom(...SAMPLES.map(({ name }) => ({ sample: name }))),
  fc.record({ random: fc.record({ seed, shape: smallShape }) }),
  fc.record({ arange: fc.record({ shape: smallShape }) }),
  smallShape.chain((shape) =>
    fc
      .uint8Array({ minLength: numel(shape) * 4, maxLength: numel(shape) * 4 })
      .map((bytes) => ({ tensor: { shape, float32: encodeBase64(bytes) } })),
  ),
  fc.record({
    file: fc.record({
      mime: fc.constantFrom("image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"),
      base64: fc.uint8Array({ maxLength: 300 }).map(encodeBase64),
    }),
  }),
  fc.record({
    absent: fc.record({
      name: fc.string({ unit: "binary", minLength: 1, maxLength: 100 }),
      shape: fc.tuple(fc.constant(1), fc.constantFrom(1, 3), fc.integer({ min: 1, max: 65_535 }), side),
    }),
  }),
);

const numel = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** JSON has no −0, and a checked document none either. */
const plus = (value: number): number => value + 0;

const coordinate = fc.oneof(
  fc.integer({ min: -600, max: 600 }),
  fc.integer({ min: -6000, max: 6000 }).map((tenths) => plus(tenths / 10)),
  fc.double({ min: -100_000, max: 100_000, noNaN: true }).map(plus),
  fc.float({ min: -100_000, max: 100_000, noNaN: true }).map(plus),
);
const extent = coordinate.map(Math.abs);
const point: fc.Arbitrary<Point> = fc.tuple(coordinate, coordinate);
const wholePoint: fc.Arbitrary<Point> = fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 4000 }));
const points = fc.oneof(fc.array(point, { maxLength: 12 }), fc.array(wholePoint, { maxLength: 40 }));

const shape: fc.Arbitrary<RegionShape> = fc.oneof(
  fc.record({ rect: fc.tuple(coordinate, coordinate, extent, extent) }),
  fc.record({ ellipse: fc.tuple(coordinate, coordinate, extent, extent) }),
  fc.record({ polygon: points }),
  fc.record({ brush: fc.record({ points, radius: fc.double({ min: 1e-9, max: 1000, noNaN: true }) }) }),
);

const region = fc.record({
  shapes: fc.array(fc.oneof(fc.record({ add: shape }), fc.record({ subtract: shape })), { maxLength: 5 }),
  keep: fc.constantFrom(...KEEP_RULES),
  outside: fc.constantFrom(...OUTSIDE_FILLS),
});

const speed = fc.record({
  methods: fc.subarray([...METHODS], { minLength: 1 }),
  sweep: fc.constantFrom(...SWEEPS),
  runs: fc.integer({ min: 3, max: 101 }),
});

const pairOf = (min: number, max: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const value = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.integer({ min: -1000, max: 1000 }).map((hundredths) => plus(hundredths / 100)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(plus),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(plus),
);

const exactly = <T>(item: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(item, { minLength: length, maxLength: length });

function filterFor(channels: number, [rows, columns]: Pair): fc.Arbitrary<FilterSource> {
  const slice = exactly(exactly(value, columns), rows);
  return fc.oneof(
    fc.record({ preset: fc.constantFrom(...FILTER_PRESETS) }),
    fc.record({ random: fc.record({ seed, shared: fc.boolean() }) }),
    fc.record({ values: slice }),
    fc.record({ values: exactly(slice, channels) }),
  );
}

function targetFor(channels: number, [rows, columns]: Pair): fc.Arbitrary<LossTarget> {
  const slice = exactly(exactly(value, columns), rows);
  return fc.oneof(
    fc.constant("zeros" as const),
    fc.record({ preset: fc.constantFrom(...FILTER_PRESETS) }),
    fc.record({ hidden: fc.integer({ min: 0, max: MOST_HIDDEN }) }),
    fc.record({ values: slice }),
    fc.record({ values: exactly(slice, channels) }),
  );
}

const gradients = fc.record({
  of: fc.constantFrom(...LOSS_OF),
  loss: fc.constantFrom(...LOSSES),
  optimizer: fc.constantFrom(...OPTIMIZERS),
  lr: fc.double({ min: LEARNING_RATES[0], max: LEARNING_RATES[1], noNaN: true }),
});

function fits(document: Document): boolean {
  const known = knownImageShape(document);
  try {
    if (known) checkGeometry(document, known);
    return true;
  } catch {
    return false;
  }
}

/** Any document that the checker must accept unchanged. */
export const validDocument: fc.Arbitrary<Document> = fc
  .record({
    v: fc.constant(1 as const),
    image,
    color: fc.constantFrom("rgb" as const, "gray" as const),
    resize: fc.option(fc.tuple(fc.integer({ min: 1, max: 2048 }), fc.integer({ min: 1, max: 2048 })), { nil: null }),
    kernel_size: pairOf(1, 4),
    stride: pairOf(1, 32),
    padding: pairOf(0, 3),
    padding_mode: fc.constantFrom(...PADDING_MODES),
    dilation: pairOf(1, 3),
    sum_over: fc.shuffledSubarray([...SUM_AXES]),
    region,
    program: fc.oneof(
      fc.constantFrom(...PROGRAM_KINDS),
      fc.record({ code: fc.string({ unit: "grapheme", maxLength: 60 }) }),
    ),
    speed,
    gradients,
  })
  .chain((rest) =>
    fc
      .tuple(filterFor(channelsOf(rest), rest.kernel_size), targetFor(channelsOf(rest), rest.kernel_size))
      .map(([filter, target]): Document => ({ ...rest, filter, gradients: { ...rest.gradients, target } })),
  )
  .filter(fits);
