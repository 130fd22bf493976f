import { getBackend, keep, tensor1d, type Tensor1D } from "@tensorflow/tfjs-core";
import { PlaygroundError } from "../model/errors";
import { checkGeometry, type ImageShape } from "../model/geometry";
import { bytesOf, contiguousLayout, numel, type Shape } from "../model/layout";
import { type ImageNumbers, numbersOf, writeNumbers } from "../model/levels";
import type { BackendName, HeldImage, Job } from "../model/runner";
import type { Runs } from "../model/runs";
import type { Known, Surroundings } from "./evaluate";
import { createKeptFinder, geometryKey, type Kept, type KeptFinder } from "./kept";
import { createImageRoom, floatsOnHeap, isWasm, WORTH_ROOM, wasmBackend } from "./image-room";
import { heapView } from "./kernels/wasm/heap";
import type { PlacedWindows } from "./kernels/placed-windows";
import { createMemo, type Memo } from "./memo";
import { createRecent, type Recent } from "./recent";
import { dropSpare } from "./spare";
import type { MixedSquares } from "./mixed-squares";
import type { WindowSquares } from "./window-squares";
import { createWindowDesk, type Prepared, type WindowDesk } from "./windows";

/** Bytes of tensors that are kept from job to job. */
const MEMO_BYTES = 128 * 2 ** 20;

/**
 * The picture at the desk. Its numbers may lie in memory of the backend that moves whenever something is computed: they
 * are asked for anew each time and never kept.
 */
export interface DeskImage {
  readonly shape: ImageShape;
  readonly data: Float32Array;
}

/** What lies ready between jobs: the picture, on the page's side and in the backend, and what was worked out before. */
export interface Desk {
  readonly memo: Memo;
  readonly windows: WindowDesk;
  readonly kept: KeptFinder;
  /** What stands outside the region when that is the picture itself [N], by image and geometry. */
  readonly inputs: Recent<Float32Array<ArrayBuffer>>;
  /** Results of very many windows in squares, by what they were computed from. */
  readonly squares: Recent<WindowSquares>;
  /** The masked one of the last region in squares, to be changed into that of the next. */
  readonly mixed: Recent<MixedSquares>;
  image(): DeskImage;
  /** The picture as a tensor of the backend; its storage stays the desk's. */
  imageTensor(): Known;
  /**
   * Takes in a picture. One without numbers was gathered before; where that is null, there was no memory for it: throws
   * `PlaygroundError` "out-of-memory".
   */
  setImage(image: HeldImage, gathered?: GatheredImage | null): void;
  /**
   * Makes room beforehand for a picture of so many numbers, where that is worth it and there is memory: the result writes to
   * numbers [from, to) of it, and says whether any are left.
   */
  expect(count: number): ((from: number, to: number) => boolean) | null;
  /**
   * Takes in, piece by piece, a picture of so many numbers that may be set soon, while the one before stays; null where no
   * room was made for it.
   */
  gatherAhead(count: number): ((numbers: ImageNumbers, at: number) => void) | null;
  /** Sets the picture whose numbers were all gathered ahead; false, changing nothing, where its room is gone. */
  setAhead(shape: ImageShape): boolean;
  /** Makes room for a picture of so many numbers that come piece by piece; the one before is gone. */
  gather(count: number): GatheredImage;
  /** A number for these values, the same for equal ones. */
  filterId(filter: Float32Array): number;
  /** A number for the picture, another for every one that comes. */
  version(): number;
  /** Names image and geometry together. */
  placeKey(job: Job): string;
  /** Forgets everything that lives in the backend, and what was computed there. The picture stays. */
  clearBackend(): void;
}

/** Room for a picture that comes piece by piece. */
export interface GatheredImage {
  readonly count: number;
  set(numbers: ImageNumbers, at: number): void;
  forget(): void;
}

/** Checks a picture's shape against its numbers; throws `PlaygroundError` "image-shape". */
function checkImage(shape: ImageShape, count: number): void {
  const whole = shape.length === 4 && shape.every((size) => Number.isInteger(size) && size > 0);
  if (!whole || numel(shape) !== count) {
    throw new PlaygroundError("image-shape", `a picture of shape [${shape.join(", ")}] cannot have ${count} numbers`, {
      shape: shape.join(),
      numbers: count,
    });
  }
}

/** Thrown when a picture did not find its memory. */
const noRoom = (shape: ImageShape): PlaygroundError =>
  new PlaygroundError(
    "out-of-memory",
    `there is no memory for a picture of [${shape.join(", ")}], ${Math.ceil(bytesOf(numel(shape)) / 2 ** 20)} MB; a smaller working size needs less`,
    { numbers: numel(shape) },
  );

