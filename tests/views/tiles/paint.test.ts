import { describe, expect, it } from "vitest";
import { axisOf, type Axis } from "../../../src/model/axes";
import type { Tiling } from "../../../src/model/tiling";
import { NOT_FINITE, pixelFrom, pixelOf, scaleFor, type ColourScale } from "../../../src/views/colour";
import { cellsAlong, levelFor, paintedLevel, paintTiles } from "../../../src/views/tiles/paint";
import type { Pool } from "../../../src/model/pool";
import { heldPainting } from "../../../src/views/tiles/held";
import { spacing } from "../../../src/views/tiles/spacing";
import { tileLayout } from "../../../src/views/tiles/tile-data";
import type { View } from "../../../src/views/view";
import { place, ref } from "../../model/tilings";

interface Shown {
  readonly values: Float32Array;
  readonly axes: readonly Axis[];
  readonly tiling: Tiling;
  readonly scale: ColourScale;
}

/** A plane of numbers as one tile. */
const plane = (rows: number, columns: number, values: Float32Array): Shown => ({
  values,
  axes: [axisOf("H", "H", rows), axisOf("W", "W", columns)],
  tiling: place({ innerRows: [ref(0)], innerColumns: [ref(1)] }),
  scale: scaleFor({ min: 0, max: 510 }, "sequential"),
});

const ramp = (count: number): Float32Array => Float32Array.from({ length: count }, (_, at) => at);

function paint(
  shown: Shown,
  view: View,
  width: number,
  height: number,
  late = false,
  pool: Pool = "mean",
): { pixels: Uint32Array; whole: boolean } {
  const layout = tileLayout(shown);
  const pixels = new Uint32Array(width * height).fill(0xdeadbeef);
  const painting = heldPainting(shown.values, layout, shown.scale, pool, paintedLevel(view.k), () => late);
  if (painting) paintTiles({ pixels, width, height }, painting, view);
  return { pixels, whole: painting !== null };
}

/** What value each pixel shows: the scale has an entry per whole number from 0 to 510. */
function read(shown: Shown, pixels: Uint32Array, width: number): string[] {
  const entries = new Map<number, string>();
  for (const [at, pixel] of shown.scale.table.entries()) {
    if (!entries.has(pixel)) entries.set(pixel, String(at));
  }
  entries.set(0, ".");
  entries.set(pixelFrom(NOT_FINITE), "nan");
  const text = [...pixels].map((pixel) => entries.get(pixel) ?? "?");
  return Array.from({ length: pixels.length / width }, (_, row) =>
    text.slice(row * width, row * width + width).join(" "),
  );
}

describe("the scale of these tests", () => {
  it("tells whole numbers apart often enough", () => {
    const { scale } = plane(1, 1, ramp(1));
    expect(new Set([0, 40, 80, 120, 160, 200].map((value) => pixelOf(scale, value))).size).toBe(6);
  });
});

describe("magnified", () => {
  it("shows crisp cells: 2 × 2 at three pixels each", () => {
    const shown = plane(2, 2, Float32Array.of(0, 40, 80, 120));
    const { pixels, whole } = paint(shown, { k: 3, x: 1, y: 0 }, 8, 6);
    expect(whole).toBe(true);
    expect(read(shown, pixels, 8)).toEqual([
      ". 0 0 0 40 40 40 .",
      ". 0 0 0 40 40 40 .",
      ". 0 0 0 40 40 40 .",
      ". 80 80 80 120 120 120 .",
      ". 80 80 80 120 120 120 .",
      ". 80 80 80 120 120 120 .",
    ]);
  });

  it("shows a NaN in the colour of what is not finite", () => {
    const shown = plane(1, 2, Float32Array.of(Number.NaN, 40));
    expect(read(shown, paint(shown, { k: 1, x: 0, y: 0 }, 2, 1).pixels, 2)).toEqual(["nan 40"]);
  });

  it("leaves a hairline between large cells, none after the last", () => {
    const shown = plane(1, 2, Float32Array.of(0, 40));
    const { pixels } = paint(shown, { k: 12, x: 0, y: 0 }, 24, 1);
    expect(read(shown, pixels, 24)[0]).toBe(
      [...Array<string>(11).fill("0"), ".", ...Array<string>(12).fill("40")].join(" "),
    );
  });

  it("leaves nothing painted past the end of a broken line", () => {
    const shown: Shown = {
      ...plane(1, 1, ramp(1)),
      values: Float32Array.of(0, 40, 80),
      axes: [axisOf("K", "other", 3)],
      tiling: place({ outerColumns: [ref(0)], wrap: 2 }),
    };
    expect(read(shown, paint(shown, { k: 1, x: 0, y: 0 }, 2, 2).pixels, 2)).toEqual(["0 40", "80 ."]);
  });

  it("paints nothing but transparency for a tensor without elements", () => {
    const { pixels, whole } = paint(plane(0, 3, ramp(0)), { k: 4, x: 0, y: 0 }, 4, 4);
    expect([whole, pixels.every((pixel) => pixel === 0)]).toEqual([true, true]);
  });
});

