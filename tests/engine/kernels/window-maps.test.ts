import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeWindows, type PlacedWindows } from "../../../src/engine/kernels/placed-windows";
import { preparedImage } from "../../../src/engine/kernels/prepared-image";
import { maskedConv2d, windowMaps } from "../../../src/engine/kernels/window-maps";
import { prepare } from "../../../src/model/addressing";
import { SUM_AXES, type SumAxis } from "../../../src/model/document";
import { type Geometry, type ImageShape, PADDING_MODES, windowGrid } from "../../../src/model/geometry";
import { numel } from "../../../src/model/layout";
import { emptyRuns, fullRuns, type Runs, runsOfFlags } from "../../../src/model/runs";
import type { BackendName } from "../../../src/model/runner";
import { MAPS_GRADIENTS } from "../../fixtures/load";
import * as oracle from "../../oracle/convolution";
import { expectClose, numbers, onEveryBackend, random, TOLERANCE } from "../on-every-backend";

const CASES: Readonly<Record<BackendName, number>> = { wasm: 2000, cpu: 2000, webgl: 200, webgpu: 200 };

/** The numbers of what `work` makes of picture and windows on the backend; nothing of it stays. */
async function laidOut(
  geometry: Geometry,
  shape: ImageShape,
  data: Float32Array,
  runs: Runs,
  work: (image: tf.Tensor1D, placed: PlacedWindows) => tf.Tensor[],
): Promise<{ readonly shape: number[]; readonly data: Float32Array }[]> {
  const preparation = prepare(geometry, shape);
  const placed = placeWindows(preparation.addressing, runs);
  try {
    return await valuesOf(() => work(preparedImage(tf.tensor1d(data), preparation, shape), placed));
  } finally {
    placed.dispose();
  }
}

/** webgpu gives its numbers only to those who wait. */
async function valuesOf(work: () => tf.Tensor[]): Promise<{ readonly shape: number[]; readonly data: Float32Array }[]> {
  const tensors = tf.tidy(work);
  const found = [];
  for (const tensor of tensors) found.push({ shape: tensor.shape, data: (await tensor.data()) as Float32Array });
  tf.dispose(tensors);
  return found;
}

const size = (most: number) => fc.integer({ min: 1, max: most });
const pairOf = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));

interface Case {
  readonly shape: ImageShape;
  readonly geometry: Geometry;
  readonly coverage: number;
  readonly seed: number;
  readonly sumOver: readonly SumAxis[];
}

/** Geometries that fit their image; wide enough, now and then, for every path of the kernels. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    shape: fc.tuple(size(2), size(3), size(11), fc.oneof(size(11), fc.integer({ min: 17, max: 60 }))),
    kernel_size: pairOf(1, 4),
    stride: fc.oneof(fc.constant([1, 1] as const), pairOf(1, 4)),
    padding: fc.oneof(fc.constant([0, 0] as const), pairOf(0, 3)),
    padding_mode: fc.constantFrom(...PADDING_MODES),
    dilation: fc.oneof(fc.constant([1, 1] as const), pairOf(1, 3)),
    coverage: fc.constantFrom(0, 0.02, 0.1, 0.5, 0.9, 1),
    seed: fc.nat(),
    sumOver: fc.subarray([...SUM_AXES]),
  })
  .map(({ shape, coverage, seed, sumOver, ...geometry }) => ({ shape, geometry, coverage, seed, sumOver }))
  .filter(({ shape, geometry }) => {
    const [rows, columns] = windowGrid(geometry, shape);
    const most = { zeros: Infinity, reflect: -1, replicate: Infinity, circular: 0 }[geometry.padding_mode];
    return rows > 0 && columns > 0 && [0, 1].every((axis) => geometry.padding[axis]! <= shape[2 + axis]! + most);
  });

function flagsFor({ shape, geometry, coverage, seed }: Case): Uint8Array {
  const [rows, columns] = windowGrid(geometry, shape);
  const next = random(seed);
  return Uint8Array.from({ length: rows * columns }, () => (next() < coverage ? 1 : 0));
}

/** The flags of one picture for every picture of the batch. */
const forAll = (flags: Uint8Array, [batch]: ImageShape): Uint8Array =>
  Uint8Array.from({ length: batch * flags.length }, (_, n) => flags[n % flags.length]!);

