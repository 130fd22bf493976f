import { grad, type Tensor, tensor, type Tensor1D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { prepare, tapCount, windowsPerImage } from "../model/addressing";
import { PyTorchError } from "../model/errors";
import { addedLoss, lossBack, type LossSpec } from "../model/loss";
import { patchMaps } from "../model/recipes/patch-maps";
import { eachRun } from "../model/runs";
import { trace } from "../model/trace";
import { convolveAll, outsideValues } from "./convolve";
import type { Task } from "./desk";
import { groupingOf } from "./kernels/grouping";
import { placeWindows, type PlacedWindows } from "./kernels/placed-windows";
import { preparedImage } from "./kernels/prepared-image";
import { windowMaps } from "./kernels/window-maps";
import { numbersOf } from "./reading";
import { checkShowable } from "./step-values";
import { cut } from "./windows";

/** Numbers that a part of the windows yields at most, and multiply-adds it takes: between two parts the work can stop. */
const NUMBERS_AT_ONCE = 4 * 2 ** 20;
const MACS_AT_ONCE = 3e8;

/** A loss and what came back from it. A gradient is null where no way leads from the tensor to the loss. */
export interface Back {
  readonly loss: number;
  /** [C·kh·kw]. */
  readonly filter: Float32Array<ArrayBuffer> | null;
  /** [B·C·H·W]; null also when it was not asked for. */
  readonly image: Float32Array<ArrayBuffer> | null;
  /** ∂loss/∂(what it is of), in its order; null where the loss is of a typed program. */
  readonly result: Float32Array<ArrayBuffer> | null;
}

/** A loss laid out over a picture, for as many filters as are tried. */
export interface LossBench {
  /** The loss for a filter [C·kh·kw], with its gradients. Rejects when told to stop. */
  at(filter: Float32Array, wantsImage: boolean): Promise<Back>;
  dispose(): void;
}

/** What the windows that do not run add to a loss over the output: constants, through which nothing goes back. */
async function constantsOf(task: Task, { loss, target }: LossSpec, total: number): Promise<number> {
  // Under the target's filter the same stands there: no difference.
  if (loss === "mse" && target) return 0;
  const { outside } = task.job.region;
  if (outside === "zeros") return 0;
  const base = outsideValues(task, outside === "dense" ? await convolveAll(task) : undefined);
  const flags = task.kept.flags();
  return addedLoss(
    loss,
    base.filter((_, n) => flags[n] === 0),
    null,
    total,
  );
}

function addTo(sums: Float64Array | Float32Array, more: Float32Array): void {
  for (let n = 0; n < sums.length; n += 1) sums[n] = (sums[n] as number) + (more[n] as number);
}

/** Numbers of a part, `groups` per window in the order of its pictures, brought to the places of all windows. */
function spreadOut(part: PlacedWindows, values: Float32Array, groups: number, out: Float32Array): void {
  const perImage = windowsPerImage(part.addressing);
  let from = 0;
  for (let b = 0; b < part.addressing.batch; b += 1) {
    eachRun(part.runs, (row, first, last) => {
      const to = b * perImage + row * part.runs.columns + first;
      const length = (last - first) * groups;
      out.set(values.subarray(from, from + length), to * groups);
      from += length;
    });
  }
}

/**
 * A loss over the patch maps (summed as the job says) or over the masked output, gone back from by the gradients that are
 * registered for the window kernels: the patches are never held. Throws PyTorch's error when it refuses the program of
 * the maps, and `PlaygroundError` "too-large".
 */
export async function windowLoss(task: Task, spec: LossSpec): Promise<LossBench> {
  const { job, image } = task;
  const { storage, addressing } = task.prepared();
  const ofMaps = spec.of === "maps";
  if (ofMaps) {
    const { geometry, program, sum_over } = job;
    const last = trace(patchMaps({ image: image.shape, geometry, program, sum_over })).at(-1);
    if (last?.kind === "refused") throw new PyTorchError(last.error);
  }
  const sumOver = ofMaps ? job.sum_over : (["C", "kh", "kw"] as const);
  const { shape, groups } = groupingOf(addressing, sumOver);
  const windows = addressing.batch * windowsPerImage(addressing);
  checkShowable([windows, ...shape]);
  const total = windows * groups;
  const runs = ofMaps ? task.all() : task.kept.runs;
  const most = Math.min(NUMBERS_AT_ONCE / groups, MACS_AT_ONCE / tapCount(addressing)) / addressing.batch;
  const parts = cut(runs, Math.max(1, Math.floor(most)))
    .map((each) => placeWindows(addressing, each))
    .filter(({ count }) => count > 0);

  const resultOf = async (filter: Float32Array, part: PlacedWindows): Promise<Float32Array<ArrayBuffer>> => {
    const maps = tidy(() => windowMaps(storage, tensor1d(filter, "float32"), part, sumOver));
    try {
      return await numbersOf(maps);
    } finally {
      maps.dispose();
    }
  };

  let targets: Float32Array[] | null = null;
  const targetsOf = async (): Promise<Float32Array[] | null> => {
    if (!spec.target || targets) return targets;
    const found: Float32Array[] = [];
    for (const part of parts) found.push(await resultOf(spec.target, part));
    targets = found;
    return found;
  };

  /** One part gone back through: to the filter, and to the picture as it was prepared. */
  const goBack = async (filter: Float32Array, back: Float32Array, part: PlacedWindows, wantsImage: boolean) => {
    const run = (work: (dy: Tensor, weights: Tensor1D) => Tensor): Tensor =>
      tidy(() => work(tensor(back, [addressing.batch * part.count, ...shape]), tensor1d(filter, "float32")));
    // A gradient has the shape of what it is of, here that of a storage.
    const ofFilter = run((dy, weights) => grad((x) => windowMaps(storage, x as Tensor1D, part, sumOver))(weights, dy));
    const ofImage = wantsImage
      ? run((dy, weights) => grad((x) => windowMaps(x as Tensor1D, weights, part, sumOver))(storage, dy))
      : null;
    try {
      return { filter: await numbersOf(ofFilter), image: ofImage && (await numbersOf(ofImage)) };
    } finally {
      ofFilter.dispose();
      ofImage?.dispose();
    }
  };

  /** From the prepared picture to the picture: every pixel collects what came back to wherever it was copied. */
  const toPicture = async (prepared: Float32Array): Promise<Float32Array<ArrayBuffer>> => {
    const preparation = prepare(job.geometry, image.shape);
    const pixels = tidy(() =>
      grad((x) => preparedImage(x as Tensor1D, preparation, image.shape))(
        task.desk.imageTensor().storage,
        tensor1d(prepared, "float32"),
      ),
    );
    try {
      return await numbersOf(pixels);
    } finally {
      pixels.dispose();
    }
  };

  return {
    async at(filter, wantsImage) {
      const aims = await targetsOf();
      let loss = ofMaps ? 0 : await constantsOf(task, spec, total);
      const sums = new Float64Array(filter.length);
      const prepared = wantsImage ? new Float32Array(storage.size) : null;
      const result = new Float32Array(total);
      for (const [k, part] of parts.entries()) {
        const y = await resultOf(filter, part);
        const aim = aims?.[k] ?? null;
        loss += addedLoss(spec.loss, y, aim, total);
        const back = lossBack(spec.loss, y, aim, total);
        spreadOut(part, back, groups, result);
        const found = await goBack(filter, back, part, wantsImage);
        addTo(sums, found.filter);
        if (prepared && found.image) addTo(prepared, found.image);
        task.progress((k + 1) / parts.length);
        await task.checkpoint();
      }
      return { loss, filter: Float32Array.from(sums), image: prepared && (await toPicture(prepared)), result };
    },
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}
