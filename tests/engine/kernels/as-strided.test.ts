import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { asStrided, asStridedBackprop } from "../../../src/engine/kernels/as-strided";
import { windowGrid } from "../../../src/model/geometry";
import { indexAt, type Layout, numel, position } from "../../../src/model/layout";
import { MAPS_GRADIENTS, STRIDED } from "../../fixtures/load";
import { expectClose, numbers, onEveryBackend, random, TOLERANCE } from "../on-every-backend";

/** The storage position of every element of a layout, in row-major order. */
const positions = (layout: Layout): number[] =>
  Array.from({ length: numel(layout.shape) }, (_, at) => position(layout, indexAt(layout.shape, at)));

/** A random layout of rank 1 to 7 over a storage of `size`, with gaps, overlaps, expanded axes and an offset. */
function randomLayout(seed: number, size: number): Layout {
  const next = random(seed);
  const whole = (most: number) => Math.floor(next() * (most + 1));
  const rank = 1 + whole(6);
  const shape: number[] = [];
  const stride: number[] = [];
  let room = size - 1;
  for (let axis = 0; axis < rank; axis += 1) {
    const length = 1 + whole(rank > 4 ? 2 : 4);
    const step = length === 1 ? whole(9) : Math.min(whole(9), Math.floor(room / (length - 1)));
    shape.push(length);
    stride.push(step);
    room -= (length - 1) * step;
  }
  return { shape, stride, offset: whole(room) };
}

const NAMED: readonly (readonly [string, Layout])[] = [
  ["the thread's unfolded patches", { shape: [1, 5, 4, 4, 3, 3], stride: [720, 144, 36, 3, 12, 1], offset: 0 }],
  ["a transpose", { shape: [12, 60], stride: [1, 12], offset: 0 }],
  ["an expanded row", { shape: [5, 12], stride: [0, 1], offset: 24 }],
  ["every second pixel", { shape: [30, 6], stride: [24, 2], offset: 1 }],
  ["the whole storage", { shape: [720], stride: [1], offset: 0 }],
  ["a scalar", { shape: [], stride: [], offset: 719 }],
  ["one element", { shape: [1, 1, 1], stride: [7, 7, 7], offset: 3 }],
  ["a long run with gaps", { shape: [2, 100], stride: [300, 1], offset: 5 }],
  ["eight axes", { shape: [2, 2, 2, 2, 2, 2, 2, 2], stride: [1, 3, 5, 7, 11, 13, 17, 19], offset: 2 }],
];