describe("reduced", () => {
  it("shows the mean of the values a pixel covers: 4 × 4 on 2 × 2 pixels", () => {
    const shown = plane(4, 4, Float32Array.of(0, 40, 0, 0, 40, 80, 0, 160, 120, 120, 200, 200, 120, 120, 200, 200));
    expect(read(shown, paint(shown, { k: 0.5, x: 0, y: 0 }, 2, 2).pixels, 2)).toEqual(["40 40", "120 200"]);
  });

  it("weighs the cells that an edge cuts: 3 cells on 2 pixels", () => {
    const shown = plane(1, 3, Float32Array.of(0, 120, 240));
    // (0 + 120/2) / 1.5 and (120/2 + 240) / 1.5
    expect(read(shown, paint(shown, { k: 2 / 3, x: 0, y: 0 }, 2, 1).pixels, 2)).toEqual(["40 200"]);
  });

  it("is the plain mean whichever level of squares it takes", () => {
    const values = Float32Array.from(
      { length: 128 * 128 },
      (_, at) => (Math.abs(Math.sin(at * 78.233) * 43758.5453) % 1) * 510,
    );
    const shown = plane(128, 128, values);
    for (const side of [2, 4, 8, 16, 32]) {
      const size = 128 / side;
      const { pixels } = paint(shown, { k: 1 / side, x: 0, y: 0 }, size, size);
      let wrong = 0;
      for (let y = 0; y < size; y += 1) {
        for (let x = 0; x < size; x += 1) {
          let sum = 0;
          for (let i = 0; i < side; i += 1) {
            for (let j = 0; j < side; j += 1) sum += values[(y * side + i) * 128 + x * side + j] as number;
          }
          const near = [-0.6, 0, 0.6].map((off) => pixelOf(shown.scale, sum / (side * side) + off));
          if (!near.includes(pixels[y * size + x] as number)) wrong += 1;
        }
      }
      expect({ side, wrong }).toEqual({ side, wrong: 0 });
    }
  });

  it("shows the peak of the values a pixel covers when asked, from cells and from squares of cells", () => {
    const values = new Float32Array(32 * 32).fill(40);
    values[5] = 200;
    const shown = plane(32, 32, values);
    for (const side of [2, 4, 8, 16]) {
      const size = 32 / side;
      const { pixels } = paint(shown, { k: 1 / side, x: 0, y: 0 }, size, size, false, "peak");
      const text = read(shown, pixels, size).join(" ").split(" ");
      expect(text.indexOf("200")).toBe(Math.floor(5 / side));
      expect(text.filter((value) => value === "40")).toHaveLength(size * size - 1);
    }
  });

  it("does not paint outside the tensor", () => {
    const shown = plane(2, 2, Float32Array.of(40, 40, 40, 40));
    expect(read(shown, paint(shown, { k: 0.5, x: 1, y: 1 }, 3, 3).pixels, 3)).toEqual([". . .", ". 40 .", ". . ."]);
  });

  it("paints nothing until the means are ready, and says so", () => {
    const shown = plane(600, 600, new Float32Array(360_000).fill(40));
    const first = paint(shown, { k: 0.1, x: 0, y: 0 }, 60, 60, true);
    expect(first.whole).toBe(false);
    expect(first.pixels.every((pixel) => pixel === 0xdeadbeef)).toBe(true);
    expect(paint(shown, { k: 0.1, x: 0, y: 0 }, 60, 60).whole).toBe(true);
  });
});

it("levelFor takes squares of a third to seven tenths of a pixel", () => {
  expect([1, 0.5, 0.36, 0.35, 0.18, 0.17, 0.01].map(levelFor)).toEqual([0, 0, 0, 1, 1, 2, 6]);
});

describe("cellsAlong", () => {
  const tiles = spacing(9, { part: 0, tile: 3, group: 0 }, { part: 0, tile: 0.34, group: 1 });
  const along = (k: number, from = 0): string => {
    const cells = new Int32Array(Math.floor(tiles.length * k + from));
    cellsAlong(cells, cells.length, tiles, k, from);
    return [...cells].map((cell) => (cell < 0 ? "." : String(cell))).join("");
  };

  it("closes gaps under a pixel", () => expect(along(2)).not.toContain("."));

  it("makes all gaps equally wide, whatever the zoom and the offset", () => {
    for (let k = 3; k < 12; k += 0.37) {
      for (const from of [0, 0.3, 0.71]) {
        const widths = new Set([...along(k, from).matchAll(/(?<=\d)\.+(?=\d)/g)].map(([gap]) => gap.length));
        expect({ k, widths: [...widths] }).toEqual({ k, widths: [Math.floor(0.34 * k)] });
      }
    }
  });

  it("shows every cell in order", () => {
    expect(
      along(3.3)
        .replaceAll(".", "")
        .replaceAll(/(.)\1*/g, "$1"),
    ).toBe("012345678");
  });
});

describe("painting that is interrupted", () => {
  it.each(["mean", "peak"] as const)("goes on where it stopped, to the same picture: %s", (pool) => {
    const shown = plane(
      400,
      300,
      Float32Array.from({ length: 120_000 }, (_, at) => (at * 7919) % 511),
    );
    const view = { k: 0.3, x: 4, y: 3 };
    const [width, height] = [100, 130];
    const whole = paint(shown, view, width, height, false, pool).pixels;
    const layout = tileLayout(shown);
    const painting = heldPainting(shown.values, layout, shown.scale, pool, paintedLevel(view.k), () => false);
    if (!painting) throw new Error("nothing to paint");
    const target = { pixels: new Uint32Array(width * height).fill(0xdeadbeef), width, height };
    const stops: number[] = [];
    for (let row = 0; row < height; stops.push(row)) row = paintTiles(target, painting, view, row, () => true);
    expect(stops.length).toBeGreaterThan(4);
    expect(stops).toEqual(stops.toSorted((a, b) => a - b));
    expect(target.pixels).toEqual(whole);
  });
});
