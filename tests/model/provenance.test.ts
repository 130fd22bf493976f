import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pixelUnder, windowAt, windowCount, type Geometry, type ImageShape } from "../../src/model/geometry";
import { contiguousLayout, indexAt, type Layout, linearIndex, numel } from "../../src/model/layout";
import type { Call, DoneStep, Program, Step } from "../../src/model/program";
import { follow, type Followed } from "../../src/model/provenance";
import { depthwise } from "../../src/model/recipes/depthwise";
import { maskedConvolution } from "../../src/model/recipes/masked-convolution";
import { patchMaps } from "../../src/model/recipes/patch-maps";
import { trace } from "../../src/model/trace";
import "./every-operation";

const PLAIN: Geometry = {
  kernel_size: [3, 3],
  stride: [1, 1],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
};
const CAP = 100_000;

const shapeOf = (steps: readonly Step[], step: number): readonly number[] => {
  const found = steps[step];
  if (found?.kind !== "done") throw new Error(`step ${step} is not there`);
  return found.layout.shape;
};

function followIn(program: Program, step: number, indices: readonly (readonly number[])[], cap = CAP): Followed {
  const steps = trace(program);
  return follow(program, steps, { step: step < 0 ? steps.length + step : step, indices }, cap);
}

describe("steps that join very many elements", () => {
  const huge = contiguousLayout([4096, 4096]);
  const small = contiguousLayout([4096, 2]);
  const inputs = {
    image: { code: "image", layout: huge, axes: [] },
    filter: { code: "filt", layout: small, axes: [] },
  };
  const program = (call: Call): Program => ({ inputs, calls: [call] });
  const both = [{ input: "image" }, { input: "filter" }] as const;

  it.each<[string, Call]>([
    ["a sum over 16 million", { op: "sum", args: { dims: [] }, inputs: [{ input: "image" }], name: "x" }],
    [
      "a product of matrices, seen from the whole of it",
      { op: "einsum", args: { equation: "ij,jk->" }, inputs: both, name: "x" },
    ],
  ])("%s lights up as many as there may be, and says that there are more", (_, call) => {
    const layout = contiguousLayout([]);
    const step = { ...plainStep(huge), layout };
    const steps: Step[] = [plainStep(huge), step];
    const { steps: lit } = follow(program(call), steps, { step: 1, indices: [[]] }, 500);
    expect(lit[0]?.elements.size).toBe(500);
    expect(lit[0]?.truncated).toBe(true);
  });

  it("from one number to everything that was made of it", () => {
    const call: Call = { op: "expand", args: { shape: [4096, 4096] }, inputs: [{ input: "image" }], name: "x" };
    const one = contiguousLayout([1, 1]);
    const expanded: Program = { inputs: { image: { code: "image", layout: one, axes: [] } }, calls: [call] };
    const { steps: lit } = follow(expanded, [plainStep(one), plainStep(huge)], { step: 0, indices: [[0, 0]] }, 500);
    expect(lit[1]?.elements.size).toBe(500);
    expect(lit[1]?.truncated).toBe(true);
  });
});

/** A step of this layout of which nothing else matters. */
function plainStep(layout: Layout): DoneStep {
  return {
    kind: "done",
    code: "x",
    heading: { name: "x", args: "" },
    layout,
    dtype: "float32",
    storage: numel(layout.shape),
    contiguous: true,
    copies: true,
    bytes: 0,
    axes: [],
    links: [],
    multiplyAdds: 0,
  };
}

/** Draws channel 0 of the first image: # for what is lit. */
function draw({ steps }: Followed, [, , h, w]: ImageShape): string[] {
  return Array.from({ length: h }, (_, y) =>
    Array.from({ length: w }, (__, x) => (steps[0]?.elements.has(y * w + x) ? "#" : ".")).join(" "),
  );
}

function sorted(set: ReadonlySet<number> | undefined): number[] {
  const numbers = Float64Array.from(set ?? []);
  numbers.sort();
  return Array.from(numbers);
}

