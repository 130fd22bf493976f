// AssemblyScript. Convolution of chosen windows of a prepared picture, on tfjs's own heap; see geometry.ts for the memory
// and the units. In every path a window's products are added in the order c, i, j, one fused (or one rounded) step each,
// so that all paths give the same bits.

import {
  add,
  channelPitch,
  channels,
  columnOffsets,
  filter,
  kh,
  kw,
  linePitch,
  pairPitch,
  shift,
} from "./geometry";
import { pairOfNine } from "./pair-of-nine";

/** All ones in the lanes whose bit of `lanes` is set in `bits`, a splat. */
// @ts-ignore: decorator
@inline
function laneMask(bits: v128, lanes: v128): v128 {
  return i32x4.eq(v128.and(bits, lanes), lanes);
}

// @ts-ignore: decorator
@inline
function storeMasked(to: usize, value: v128, bits: v128, lanes: v128): void {
  v128.store(to, v128.bitselect(value, v128.load(to), laneMask(bits, lanes)));
}

/** Zero where the bit of `lanes` is not set. */
// @ts-ignore: decorator
@inline
function zeroed(at: usize, bits: v128, lanes: v128): void {
  v128.store(at, v128.and(v128.load(at), laneMask(bits, lanes)));
}

/** Of a pair of blocks that was computed whole, what is not kept becomes zero; bits as in `pair`. */
function zeroRest(out: usize, mask: i32): void {
  const second = out + pairPitch;
  const bits = i32x4.splat(mask);
  zeroed(out, bits, i32x4(0x1, 0x2, 0x4, 0x8));
  zeroed(out + 16, bits, i32x4(0x10, 0x20, 0x40, 0x80));
  zeroed(out + 32, bits, i32x4(0x100, 0x200, 0x400, 0x800));
  zeroed(out + 48, bits, i32x4(0x1000, 0x2000, 0x4000, 0x8000));
  zeroed(second, bits, i32x4(0x10000, 0x20000, 0x40000, 0x80000));
  zeroed(second + 16, bits, i32x4(0x100000, 0x200000, 0x400000, 0x800000));
  zeroed(second + 32, bits, i32x4(0x1000000, 0x2000000, 0x4000000, 0x8000000));
  zeroed(second + 48, bits, i32x4(0x10000000, 0x20000000, 0x40000000, i32.MIN_VALUE));
}

/**
 * 2 × 16 windows at a time: `blocks` of them side by side from `image` on. Each line of the picture that both rows see
 * is loaded once. With `masked`, only those are stored whose bit is set in `mask`: bit s of the lower half for the first
 * row, of the upper for the second. With `sideBySide` the taps of a row follow each other in the picture.
 */
