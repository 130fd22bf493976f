// AssemblyScript. Windows that do not fill blocks: what is left out of a block, and windows by themselves; see
// geometry.ts for the memory and the units.

import { add, channelPitch, channels, columnOffsets, filter, kh, kw, linePitch, pairPitch } from "./geometry";

/** Zero where the bit of `lanes` is not set. */
@inline
function zeroed(at: usize, bits: v128, lanes: v128): void {
  v128.store(at, v128.and(v128.load(at), i32x4.eq(v128.and(bits, lanes), lanes)));
}

/**
 * Of pairs of blocks that were computed whole, what is not kept becomes zero: bit s of the lower half of a mask stands
 * for the first row, of the upper for the second. `plan` holds `count` entries (…, place in the output, mask).
 */
export function zeroRest(out: usize, plan: usize, count: i32): void {
  const lanes = i32x4(1, 2, 4, 8);
  for (; count > 0; --count, plan += 12) {
    const at = out + (usize(load<u32>(plan, 4)) << 2);
    const second = at + pairPitch;
    const bits = v128.load32_splat(plan, 8);
    zeroed(at, bits, lanes);
    zeroed(at + 16, i32x4.shr_u(bits, 4), lanes);
    zeroed(at + 32, i32x4.shr_u(bits, 8), lanes);
    zeroed(at + 48, i32x4.shr_u(bits, 12), lanes);
    zeroed(second, i32x4.shr_u(bits, 16), lanes);
    zeroed(second + 16, i32x4.shr_u(bits, 20), lanes);
    zeroed(second + 32, i32x4.shr_u(bits, 24), lanes);
    zeroed(second + 48, i32x4.shr_u(bits, 28), lanes);
  }
}

/** Stores the lanes whose bit is set in the mask of an entry of the plan, in its place. */
@inline
function storeMasked(out: usize, entry: usize, value: v128): void {
  const lanes = i32x4(1, 2, 4, 8);
  const to = out + (usize(load<u32>(entry, 4)) << 2);
  const kept = i32x4.eq(v128.and(v128.load32_splat(entry, 8), lanes), lanes);
  v128.store(to, v128.bitselect(value, v128.load(to), kept));
}

/**
 * Four times four neighbouring windows, from four places: four entries of `plan`. With `sideBySide` the taps of a row
 * follow each other in the picture.
 */
@inline
export function quads(image: usize, plan: usize, out: usize, sideBySide: bool): void {
  let p0 = image + (usize(load<u32>(plan)) << 2);
  let p1 = image + (usize(load<u32>(plan, 12)) << 2);
  let p2 = image + (usize(load<u32>(plan, 24)) << 2);
  let p3 = image + (usize(load<u32>(plan, 36)) << 2);
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
  const taps = usize(kw << 2);
  const next = channelPitch - usize(kh) * linePitch;
  let w = filter;
  for (let c = channels; c > 0; --c) {
    for (let i = kh; i > 0; --i) {
      for (let j: usize = 0; j < taps; j += 4) {
        const at = sideBySide ? j : <usize>load<u32>(columnOffsets + j);
        const weight = v128.load32_splat(w + j);
        a0 = add(a0, weight, v128.load(p0 + at));
        a1 = add(a1, weight, v128.load(p1 + at));
        a2 = add(a2, weight, v128.load(p2 + at));
        a3 = add(a3, weight, v128.load(p3 + at));
      }
      w += taps;
      p0 += linePitch;
      p1 += linePitch;
      p2 += linePitch;
      p3 += linePitch;
    }
    p0 += next;
    p1 += next;
    p2 += next;
    p3 += next;
  }
  storeMasked(out, plan, a0);
  storeMasked(out, plan + 12, a1);
  storeMasked(out, plan + 24, a2);
  storeMasked(out, plan + 36, a3);
}

/** One window, by the same steps as any other. */
export function single(image: usize, out: usize): void {
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
