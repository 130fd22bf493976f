// AssemblyScript. 2 × 16 windows at a time, all of them kept; see geometry.ts for the memory and the units.

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
  shifted,
} from "./geometry";

/**
 * `blocks` of 2 × 16 windows side by side from `image` on. Each line of the picture that both rows see is loaded once.
 * With `sideBySide` the taps of a row follow each other in the picture: two of the four vectors of a tap then come from
 * those of the tap before.
 */
@inline
export function pair(image: usize, out: usize, blocks: i32, sideBySide: bool): void {
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
        let x0 = sideBySide ? v128.load(line) : a0;
        let x2 = sideBySide ? v128.load(line, 32) : a2;
        for (let j: usize = 0; j < taps; j += 4) {
          const p = line + (sideBySide ? j : <usize>load<u32>(columnOffsets + j));
          const wa = v128.load32_splat(w + j);
          const wb = v128.load32_splat(u + j);
          if (!sideBySide) x0 = v128.load(p);
          a0 = add(a0, wa, x0);
          b0 = add(b0, wb, x0);
          let x = v128.load(p, 16);
          if (sideBySide) x0 = shifted(x0, x);
          a1 = add(a1, wa, x);
          b1 = add(b1, wb, x);
          if (!sideBySide) x2 = v128.load(p, 32);
          a2 = add(a2, wa, x2);
          b2 = add(b2, wb, x2);
          x = v128.load(p, 48);
          if (sideBySide) x2 = shifted(x2, x);
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
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, a3, 48);
    v128.store(second, b0);
    v128.store(second, b1, 16);
    v128.store(second, b2, 32);
    v128.store(second, b3, 48);
    image += 64;
    out += 64;
  }
}