export function createDesk(): Desk {
  const memo = createMemo(MEMO_BYTES);
  const windows = createWindowDesk();
  const inputs = createRecent<Float32Array<ArrayBuffer>>(1);
  const squares = createRecent<WindowSquares>(2);
  const mixed = createRecent<MixedSquares>(1);
  const filters = createRecent<number>(8);
  let shape: ImageShape | null = null;
  /** The page's copy; null while the backend's is the only one. */
  let held: Float32Array<ArrayBuffer> | null = null;
  let uploaded: Tensor1D | null = null;
  const room = createImageRoom();
  let version = 0;
  let lastFilter = 0;

  function clearBackend(): void {
    room.drop();
    memo.clear();
    windows.clear();
    squares.clear();
    mixed.clear();
    // Another backend needs the numbers that this one holds alone.
    if (uploaded && !held && shape) held = heapView(wasmBackend(), uploaded).slice();
    uploaded?.dispose();
    uploaded = null;
  }

  function forgetImage(): void {
    shape = null;
    held = null;
    clearBackend();
    dropSpare();
    inputs.clear();
  }

  function current(): DeskImage {
    const own = shape;
    if (!own) throw new PlaygroundError("no-image", "there is no picture yet");
    return {
      shape: own,
      get data() {
        if (held) return held;
        return uploaded ? heapView(wasmBackend(), uploaded) : new Float32Array(0);
      },
    };
  }

  return {
    memo,
    windows,
    kept: createKeptFinder(),
    inputs,
    squares,
    mixed,
    image: current,
    imageTensor() {
      const image = current();
      // On cpu tfjs goes on using the very array, which nobody changes; elsewhere it takes a copy.
      uploaded ??= keep(tensor1d(image.data, "float32"));
      // One copy is enough where it can be read: a large picture takes hundreds of megabytes.
      if (getBackend() === "wasm") held = null;
      return { storage: uploaded, layout: contiguousLayout(image.shape), key: `image${version}` };
    },
    setImage(next, gathered = null) {
      const inPieces = next.data.length === 0 && numel(next.shape) > 0;
      if (inPieces && gathered === null) throw noRoom(next.shape);
      checkImage(next.shape, gathered && inPieces ? gathered.count : next.data.length);
      if (!inPieces) {
        forgetImage();
        held = numbersOf(next.data);
      }
      shape = next.shape;
      version += 1;
    },
    expect(count) {
      room.drop();
      // Two large pictures side by side would take more memory than either is worth.
      const isWorthIt = isWasm() && count >= WORTH_ROOM && (shape === null || numel(shape) < WORTH_ROOM);
      return isWorthIt ? room.make(count) : null;
    },
    gatherAhead: (count) => room.fill(count),
    setAhead(next) {
      const tensor = room.take(numel(next));
      if (!tensor) return false;
      forgetImage();
      uploaded = tensor;
      shape = next;
      version += 1;
      return true;
    },
    gather(count) {
      const ready = room.take(count);
      forgetImage();
      if (isWasm()) {
        // Straight to where it is worked with: a copy of its own would take as much memory again, and as long.
        const tensor = ready ?? floatsOnHeap(count);
        uploaded = tensor;
        return {
          count,
          set: (numbers, at) => writeNumbers(heapView(wasmBackend(), tensor), numbers, at),
          forget: forgetImage,
        };
      }
      const numbers = new Float32Array(count);
      held = numbers;
      return { count, set: (part, at) => writeNumbers(numbers, part, at), forget: forgetImage };
    },
    filterId: (filter) => filters.of(filter.join(), () => (lastFilter += 1)),
    version: () => version,
    placeKey: ({ geometry }) => `${version} ${geometryKey(geometry)}`,
    clearBackend,
  };
}

/** One job on the desk: its checked parameters, what its region keeps, and how it is told to stop. */
export interface Task extends Surroundings {
  readonly desk: Desk;
  readonly job: Job;
  readonly image: DeskImage;
  readonly kept: Kept;
  readonly progress: (done: number) => void;
  /** The filter under one of its shapes, until `use` ends. */
  filter(shape: Shape): Known;
  /** The picture as the window kernels read it; stays the desk's. */
  prepared(): Prepared;
  /** All windows of a picture. */
  all(): Runs;
  /** Windows placed for the kernels, in parts between which work can stop; they stay the desk's. */
  parts(runs: Runs): readonly PlacedWindows[];
}

/** How a computation is watched and stopped from outside. */
export interface Control {
  readonly checkpoint: () => Promise<void>;
  readonly progress: (done: number) => void;
}

/** What a task leaves on the desk: a run what it used, for the next one; a visit nothing. */
export type Leaves = "what it used" | "nothing";

/**
 * Lays a job out and hands it to `work`; what only typed programs need is fetched with the first of them. Throws
 * `PlaygroundError` when the geometry does not fit the picture or the filter's numbers are not as many as C·kh·kw.
 */
export async function withTask<T>(
  desk: Desk,
  job: Job,
  { checkpoint, progress }: Control,
  leaves: Leaves,
  work: (task: Task) => Promise<T>,
): Promise<T> {
  if (job.typed) await import("./typed-operations");
  const image = desk.image();
  checkGeometry(job.geometry, image.shape);
  const taps = image.shape[1] * numel(job.geometry.kernel_size);
  if (job.filter.length !== taps) {
    throw new PlaygroundError(
      "filter-shape",
      `a filter for ${image.shape[1]} channels and a kernel of ${job.geometry.kernel_size.join(" × ")} has ${taps} numbers, not ${job.filter.length}`,
      { wanted: taps, found: job.filter.length },
    );
  }
  const kept = desk.kept.find(job.region, job.geometry, image.shape);
  const filter = keep(tensor1d(job.filter, "float32"));
  const key = `filter${desk.filterId(job.filter)}`;
  const { memo, windows } = desk;
  const prepared = (): Prepared =>
    windows.prepared(desk.version(), desk.placeKey(job), job, image.shape, desk.imageTensor().storage);
  memo.begin();
  windows.begin();
  try {
    const result = await work({
      desk,
      job,
      image,
      kept,
      memo,
      checkpoint,
      progress,
      filter: (shape) => ({ storage: filter, layout: contiguousLayout(shape), key }),
      prepared,
      all: () => windows.all(prepared().addressing),
      // The engine registers its kernels for these backends and no other.
      parts: (runs) => windows.parts(prepared().addressing, runs, getBackend() as BackendName),
    });
    // A run that fails or gives way keeps what it found and what was there: the next one may need either.
    if (leaves === "what it used") {
      memo.keepUsed();
      windows.keepUsed();
    }
    return result;
  } finally {
    if (leaves === "nothing") {
      memo.dropAdded();
      windows.dropAdded();
    }
    filter.dispose();
  }
}
