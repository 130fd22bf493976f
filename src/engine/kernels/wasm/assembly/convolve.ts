// AssemblyScript. Convolution of chosen windows of a prepared picture, on tfjs's own heap; see geometry.ts for the memory
// and the units. In every path a window's products are added in the order c, i, j, one fused (or one rounded) step each,
// so that all paths give the same bits.

import { columnOffsets, kh, kw, shift } from "./geometry";
import { pair } from "./pair";
import { pairOfNine } from "./pair-of-nine";
import { quads, single, zeroRest } from "./scattered";

/** Whether tap columns lie at 0, 1, 2, … */
function tapsFollow(): bool {
  for (let j = 0; j < kw; ++j) if (load<i32>(columnOffsets + (usize(j) << 2)) != j << 2) return false;
  return true;
}

/** Elements from the start that an entry of the plan names. */
@inline
function place(base: usize, plan: usize): usize {
  return base + (usize(load<u32>(plan)) << 2);
}

/** The 2 × 16 windows of `spans` entries of the plan. */
function convolveSpans(image: usize, out: usize, plan: usize, spans: i32, sideBySide: bool): void {
  if (sideBySide && kh == 3 && kw == 3 && shift == 1) {
    for (; spans > 0; --spans, plan += 12) {
      pairOfNine(place(image, plan), place(out, plan + 4), load<i32>(plan, 8));
    }
  } else if (sideBySide) {
    for (; spans > 0; --spans, plan += 12) pair(place(image, plan), place(out, plan + 4), load<i32>(plan, 8), true);
  } else {
    for (; spans > 0; --spans, plan += 12) pair(place(image, plan), place(out, plan + 4), load<i32>(plan, 8), false);
  }
}

/** The four windows of each of `fours` entries of the plan. */
function convolveFours(image: usize, out: usize, plan: usize, fours: i32, sideBySide: bool): void {
  if (sideBySide) {
    for (; fours > 0; fours -= 4, plan += 48) quads(image, plan, out, true);
  } else {
    for (; fours > 0; fours -= 4, plan += 48) quads(image, plan, out, false);
  }
}

/**
 * One picture of the batch, whole; without `fillsGaps` what lies in gaps stays as it is. `plan` holds band after band of
 * rows. A band is five counts, then as many triples of each kind: gaps (…, place in the output, length) that become zero;
 * spans (place in the picture, place in the output, blocks) of whole pairs; masks (…, place in the output, mask) of pairs
 * that are not kept whole; fours (place in the picture, place in the output, mask of 4 bits), a multiple of four of them;
 * singles (place in the picture, place in the output, …).
 */
export function convolve(image: usize, out: usize, plan: usize, bands: i32, fillsGaps: bool): void {
  const sideBySide = tapsFollow();
  for (; bands > 0; --bands) {
    let gaps = load<i32>(plan);
    const spans = load<i32>(plan, 4);
    const masks = load<i32>(plan, 8);
    const fours = load<i32>(plan, 12);
    let singles = load<i32>(plan, 16);
    plan += 20;
    for (; gaps > 0; --gaps, plan += 12) {
      if (fillsGaps) memory.fill(place(out, plan + 4), 0, usize(load<u32>(plan, 8)) << 2);
    }
    convolveSpans(image, out, plan, spans, sideBySide);
    plan += spans * 12;
    zeroRest(out, plan, masks);
    plan += masks * 12;
    convolveFours(image, out, plan, fours, sideBySide);
    plan += fours * 12;
    for (; singles > 0; --singles, plan += 12) single(place(image, plan), place(out, plan + 4));
  }
}
