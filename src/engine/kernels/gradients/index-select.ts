import {
  add,
  type GradConfig,
  registerGradient,
  type Tensor,
  tensor1d,
  type Tensor1D,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { type AroundAxis, INDEX_SELECT, indexSelect, ZERO_ENTRY } from "../index-select";

/**
 * For an axis of `size` entries of which `indices` were picked: for each entry the place where it was picked the first
 * time, then the second time, and so on, `ZERO_ENTRY` where it was not picked that often.
 */
export function pickedAt(indices: Int32Array, size: number): Int32Array[] {
  const times = new Int32Array(size);
  const levels: Int32Array[] = [];
  for (const [place, entry] of indices.entries()) {
    if (entry === ZERO_ENTRY) continue;
    const level = times[entry] as number;
    times[entry] = level + 1;
    const picks = (levels[level] ??= new Int32Array(size).fill(ZERO_ENTRY));
    picks[entry] = place;
  }
  return levels;
}

const indexSelectGradient: GradConfig = {
  kernelName: INDEX_SELECT,
  inputsToSave: ["indices"],
  gradFunc(dy, [indices], attrs) {
    // Only `../index-select.ts` runs this kernel, with these attributes.
    const { outer, size, inner, entries } = attrs as unknown as AroundAxis & { readonly entries?: Int32Array };
    const picked = indices as Tensor1D;
    const back = () =>
      tidy(() => {
        const levels = pickedAt(entries ?? (picked.dataSync() as Int32Array), size);
        const around = { outer, size: picked.size, inner };
        const parts = levels.map((level) => indexSelect(dy as Tensor, tensor1d(level, "int32"), around));
        return parts.reduce<Tensor>((sum, part) => add(sum, part), zeros([outer * size * inner]));
      });
    // Indices have no gradient, but tfjs asks for one of every input.
    return { x: back, indices: () => zeros([picked.size], "int32") };
  },
};

/** Registers the gradient of IndexSelect: every entry collects what came back from wherever it was picked. */
export function registerIndexSelectGradient(): void {
  registerGradient(indexSelectGradient);
}