onEveryBackend("the window kernels", (backend) => {
  const tolerance = TOLERANCE[backend];

  it(`MaskedConv2D is the oracle's on kept windows and zero elsewhere, WindowMaps the oracle's sums: ${CASES[backend]} cases`, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (each) => {
        const { shape, geometry, seed, sumOver } = each;
        const [rows, columns] = windowGrid(geometry, shape);
        const flags = flagsFor(each);
        const kept = forAll(flags, shape);
        const data = numbers(numel(shape), seed);
        const filter = numbers(shape[1] * numel(geometry.kernel_size), seed + 1);
        const image = { shape, data };
        const runs = runsOfFlags(flags, rows, columns);
        const [output, maps] = await laidOut(geometry, shape, data, runs, (prepared, placed) => {
          const taps = tf.tensor1d(filter);
          return [maskedConv2d(prepared, taps, placed), windowMaps(prepared, taps, placed, sumOver)];
        });
        expect(output!.shape).toEqual([shape[0], 1, rows, columns]);
        expectClose(output!.data, oracle.masked(image, geometry, filter, kept), tolerance, "output");
        const all = oracle.summed(image, geometry, filter, sumOver);
        const perWindow = all.length / kept.length;
        const expected = all.filter((_, at) => kept[Math.floor(at / perWindow)] === 1);
        expect(maps!.shape[0]).toBe(kept.reduce((sum, flag) => sum + flag, 0));
        expectClose(maps!.data, expected, tolerance, "maps");
      }),
      { numRuns: CASES[backend] },
    );
  });

  it("gives a kept window the same bits whatever else is kept", async () => {
    const shape: ImageShape = [2, 3, 40, 70];
    const data = numbers(numel(shape), 5);
    for (const [stride, dilation] of [
      [
        [1, 1],
        [1, 1],
      ],
      [
        [2, 3],
        [1, 1],
      ],
      [
        [1, 1],
        [2, 3],
      ],
      [
        [3, 2],
        [2, 2],
      ],
      [
        [4, 1],
        [1, 1],
      ],
    ] as const) {
      const geometry: Geometry = {
        kernel_size: [3, 4],
        stride,
        dilation,
        padding: [1, 2],
        padding_mode: "reflect",
      };
      const [rows, columns] = windowGrid(geometry, shape);
      const of = async (runs: Runs) => {
        const filter = numbers(36, 6);
        const [output] = await laidOut(geometry, shape, data, runs, (image, placed) => [
          maskedConv2d(image, tf.tensor1d(filter), placed),
        ]);
        return [...output!.data];
      };
      const dense = await of(fullRuns(rows, columns));
      expect(dense.some((value) => value !== 0)).toBe(true);
      for (const coverage of [0.03, 0.2, 0.6, 0.95]) {
        const next = random(7);
        const flags = Uint8Array.from({ length: rows * columns }, () => (next() < coverage ? 1 : 0));
        const masked = await of(runsOfFlags(flags, rows, columns));
        expect(masked).toEqual(dense.map((value, n) => (flags[n % flags.length] ? value : 0)));
      }
    }
  });

  it("lets NaN and infinities reach the windows that see them, and no other", async () => {
    const shape: ImageShape = [1, 2, 9, 40];
    const geometry: Geometry = {
      kernel_size: [3, 3],
      stride: [1, 1],
      padding: [1, 1],
      padding_mode: "zeros",
      dilation: [1, 1],
    };
    const data = numbers(numel(shape), 8);
    data[40 * 4 + 20] = NaN;
    data[360 + 40 * 7 + 3] = -Infinity;
    const filter = numbers(18, 9);
    filter[4] = 0;
    const next = random(10);
    for (const coverage of [0.1, 0.5, 1]) {
      const flags = Uint8Array.from({ length: 360 }, () => (next() < coverage ? 1 : 0));
      const expected = oracle.masked({ shape, data }, geometry, filter, flags);
      const [output] = await laidOut(geometry, shape, data, runsOfFlags(flags, 9, 40), (image, placed) => [
        maskedConv2d(image, tf.tensor1d(filter), placed),
      ]);
      expectClose(output!.data, expected, tolerance);
    }
  });

  it("returns zeros for an empty region, and no maps", async () => {
    const geometry: Geometry = {
      kernel_size: [2, 2],
      stride: [1, 1],
      padding: [0, 0],
      padding_mode: "zeros",
      dilation: [1, 1],
    };
    const found = await laidOut(geometry, [1, 1, 5, 6], numbers(30, 1), emptyRuns(4, 5), (image, placed) => {
      const filter = tf.tensor1d(numbers(4, 2));
      return [maskedConv2d(image, filter, placed), windowMaps(image, filter, placed, ["C"])];
    });
    expect([...found[0]!.data]).toEqual(new Array(20).fill(0));
    expect(found[1]!.shape).toEqual([0, 2, 2]);
    expect(found[1]!.data).toHaveLength(0);
  });

  it.each(MAPS_GRADIENTS.map((fixture) => [fixture.name, fixture] as const))(
    "has PyTorch's gradients of the sum of all maps and of a masked convolution: %s",
    async (_, fixture) => {
      const shape = fixture.image_shape;
      const preparation = prepare(fixture, shape);
      const [rows, columns] = windowGrid(fixture, shape);
      const all = placeWindows(preparation.addressing, fullRuns(rows, columns));
      const [toImage, toFilter] = await valuesOf(() => {
        const maps = (image: tf.Tensor, filter: tf.Tensor) =>
          windowMaps(preparedImage(image as tf.Tensor1D, preparation, shape), filter as tf.Tensor1D, all, ["C"]);
        const inputs = [tf.tensor1d(fixture.image), tf.tensor1d(fixture.filter)];
        // dy = 1 everywhere: the gradient of the sum.
        return tf.grads(maps)(inputs, tf.ones([shape[0] * all.count, ...fixture.kernel_size]));
      });
      all.dispose();
      expectClose(toImage!.data, fixture.grad_image, tolerance, "∂maps/∂image");
      expectClose(toFilter!.data, fixture.grad_filter, tolerance, "∂maps/∂filter");
      // One picture at a time: each has windows of its own here, and a region is the same for all.
      const perImage = rows * columns;
      const perPicture = numel(shape) / shape[0];
      const filterGradient = new Float32Array(fixture.filter.length);
      for (let b = 0; b < shape[0]; b += 1) {
        const single: ImageShape = [1, shape[1], shape[2], shape[3]];
        const ready = prepare(fixture, single);
        const placed = placeWindows(
          ready.addressing,
          runsOfFlags(fixture.kept.subarray(b * perImage, (b + 1) * perImage), rows, columns),
        );
        const weights = fixture.weights.subarray(b * perImage, (b + 1) * perImage);
        const [image, filter] = await valuesOf(() => {
          const gradients = tf.grads((pixels: tf.Tensor, taps: tf.Tensor) =>
            maskedConv2d(preparedImage(pixels as tf.Tensor1D, ready, single), taps as tf.Tensor1D, placed),
          );
          const pixels = tf.tensor1d(fixture.image.subarray(b * perPicture, (b + 1) * perPicture));
          const dy = tf.tensor(weights, [1, 1, rows, columns]);
          return gradients([pixels, tf.tensor1d(fixture.filter)], dy);
        });
        placed.dispose();
        const expected = fixture.masked_grad_image.subarray(b * perPicture, (b + 1) * perPicture);
        expectClose(image!.data, expected, tolerance, `∂output/∂image of picture ${b}`);
        filter!.data.forEach((value, t) => (filterGradient[t]! += value));
      }
      expectClose(filterGradient, fixture.masked_grad_filter, tolerance, "∂output/∂filter");
    },
  );

  it("has gradients that finite differences confirm, of any sum over the axes", async () => {
    const shape: ImageShape = [2, 2, 6, 7];
    const geometry: Geometry = {
      kernel_size: [2, 3],
      stride: [2, 1],
      padding: [2, 1],
      padding_mode: "replicate",
      dilation: [1, 2],
    };
    const [rows, columns] = windowGrid(geometry, shape);
    const preparation = prepare(geometry, shape);
    const data = numbers(numel(shape), 1);
    const taps = numbers(12, 2);
    const next = random(3);
    const flags = Uint8Array.from({ length: rows * columns }, () => (next() < 0.6 ? 1 : 0));
    const moved = (values: Float32Array, k: number, by: number) =>
      values.map((value, at) => (at === k ? value + by : value));
    for (const sumOver of [[], ["C"], ["kh", "kw"], ["kw"], ["C", "kh", "kw"]] as const) {
      const placed = placeWindows(preparation.addressing, runsOfFlags(flags, rows, columns));
      const maps = (pixels: tf.Tensor, filter: tf.Tensor) =>
        windowMaps(preparedImage(pixels as tf.Tensor1D, preparation, shape), filter as tf.Tensor1D, placed, sumOver);
      const [plain] = await valuesOf(() => [maps(tf.tensor1d(data), tf.tensor1d(taps))]);
      const dy = numbers(plain!.data.length, 4);
      const [toImage, toFilter] = await valuesOf(() =>
        tf.grads(maps)([tf.tensor1d(data), tf.tensor1d(taps)], tf.tensor(dy, plain!.shape)),
      );
      const loss = async (pixels: Float32Array, filter: Float32Array): Promise<number> => {
        const [found] = await valuesOf(() => [maps(tf.tensor1d(pixels), tf.tensor1d(filter))]);
        return found!.data.reduce((sum, value, k) => sum + value * dy[k]!, 0);
      };
      // The loss is linear in each of them, so a wide step is exact.
      for (let k = 0; k < data.length; k += 11) {
        const slope = ((await loss(moved(data, k, 1), taps)) - (await loss(moved(data, k, -1), taps))) / 2;
        expect(toImage!.data[k]).toBeCloseTo(slope, 3);
      }
      for (let k = 0; k < taps.length; k += 1) {
        const slope = ((await loss(data, moved(taps, k, 1))) - (await loss(data, moved(taps, k, -1)))) / 2;
        expect(toFilter!.data[k]).toBeCloseTo(slope, 3);
      }
      placed.dispose();
    }
  });
});

describe("the picture that the window kernels read", () => {
  it("is the picture itself without padding and stride", () => {
    const geometry: Geometry = {
      kernel_size: [3, 3],
      stride: [2, 1],
      padding: [0, 0],
      padding_mode: "zeros",
      dilation: [2, 2],
    };
    expect(prepare(geometry, [1, 1, 9, 9]).nothing).toBe(true);
  });
});