describe("follow, drawn on the image", () => {
  const image: ImageShape = [1, 1, 6, 6];
  const output = (geometry: Partial<Geometry>): Program =>
    maskedConvolution({
      image,
      geometry: { ...PLAIN, ...geometry },
      kept: Int32Array.from({ length: windowCount({ ...PLAIN, ...geometry }, image) }, (_, n) => n),
    });

  it("output (1, 2) with stride 2 and padding 1 sees rows 1 to 3, columns 3 to 5", () => {
    expect(draw(followIn(output({ stride: [2, 2], padding: [1, 1] }), -1, [[0, 0, 1, 2]]), image)).toEqual([
      ". . . . . .",
      ". . . # # #",
      ". . . # # #",
      ". . . # # #",
      ". . . . . .",
      ". . . . . .",
    ]);
  });

  it("output (0, 0) with dilation 2 sees every second pixel", () => {
    expect(draw(followIn(output({ dilation: [2, 2] }), -1, [[0, 0, 0, 0]]), image)).toEqual([
      "# . # . # .",
      ". . . . . .",
      "# . # . # .",
      ". . . . . .",
      "# . # . # .",
      ". . . . . .",
    ]);
  });

  it.each([
    ["zeros", 4],
    ["replicate", 4],
    ["reflect", 4],
    ["circular", 9],
  ] as const)("the corner output with %s padding sees %i pixels", (padding_mode, count) => {
    const followed = followIn(output({ padding: [1, 1], padding_mode }), -1, [[0, 0, 0, 0]]);
    expect(followed.steps[0]?.elements.size).toBe(count);
    expect(followed.inputs["filter"]?.elements.size).toBe(9);
  });

  it("pixel (2, 2) feeds the nine windows that see it", () => {
    const { steps } = followIn(output({}), 0, [[0, 0, 2, 2]]);
    expect(sorted(steps.at(-1)?.elements)).toEqual([0, 1, 2, 4, 5, 6, 8, 9, 10]);
  });

  it("pixel (2, 2) with stride 2 and padding 1 feeds the one window centred on it", () => {
    const { steps } = followIn(output({ stride: [2, 2], padding: [1, 1] }), 0, [[0, 0, 2, 2]]);
    expect(sorted(steps.at(-1)?.elements)).toEqual([4]);
  });
});

describe("follow through the patch maps", () => {
  const image: ImageShape = [2, 3, 7, 6];
  const geometry: Geometry = {
    kernel_size: [3, 2],
    stride: [2, 1],
    padding: [1, 0],
    padding_mode: "zeros",
    dilation: [1, 2],
  };
  const program = patchMaps({ image, geometry, program: "contiguous", sum_over: ["C"] });
  const steps = trace(program);
  const n = 13;
  const [i, j] = [1, 0];

  it("map cell (n, i, j) comes from one pixel per channel and one tap per slice", () => {
    const { steps: lit, inputs } = followIn(program, -1, [[n, i, j]]);
    const [b, r, s] = windowAt(geometry, image, n);
    const [y, x] = pixelUnder(geometry, r, s, i, j);
    expect(sorted(lit[0]?.elements)).toEqual([0, 1, 2].map((c) => linearIndex(image, [b, c, y, x])));
    expect(sorted(inputs["filter"]?.elements)).toEqual([0, 1, 2].map((c) => linearIndex([3, 3, 2], [c, i, j])));
    expect(lit.every(({ truncated }) => !truncated)).toBe(true);
  });

  it("lights every step on the way", () => {
    expect(followIn(program, -1, [[n, i, j]]).steps.map(({ elements }) => elements.size)).toEqual(
      steps.map((_, step) => (step === steps.length - 1 ? 1 : 3)),
    );
  });

  it("a product in the middle goes both ways", () => {
    const products = steps.length - 2;
    const { steps: lit } = followIn(program, products, [[n, 2, i, j]]);
    const [b, r, s] = windowAt(geometry, image, n);
    expect(sorted(lit[0]?.elements)).toEqual([linearIndex(image, [b, 2, ...pixelUnder(geometry, r, s, i, j)])]);
    expect(sorted(lit.at(-1)?.elements)).toEqual([linearIndex(shapeOf(steps, steps.length - 1), [n, i, j])]);
  });

  it("a tap in the padding has no pixel, but still its filter value", () => {
    const { steps: lit, inputs } = followIn(program, -1, [[0, 0, 0]]);
    expect(lit[0]?.elements.size).toBe(0);
    expect(lit[1]?.elements.size).toBe(3);
    expect(inputs["filter"]?.elements.size).toBe(3);
  });

  it("stops at the step that PyTorch refuses", () => {
    const refused = patchMaps({ image, geometry, program: "thread", sum_over: ["C"] });
    const { steps: lit } = followIn(refused, 0, [[0, 0, 2, 2]]);
    expect(lit.at(-1)).toEqual({ elements: new Set(), truncated: false });
    expect(lit.at(-2)?.elements.size).toBeGreaterThan(0);
  });
});

