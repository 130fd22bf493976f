import {
  concat,
  conv2d,
  gather,
  keep,
  matMul,
  reshape,
  scatterND,
  type Tensor,
  type Tensor1D,
  tensor1d,
  type Tensor4D,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs-core";
import { tapCount, tapOffsets, windowsPerImage } from "../model/addressing";
import { PlaygroundError } from "../model/errors";
import { paddedSource } from "../model/geometry";
import { bytesOf } from "../model/layout";
import type { Phases } from "../model/measure";
import { cellCount, cellsOf, type Runs } from "../model/runs";
import type { Task } from "./desk";
import { placeWindows } from "./kernels/placed-windows";
import { maskedConv2d } from "./kernels/window-maps";
import { medianOf, medianOfPlain, type Pauses, type Work } from "./sampling";

/** Bytes of patches that the library calls gather at a time, and of the indices they gather by altogether. */
const GATHER_BYTES = 64 * 2 ** 20;
const INDEX_BYTES = 512 * 2 ** 20;

const unmeasurable = (why: string): PlaygroundError => new PlaygroundError("unmeasurable", why);

/** A method laid out: what one run is, how its phases are timed, and how it leaves. */
export interface Bench {
  readonly work: Work;
  readonly kept: number;
  /** How many medians the phases are made of. */
  readonly medians: number;
  phases(pauses: Pauses): Promise<Omit<Phases, "readback">>;
  dispose(): void;
}

/** tfjs's own convolution, over a picture that is padded and channels-last already, as it wants it. */
export function library({ image, job }: Task, windows: number): Bench {
  const { stride, dilation, kernel_size, padding, padding_mode } = job.geometry;
  if (stride.some((step) => step > 1) && dilation.some((step) => step > 1)) {
    throw unmeasurable(
      `tf.conv2d takes a stride or a dilation, not both: here stride is ${stride.join(" × ")} and dilation ${dilation.join(" × ")}`,
    );
  }
  const [batch, channels, height, width] = image.shape;
  const { data } = image;
  const [tall, wide] = [height + 2 * padding[0], width + 2 * padding[1]];
  const pixels = new Float32Array(batch * tall * wide * channels);
  let at = 0;
  for (let b = 0; b < batch; b += 1) {
    for (let y = 0; y < tall; y += 1) {
      const row = paddedSource(padding_mode, y - padding[0], height);
      for (let x = 0; x < wide; x += 1) {
        const column = paddedSource(padding_mode, x - padding[1], width);
        for (let c = 0; c < channels; c += 1, at += 1) {
          if (row === null || column === null) continue;
          pixels[at] = data[((b * channels + c) * height + row) * width + column] as number;
        }
      }
    }
  }
  const [kh, kw] = kernel_size;
  const taps = new Float32Array(job.filter.length);
  for (let c = 0; c < channels; c += 1) {
    for (let k = 0; k < kh * kw; k += 1) taps[k * channels + c] = job.filter[c * kh * kw + k] as number;
  }
  const picture = keep(tensor4d(pixels, [batch, tall, wide, channels]));
  const filter = keep(tensor4d(taps, [kh, kw, channels, 1]));
  const work: Work = () => tidy(() => conv2d(picture, filter, [...stride], "valid", "NHWC", [...dilation]));
  return {
    work,
    kept: windows,
    medians: 1,
    phases: async (pauses) => ({ runs: null, gather: null, multiply: await medianOf(work, pauses), scatter: null }),
    dispose() {
      picture.dispose();
      filter.dispose();
    },
  };
}

/** The region kernel over the windows of `runs`; `build` makes that list from the drawn region. */
export function kernel(task: Task, runs: Runs, build: (() => Runs) | null): Bench {
  const { storage, addressing } = task.prepared();
  const filter = task.filter([task.job.filter.length]).storage;
  const placed = placeWindows(addressing, runs);
  const fresh: Work = () => maskedConv2d(storage, filter, placed);
  // As between two runs of the page, the result before lends its memory: what lies outside is written only once.
  let spare: Tensor4D | null = null;
  const dropSpare = (): void => {
    spare?.dispose();
    spare = null;
  };
  const work: Work = () => {
    const result = maskedConv2d(storage, filter, placed, spare);
    dropSpare();
    spare = keep(result);
    return reshape(result, result.shape);
  };
  const anew: Work = () => {
    const placedAnew = placeWindows(addressing, build ? build() : runs);
    const result = maskedConv2d(storage, filter, placedAnew);
    placedAnew.dispose();
    return result;
  };
  return {
    work,
    kept: addressing.batch * placed.count,
    medians: build ? 3 : 2,
    async phases(pauses) {
      const multiply = await medianOf(work, pauses);
      // Beside a fresh result, it would be memory for one more: a heap that has grown never shrinks.
      dropSpare();
      const withZeros = await medianOf(fresh, pauses);
      return {
        runs: build && Math.max(0, (await medianOf(anew, pauses)) - withZeros),
        gather: null,
        multiply,
        // Where no window is left out, nothing has to be written outside.
        scatter: placed.full ? null : Math.max(0, withZeros - multiply),
      };
    },
    dispose() {
      dropSpare();
      placed.dispose();
    },
  };
}

/** The thread's idea with library calls: gather the kept windows, multiply them with the filter, scatter the sums. */
export function gathered(task: Task, runs: Runs, build: () => Runs): Bench {
  const { storage, addressing } = task.prepared();
  const taps = tapCount(addressing);
  const kept = addressing.batch * cellCount(runs);
  if (bytesOf(kept * taps) > INDEX_BYTES) {
    const [needed, most] = [bytesOf(kept * taps), INDEX_BYTES].map((bytes) => Math.ceil(bytes / 2 ** 20));
    throw unmeasurable(
      `gathering ${kept} windows of ${taps} numbers takes ${needed} MB of indices, and at most ${most} MB are used`,
    );
  }
  const filter = keep(tidy(() => reshape(task.filter([taps]).storage, [taps, 1])));
  const perChunk = Math.max(1, Math.floor(GATHER_BYTES / bytesOf(taps)));
  const listed = (): Int32Array[] => indexChunks(task, runs, perChunk);
  const chunks = listed().map((indices) => keep(tensor1d(indices, "int32")));
  const windows = addressing.batch * windowsPerImage(addressing);
  const places = keep(tidy(() => reshape(tensor1d(placesOf(task, runs), "int32"), [kept, 1])));
  const gatherOne = (chunk: Tensor1D): Tensor => tidy(() => reshape(gather(storage, chunk), [chunk.size / taps, taps]));
  const scatter = (sums: Tensor): Tensor => scatterND(places, reshape(sums, [kept]), [windows]);
  const multiplyAll = (): Tensor =>
    tidy(() => {
      const sums = chunks.map((chunk) => matMul(gatherOne(chunk), filter));
      return concat(sums, 0);
    });
  const work: Work = () => tidy(() => (kept === 0 ? tensor1d(new Float32Array(windows)) : scatter(multiplyAll())));
  return {
    work,
    kept,
    medians: kept === 0 ? 1 : 4,
    async phases(pauses) {
      const runsTime = await medianOfPlain(() => listed().length + build().rows, pauses);
      const first = chunks[0];
      if (!first) return { runs: runsTime, gather: 0, multiply: 0, scatter: 0 };
      const share = (kept * taps) / first.size;
      const patches = gatherOne(first);
      const sums = multiplyAll();
      try {
        await pauses.checkpoint();
        return {
          runs: runsTime,
          gather: share * (await medianOf(() => gatherOne(first), pauses)),
          multiply: share * (await medianOf(() => tidy(() => matMul(patches, filter)), pauses)),
          scatter: await medianOf(() => tidy(() => scatter(sums)), pauses),
        };
      } finally {
        patches.dispose();
        sums.dispose();
      }
    },
    dispose() {
      for (const tensor of [...chunks, filter, places]) tensor.dispose();
    },
  };
}

/** Where in the prepared picture every tap of every kept window lies, in chunks of so many windows. */
function indexChunks(task: Task, runs: Runs, perChunk: number): Int32Array[] {
  const { addressing } = task.prepared();
  const offsets = tapOffsets(addressing);
  const cells = cellsOf(runs);
  const total = addressing.batch * cells.length;
  const chunks: Int32Array[] = [];
  for (let from = 0; from < total; from += perChunk) {
    const windows = Math.min(perChunk, total - from);
    const indices = new Int32Array(windows * offsets.length);
    for (let k = 0; k < windows; k += 1) {
      const b = Math.floor((from + k) / cells.length);
      const cell = cells[(from + k) % cells.length] as number;
      const row = Math.floor(cell / runs.columns);
      const start = b * addressing.batchPitch + row * addressing.rowPitch + (cell - row * runs.columns);
      for (let t = 0; t < offsets.length; t += 1) indices[k * offsets.length + t] = start + (offsets[t] as number);
    }
    chunks.push(indices);
  }
  return chunks;
}

/** The number n of each kept window, over all pictures of the batch. */
function placesOf(task: Task, runs: Runs): Int32Array {
  const { addressing } = task.prepared();
  const cells = cellsOf(runs);
  const perImage = windowsPerImage(addressing);
  const places = new Int32Array(addressing.batch * cells.length);
  for (let b = 0; b < addressing.batch; b += 1) {
    for (const [k, cell] of cells.entries()) places[b * cells.length + k] = b * perImage + cell;
  }
  return places;
}