// @ts-ignore: decorator
@inline
function pair(image: usize, out: usize, blocks: i32, masked: bool, mask: i32, sideBySide: bool): void {
  const taps = usize(kw << 2);
  const rowWeights = taps;
  const alone = min(shift, kh);
  const back = usize(shift) * rowWeights;
  for (; blocks > 0; --blocks) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    let plane = image;
    let weights = filter;
    for (let c = channels; c > 0; --c) {
      let line = plane;
      let i = 0;
      let w = weights;
      for (; i < alone; ++i) {
        for (let j: usize = 0; j < taps; j += 4) {
          const p = line + (sideBySide ? j : <usize>load<u32>(columnOffsets + j));
          const wa = v128.load32_splat(w + j);
          a0 = add(a0, wa, v128.load(p));
          a1 = add(a1, wa, v128.load(p, 16));
          a2 = add(a2, wa, v128.load(p, 32));
          a3 = add(a3, wa, v128.load(p, 48));
        }
        line += linePitch;
        w += rowWeights;
      }
      for (; i < kh; ++i) {
        const u = w - back;
        for (let j: usize = 0; j < taps; j += 4) {
          const p = line + (sideBySide ? j : <usize>load<u32>(columnOffsets + j));
          const wa = v128.load32_splat(w + j);
          const wb = v128.load32_splat(u + j);
          let x = v128.load(p);
          a0 = add(a0, wa, x);
          b0 = add(b0, wb, x);
          x = v128.load(p, 16);
          a1 = add(a1, wa, x);
          b1 = add(b1, wb, x);
          x = v128.load(p, 32);
          a2 = add(a2, wa, x);
          b2 = add(b2, wb, x);
          x = v128.load(p, 48);
          a3 = add(a3, wa, x);
          b3 = add(b3, wb, x);
        }
        line += linePitch;
        w += rowWeights;
      }
      if (kh < shift) {
        line += usize(shift - kh) * linePitch;
        i = shift;
      }
      w = weights + usize(i - shift) * rowWeights;
      for (; i < kh + shift; ++i) {
        for (let j: usize = 0; j < taps; j += 4) {
          const p = line + (sideBySide ? j : <usize>load<u32>(columnOffsets + j));
          const wb = v128.load32_splat(w + j);
          b0 = add(b0, wb, v128.load(p));
          b1 = add(b1, wb, v128.load(p, 16));
          b2 = add(b2, wb, v128.load(p, 32));
          b3 = add(b3, wb, v128.load(p, 48));
        }
        line += linePitch;
        w += rowWeights;
      }
      plane += channelPitch;
      weights += usize(kh) * rowWeights;
    }
    const second = out + pairPitch;
    const bits = i32x4.splat(mask);
    if (!masked) {
      v128.store(out, a0);
      v128.store(out, a1, 16);
      v128.store(out, a2, 32);
      v128.store(out, a3, 48);
      v128.store(second, b0);
      v128.store(second, b1, 16);
      v128.store(second, b2, 32);
      v128.store(second, b3, 48);
    } else {
      storeMasked(out, a0, bits, i32x4(0x1, 0x2, 0x4, 0x8));
      storeMasked(out + 16, a1, bits, i32x4(0x10, 0x20, 0x40, 0x80));
      storeMasked(out + 32, a2, bits, i32x4(0x100, 0x200, 0x400, 0x800));
      storeMasked(out + 48, a3, bits, i32x4(0x1000, 0x2000, 0x4000, 0x8000));
      storeMasked(second, b0, bits, i32x4(0x10000, 0x20000, 0x40000, 0x80000));
      storeMasked(second + 16, b1, bits, i32x4(0x100000, 0x200000, 0x400000, 0x800000));
      storeMasked(second + 32, b2, bits, i32x4(0x1000000, 0x2000000, 0x4000000, 0x8000000));
      storeMasked(second + 48, b3, bits, i32x4(0x10000000, 0x20000000, 0x40000000, i32.MIN_VALUE));
    }
    image += 64;
    out += 64;
  }
}

/** Four times four neighbouring windows, from four places. */
function quads(p0: usize, p1: usize, p2: usize, p3: usize, plan: usize, out: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
  const taps = kw << 2;
  let w = filter;
  let plane: usize = 0;
  for (let c = channels; c > 0; --c) {
    let line = plane;
    for (let i = kh; i > 0; --i) {
      for (let j = 0; j < taps; j += 4) {
        const at = line + <usize>load<u32>(columnOffsets + j);
        const weight = v128.load32_splat(w);
        a0 = add(a0, weight, v128.load(p0 + at));
        a1 = add(a1, weight, v128.load(p1 + at));
        a2 = add(a2, weight, v128.load(p2 + at));
        a3 = add(a3, weight, v128.load(p3 + at));
        w += 4;
      }
      line += linePitch;
    }
    plane += channelPitch;
  }
  storeMasked(out + (usize(load<u32>(plan, 4)) << 2), a0, v128.load32_splat(plan, 8), i32x4(1, 2, 4, 8));
  storeMasked(out + (usize(load<u32>(plan, 16)) << 2), a1, v128.load32_splat(plan, 20), i32x4(1, 2, 4, 8));
  storeMasked(out + (usize(load<u32>(plan, 28)) << 2), a2, v128.load32_splat(plan, 32), i32x4(1, 2, 4, 8));
  storeMasked(out + (usize(load<u32>(plan, 40)) << 2), a3, v128.load32_splat(plan, 44), i32x4(1, 2, 4, 8));
}

