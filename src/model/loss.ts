import type { GradientSettings, LossName, LossOf } from "./document";

/** A loss as the engine is asked for it. */
export interface LossSpec {
  /** Of the patch maps (or the last tensor of a typed program), or of the masked output. */
  readonly of: LossOf;
  readonly loss: LossName;
  /** For "mse": the filter whose result is the target, [C·kh·kw]; null for a target of zeros. */
  readonly target: Float32Array<ArrayBuffer> | null;
}

/** A loss over numbers, added up in double precision: what `y` adds to it, `total` being all numbers that it is over. */
export function addedLoss(
  loss: LossName,
  y: ArrayLike<number>,
  target: ArrayLike<number> | null,
  total: number,
): number {
  let sum = 0;
  for (let at = 0; at < y.length; at += 1) {
    const value = y[at] as number;
    if (loss !== "mse") sum += value;
    else {
      const off = value - (target ? (target[at] as number) : 0);
      sum += off * off;
    }
  }
  return loss === "sum" ? sum : sum / total;
}

/** ∂loss/∂y, as many numbers as `y`: 1, 1/total, or 2·(y − target)/total. */
export function lossBack(
  loss: LossName,
  y: ArrayLike<number>,
  target: ArrayLike<number> | null,
  total: number,
): Float32Array<ArrayBuffer> {
  const back = new Float32Array(y.length);
  if (loss !== "mse") return back.fill(loss === "sum" ? 1 : 1 / total);
  for (let at = 0; at < back.length; at += 1) {
    back[at] = (2 * ((y[at] as number) - (target ? (target[at] as number) : 0))) / total;
  }
  return back;
}

/** The loss as a line of PyTorch over a tensor that is called `name` there. */
export function lossLine({ loss, target }: Pick<GradientSettings, "loss" | "target">, name: string): string {
  if (loss !== "mse") return `loss = ${name}.${loss}()`;
  return target === "zeros" ? `loss = (${name} ** 2).mean()` : `loss = ((${name} - target) ** 2).mean()`;
}
