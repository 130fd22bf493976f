// AssemblyScript. The commonest case of `pair` in pair.ts, every step written out: 3 × 3 taps side by side, in rows
// that follow each other.

import { add, channelPitch, channels, filter, linePitch, pairPitch, shifted } from "./geometry";

/**
 * `blocks` times 2 × 16 windows, all kept. Left to itself the browser's compiler moves all loads of a straight run of
 * steps to its front and then lacks registers: a branch that is never taken ends each step. Half of the vectors of a
 * line are loaded anew for each tap, the others come from two that are there: that spares loads, which are as scarce as
 * multiply-adds.
 */
export function pairOfNine(image: usize, out: usize, blocks: i32): void {
  const never = channels < 0;
  for (; blocks > 0; --blocks) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    let plane = image;
    let weights = filter;
    for (let c = channels; c > 0; --c) {
      let line = plane;
      let wa = a0, wb = a0, x0 = a0, x1 = a0, x2 = a0, x3 = a0;
      wa = v128.load32_splat(weights, 0);
      x0 = v128.load(line, 0);
      a0 = add(a0, wa, x0);
      x1 = v128.load(line, 16);
      a1 = add(a1, wa, x1);
      x2 = v128.load(line, 32);
      a2 = add(a2, wa, x2);
      x3 = v128.load(line, 48);
      a3 = add(a3, wa, x3);
      if (never) { a0 = v128.load(0); a1 = v128.load(16); a2 = v128.load(32); a3 = v128.load(48); }
      wa = v128.load32_splat(weights, 4);
      x0 = shifted(x0, x1);
      a0 = add(a0, wa, x0);
      x1 = v128.load(line, 20);
      a1 = add(a1, wa, x1);
      x2 = shifted(x2, x3);
      a2 = add(a2, wa, x2);
      x3 = v128.load(line, 52);
      a3 = add(a3, wa, x3);
      if (never) { a0 = v128.load(0); a1 = v128.load(16); a2 = v128.load(32); a3 = v128.load(48); }
      wa = v128.load32_splat(weights, 8);
      x0 = shifted(x0, x1);
      a0 = add(a0, wa, x0);
      x1 = v128.load(line, 24);
      a1 = add(a1, wa, x1);
      x2 = shifted(x2, x3);
      a2 = add(a2, wa, x2);
      x3 = v128.load(line, 56);
      a3 = add(a3, wa, x3);
      if (never) { a0 = v128.load(0); a1 = v128.load(16); a2 = v128.load(32); a3 = v128.load(48); }
      line += linePitch;
      wa = v128.load32_splat(weights, 12);
      wb = v128.load32_splat(weights, 0);
      x0 = v128.load(line, 0);
      a0 = add(a0, wa, x0);
      b0 = add(b0, wb, x0);
      x1 = v128.load(line, 16);
      a1 = add(a1, wa, x1);
      b1 = add(b1, wb, x1);
      x2 = v128.load(line, 32);
      a2 = add(a2, wa, x2);
      b2 = add(b2, wb, x2);
      x3 = v128.load(line, 48);
      a3 = add(a3, wa, x3);
      b3 = add(b3, wb, x3);
      if (never) { a0 = v128.load(0); a1 = v128.load(16); a2 = v128.load(32); a3 = v128.load(48); b0 = v128.load(64); b1 = v128.load(80); b2 = v128.load(96); b3 = v128.load(112); }
      wa = v128.load32_splat(weights, 16);
      wb = v128.load32_splat(weights, 4);
      x0 = shifted(x0, x1);
      a0 = add(a0, wa, x0);
      b0 = add(b0, wb, x0);
      x1 = v128.load(line, 20);
      a1 = add(a1, wa, x1);
      b1 = add(b1, wb, x1);
      x2 = shifted(x2, x3);
      a2 = add(a2, wa, x2);
      b2 = add(b2, wb, x2);
      x3 = v128.load(line, 52);
      a3 = add(a3, wa, x3);
      b3 = add(b3, wb, x3);
      if (never) { a0 = v128.load(0); a1 = v128.load(16); a2 = v128.load(32); a3 = v128.load(48); b0 = v128.load(64); b1 = v128.load(80); b2 = v128.load(96); b3 = v128.load(112); }
      wa = v128.load32_splat(weights, 20);
      wb = v128.load32_splat(weights, 8);
      x0 = shifted(x0, x1);
      a0 = add(a0, wa, x0);
      b0 = add(b0, wb, x0);
      x1 = v128.load(line, 24);
      a1 = add(a1, wa, x1);
      b1 = add(b1, wb, x1);
      x2 = shifted(x2, x3);
      a2 = add(a2, wa, x2);
      b2 = add(b2, wb, x2);
      x3 = v128.load(line, 56);
      a3 = add(a3, wa, x3);
      b3 = add(b3, wb, x3);
      if (never) { a0 = v128.load(0); a1 = v128.load(16); a2 = v128.load(32); a3 = v128.load(48); b0 = v128.load(64); b1 = v128.load(80); b2 = v128.load(96); b3 = v128.load(112); }
      line += linePitch;
      wa = v128.load32_splat(weights, 24);
      wb = v128.load32_splat(weights, 12);
      x0 = v128.load(line, 0);
      a0 = add(a0, wa, x0);
      b0 = add(b0, wb, x0);
      x1 = v128.load(line, 16);
      a1 = add(a1, wa, x1);
      b1 = add(b1, wb, x1);
      x2 = v128.load(line, 32);
      a2 = add(a2, wa, x2);
      b2 = add(b2, wb, x2);
      x3 = v128.load(line, 48);
      a3 = add(a3, wa, x3);
      b3 = add(b3, wb, x3);
      if (never) { a0 = v128.load(0); a1 = v128.load(16); a2 = v128.load(32); a3 = v128.load(48); b0 = v128.load(64); b1 = v128.load(80); b2 = v128.load(96); b3 = v128.load(112); }
      wa = v128.load32_splat(weights, 28);
      wb = v128.load32_splat(weights, 16);
      x0 = shifted(x0, x1);
      a0 = add(a0, wa, x0);
      b0 = add(b0, wb, x0);
      x1 = v128.load(line, 20);
      a1 = add(a1, wa, x1);
      b1 = add(b1, wb, x1);
      x2 = shifted(x2, x3);
      a2 = add(a2, wa, x2);
      b2 = add(b2, wb, x2);
      x3 = v128.load(line, 52);
      a3 = add(a3, wa, x3);
      b3 = add(b3, wb, x3);
      if (never) { a0 = v128.load(0); a1 = v128.load(16); a2 = v128.load(32); a3 = v128.load(48); b0 = v128.load(64); b1 = v128.load(80); b2 = v128.load(96); b3 = v128.load(112); }
      wa = v128.load32_splat(weights, 32);
      wb = v128.load32_splat(weights, 20);
      x0 = shifted(x0, x1);
      a0 = add(a0, wa, x0);
      b0 = add(b0, wb, x0);
      x1 = v128.load(line, 24);
      a1 = add(a1, wa, x1);
      b1 = add(b1, wb, x1);
      x2 = shifted(x2, x3);
      a2 = add(a2, wa, x2);
      b2 = add(b2, wb, x2);
      x3 = v128.load(line, 56);
      a3 = add(a3, wa, x3);
      b3 = add(b3, wb, x3);
      if (never) { a0 = v128.load(0); a1 = v128.load(16); a2 = v128.load(32); a3 = v128.load(48); b0 = v128.load(64); b1 = v128.load(80); b2 = v128.load(96); b3 = v128.load(112); }
      line += linePitch;
      wb = v128.load32_splat(weights, 24);
      x0 = v128.load(line, 0);
      b0 = add(b0, wb, x0);
      x1 = v128.load(line, 16);
      b1 = add(b1, wb, x1);
      x2 = v128.load(line, 32);
      b2 = add(b2, wb, x2);
      x3 = v128.load(line, 48);
      b3 = add(b3, wb, x3);
      if (never) { b0 = v128.load(64); b1 = v128.load(80); b2 = v128.load(96); b3 = v128.load(112); }
      wb = v128.load32_splat(weights, 28);
      x0 = shifted(x0, x1);
      b0 = add(b0, wb, x0);
      x1 = v128.load(line, 20);
      b1 = add(b1, wb, x1);
      x2 = shifted(x2, x3);
      b2 = add(b2, wb, x2);
      x3 = v128.load(line, 52);
      b3 = add(b3, wb, x3);
      if (never) { b0 = v128.load(64); b1 = v128.load(80); b2 = v128.load(96); b3 = v128.load(112); }
      wb = v128.load32_splat(weights, 32);
      x0 = shifted(x0, x1);
      b0 = add(b0, wb, x0);
      x1 = v128.load(line, 24);
      b1 = add(b1, wb, x1);
      x2 = shifted(x2, x3);
      b2 = add(b2, wb, x2);
      x3 = v128.load(line, 56);
      b3 = add(b3, wb, x3);
      if (never) { b0 = v128.load(64); b1 = v128.load(80); b2 = v128.load(96); b3 = v128.load(112); }
      plane += channelPitch;
      weights += 36;
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
