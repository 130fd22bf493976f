import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COVERAGES, type MeasureRequest, METHODS, SWEEPS } from "../../src/model/measure";
import {
  type CurvePoint,
  curveOf,
  drawnOf,
  drawnReferenceOf,
  isDense,
  levelOf,
  measurePlan,
  referenceOf,
  spreadOf,
  standingOf,
} from "../../src/model/speed";
import { findingsWith, SETTINGS } from "./speed-findings";

const settings = fc.record({
  methods: fc.subarray([...METHODS], { minLength: 1 }),
  sweep: fc.constantFrom(...SWEEPS),
  runs: fc.integer({ min: 3, max: 101 }),
});

describe("measurePlan", () => {
  const plan = measurePlan(SETTINGS);

  it("begins with every method over the drawn region", () => {
    expect(plan.slice(0, 4)).toEqual(METHODS.map((method) => ({ method, runs: 5, mask: "drawn" })));
  });

  it("sweeps in rounds that each span the axis, both masked methods at each coverage, the dense ones after each round", () => {
    const written = plan.slice(4).map(({ method, mask }) => {
      if (mask === "drawn") throw new Error("the drawn region comes first");
      return isDense(method) ? method : `${method} ${Math.round(100 * mask.coverage)}`;
    });
    expect(written.filter((each) => !each.startsWith("gather"))).toEqual(
      [
        "region 1, region 10, region 50, region 100, conv2d, dense",
        "region 2, region 20, region 70, conv2d, dense",
        "region 5, region 30, region 85, conv2d, dense",
      ].flatMap((round) => round.split(", ")),
    );
  });

  it("asks for every chosen method at every coverage, once, and for nothing else", () => {
    fc.assert(
      fc.property(settings, (chosen) => {
        const asked = measurePlan(chosen);
        const masked = chosen.methods.filter((method) => !isDense(method));
        const swept = asked.filter(({ method, mask }) => mask !== "drawn" && !isDense(method));
        expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(chosen.methods));
        expect(swept).toHaveLength(masked.length * COVERAGES.length);
        expect(new Set(swept.map((each) => JSON.stringify(each))).size).toBe(swept.length);
        expect(asked.every(({ runs }) => runs === chosen.runs)).toBe(true);
        expect(asked.every(({ mask }) => mask === "drawn" || mask.sweep === chosen.sweep)).toBe(true);
        if (masked.length === 0) expect(asked).toHaveLength(chosen.methods.length);
      }),
    );
  });
});

describe("what findings hold", () => {
  const findings = findingsWith();

  it("curves go by coverage, however they were measured", () => {
    const curve = curveOf(findings, "region");
    expect(curve.map(({ coverage }) => Math.round(coverage * 100))).toEqual([...COVERAGES]);
    const [median, low, high] = [0.12, 0.114, 0.132].map((value): unknown => expect.closeTo(value, 9));
    expect(curve[3]).toEqual({ coverage: 0.1, kept: 1000, median, low, high });
  });

  it("samples of the same windows are put together", () => {
    const [first] = findings.measured.filter(({ request }) => request.method === "region" && request.mask !== "drawn");
    if (!first) throw new Error("nothing was swept");
    const again = { ...first, measurement: { ...first.measurement, runs: [7, 7, 7, 7, 7, 7] } };
    const curve = curveOf({ ...findings, measured: [...findings.measured, again] }, "region");
    expect(curve).toHaveLength(COVERAGES.length);
    expect(curve[0]?.median).toBe(7);
  });

  it("the drawn region is no point of a curve, and has a measurement of its own", () => {
    const drawn = findingsWith({}, {}, { drawn: 0.37 });
    expect(curveOf(drawn, "region").some(({ kept }) => kept === 3700)).toBe(false);
    expect(drawnOf(drawn, "region")?.kept).toBe(3700);
    expect(drawnOf(findingsWith({}, { methods: ["dense"] }), "region")).toBeNull();
  });

  it("dense methods have a level, the others none", () => {
    expect(levelOf(findings, "conv2d")?.median).toBe(4);
    expect(levelOf(findings, "region")).toBeNull();
    expect(levelOf(findingsWith({}, { methods: ["region"] }), "dense")).toBeNull();
  });

  it("a level goes over the measurements beside the sweep: a machine that drifts has it in its quartiles", () => {
    const turns = (count: number) => {
      let turn = 0;
      const keep = ({ mask }: MeasureRequest) => count > 1 || mask === "drawn";
      return levelOf(findingsWith({ dense: () => 10 ** (turn += 1) }, {}, { keep }), "dense");
    };
    const { median, low, high } = turns(4)!;
    expect([median > 500 && median < 1500, low < 150, high > 9000]).toEqual([true, true, true]);
    expect(turns(1)?.median).toBe(10);
  });

  it("the drawn region has a reference of its own: what was measured beside it", () => {
    let turn = 0;
    const drifting = findingsWith({ dense: () => (turn++ === 0 ? 9 : 1) });
    expect(referenceOf(drifting)).toMatchObject({ method: "dense", level: { median: 1 } });
    expect(drawnReferenceOf(drifting)).toMatchObject({ method: "conv2d", level: { median: 4 } });
    expect(drawnReferenceOf(findingsWith({}, { methods: ["region"] }))).toBeNull();
  });

  it("the reference is the fastest dense method that was measured", () => {
    expect(referenceOf(findings)?.method).toBe("dense");
    expect(referenceOf(findingsWith({ dense: () => 9 }))?.method).toBe("conv2d");
    expect(referenceOf(findingsWith({}, { methods: ["conv2d", "region"] }))?.method).toBe("conv2d");
    expect(referenceOf(findingsWith({}, { methods: ["gather", "region"] }))).toBeNull();
  });
});

