import { FILTER_PRESETS, type FilterPreset, type GradientSettings, type LossTarget } from "./document";
import { resolveFilter } from "./filter";
import type { Pair } from "./geometry";
import type { LossSpec } from "./loss";

/** The preset behind a hidden target: the same number hides the same one, and the number does not tell which. */
export function hiddenPreset(hidden: number): FilterPreset {
  // A multiplicative hash (Knuth, The Art of Computer Programming 3, §6.4): neighbours fall far apart.
  const scattered = Math.imul(hidden + 1, 0x9e37_79b1) >>> 7;
  return FILTER_PRESETS[scattered % FILTER_PRESETS.length] as FilterPreset;
}

/** The filter behind a target, [C, kh, kw]; null for zeros. Throws what `resolveFilter` throws. */
export function targetFilter(target: LossTarget, channels: number, kernel: Pair): Float32Array<ArrayBuffer> | null {
  if (target === "zeros") return null;
  return resolveFilter("hidden" in target ? { preset: hiddenPreset(target.hidden) } : target, channels, kernel);
}

/** The loss that a document speaks of, for a picture of so many channels; throws what `resolveFilter` throws. */
export function lossSpec({ of, loss, target }: GradientSettings, channels: number, kernel: Pair): LossSpec {
  return { of, loss, target: loss === "mse" ? targetFilter(target, channels, kernel) : null };
}
