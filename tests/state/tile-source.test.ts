import { afterEach, expect, it, vi } from "vitest";
import type { Runner } from "../../src/model/runner";
import type { Survey } from "../../src/model/tile-request";
import { emptyHistogram } from "../../src/model/summary";
import { createTileSource } from "../../src/state/tile-source";
import { settle } from "./app";

const TILING = { outerRows: [], outerColumns: [], innerRows: [], innerColumns: [], wrap: 0 };
const extent = { min: -1, max: 1, notFinite: 0 };

/** A source over an engine that surveys a tenth at a time, 20 ms each. */
function stage(
  maySurvey: () => boolean,
  tiles: Runner["tiles"] = () => Promise.reject(new Error("nothing is looked at")),
  afterDrawing: () => Promise<void> = () => Promise.resolve(),
  isCurrent: () => boolean = () => true,
  change: (survey: Survey) => Survey = (survey) => survey,
) {
  const paces: number[] = [];
  let asked = 0;
  let told = 0;
  const source = createTileSource({
    runner: {
      tiles,
      survey: () => {
        asked += 1;
        const done = Math.min(1, asked / 10);
        const histogram = asked >= 10 ? emptyHistogram(extent, 100) : null;
        const survey: Survey = { done, extent, least: 0, most: 1, odd: null, milliseconds: 20, histogram };
        return Promise.resolve(change(survey));
      },
    },
    program: "maps",
    step: 1,
    tiling: TILING,
    grid: { count: 1000, rows: 10, columns: 100 },
    isCurrent,
    maySurvey,
    onPace: (pace) => paces.push(pace),
    onTiles: () => (told += 1),
    onSurvey: () => undefined,
    afterDrawing,
  });
  return { source, paces, asked: () => asked, told: () => told };
}

afterEach(() => void vi.restoreAllMocks());

it("tells of tiles that have come even when another run begins while their extent is looked for", async () => {
  // Every look at the clock is late: between any two parts the page is let in.
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 100));
  let current = true;
  const { source, told } = stage(
    () => false,
    (_program, _step, { rect, level }) => {
      // The hand comes in as soon as it is let in.
      void settle().then(() => (current = false));
      const values = new Float32Array(rect.rows * rect.columns).fill(0.5);
      values[values.length - 1] = NaN;
      values[values.length - 2] = 7;
      return Promise.resolve({ values, rect, level });
    },
    undefined,
    () => current,
  );
  source.sheet({}, 0, "mean", { top: 0, left: 0, rows: 10, columns: 2000 });
  await vi.waitFor(() => expect(current).toBe(false));
  await vi.waitFor(() => expect(told()).toBe(1));
  expect(source.shownExtent()).toEqual({ min: 0.5, max: 7, notFinite: 1 });
});

it("a survey that has seen nothing finite adds nothing to what tiles have shown", async () => {
  let pieces = 0;
  const { source } = stage(
    () => pieces < 6,
    (_program, _step, { rect, level }) =>
      Promise.resolve({ values: new Float32Array(rect.rows * rect.columns).fill(7), rect, level }),
    undefined,
    undefined,
    (survey) => {
      pieces += 1;
      return { ...survey, extent: { min: 0, max: 0, notFinite: 100 * pieces }, least: null, most: null };
    },
  );
  source.sheet({}, 0, "mean", { top: 0, left: 0, rows: 10, columns: 100 });
  await vi.waitFor(() => expect(pieces).toBe(6));
  await settle();
  expect(source.isEarly()).toBe(false);
  expect([source.extent(), source.shownExtent()]).toEqual(
    Array.from({ length: 2 }, () => ({ min: 7, max: 7, notFinite: 600 })),
  );
});

it("all is looked through, and each piece tells how fast", async () => {
  const { source, paces, asked } = stage(() => true);
  source.goOn();
  await settle();
  expect(asked()).toBe(10);
  expect(source.survey()?.histogram).not.toBeNull();
  // A tenth of two looks at a thousand numbers in 20 ms.
  expect(paces.every((pace) => Math.abs(pace - 10) < 1e-6)).toBe(true);
});

it("a look through all of it that is not wanted ends after the piece that tells how long it takes, and goes on when it is", async () => {
  let wanted = false;
  const { source, asked } = stage(() => wanted);
  source.goOn();
  await settle();
  expect(asked()).toBe(1);
  wanted = true;
  source.goOn();
  await settle();
  expect(asked()).toBe(10);
});

it("early colours reach over the means that have come, not over the numbers that a survey finds; later over all", async () => {
  let wanted = false;
  const { source } = stage(
    () => wanted,
    (_program, _step, { rect, level }) =>
      Promise.resolve({ values: new Float32Array(rect.rows * rect.columns).fill(0.01), rect, level }),
  );
  source.sheet({}, 5, "mean", { top: 0, left: 0, rows: 1, columns: 4 });
  await settle();
  expect(source.survey()?.done).toBe(0.1);
  expect([source.isEarly(), source.shownExtent().max, source.extent().max]).toEqual([true, Math.fround(0.01), 1]);
  wanted = true;
  source.goOn();
  await settle();
  expect([source.isEarly(), source.shownExtent().max]).toEqual([false, 1]);
});

it("has something to be drawn from the first tile on", async () => {
  const { source } = stage(
    () => false,
    (_program, _step, { rect, level }) =>
      Promise.resolve({ values: new Float32Array(rect.rows * rect.columns).fill(1), rect, level }),
  );
  source.sheet({}, 0, "mean", { top: 0, left: 0, rows: 10, columns: 100 });
  expect(source.hasSome()).toBe(false);
  await settle();
  expect(source.hasSome()).toBe(true);
});

it("asks for no more until the first of what is looked at has been drawn, and then waits no longer", async () => {
  let draw = (): void => undefined;
  let waits = 0;
  const asked: number[] = [];
  const { source } = stage(
    () => false,
    (_program, _step, { rect, level }) => {
      asked.push(level);
      return Promise.resolve({ values: new Float32Array(rect.rows * rect.columns).fill(1), rect, level });
    },
    () => {
      waits += 1;
      return new Promise((resolve) => (draw = resolve));
    },
  );
  const looker = {};
  source.sheet(looker, 5, "mean", { top: 0, left: 0, rows: 1, columns: 4 });
  await settle();
  // First from farther out.
  expect([asked, waits]).toEqual([[7], 1]);
  draw();
  await settle();
  expect([asked, waits]).toEqual([[7, 5], 1]);
  source.sheet(looker, 0, "mean", { top: 0, left: 0, rows: 1, columns: 4 });
  await settle();
  expect([asked, waits]).toEqual([[7, 5, 0], 1]);
});
