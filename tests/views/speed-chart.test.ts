import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COVERAGES, METHODS } from "../../src/model/measure";
import { coveragesOf, drawSpeedChart, methodColour } from "../../src/views/speed-chart";
import { nearestCoverage, speedChartLayout, type SpeedChartOptions } from "../../src/views/speed-chart/layout";
import { spread } from "../../src/views/speed-chart/spread";
import { findingsWith } from "../model/speed-findings";
import { contrast, difference, EYES, THEMES, tokensOf } from "./colours";
import { fakeSvg } from "./river/fake-document";

const OPTIONS: SpeedChartOptions = { width: 600, height: 280, scale: "log" };
const plain = (text: string) => text.replaceAll(/[\u00A0\u202F]/g, " ");

function layoutOf(findings = findingsWith(), options: Partial<SpeedChartOptions> = {}) {
  const layout = speedChartLayout(findings, { ...OPTIONS, ...options });
  if (!layout) throw new Error("nothing is drawn");
  return layout;
}

const lineOf = (layout: ReturnType<typeof layoutOf>, method: (typeof METHODS)[number]) => {
  const line = layout.lines.find((each) => each.method === method);
  if (!line) throw new Error(`no line of ${method}`);
  return line;
};

/** Numbers of a path, in pairs. */
const pairs = (path: string): number[][] =>
  [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x = "", y = ""]) => [Number(x), Number(y)]);