describe("follow through the masked convolution", () => {
  const image: ImageShape = [1, 2, 5, 5];
  const program = maskedConvolution({ image, geometry: PLAIN, kept: Int32Array.of(1, 4) });

  it("an output that no window ran for comes from the base alone", () => {
    const { steps, inputs } = followIn(program, -1, [[0, 0, 0, 0]]);
    expect(steps[0]?.elements.size ?? 0).toBe(0);
    expect(sorted(inputs["base"]?.elements)).toEqual([0]);
    expect(inputs["filter"]?.elements.size ?? 0).toBe(0);
  });

  it("a kept one from its window", () => {
    const { steps, inputs } = followIn(program, -1, [[0, 0, 1, 1]]);
    expect(steps[0]?.elements.size).toBe(18);
    expect(inputs["base"]?.elements.size ?? 0).toBe(0);
    expect(inputs["filter"]?.elements.size).toBe(18);
  });

  it("a pixel feeds kept windows only", () => {
    expect(sorted(followIn(program, 0, [[0, 0, 2, 2]]).steps.at(-1)?.elements)).toEqual([1, 4]);
    expect(sorted(followIn(program, 0, [[0, 0, 4, 4]]).steps.at(-1)?.elements)).toEqual([]);
  });

  it("ends at the kept rows while they are not known", () => {
    const unknown = maskedConvolution({ image, geometry: PLAIN, kept: 2 });
    const { steps } = followIn(unknown, 0, [[0, 0, 2, 2]]);
    expect(steps.map(({ elements }) => elements.size)).toEqual([1, 3, 9, 9, 9, 0, 0, 0, 0]);
  });
});

describe("follow: the cap", () => {
  const program = patchMaps({ image: [1, 1, 9, 9], geometry: PLAIN, program: "contiguous", sum_over: [] });

  it("lights no more than it, and says so from there on", () => {
    const { steps } = followIn(program, 0, [[0, 0, 4, 4]], 5);
    expect(steps.map(({ elements }) => elements.size)).toEqual([1, 3, 5, 5, 5, 5, 5, 5, 5]);
    expect(steps.map(({ truncated }) => truncated)).toEqual([false, false, true, true, true, true, true, true, true]);
  });

  it("counts an element once, however often it is named", () => {
    const { steps } = followIn(
      program,
      0,
      [
        [0, 0, 4, 4],
        [0, 0, 4, 4],
      ],
      1,
    );
    expect(steps[0]).toMatchObject({ truncated: false });
  });

  it("marks the image too when a seed did not fit", () => {
    const { steps, inputs } = followIn(
      program,
      -1,
      [
        [0, 0, 0, 0],
        [7, 0, 0, 0],
      ],
      1,
    );
    expect(steps[0]?.truncated).toBe(true);
    expect(inputs["filter"]?.truncated).toBe(true);
  });
});