onEveryBackend("AsStrided", (backend) => {
  it.each(NAMED)("reads %s", async (_, layout) => {
    const values = numbers(720, 1);
    const storage = tf.tensor1d(values);
    const copy = asStrided(storage, layout);
    expect(copy.shape).toEqual(layout.shape);
    expect([...(await copy.data())]).toEqual(positions(layout).map((at) => values[at]));
    tf.dispose([storage, copy]);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    "reads random layout %i as a naive gather does",
    async (seed) => {
      const values = numbers(500, seed);
      const layout = randomLayout(seed + 1000, 500);
      const storage = tf.tensor1d(values);
      const copy = asStrided(storage, layout);
      expect([...(await copy.data())]).toEqual(positions(layout).map((at) => values[at]));
      tf.dispose([storage, copy]);
    },
  );

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    "adds random layout %i back as a naive scatter does",
    async (seed) => {
      const layout = randomLayout(seed + 1000, 500);
      const dy = numbers(numel(layout.shape), seed);
      const expected = new Float64Array(500);
      positions(layout).forEach((at, k) => {
        expected[at] = (expected[at] as number) + (dy[k] as number);
      });
      const tensor = tf.tensor(dy, [...layout.shape]);
      const folded = asStridedBackprop(tensor, layout, 500);
      expectClose(await folded.data(), expected, TOLERANCE[backend]);
      tf.dispose([tensor, folded]);
    },
  );

  it("reads nothing from an empty layout, and folds nothing into zeros", async () => {
    const layout = { shape: [0, 3], stride: [3, 1], offset: 0 };
    const storage = tf.tensor1d([1, 2, 3]);
    const copy = asStrided(storage, layout);
    const folded = asStridedBackprop(copy, layout, 3);
    expect(copy.shape).toEqual([0, 3]);
    expect((await copy.data()).length).toBe(0);
    expect([...(await folded.data())]).toEqual([0, 0, 0]);
    tf.dispose([storage, copy, folded]);
  });

  it("carries NaN and infinities only to where they are read", async () => {
    const storage = tf.tensor1d([NaN, 1, Infinity, 2, -Infinity, 3]);
    const copy = asStrided(storage, { shape: [3, 2], stride: [2, 1], offset: 0 });
    expect([...(await copy.data())]).toEqual([NaN, 1, Infinity, 2, -Infinity, 3]);
    tf.dispose([storage, copy]);
  });

  it("is large enough for a picture: 300 × 451 windows of 3 × 3", async () => {
    const [h, w] = [300, 451];
    const values = numbers(h * w, 3);
    const storage = tf.tensor1d(values);
    const layout = { shape: [h - 2, w - 2, 3, 3], stride: [w, 1, w, 1], offset: 0 };
    const copy = asStrided(storage, layout);
    const data = await copy.data();
    for (const at of [0, 1, 8, 9, 12345, 500_000, data.length - 1]) {
      expect(data[at]).toBe(values[position(layout, indexAt(layout.shape, at))]);
    }
    tf.dispose([storage, copy]);
  });

  it("refuses a layout that leaves the storage", () => {
    const storage = tf.tensor1d([1, 2, 3]);
    expect(() => asStrided(storage, { shape: [2, 2], stride: [2, 1], offset: 0 })).toThrow(
      "the layout reads elements 0 to 3 of a storage that has 3",
    );
    expect(() => asStrided(storage, { shape: [2], stride: [1], offset: -1 })).toThrow("elements -1 to 0");
    storage.dispose();
  });

  it.each(STRIDED)("copies and folds back as PyTorch: $name", async ({ storage, copy, weights, grad, ...layout }) => {
    const x = tf.tensor1d(storage);
    const dy = tf.tensor(weights, [...layout.shape]);
    const copied = asStrided(x, layout);
    const folded = tf.tidy(() => tf.grad((each) => asStrided(each as tf.Tensor1D, layout))(x, dy));
    expectClose(await copied.data(), copy, 0);
    expectClose(await folded.data(), grad, TOLERANCE[backend]);
    tf.dispose([x, dy, copied, folded]);
  });

  it.each(MAPS_GRADIENTS.filter(({ padding }) => padding.every((by) => by === 0)))(
    "folds the filter over all windows into ∂(sum of maps)/∂image: $name",
    async (fixture) => {
      const [batch, channels, height, width] = fixture.image_shape;
      const { kernel_size, stride, dilation } = fixture;
      const [rows, columns] = windowGrid(fixture, fixture.image_shape);
      const windows: Layout = {
        shape: [batch, rows, columns, channels, ...kernel_size],
        stride: [
          channels * height * width,
          stride[0] * width,
          stride[1],
          height * width,
          dilation[0] * width,
          dilation[1],
        ],
        offset: 0,
      };
      const folded = tf.tidy(() =>
        asStridedBackprop(
          tf.tile(tf.reshape(tf.tensor1d(fixture.filter), [1, 1, 1, channels, ...kernel_size]), [
            batch,
            rows,
            columns,
            1,
            1,
            1,
          ]),
          windows,
          fixture.image.length,
        ),
      );
      expectClose(await folded.data(), fixture.grad_image, TOLERANCE[backend]);
      folded.dispose();
    },
  );

  it("folds the gradient of a fold back into a copy", async () => {
    const windows: Layout = { shape: [4, 3], stride: [1, 1], offset: 0 };
    const dy = tf.tensor2d(numbers(12, 1), [4, 3]);
    const weights = tf.tensor1d(numbers(6, 2));
    const again = tf.tidy(() => tf.grad((each) => asStridedBackprop(each, windows, 6))(dy, weights));
    const seen = asStrided(weights, windows);
    expect(again.shape).toEqual([4, 3]);
    expect([...(await again.data())]).toEqual([...(await seen.data())]);
    tf.dispose([dy, weights, again, seen]);
  });

  it("has the gradient that counts how often each pixel was read", async () => {
    const storage = tf.tensor1d([1, 2, 3, 4, 5, 6]);
    const windows = { shape: [4, 3], stride: [1, 1], offset: 0 };
    // d/dx of Σ dy·x[window] with dy = 1 everywhere: the number of windows over each element.
    const gradient = tf.grad((x) => asStrided(x as tf.Tensor1D, windows));
    const counts = tf.tidy(() => gradient(storage));
    expect([...(await counts.data())]).toEqual([1, 2, 3, 3, 2, 1]);
    tf.dispose([storage, counts]);
  });
});
