import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm/dist/base";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { heapView } from "../../../src/engine/kernels/wasm/heap";
import { placeWindows, type PlacedWindows } from "../../../src/engine/kernels/placed-windows";
import { preparedImage } from "../../../src/engine/kernels/prepared-image";
import { maskedConv2d, windowMaps } from "../../../src/engine/kernels/window-maps";
import { prepare } from "../../../src/model/addressing";
import type { SumAxis } from "../../../src/model/document";
import { type Geometry, type ImageShape, windowGrid } from "../../../src/model/geometry";
import { numel } from "../../../src/model/layout";
import { emptyRuns, fullRuns, type Runs, runsOfFlags } from "../../../src/model/runs";
import { numbers, onEveryBackend, random } from "../on-every-backend";

const RUNS = 1000;
const SHAPE: ImageShape = [2, 2, 30, 44];
const BASE: Geometry = {
  kernel_size: [3, 3],
  stride: [1, 1],
  padding: [1, 1],
  padding_mode: "zeros",
  dilation: [1, 1],
};
/** The kernels go other ways for strides and gaps. */
const GEOMETRIES: readonly Geometry[] = [
  BASE,
  { ...BASE, stride: [2, 2], padding_mode: "reflect" },
  { ...BASE, dilation: [1, 2], padding: [0, 0] },
];
const SUMS: readonly (readonly SumAxis[])[] = [[], ["C"], ["kh", "kw"], ["C", "kh", "kw"]];

/** All windows, a block of them, runs of a few, single ones at random, and none. */
function masks(rows: number, columns: number): Runs[] {
  const next = random(3);
  const chosen = (keeps: (row: number, column: number) => boolean): Runs =>
    runsOfFlags(
      Uint8Array.from({ length: rows * columns }, (_, n) => (keeps(Math.floor(n / columns), n % columns) ? 1 : 0)),
      rows,
      columns,
    );
  return [
    fullRuns(rows, columns),
    chosen((row, column) => row > 2 && row < rows / 2 && column > 1 && column < columns / 2),
    chosen((row, column) => (column + row) % 7 < 3),
    chosen(() => next() < 0.2),
    emptyRuns(rows, columns),
  ];
}

/** Bytes of the heap that a tensor of the wasm backend lies on. */
const heapOf = (tensor: tf.Tensor): number => heapView(tf.backend() as BackendWasm, tensor).buffer.byteLength;

type GpuMemory = ReturnType<typeof tf.memory> & {
  readonly numBytesInGPU?: number;
  readonly numBytesInGPUAllocated?: number;
};

/** What a leak would add to. Every number is that of the backend that runs. */
function held(tensor: tf.Tensor): Readonly<Record<string, number>> {
  // tfjs's typings leave out what only the GPUs tell: bytes of textures and buffers, those kept for later among them.
  const { numTensors, numBytes, numBytesInGPU = 0, numBytesInGPUAllocated = 0 } = tf.memory() as GpuMemory;
  const heap = tf.getBackend() === "wasm" ? heapOf(tensor) : 0;
  return { numTensors, numBytes, numBytesInGPU, numBytesInGPUAllocated, dataIds: tf.backend().numDataIds(), heap };
}

/** Bytes of the pieces that the free memory of the wasm heap is filled with, and how many a round needs at once. */
const BLOCK_BYTES = 2 ** 18;
const BLOCKS_FREE = 4;
/** What other files of this page have left of a large heap is not filled: there, the other counts must do. */
const MOST_BLOCKS = 512;

/** Fills the wasm heap but for what a round needs at once: a leak makes it grow soon. */
function filler(): tf.Tensor[] {
  const block = (): tf.Tensor => tf.zeros([BLOCK_BYTES / 4]);
  const first = block();
  const before = heapOf(first);
  const blocks = [first];
  while (heapOf(first) === before && blocks.length < MOST_BLOCKS) blocks.push(block());
  // One lies in the new part already.
  const free = Math.floor((heapOf(first) - before) / BLOCK_BYTES) - 1 - BLOCKS_FREE;
  for (let k = 0; k < free && blocks.length < MOST_BLOCKS; k += 1) blocks.push(block());
  return blocks;
}

onEveryBackend("the memory of the window kernels", (backend) => {
  const onGpu = backend === "webgl" || backend === "webgpu";

  it(`is after ${RUNS} runs of every kind, over freshly placed windows, what it was after the first`, async () => {
    const filling = backend === "wasm" ? filler() : [];
    const filter = tf.tensor1d(numbers(18, 2));
    const subjects = GEOMETRIES.map((geometry) => {
      const preparation = prepare(geometry, SHAPE);
      const image = tf.tensor1d(numbers(numel(SHAPE), 1));
      const prepared = tf.keep(tf.tidy(() => preparedImage(image, preparation, SHAPE)));
      return { image, prepared, addressing: preparation.addressing, masks: masks(...windowGrid(geometry, SHAPE)) };
    });

    let runs = 0;
    const run = (work: () => tf.Tensor | tf.Tensor[]): void => {
      tf.dispose(tf.tidy(work));
      runs += 1;
    };

    function forward(image: tf.Tensor1D, placed: PlacedWindows): void {
      run(() => maskedConv2d(image, filter, placed));
      // The next result has the memory of the one before, as from run to run of the page.
      placed.spare = maskedConv2d(image, filter, placed);
      for (let k = 0; k < 3; k += 1) {
        const next = maskedConv2d(image, filter, placed, placed.spare);
        placed.spare?.dispose();
        placed.spare = next;
      }
      runs += 4;
      for (const sumOver of SUMS) run(() => windowMaps(image, filter, placed, sumOver));
    }

    function gradients(image: tf.Tensor1D, placed: PlacedWindows): void {
      // What tfjs hands the function are the tensors it was given, only typed more loosely.
      const of = (work: (pixels: tf.Tensor1D, taps: tf.Tensor1D) => tf.Tensor) =>
        tf.grads((pixels: tf.Tensor, taps: tf.Tensor) => work(pixels as tf.Tensor1D, taps as tf.Tensor1D))([
          image,
          filter,
        ]);
      run(() => of((pixels, taps) => maskedConv2d(pixels, taps, placed)));
      for (const sumOver of [["C"], []] as const)
        run(() => of((pixels, taps) => windowMaps(pixels, taps, placed, sumOver)));
    }

    /**
     * Every kind over every mask of every geometry, which is so many runs; the GPUs take the gradients, dear there, over
     * one mask at a time once they took all.
     */
    async function round(number: number): Promise<number> {
      runs = 0;
      for (const { prepared, addressing, masks: all } of subjects) {
        for (const [at, mask] of all.entries()) {
          const placed = placeWindows(addressing, mask);
          forward(prepared, placed);
          if (!onGpu || number === 0 || number % all.length === at) gradients(prepared, placed);
          placed.dispose();
        }
      }
      // A GPU that is never waited for only notes down what it is to do.
      const sum = tf.tidy(() => tf.sum(tf.mul(filter, number)));
      await sum.data();
      sum.dispose();
      return runs;
    }

    await round(0);
    const before = held(filter);
    for (let k = 1, counted = 0; counted < RUNS; k += 1) counted += await round(k);
    expect(held(filter)).toEqual(before);
    tf.dispose([filter, filling, subjects.map(({ image, prepared }) => [image, prepared])]);
  });
});
