import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Step } from "../../../src/model/program";
import { SMALLEST_TEXT } from "../../../src/views/river/columns";
import { layoutRiver, stepKeys, type RiverColumn, type RiverLayout } from "../../../src/views/river/layout";
import { monoWidth, sansWidth, type TextBlock } from "../../../src/views/river/text";
import { maskedConvolution, patchMaps, PROGRAMS } from "./programs";

interface Rectangle {
  readonly what: string;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

type Measure = (text: string, size: number) => number;

const linesOf = (what: string, block: TextBlock | null, measure: Measure): Rectangle[] =>
  (block?.lines ?? []).map((line, at) => {
    const y = (block?.y ?? 0) + at * (block?.lineHeight ?? 0);
    const [x, size] = [block?.x ?? 0, block?.size ?? 0];
    return { what: `${what} "${line}"`, x0: x, x1: x + measure(line, size), y0: y - size * 0.72, y1: y };
  });

/** Everything that is printed in a column, as rectangles. */
function printed(column: RiverColumn, small: number): Rectangle[] {
  const head = [...linesOf("op", column.name, monoWidth), ...linesOf("args", column.args, monoWidth)];
  if (column.kind === "refused") {
    const { verdict, code, error } = column.refusal;
    return [
      ...head,
      ...linesOf("verdict", verdict, sansWidth),
      ...linesOf("code", code, monoWidth),
      ...linesOf("error", error, sansWidth),
    ];
  }
  const { stride, offset, contiguity, memory } = column.foot;
  const bars = column.bars.flatMap(({ x, width, span, name, label }): Rectangle[] => {
    const y = (span[0] + span[1]) / 2;
    const nameX = x + width + 4;
    return [
      { what: `bar ${name}`, x0: x, x1: x + width, y0: span[0], y1: span[1] },
      {
        what: `name ${name}`,
        x0: nameX,
        x1: nameX + sansWidth(label, small),
        y0: y - small * 0.36,
        y1: y + small * 0.36,
      },
    ];
  });
  return [
    ...head,
    ...bars,
    ...linesOf("stride", stride, monoWidth),
    ...linesOf("offset", offset, sansWidth),
    ...linesOf("contiguity", contiguity.text, sansWidth),
    ...linesOf("memory", memory.text, sansWidth),
  ];
}

/** Pairs that overlap by more than half a pixel, and whatever leaves its column or the picture. */
function flaws(layout: RiverLayout): string[] {
  const found: string[] = [];
  for (const column of layout.columns) {
    const own = printed(column, layout.type.small);
    own.forEach((a, at) => {
      if (a.x0 < column.x || a.x1 > column.x + column.width + 0.5)
        found.push(`step ${column.step}: ${a.what} sticks out`);
      if (a.y0 < column.y || a.y1 > column.y + column.height) found.push(`step ${column.step}: ${a.what} is too low`);
      for (const b of own.slice(at + 1)) {
        const apart = a.x1 < b.x0 + 0.5 || b.x1 < a.x0 + 0.5 || a.y1 < b.y0 + 0.5 || b.y1 < a.y0 + 0.5;
        if (!apart) found.push(`step ${column.step}: ${a.what} over ${b.what}`);
      }
    });
  }
  return found;
}

describe.each(Object.entries(PROGRAMS))("%s", (_, steps) => {
  it.each([320, 390, 760, 1050, 1440, 2400])("at %d px nothing overlaps or leaves its column", (width) => {
    expect(flaws(layoutRiver(steps, { width, height: 340 }))).toEqual([]);
  });

  it("columns stand side by side from margin to margin", () => {
    const { columns, width } = layoutRiver(steps, { width: 1200, height: 340 });
    columns.slice(1).forEach((column, at) => {
      const before = columns[at];
      expect(column.x).toBeCloseTo((before?.x ?? 0) + (before?.width ?? 0));
    });
    const last = columns.at(-1);
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(width - 3 + 0.01);
  });

  it("numbers fit into their bars", () => {
    for (const width of [320, 1050, 2400]) {
      const layout = layoutRiver(steps, { width, height: 340 });
      for (const column of layout.columns) {
        if (column.kind === "refused") continue;
        for (const bar of column.bars) {
          expect(sansWidth(bar.number.text, layout.type.small)).toBeLessThanOrEqual(bar.width);
          expect(bar.span[1] - bar.span[0]).toBeGreaterThanOrEqual(layout.type.small + 4);
          expect(bar.number.centre).toBeGreaterThan(bar.span[0]);
          expect(bar.number.centre).toBeLessThan(bar.span[1]);
        }
      }
    }
  });

  it("has no broken number in any path, and no key twice", () => {
    const { ribbons, endings } = layoutRiver(steps, { width: 900, height: 340 });
    for (const group of [ribbons, endings]) {
      expect(group.filter(({ path }) => /NaN|Infinity|undefined/u.test(path))).toEqual([]);
      expect(new Set(group.map(({ key }) => key)).size).toBe(group.length);
    }
  });
});

describe("width", () => {
  it.each([
    ["ten steps", patchMaps([1, 3, 300, 451], 3, 1), 1050],
    ["the longest program", maskedConvolution(3, 300, 451, 3, 41_034), 1050],
    ["ten steps of a small image", patchMaps([1, 3, 96, 144], 3, 3), 800],
  ])("%s fit into what a page has", (_, steps, width) => {
    expect(layoutRiver(steps, { width, height: 340 }).width).toBe(width);
  });

  it.each([500, 744, 900, 1100])("at %d px the long numbers of a photograph leave its axes their names", (width) => {
    const { columns } = layoutRiver(patchMaps([1, 3, 3000, 4000], 3, 1), { width, height: 340 });
    const labels = columns.flatMap((column) => (column.kind === "done" ? column.bars.map(({ label }) => label) : []));
    expect(labels.filter((label) => label.includes("…"))).toEqual([]);
  });

  it("a phone's river is wider than the phone, its columns wide enough to be read", () => {
    const { width, columns } = layoutRiver(patchMaps([1, 3, 96, 144], 3, 3), { width: 360, height: 340 });
    expect(width).toBeGreaterThan(700);
    expect(Math.min(...columns.map((column) => column.width))).toBeGreaterThanOrEqual(72);
  });

  it("text is never smaller than 11 px, and grows on a projector", () => {
    const steps = patchMaps([1, 3, 96, 144], 3, 3);
    const sizes = [320, 1050, 1600, 2400].map((width) => layoutRiver(steps, { width, height: 340 }).type.small);
    expect(sizes[0]).toBe(SMALLEST_TEXT);
    expect(sizes.slice(1).every((size, at) => size >= (sizes[at] ?? 0))).toBe(true);
    expect(sizes.at(-1)).toBeGreaterThanOrEqual(14);
  });

  it("holds for any number of axes and any sizes", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 64 })),
        fc.tuple(fc.integer({ min: 7, max: 4000 }), fc.integer({ min: 7, max: 4000 })),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 320, max: 2400 }),
        ([b, c], [h, w], k, width) => {
          expect(flaws(layoutRiver(patchMaps([b, c, h, w], k, 1), { width, height: 340 }))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("height", () => {
  it("fills what there is", () => {
    const steps = patchMaps([1, 3, 300, 451], 3, 1);
    const { height } = layoutRiver(steps, { width: 1200, height: 420 });
    expect(Math.abs(height - 420)).toBeLessThanOrEqual(2);
  });

  it("asks for more where the bars need it", () => {
    expect(layoutRiver(patchMaps([1, 3, 300, 451], 3, 1), { width: 1200, height: 50 }).height).toBeGreaterThan(250);
  });
});

describe("a refused step", () => {
  const steps = patchMaps([2, 3, 96, 144], 3, 3, "thread");

  it("has a wide column with the verdict, the line and PyTorch's whole words", () => {
    const { columns } = layoutRiver(steps, { width: 1050, height: 340 });
    const last = columns.at(-1);
    if (last?.kind !== "refused") throw new Error("the last step is refused");
    expect(last.width).toBeGreaterThan((columns[0]?.width ?? 0) * 1.5);
    expect(last.refusal.verdict.lines).toEqual(["✕ refused by PyTorch"]);
    expect(last.refusal.code.lines.join(" ")).toBe("patches = patches.view(-1, C, 3, 3)");
    expect(last.refusal.error.lines.join(" ")).toBe((steps.at(-1) as { error: string }).error);
    expect(last.refusal.error.full).toBeNull();
  });

  it("cuts words that do not fit, and keeps them for the tooltip", () => {
    const error = "one word too many, ".repeat(80).trim();
    const long: Step[] = steps.map((step) => (step.kind === "refused" ? { ...step, error } : step));
    const last = layoutRiver(long, { width: 500, height: 200 }).columns.at(-1);
    if (last?.kind !== "refused") throw new Error("the last step is refused");
    expect(last.refusal.error.full).toBe(error);
    expect(last.refusal.error.lines.at(-1)).toMatch(/…$/u);
  });

  it("breaks the ribbons before it", () => {
    const { ribbons, endings } = layoutRiver(steps, { width: 1050, height: 340 });
    expect(ribbons.some(({ key }) => key.startsWith("view 2/"))).toBe(false);
    expect(endings.filter(({ kind }) => kind === "torn")).toHaveLength(6);
  });
});

const doneColumns = (steps: readonly Step[], width: number) =>
  layoutRiver(steps, { width, height: 340 }).columns.flatMap((column) => (column.kind === "done" ? [column] : []));

describe("the foot", () => {
  it("prints the whole stride, over several lines where it must", () => {
    const [, , unfolded] = doneColumns(patchMaps([1, 3, 96, 144], 3, 3), 800);
    expect(unfolded?.foot.stride.lines.join(" ")).toBe("[41472, 13824, 432, 3, 144, 1]");
    expect(unfolded?.foot.stride.full).toBeNull();
  });

  it("says strided or contiguous, view or copy, in words", () => {
    const said = doneColumns(patchMaps([1, 3, 96, 144], 3, 3), 1200).map(({ foot }) =>
      [...foot.contiguity.text.lines, ...foot.memory.text.lines].join(", "),
    );
    expect(said.slice(0, 6)).toEqual([
      "contiguous, input 166\u00A0KB",
      "strided, view",
      "strided, view",
      "contiguous, copy 166\u00A0KB",
      "contiguous, view",
      "strided, view",
    ]);
  });

  it("shows an offset only where there is one", () => {
    const offsets = doneColumns(maskedConvolution(1, 8, 8, 3, 4), 1200).map(
      ({ foot }) => foot.offset?.lines[0] ?? null,
    );
    expect(offsets.filter((line) => line !== null)).toEqual(["offset 3"]);
  });

  it("stands level in all columns", () => {
    const feet = doneColumns(maskedConvolution(3, 300, 451, 3, 9), 1050).map(({ foot }) => foot);
    expect(new Set(feet.map(({ stride }) => stride.y)).size).toBe(1);
    expect(new Set(feet.map(({ memory }) => memory.text.y)).size).toBe(1);
  });
});

describe("stepKeys", () => {
  it("count each operation for itself, so that a step put in elsewhere changes no other key", () => {
    const keys = stepKeys(patchMaps([1, 1, 4, 4], 2, 1));
    expect(keys.slice(0, 5)).toEqual(["image 1", "unfold 1", "unfold 2", "contiguous 1", "view 1"]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

it("no steps, no river, no error", () => {
  expect(layoutRiver([], { width: 800, height: 340 })).toMatchObject({ columns: [], ribbons: [], endings: [] });
});
