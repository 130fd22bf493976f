import { SUM_AXES } from "../model/document";
import { paddedSource, pixelUnder, windowGrid } from "../model/geometry";
import type { LossSpec } from "../model/loss";
import type { Task } from "./desk";

/** A loss over windows in plain loops and double precision, which shares nothing with the kernels. */
export interface PlainLoss {
  /** (L(x + h) − L(x − h)) / 2h for a number of the filter. */
  readonly filterDifference: (tap: number, h: number) => number;
  /** The same for a pixel: only the windows that see it are computed, the others cancel. */
  readonly pixelDifference: (pixel: number, h: number) => number;
  /** Multiply-adds of one difference for a number of the filter. */
  readonly cost: number;
}

/** Lays out the loss of a job's controls; see `PlainLoss`. */
export function plainLoss(task: Task, { of, loss, target }: LossSpec): PlainLoss {
  const { geometry, sum_over } = task.job;
  const [batch, channels, height, width] = task.image.shape;
  const [kh, kw] = geometry.kernel_size;
  const [rows, columns] = windowGrid(geometry, task.image.shape);
  const summed = of === "maps" ? sum_over : SUM_AXES;
  const filter = Float64Array.from(task.job.filter);
  const pixels = Float64Array.from(task.image.data);
  const taps = filter.length;
  const sizes = { C: channels, kh, kw };
  const groups = SUM_AXES.reduce((product, axis) => product * (summed.includes(axis) ? 1 : sizes[axis]), 1);
  const total = batch * rows * columns * groups;

  // The group of each tap, and where its row and column lie in the picture for every row and column of windows.
  const groupOf = Int32Array.from({ length: taps }, (_, t) => {
    const at = { C: Math.floor(t / (kh * kw)), kh: Math.floor(t / kw) % kh, kw: t % kw };
    return SUM_AXES.reduce((group, axis) => (summed.includes(axis) ? group : group * sizes[axis] + at[axis]), 0);
  });
  const rowUnder = Array.from({ length: rows * kh }, (_, k) =>
    paddedSource(geometry.padding_mode, pixelUnder(geometry, Math.floor(k / kh), 0, k % kh, 0)[0], height),
  );
  const columnUnder = Array.from({ length: columns * kw }, (_, k) =>
    paddedSource(geometry.padding_mode, pixelUnder(geometry, 0, Math.floor(k / kw), 0, k % kw)[1], width),
  );

  /** The groups' sums of window (b, r, s) under some filter, into `sums`. */
  const sumUp = (weights: ArrayLike<number>, b: number, r: number, s: number, sums: Float64Array): void => {
    sums.fill(0);
    let t = 0;
    for (let c = 0; c < channels; c += 1) {
      const plane = (b * channels + c) * height;
      for (let i = 0; i < kh; i += 1) {
        const y = rowUnder[r * kh + i] ?? null;
        for (let j = 0; j < kw; j += 1, t += 1) {
          const x = columnUnder[s * kw + j] ?? null;
          if (y === null || x === null) continue;
          const group = groupOf[t] as number;
          sums[group] = (sums[group] as number) + (weights[t] as number) * (pixels[(plane + y) * width + x] as number);
        }
      }
    }
  };
  const own = new Float64Array(groups);
  /** What window n adds to the loss, before the division of a mean; `aim` are its groups' targets. */
  const share = (b: number, r: number, s: number, aim: Float64Array): number => {
    sumUp(filter, b, r, s, own);
    let sum = 0;
    for (let g = 0; g < groups; g += 1) {
      const value = own[g] as number;
      const off = value - (aim[g] as number);
      sum += loss === "mse" ? off * off : value;
    }
    return sum;
  };
  const aimOf = (b: number, r: number, s: number, aim: Float64Array): Float64Array => {
    if (target) sumUp(target, b, r, s, aim);
    return aim;
  };
  const isKept = (b: number, r: number, s: number): boolean =>
    of === "maps" || task.kept.flags()[(b * rows + r) * columns + s] === 1;
  const divided = (difference: number, h: number): number => difference / (2 * h) / (loss === "sum" ? 1 : total);

  return {
    cost: 2 * batch * rows * columns * taps * (target ? 2 : 1),
    filterDifference(tap, h) {
      const before = filter[tap] as number;
      const aim = new Float64Array(groups);
      let difference = 0;
      for (let b = 0; b < batch; b += 1) {
        for (let r = 0; r < rows; r += 1) {
          for (let s = 0; s < columns; s += 1) {
            if (!isKept(b, r, s)) continue;
            aimOf(b, r, s, aim);
            filter[tap] = before + h;
            difference += share(b, r, s, aim);
            filter[tap] = before - h;
            difference -= share(b, r, s, aim);
            filter[tap] = before;
          }
        }
      }
      return divided(difference, h);
    },
    pixelDifference(pixel, h) {
      const x = pixel % width;
      const y = Math.floor(pixel / width) % height;
      const b = Math.floor(pixel / (channels * height * width));
      const sees = (under: readonly (number | null)[], count: number, reach: number, at: number): number[] =>
        Array.from({ length: count }, (_, k) => k).filter((k) =>
          Array.from({ length: reach }, (__, tap) => under[k * reach + tap]).includes(at),
        );
      const before = pixels[pixel] as number;
      let difference = 0;
      for (const r of sees(rowUnder, rows, kh, y)) {
        for (const s of sees(columnUnder, columns, kw, x)) {
          if (!isKept(b, r, s)) continue;
          // The target is a constant: it does not move with the pixel.
          const aim = aimOf(b, r, s, new Float64Array(groups));
          pixels[pixel] = before + h;
          difference += share(b, r, s, aim);
          pixels[pixel] = before - h;
          difference -= share(b, r, s, aim);
          pixels[pixel] = before;
        }
      }
      return divided(difference, h);
    },
  };
}
