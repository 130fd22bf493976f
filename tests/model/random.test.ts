import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactLog, standardNormal, uniform32 } from "../../src/model/random";

const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);

const forbidden = (): never => {
  throw new Error("not the same on every machine");
};

/** Share of the standard normal below x, by Simpson's rule: precise to 1e-9, and no code of the source in it. */
function normalBelow(x: number): number {
  const steps = 400;
  const h = x / steps;
  let sum = density(0) + density(x);
  for (let k = 1; k < steps; k += 1) sum += density(k * h) * (k % 2 === 0 ? 2 : 4);
  return 0.5 + (sum * h) / 3;
}

describe("uniform32", () => {
  it("first numbers of seed 0, as a link made on any machine means them", () => {
    const next = uniform32(0);
    expect([next(), next(), next(), next()]).toEqual([3883517186, 606239169, 2922542264, 103693607]);
  });

  it("differs by seed and by stream, also where only the high half of the seed differs", () => {
    const firsts = [uniform32(0), uniform32(1), uniform32(-1), uniform32(2 ** 32), uniform32(0, 1)].map((next) =>
      next(),
    );
    expect(new Set(firsts).size).toBe(5);
  });

  it.each([0.5, Number.NaN, Infinity, 2 ** 53])("refuses the seed %s", (seed) => {
    expect(() => uniform32(seed)).toThrow(expect.objectContaining({ tag: "seed" }));
  });

  it("fills 64 equal cells evenly (chi-square) with neighbouring numbers uncorrelated", () => {
    const next = uniform32(7);
    const cells = new Array<number>(64).fill(0);
    const draws = 64_000;
    let previous = next() / 2 ** 32;
    let product = 0;
    for (let k = 0; k < draws; k += 1) {
      const value = next() / 2 ** 32;
      cells[Math.floor(value * 64)] = (cells[Math.floor(value * 64)] as number) + 1;
      product += (value - 0.5) * (previous - 0.5);
      previous = value;
    }
    const chi2 = cells.reduce((total, count) => total + (count - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(104); // 63 degrees of freedom, probability 0.001
    expect(Math.abs((product / draws) * 12)).toBeLessThan(0.013);
  });
});

describe("exactLog", () => {
  it("agrees with Math.log within two units in the last place", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        const expected = Math.log(x);
        expect(Math.abs(exactLog(x) - expected)).toBeLessThanOrEqual(4.5e-16 * Math.max(Math.abs(expected), 1e-3));
      }),
      { numRuns: 5000 },
    );
  });

  it("close to 1, where digits are easily lost", () => {
    for (const x of [1, 1 + 2 ** -52, 1 - 2 ** -53, 1.0001, 0.9999, Math.SQRT1_2, Math.SQRT2]) {
      expect(Math.abs(exactLog(x) - Math.log(x))).toBeLessThanOrEqual(
        2e-16 * Math.max(Math.abs(Math.log(x)), 2 ** -52),
      );
    }
  });

  it.each([0, -1, Infinity, Number.NaN])("is NaN for %s", (x) => {
    expect(exactLog(x)).toBeNaN();
  });
});

describe("standardNormal", () => {
  it("golden numbers: the same bits on every machine, for ever", () => {
    expect([...new Uint32Array(standardNormal(0, 8).buffer)]).toEqual([
      1072984956, 3207637211, 3219193546, 1056611789, 1067662990, 3206395928, 3216187191, 3196465498,
    ]);
    expect([...new Uint32Array(standardNormal(12345, 4, 1).buffer)]).toEqual([
      3213512489, 1018792468, 1066392480, 3197285001,
    ]);
    let hash = 0;
    for (const bits of new Uint32Array(standardNormal(42, 100_000).buffer)) hash = (Math.imul(hash, 31) + bits) >>> 0;
    expect(hash).toBe(3343601109);
  });

  it("a longer list starts with the shorter one, odd lengths included", () => {
    const long = standardNormal(3, 11);
    for (let count = 0; count <= 11; count += 1) {
      expect([...standardNormal(3, count)]).toEqual([...long.subarray(0, count)]);
    }
  });

  it.each([0, 1, 2, 99])("seed %i: mean, variance, skewness and kurtosis of the normal distribution", (seed) => {
    const values = standardNormal(seed, 200_000);
    const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    // Five standard errors each: sqrt(1, 2, 15, 96 over the count).
    expect(Math.abs(moment(1))).toBeLessThan(0.0112);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.0158);
    expect(Math.abs(moment(3))).toBeLessThan(0.0433);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.11);
  });

  it("Kolmogorov–Smirnov against the normal distribution, whole and every second number", () => {
    const values = standardNormal(5, 20_000);
    for (const sample of [values, values.filter((_, k) => k % 2 === 0), values.filter((_, k) => k % 2 === 1)]) {
      const sorted = sample.slice();
      sorted.sort();
      let worst = 0;
      for (let k = 0; k < sorted.length; k += 20) {
        worst = Math.max(worst, Math.abs(normalBelow(sorted[k] as number) - k / sorted.length));
      }
      expect(worst).toBeLessThan(1.95 / Math.sqrt(sorted.length)); // probability 0.001
    }
  });

  it("the two numbers of a pair, and neighbours of different pairs, are uncorrelated", () => {
    const values = standardNormal(8, 100_000);
    for (const lag of [1, 2, 3]) {
      let sum = 0;
      for (let k = lag; k < values.length; k += 1) sum += (values[k] as number) * (values[k - lag] as number);
      expect(Math.abs(sum / values.length)).toBeLessThan(0.016);
    }
  });

  it("an image and a filter of the same seed do not begin alike", () => {
    const [image, filter] = [standardNormal(0, 10_000, 0), standardNormal(0, 10_000, 1)];
    const product = image.reduce((sum, value, k) => sum + value * (filter[k] as number), 0) / image.length;
    expect(Math.abs(product)).toBeLessThan(0.05);
    expect([...filter.subarray(0, 9)]).not.toEqual([...image.subarray(0, 9)]);
  });

  it("uses no function whose result the language leaves to the machine", () => {
    const original = { log: Math.log, exp: Math.exp, cos: Math.cos, sin: Math.sin, pow: Math.pow, random: Math.random };
    Object.assign(Math, {
      log: forbidden,
      exp: forbidden,
      cos: forbidden,
      sin: forbidden,
      pow: forbidden,
      random: forbidden,
    });
    try {
      expect(standardNormal(1, 100).length).toBe(100);
    } finally {
      Object.assign(Math, original);
    }
  });
});