describe("speedChartLayout", () => {
  it("is nothing while nothing was measured", () => {
    expect(speedChartLayout(findingsWith({}, {}, { keep: () => false }), OPTIONS)).toBeNull();
  });

  it("a dense method is a level line from edge to edge, without points", () => {
    const layout = layoutOf();
    const { path, points, end } = lineOf(layout, "dense");
    const { x, width } = layout.plot;
    const level: unknown = expect.closeTo(end.y, 2);
    expect(pairs(path)).toEqual([
      [x, level],
      [x + width, level],
    ]);
    expect(points).toEqual([]);
  });

  it("the others have a point wherever they were measured, rising to the right and up", () => {
    const { points } = lineOf(layoutOf(), "region");
    expect(points).toHaveLength(COVERAGES.length);
    points.slice(1).forEach((point, k) => {
      expect(point.x).toBeGreaterThan(points[k]!.x);
      expect(point.y).toBeLessThan(points[k]!.y);
    });
  });

  it("in proportion is one straight line on logarithmic axes, between the measurements too", () => {
    const { path } = lineOf(layoutOf(findingsWith({ region: (c) => 3 * c })), "region");
    const [[x0, y0], ...rest] = pairs(path) as [[number, number], ...number[][]];
    const slopes = rest.map(([x = 0, y = 0]) => (y - y0) / (x - x0));
    for (const slope of slopes) expect(slope).toBeCloseTo(slopes[0]!, 2);
  });

  it("break-even lies where the lines cross, in both scales", () => {
    for (const scale of ["log", "linear"] as const) {
      const layout = layoutOf(findingsWith({ gather: () => 9, region: (c) => c / 0.97 }), { scale });
      const [mark, ...others] = layout.breakEvens;
      expect(others).toEqual([]);
      expect([mark?.method, plain(mark?.text ?? "")]).toEqual(["region", "97 %"]);
      expect(mark?.y).toBe(lineOf(layout, "dense").end.y);
      const path = pairs(lineOf(layout, "region").path);
      const after = path.findIndex(([x = 0]) => x >= mark!.x);
      const [[x0 = 0, y0 = 0], [x1 = 0, y1 = 0]] = [path[after - 1]!, path[after]!];
      const y = y0 + ((mark!.x - x0) / (x1 - x0)) * (y1 - y0);
      expect(Math.abs(y - mark!.y), scale).toBeLessThan(0.5);
    }
  });

  it("the drawn region stands at its coverage, with what each method took there", () => {
    const layout = layoutOf(findingsWith({}, {}, { drawn: 0.5 }));
    const { x, points } = layout.drawn!;
    expect(x).toBe(lineOf(layout, "region").points[6]!.x);
    expect(points.map(({ method }) => method)).toEqual(["gather", "region"]);
    expect(points[1]).toMatchObject(lineOf(layout, "region").points[6]!);
    expect(layoutOf(findingsWith({}, {}, { drawn: 0 })).drawn, "no window, no place").toBeNull();
  });

  it("reading a coverage tells the value of every line there", () => {
    const layout = layoutOf(findingsWith(), { reading: 3 });
    expect(plain(layout.reading!.text)).toBe("10 %, 1 000 windows");
    expect(layout.lines.map(({ value }) => plain(value?.text ?? ""))).toEqual(["4 ms", "1 ms", "4.5 ms", "0.12 ms"]);
    expect(lineOf(layout, "region").value).toMatchObject(lineOf(layout, "region").points[3]!);
    expect(layoutOf(findingsWith(), { reading: 99 }).reading).toBeNull();
  });

  it("nearestCoverage is the measured one under the pointer", () => {
    const layout = layoutOf();
    layout.coverages.forEach((x, k) => expect(nearestCoverage(layout, x + 1)).toBe(k));
    expect([nearestCoverage(layout, -500), nearestCoverage(layout, 5000)]).toEqual([0, COVERAGES.length - 1]);
    expect(nearestCoverage(layoutOf(findingsWith({}, { methods: ["dense"] })), 100)).toBeNull();
  });

  it("coveragesOf is what there is to read", () => {
    expect(coveragesOf(findingsWith()).map((share) => Math.round(100 * share))).toEqual([...COVERAGES]);
  });

  it("ticks are round and stay apart", () => {
    const { x, y } = layoutOf();
    expect(x.map(({ text }) => plain(text))).toEqual(["1 %", "2 %", "5 %", "10 %", "20 %", "50 %", "100 %"]);
    expect(y.map(({ text }) => text)).toContain("1");
    const narrow = layoutOf(findingsWith(), { width: 320, height: 180 });
    for (const ticks of [narrow.x, narrow.y]) {
      ticks.slice(1).forEach(({ at }, k) => expect(Math.abs(at - ticks[k]!.at)).toBeGreaterThan(20));
      expect(ticks.length).toBeGreaterThan(1);
    }
  });

  it("whatever was measured, everything stands within the drawing", () => {
    const time = fc.double({ min: 1e-7, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ conv2d: time, dense: time, gather: time, region: time }),
        fc.subarray([...METHODS], { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom("log" as const, "linear" as const),
        fc.integer({ min: 300, max: 1200 }),
        (each, methods, drawn, scale, width) => {
          const rule = {
            conv2d: () => each.conv2d,
            dense: () => each.dense,
            gather: (c: number) => each.gather * c,
            region: (c: number) => each.region * c,
          };
          const layout = layoutOf(findingsWith(rule, { methods }, { drawn }), { scale, width, reading: 2 });
          const { plot, lines, drawn: region, breakEvens } = layout;
          const places = [
            ...lines.flatMap(({ points, end, value }) => [...points, end, ...(value ? [value] : [])]),
            ...(region?.points ?? []),
            ...breakEvens,
          ];
          for (const { x, y } of places) {
            expect(x).toBeGreaterThanOrEqual(plot.x - 0.01);
            expect(x).toBeLessThanOrEqual(plot.x + plot.width + 0.01);
            expect(y).toBeGreaterThanOrEqual(plot.y - 0.01);
            expect(y).toBeLessThanOrEqual(plot.y + plot.height + 0.01);
          }
          for (const { path, band } of lines) expect(path + band).not.toMatch(/NaN|Infinity/);
          const labels = lines.map(({ label }) => label).toSorted((a, b) => a - b);
          labels.slice(1).forEach((at, k) => expect(at - labels[k]!).toBeGreaterThanOrEqual(29.99));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("spread", () => {
  it.each([
    ["leaves what has room", [10, 50], [10, 50]],
    ["parts what is too near", [10, 15], [10, 20]],
    ["keeps the order it was asked in", [60, 10, 12], [60, 10, 20]],
    ["stays within the ends", [98, 99, -5], [90, 100, 0]],
  ])("%s", (_, wanted, placed) => expect(spread(wanted, 10, [0, 100])).toEqual(placed));
});

describe("drawSpeedChart", () => {
  it("draws a line, a band and a name for every method, and the same again", () => {
    const { fake, node } = fakeSvg();
    drawSpeedChart(node, findingsWith(), OPTIONS);
    const first = String(fake);
    for (const method of METHODS) expect(first).toContain(`stroke="${methodColour(method)}"`);
    expect(fake.querySelectorAll(".speed-chart-name").map(({ textContent }) => textContent)).toEqual([
      "tf.conv2d",
      "dense kernel",
      "gather + matMul",
      "region kernel",
    ]);
    expect(fake.getAttribute("aria-label")).toMatch(/^Time of one run .* break-even at /);
    drawSpeedChart(node, findingsWith(), OPTIONS);
    expect(String(fake)).toBe(first);
  });

  it("goes from many methods to one, and to nothing", () => {
    const { fake, node } = fakeSvg();
    drawSpeedChart(node, findingsWith(), { ...OPTIONS, reading: 1 });
    drawSpeedChart(node, findingsWith({}, { methods: ["dense"] }), OPTIONS);
    expect(fake.querySelectorAll(".speed-chart-line")).toHaveLength(1);
    expect(fake.querySelectorAll(".speed-chart-break")).toHaveLength(0);
    drawSpeedChart(node, findingsWith({}, {}, { keep: () => false }), OPTIONS);
    expect(fake.childNodes).toHaveLength(0);
  });
});

describe.each(THEMES)("in the %s theme", (theme) => {
  const css = readFileSync(new URL("../../src/views/speed-chart.css", import.meta.url), "utf8");
  const page = readFileSync(new URL("../../src/ui/styles/tokens.css", import.meta.url), "utf8");
  const paper = tokensOf(page).get("--paper")![theme];
  const colour = (method: (typeof METHODS)[number]) => tokensOf(css).get(`--method-${method}`)![theme];

  it.each(METHODS)("the name of %s is legible on the page", (method) => {
    expect(contrast(colour(method), paper)).toBeGreaterThanOrEqual(4.5);
  });

  const pairsOfMethods = METHODS.flatMap((one, k) => METHODS.slice(k + 1).map((other) => [one, other] as const));
  describe.each(Object.keys(EYES))("for %s eyes", (eye) => {
    it.each(pairsOfMethods)("%s and %s differ", (one, other) => {
      expect(difference(colour(one), colour(other), eye)).toBeGreaterThanOrEqual(7);
    });
  });
});
