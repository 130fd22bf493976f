// AssemblyScript. The products of windows, summed by group: see geometry.ts for the memory and the units.

import { add } from "./geometry";

/** Four windows: `sums` of one group each, one after the other in the table. */
@inline
function group(image: usize, table: usize, each: usize): v128 {
  let sum = f32x4.splat(0);
  const end = table + each;
  for (; table < end; table += 8) {
    sum = add(sum, v128.load32_splat(table, 4), v128.load(image + <usize>load<u32>(table)));
  }
  return sum;
}

@inline
function lone(image: usize, table: usize, each: usize): f32 {
  let sum = f32x4.splat(0);
  const end = table + each;
  for (; table < end; table += 8) {
    sum = add(sum, v128.load32_splat(table, 4), v128.load32_splat(image + <usize>load<u32>(table)));
  }
  return f32x4.extract_lane(sum, 0);
}

/** Four windows side by side, all groups; window w's numbers lie at out + w·pitch. */
function four(image: usize, out: usize, table: usize, groups: i32, each: usize, pitch: usize): void {
  const o1 = out + pitch;
  const o2 = o1 + pitch;
  const o3 = o2 + pitch;
  let at: usize = 0;
  for (; groups >= 4; groups -= 4) {
    const a = group(image, table, each);
    const b = group(image, table + each, each);
    const c = group(image, table + 2 * each, each);
    const d = group(image, table + 3 * each, each);
    table += 4 * each;
    // Lanes are windows here and groups in memory.
    const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
    const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
    const ba = i32x4.shuffle(a, b, 2, 6, 3, 7);
    const dc = i32x4.shuffle(c, d, 2, 6, 3, 7);
    v128.store(out + at, i64x2.shuffle(ab, cd, 0, 2));
    v128.store(o1 + at, i64x2.shuffle(ab, cd, 1, 3));
    v128.store(o2 + at, i64x2.shuffle(ba, dc, 0, 2));
    v128.store(o3 + at, i64x2.shuffle(ba, dc, 1, 3));
    at += 16;
  }
  for (; groups > 0; --groups) {
    const a = group(image, table, each);
    table += each;
    v128.store32_lane(out + at, a, 0);
    v128.store32_lane(o1 + at, a, 1);
    v128.store32_lane(o2 + at, a, 2);
    v128.store32_lane(o3 + at, a, 3);
    at += 4;
  }
}

/**
 * One picture of the batch: for each of `runs` quadruples (row, from, to, windows before) of `table`, the numbers of its
 * windows at their places of `out`. `taps` holds the taps by group, each an offset in bytes and a weight; `each` taps
 * make a group. `rowPitch` is in elements.
 */
export function maps(
  image: usize,
  out: usize,
  table: usize,
  runs: i32,
  taps: usize,
  groups: i32,
  each: i32,
  rowPitch: i32,
): void {
  const pitch = usize(groups) << 2;
  const bytes = usize(each) << 3;
  for (; runs > 0; --runs) {
    const from = load<i32>(table, 4);
    const length = load<i32>(table, 8) - from;
    const start = image + (usize(load<i32>(table) * rowPitch + from) << 2);
    const to = out + usize(load<u32>(table, 12)) * pitch;
    if (length >= 4) {
      for (let s = 0; s < length; s += 4) {
        // The last four begin earlier, and compute some again.
        const at = usize(min(s, length - 4));
        four(start + (at << 2), to + at * pitch, taps, groups, bytes, pitch);
      }
    } else {
      for (let s: usize = 0; s < usize(length); ++s) {
        for (let g: usize = 0; g < usize(groups); ++g) {
          store<f32>(to + s * pitch + (g << 2), lone(start + (s << 2), taps + g * bytes, bytes));
        }
      }
    }
    table += 16;
  }
}
