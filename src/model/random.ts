import { PlaygroundError } from "./errors";

/** Streams of one seed, so that an image, a filter and a sweep of the same seed do not share their first numbers. */
export const RANDOM_STREAMS = { image: 0, filter: 1, sweep: 2, program: 3, check: 4 } as const;

/** splitmix32: spreads a small seed over 32 bits. Integer operations only. */
function splitmix32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/**
 * A generator of whole numbers in [0, 2³²), the same on every machine: sfc32 (Chris Doty-Humphrey, PractRand), its
 * state filled by splitmix32 from `seed` and `stream`. Throws "seed" unless the seed is a whole number that a double
 * holds exactly.
 */
export function uniform32(seed: number, stream = 0): () => number {
  if (!Number.isSafeInteger(seed)) {
    throw new PlaygroundError("seed", `a seed must be a whole number up to 2^53 in size, not ${seed}`, { seed });
  }
  const low = splitmix32(seed);
  const high = splitmix32(Math.floor(seed / 4294967296) ^ Math.imul(stream + 1, 0x85ebca6b));
  let a = (low() ^ high()) | 0;
  let b = (low() ^ high()) | 0;
  let c = (low() ^ high()) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

/**
 * Natural logarithm of a positive finite double, bit-identical on every machine: ECMAScript leaves `Math.log` to the
 * implementation, so this uses + − × ÷ alone (and constants, which it does fix). With x = m·2^e, m in [√½, √2): ln x = e·ln 2 + 2·atanh((m − 1)/(m + 1)),
 * the series cut where its terms fall below a double's precision. NaN for anything else.
 */
export function exactLog(x: number): number {
  if (!(x > 0 && x < Infinity)) return NaN;
  let m = x;
  let e = 0;
  // Multiplying by a power of two is exact, so the reduction adds no error.
  while (m < 2.3283064365386963e-10) {
    m *= 4294967296;
    e -= 32;
  }
  while (m < Math.SQRT1_2) {
    m *= 2;
    e -= 1;
  }
  while (m >= 2 * Math.SQRT1_2) {
    m *= 0.5;
    e += 1;
  }
  const z = (m - 1) / (m + 1);
  const q = z * z;
  let series = 0;
  for (let odd = 23; odd >= 3; odd -= 2) series = (series + 1 / odd) * q;
  return e * Math.LN2 + 2 * z * (1 + series);
}

/**
 * `count` numbers from the standard normal distribution, the same bits on every machine (Marsaglia's polar method over
 * `uniform32`; only + − × ÷ and square root, which IEEE 754 fixes). A longer list starts with the shorter one.
 */
export function standardNormal(seed: number, count: number, stream = 0): Float32Array<ArrayBuffer> {
  const next = uniform32(seed, stream);
  const values = new Float32Array(count);
  for (let at = 0; at < count;) {
    // Midpoints of 2³² equal cells of (−1, 1): never 0, so the logarithm below is always finite.
    const u = (next() + 0.5) / 2147483648 - 1;
    const v = (next() + 0.5) / 2147483648 - 1;
    const s = u * u + v * v;
    if (s >= 1) continue;
    const scale = Math.sqrt((-2 * exactLog(s)) / s);
    values[at] = u * scale;
    if (at + 1 < count) values[at + 1] = v * scale;
    at += 2;
  }
  return values;
}

/** `count` numbers from [0, 1), each a multiple of 2⁻²⁴, the same bits on every machine. */
export function standardUniform(seed: number, count: number, stream = 0): Float32Array<ArrayBuffer> {
  const next = uniform32(seed, stream);
  const values = new Float32Array(count);
  // The upper 24 bits fit a float32 exactly; all 32 could round up to 1.
  for (let at = 0; at < count; at += 1) values[at] = (next() >>> 8) / 16777216;
  return values;
}