describe("standingOf", () => {
  const curve = (...medians: number[]): CurvePoint[] =>
    medians.map((median, k) => ({ ...spreadOf([median]), coverage: k / 10, kept: k }));

  it.each([
    ["always", [1, 2, 3], [{ from: null, to: null }]],
    ["never", [5, 6, 7], []],
    ["up to a break-even", [1, 3, 5], [{ from: null, to: 0.15 }]],
    ["from one on", [5, 3], [{ from: 0.05, to: null }]],
    ["in the middle", [5, 3, 5], [{ from: 0.05, to: 0.15 }]],
    [
      "at both ends",
      [3, 5, 3],
      [
        { from: null, to: 0.05 },
        { from: 0.15, to: null },
      ],
    ],
    ["nowhere when it only touches", [5, 4], []],
    ["nothing measured", [], []],
  ])("%s", (_, medians, wins) => {
    const close = wins.map(({ from, to }) => ({
      from: from === null ? null : expect.closeTo(from, 9),
      to: to === null ? null : expect.closeTo(to, 9),
    }));
    expect(standingOf(curve(...medians), spreadOf([4]))).toEqual({ wins: close, evenFrom: null });
  });

  it.each([
    ["within the quartiles, between two that are clearly below", [1, 4.4, 1], [{ from: null, to: null }]],
    ["within the quartiles, between two that are clearly above", [9, 3.6, 9], []],
    ["within the quartiles at an end, where medians decide", [1, 4.4], [{ from: null, to: 1 - 0.4 / 3.4 }]],
    ["within the quartiles on the way up", [1, 3.6, 9], [{ from: null, to: 1 + 0.4 / 5.4 }]],
  ])("a point %s", (_, medians, wins) => {
    const { wins: found } = standingOf(curve(...medians), { median: 4, low: 3.5, high: 4.5 });
    expect(found.map(({ from, to }) => ({ from, to: to === null ? null : 10 * to }))).toEqual(
      wins.map(({ from, to }) => ({ from, to: to === null ? null : (expect.closeTo(to, 9) as unknown) })),
    );
  });

  it.each<[string, number[], ReturnType<typeof standingOf>]>([
    ["after a win", [1, 3.8, 4.4, 3.9], { wins: [{ from: null, to: 0.1 }], evenFrom: 0.1 }],
    ["after a loss", [9, 3.8, 4.4], { wins: [], evenFrom: 0.1 }],
    ["all along", [4.1, 3.8], { wins: [], evenFrom: 0 }],
    ["no more when it parts again", [1, 3.8, 4.4, 1], { wins: [{ from: null, to: null }], evenFrom: null }],
  ])("ends even %s", (_, medians, standing) => {
    expect(standingOf(curve(...medians), { median: 4, low: 3.5, high: 4.5 })).toEqual(standing);
  });

  it("a curve of a straight line crosses where the line does", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 0.95, noNaN: true }), (crossing) => {
        const line = COVERAGES.map((percent): CurvePoint => {
          const coverage = percent / 100;
          return { coverage, kept: percent, ...spreadOf([coverage / crossing]) };
        });
        const [win] = standingOf(line, spreadOf([1])).wins;
        expect(win?.from).toBeNull();
        expect(win?.to).toBeCloseTo(crossing, 9);
      }),
    );
  });
});