describe("follow: seeds that are not there", () => {
  const program = patchMaps({ image: [2, 2, 5, 5], geometry: PLAIN, program: "thread", sum_over: [] });
  const steps = trace(program);
  it.each([
    ["the refused step", steps.length - 1, [0, 0, 0, 0], "no result at step"],
    ["a step past the end", 99, [0], "no result at step 99"],
    ["a step before the image", -1, [0], "no result at step -1"],
    ["an index outside", 0, [0, 0, 5, 0], "element [0, 0, 5, 0] is outside a tensor of shape [2, 2, 5, 5]"],
    ["too few axes", 0, [0, 0], "element [0, 0] is outside"],
    ["a fraction", 0, [0, 0, 0.5, 0], "is outside"],
    ["a negative index", 0, [0, 0, -1, 0], "is outside"],
  ])("%s", (_, step, index, words) => {
    expect(() => follow(program, steps, { step, indices: [index] }, CAP)).toThrowError(words);
  });
});

const pairOf = (least: number, most: number): fc.Arbitrary<readonly [number, number]> =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));

const cases = fc.record({
  image: fc.tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 5, max: 6 }),
    fc.integer({ min: 5, max: 6 }),
  ),
  geometry: fc.record({
    kernel_size: pairOf(1, 3),
    stride: pairOf(1, 3),
    padding: pairOf(0, 2),
    padding_mode: fc.constantFrom("zeros", "reflect", "replicate", "circular"),
    dilation: pairOf(1, 2),
  }),
  recipe: fc.constantFrom("maps", "output", "depthwise"),
  pick: fc.nat(),
  half: fc.boolean(),
});

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function programOf({ image, geometry, recipe, half }: Case): Program {
  if (recipe === "maps")
    return patchMaps({ image, geometry, program: "reshape", sum_over: half ? ["C"] : ["kh", "kw"] });
  if (recipe === "depthwise") return depthwise({ image, geometry });
  const all = Array.from({ length: windowCount(geometry, image) }, (_, n) => n);
  return maskedConvolution({ image, geometry, kept: Int32Array.from(half ? all.filter((n) => n % 2 === 0) : all) });
}

describe("follow: forward is the inverse of backward", () => {
  it("a pixel lights a result exactly when that result lights the pixel", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const program = programOf(given);
        const steps = trace(program);
        const last = steps.length - 1;
        const results = shapeOf(steps, last);
        const pixel = given.pick % numel(given.image);
        const fed = follow(program, steps, { step: 0, indices: [indexAt(given.image, pixel)] }, CAP);
        const lit = sorted(fed.steps[last]?.elements);
        const naming = Array.from({ length: numel(results) }, (_, n) => n).filter((n) => {
          const back = follow(program, steps, { step: last, indices: [indexAt(results, n)] }, CAP);
          return back.steps[0]?.elements.has(pixel) ?? false;
        });
        expect(lit).toEqual(naming);
      }),
      { numRuns: 40 },
    );
  });
});

/** The best of a dozen runs, in milliseconds. */
function quickest(work: () => void): number {
  let best = Infinity;
  for (let run = 0; run < 12; run += 1) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe("follow: fast enough for a hover over a 451×300 photograph", () => {
  const image: ImageShape = [1, 3, 300, 451];

  it("one map cell, k = 3: under 5 ms", () => {
    const program = patchMaps({ image, geometry: PLAIN, program: "contiguous", sum_over: ["C"] });
    const steps = trace(program);
    const seed = { step: steps.length - 1, indices: [[12_345, 1, 1]] };
    expect(quickest(() => follow(program, steps, seed, CAP))).toBeLessThan(5);
  });

  it("a whole pixel, k = 15: under 20 ms", () => {
    const program = patchMaps({
      image,
      geometry: { ...PLAIN, kernel_size: [15, 15] },
      program: "contiguous",
      sum_over: ["C"],
    });
    const steps = trace(program);
    const seed = { step: 0, indices: [0, 1, 2].map((channel) => [0, channel, 150, 200]) };
    expect(follow(program, steps, seed, CAP).steps.at(-1)?.elements.size).toBe(225);
    expect(quickest(() => follow(program, steps, seed, CAP))).toBeLessThan(20);
  });
});