/** One window, by the same steps as any other. */
function single(image: usize, out: usize): void {
  let sum = f32x4.splat(0);
  const taps = kw << 2;
  let w = filter;
  let plane = image;
  for (let c = channels; c > 0; --c) {
    let line = plane;
    for (let i = kh; i > 0; --i) {
      for (let j = 0; j < taps; j += 4) {
        const pixel = v128.load32_splat(line + <usize>load<u32>(columnOffsets + j));
        sum = add(sum, v128.load32_splat(w), pixel);
        w += 4;
      }
      line += linePitch;
    }
    plane += channelPitch;
  }
  v128.store32_lane(out, sum, 0);
}

/** Whether tap columns lie at 0, 1, 2, … */
function tapsFollow(): bool {
  for (let j = 0; j < kw; ++j) if (load<i32>(columnOffsets + (usize(j) << 2)) != j << 2) return false;
  return true;
}

/** Elements from the start that an entry of the plan names. */
// @ts-ignore: decorator
@inline
function place(base: usize, plan: usize): usize {
  return base + (usize(load<u32>(plan)) << 2);
}

/**
 * One picture of the batch, whole; without `fillsGaps` what lies in gaps stays as it is. `plan` holds band after band of rows. A band is six counts, then
 * as many triples of each kind: gaps (…, place in the output, length) that become zero; spans (place in the picture, place
 * in the output, blocks) of whole pairs; masks (…, place in the output, mask) of pairs that are not kept whole; tails
 * (…, …, mask), pairs that lie over windows computed before; fours (…, …, mask of 4 bits), a multiple of four of them; singles (…, …, unused).
 */
export function convolve(image: usize, out: usize, plan: usize, bands: i32, fillsGaps: bool): void {
  const sideBySide = tapsFollow();
  const isNine = sideBySide && kh == 3 && kw == 3 && shift == 1;
  for (; bands > 0; --bands) {
    let gaps = load<i32>(plan);
    let spans = load<i32>(plan, 4);
    let masks = load<i32>(plan, 8);
    let tails = load<i32>(plan, 12);
    let fours = load<i32>(plan, 16);
    let singles = load<i32>(plan, 20);
    plan += 24;
    for (; gaps > 0; --gaps, plan += 12) {
      if (fillsGaps) memory.fill(place(out, plan + 4), 0, usize(load<u32>(plan, 8)) << 2);
    }
    if (isNine) {
      for (; spans > 0; --spans, plan += 12) {
        pairOfNine(place(image, plan), place(out, plan + 4), load<i32>(plan, 8));
      }
    } else if (sideBySide) {
      for (; spans > 0; --spans, plan += 12) {
        pair(place(image, plan), place(out, plan + 4), load<i32>(plan, 8), false, -1, true);
      }
    } else {
      for (; spans > 0; --spans, plan += 12) {
        pair(place(image, plan), place(out, plan + 4), load<i32>(plan, 8), false, -1, false);
      }
    }
    for (; masks > 0; --masks, plan += 12) zeroRest(place(out, plan + 4), load<i32>(plan, 8));
    for (; tails > 0; --tails, plan += 12) {
      pair(place(image, plan), place(out, plan + 4), 1, true, load<i32>(plan, 8), false);
    }
    for (; fours > 0; fours -= 4, plan += 48) {
      quads(place(image, plan), place(image, plan + 12), place(image, plan + 24), place(image, plan + 36), plan, out);
    }
    for (; singles > 0; --singles, plan += 12) {
      single(place(image, plan), place(out, plan + 4));
    }
  }
}
