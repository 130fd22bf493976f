import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowCount, type Geometry, type ImageShape } from "../../src/model/geometry";
import { isWithin, linkSelection, stepSelection, type Direction, type Selection } from "../../src/model/selection";
import { fitting, PLAIN } from "./geometries";

/** One fact: tap (i, j) of window n stands at (y, x) of the padded image b, whose value is that of pixel `source`. */
interface Fact {
  n: number;
  b: number;
  i: number;
  j: number;
  y: number;
  x: number;
  source: string | null;
}

/** Every such fact, by walking over a padded image built cell by cell. Shares no code with the source. */
function allFacts(g: Geometry, [batch, , height, width]: ImageShape): Fact[] {
  const [top, left] = g.padding;
  const fold = (at: number, size: number): number | null => {
    if (at >= 0 && at < size) return at;
    if (g.padding_mode === "zeros") return null;
    if (g.padding_mode === "circular") return (at + size) % size;
    if (g.padding_mode === "replicate") return Math.min(Math.max(at, 0), size - 1);
    return size - 1 - Math.abs(size - 1 - Math.abs(at));
  };
  const facts: Fact[] = [];
  let n = 0;
  for (let b = 0; b < batch; b += 1) {
    for (let y0 = -top; y0 + g.dilation[0] * (g.kernel_size[0] - 1) < height + top; y0 += g.stride[0]) {
      for (let x0 = -left; x0 + g.dilation[1] * (g.kernel_size[1] - 1) < width + left; x0 += g.stride[1]) {
        for (let i = 0; i < g.kernel_size[0]; i += 1) {
          for (let j = 0; j < g.kernel_size[1]; j += 1) {
            const [y, x] = [y0 + i * g.dilation[0], x0 + j * g.dilation[1]];
            const [row, column] = [fold(y, height), fold(x, width)];
            facts.push({ n, b, i, j, y, x, source: row === null || column === null ? null : `${row},${column}` });
          }
        }
        n += 1;
      }
    }
  }
  return facts;
}

const once = (values: readonly string[]): string[] => {
  const unique = [...new Set(values)];
  unique.sort();
  return unique;
};
const texts = (values: readonly (number | readonly number[])[]): string[] => once(values.map(String));

describe("linkSelection", () => {
  it("k=3 s=2 p=1 on 4×4: pixel (1, 1) is seen by four windows under four taps", () => {
    const g: Geometry = { ...PLAIN, stride: [2, 2], padding: [1, 1] };
    const linked = linkSelection({ kind: "pixel", b: 0, c: null, y: 1, x: 1 }, g, [1, 1, 4, 4]);
    expect(linked.windows).toEqual([0, 1, 2, 3]);
    expect(linked.taps).toEqual([
      [0, 0],
      [0, 2],
      [2, 0],
      [2, 2],
    ]);
    expect(linked.channels).toBeNull();
  });

  it("k=2 p=1 reflect on 3×3: pixel (1, 0) also stands above the first row", () => {
    const g: Geometry = { ...PLAIN, kernel_size: [2, 2], padding: [1, 1], padding_mode: "reflect" };
    const linked = linkSelection({ kind: "pixel", b: 0, c: 2, y: 1, x: 0 }, g, [1, 3, 3, 3]);
    expect(linked.pixels).toEqual([
      { b: 0, c: 2, y: 1, x: 0, padding: false, source: [1, 0] },
      { b: 0, c: 2, y: -1, x: 0, padding: true, source: [1, 0] },
      { b: 0, c: 2, y: 3, x: 0, padding: true, source: [1, 0] },
    ]);
    expect(linked.channels).toEqual([2]);
  });

  it("a window sees its taps' pixels, those in a border of zeros without a source", () => {
    const g: Geometry = { ...PLAIN, kernel_size: [2, 2], padding: [1, 1] };
    const linked = linkSelection({ kind: "product", n: 0, c: null, i: null, j: null }, g, [1, 1, 3, 3]);
    expect(linked.pixels.map(({ y, x, padding, source }) => [y, x, padding, source])).toEqual([
      [-1, -1, true, null],
      [-1, 0, true, null],
      [0, -1, true, null],
      [0, 0, false, [0, 0]],
    ]);
    expect(linked.taps).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(linked.windows).toEqual([0]);
  });

  it("one tap of one window sees one pixel; a tap row sees a row", () => {
    const image: ImageShape = [1, 2, 6, 6];
    expect(linkSelection({ kind: "product", n: 5, c: 1, i: 2, j: 0 }, PLAIN, image).pixels).toEqual([
      { b: 0, c: 1, y: 3, x: 1, padding: false, source: [3, 1] },
    ]);
    const row = linkSelection({ kind: "product", n: 5, c: 1, i: 1, j: null }, PLAIN, image);
    expect(row.taps).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    expect(row.pixels.map(({ y, x }) => [y, x])).toEqual([
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
  });

  it("from any pixel, in the image or its border: exactly the facts that hold its value", () => {
    fc.assert(
      fc.property(fitting, fc.nat(), fc.nat(), fc.nat(), ({ g, image }, pickB, pickY, pickX) => {
        const [top, left] = g.padding;
        const b = pickB % image[0];
        const y = (pickY % (image[2] + 2 * top)) - top;
        const x = (pickX % (image[3] + 2 * left)) - left;
        const inImage = y >= 0 && y < image[2] && x >= 0 && x < image[3];
        const facts = allFacts(g, image).filter(
          (fact) => fact.b === b && (inImage ? fact.source === `${y},${x}` : fact.y === y && fact.x === x),
        );
        const linked = linkSelection({ kind: "pixel", b, c: null, y, x }, g, image);
        expect(linked.windows).toEqual([...new Set(facts.map((fact) => fact.n))]);
        expect(texts(linked.taps)).toEqual(once(facts.map(({ i, j }) => `${i},${j}`)));
        // The links axis by axis, paired up, are the facts themselves: none missing, none too many.
        const columns = windowCount(g, [1, 1, image[2], image[3]]) / Math.max(1, rowsOf(g, image));
        const paired = linked.rows.flatMap((row) =>
          linked.columns.map((column) => {
            const n = (b * rowsOf(g, image) + row.window) * columns + column.window;
            return [n, row.tap, column.tap, row.at, column.at].join();
          }),
        );
        expect(once(paired)).toEqual(once(facts.map((fact) => [fact.n, fact.i, fact.j, fact.y, fact.x].join())));
        expect(new Set(paired).size).toBe(paired.length);
        // The pixels are the selected one and all places of the padded image with its value.
        expect([linked.pixels[0]?.y, linked.pixels[0]?.x]).toEqual([y, x]);
        for (const fact of facts) expect(linked.pixels.some((p) => p.y === fact.y && p.x === fact.x)).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it("from any window, tap row, tap column or tap: exactly the facts about it", () => {
    const maybe = fc.option(fc.nat(), { nil: null });
    fc.assert(
      fc.property(fitting, fc.nat(), maybe, maybe, ({ g, image }, pick, pickI, pickJ) => {
        const n = pick % windowCount(g, image);
        const i = pickI === null ? null : pickI % g.kernel_size[0];
        const j = pickJ === null ? null : pickJ % g.kernel_size[1];
        const facts = allFacts(g, image).filter(
          (fact) => fact.n === n && (i === null || fact.i === i) && (j === null || fact.j === j),
        );
        const linked = linkSelection({ kind: "product", n, c: null, i, j }, g, image);
        expect(linked.pixels.map(({ b, y, x, source }) => [b, y, x, source === null ? null : source.join()])).toEqual(
          facts.map((fact) => [fact.b, fact.y, fact.x, fact.source]),
        );
        expect(linked.taps).toEqual(facts.map((fact) => [fact.i, fact.j]));
        expect(linked.windows).toEqual([n]);
      }),
      { numRuns: 400 },
    );
  });

  it("pixel → windows is the inverse of window → pixels", () => {
    fc.assert(
      fc.property(fitting, ({ g, image }) => {
        const seen = new Map<string, number[]>();
        for (let n = 0; n < windowCount(g, image); n += 1) {
          const { pixels } = linkSelection({ kind: "product", n, c: null, i: null, j: null }, g, image);
          for (const key of new Set(pixels.map((p) => [p.b, ...(p.source ?? ["none"])].join()))) {
            seen.set(key, [...(seen.get(key) ?? []), n]);
          }
        }
        for (let b = 0; b < image[0]; b += 1) {
          for (let y = 0; y < image[2]; y += 1) {
            for (let x = 0; x < image[3]; x += 1) {
              const { windows } = linkSelection({ kind: "pixel", b, c: null, y, x }, g, image);
              expect(windows).toEqual(seen.get([b, y, x].join()) ?? []);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each<Selection>([
    { kind: "pixel", b: 1, c: null, y: 0, x: 0 },
    { kind: "pixel", b: 0, c: 3, y: 0, x: 0 },
    { kind: "pixel", b: 0, c: null, y: -1, x: 0 },
    { kind: "pixel", b: 0, c: null, y: 0.5, x: 0 },
    { kind: "pixel", b: 0, c: null, y: 0, x: Number.NaN },
    { kind: "product", n: 16, c: null, i: null, j: null },
    { kind: "product", n: -1, c: null, i: null, j: null },
    { kind: "product", n: 0, c: null, i: 3, j: null },
    { kind: "product", n: 0, c: null, i: null, j: -1 },
  ])("%j does not exist on 6×6 with k 3 and is linked with nothing", (selection) => {
    const image: ImageShape = [1, 3, 6, 6];
    expect(isWithin(selection, PLAIN, image)).toBe(false);
    const { pixels, windows, taps, rows, columns } = linkSelection(selection, PLAIN, image);
    expect([pixels, windows, taps, rows, columns]).toEqual([[], [], [], [], []]);
  });

  it.each<[string, Partial<Geometry>, ImageShape, number, number]>([
    ["one pixel replicated everywhere", { kernel_size: [1, 1] }, [1, 1, 1, 1], 63 * 63, 63 * 63],
    ["and under a large kernel", { kernel_size: [31, 31] }, [1, 1, 1, 1], 63 * 63, 33 * 33],
    ["a corner of a large picture", { kernel_size: [31, 31], dilation: [16, 16] }, [1, 1, 600, 600], 32 * 32, 32 * 32],
  ])("the widest border, %s: bounded and quick", (_, change, image, pixels, windows) => {
    const g: Geometry = { ...PLAIN, padding: [31, 31], padding_mode: "replicate", ...change };
    const start = performance.now();
    const linked = linkSelection({ kind: "pixel", b: 0, c: null, y: 0, x: 0 }, g, image);
    expect(performance.now() - start).toBeLessThan(200);
    expect([linked.pixels.length, linked.windows.length]).toEqual([pixels, windows]);
  });
});

function rowsOf(g: Geometry, image: ImageShape): number {
  const room = image[2] + 2 * g.padding[0] - g.dilation[0] * (g.kernel_size[0] - 1) - 1;
  return Math.floor(room / g.stride[0]) + 1;
}

const at = (n: number): Selection => ({ kind: "product", n, c: null, i: 0, j: 2 });
const pixel = (b: number, y: number, x: number): Selection => ({ kind: "pixel", b, c: 1, y, x });

describe("stepSelection", () => {
  const image: ImageShape = [2, 3, 5, 6];

  // k 3 on 5×6: three rows of four windows, 0 … 11 in the first image, 12 … 23 in the second.
  it.each<[number, Direction, number]>([
    [5, "left", 4],
    [5, "right", 6],
    [5, "up", 1],
    [5, "down", 9],
    [4, "left", 4],
    [7, "right", 7],
    [2, "up", 2],
    [10, "down", 10],
    [12, "up", 12],
    [7, "next", 8],
    [11, "next", 12],
    [23, "next", 23],
    [12, "previous", 11],
    [0, "previous", 0],
    [9, "first", 0],
    [9, "last", 23],
    [500, "left", 22],
  ])("window %i %s is window %i; tap and channel stay", (from, direction, to) => {
    expect(stepSelection(at(from), PLAIN, image, direction)).toEqual(at(to));
  });

  it.each<[Selection, Direction, Selection]>([
    [pixel(0, 2, 2), "right", pixel(0, 2, 3)],
    [pixel(0, 2, 5), "right", pixel(0, 2, 5)],
    [pixel(0, 0, 2), "up", pixel(0, 0, 2)],
    [pixel(0, 4, 2), "down", pixel(0, 4, 2)],
    [pixel(0, 2, 5), "next", pixel(0, 3, 0)],
    [pixel(0, 4, 5), "next", pixel(1, 0, 0)],
    [pixel(1, 0, 0), "previous", pixel(0, 4, 5)],
    [pixel(0, -1, 99), "left", pixel(0, 0, 4)],
    [pixel(0, 3, 3), "last", pixel(1, 4, 5)],
  ])("%j %s", (from, direction, to) => {
    expect(stepSelection(from, PLAIN, image, direction)).toEqual(to);
  });

  it("a tap or channel that is gone is pulled in; without any window there is nothing to select", () => {
    const lost: Selection = { kind: "product", n: 0, c: 7, i: 6, j: null };
    expect(stepSelection(lost, PLAIN, image, "right")).toEqual({ kind: "product", n: 1, c: 2, i: 2, j: null });
    expect(stepSelection(at(0), { ...PLAIN, kernel_size: [9, 9] }, image, "right")).toBeNull();
  });

  it("always ends inside, whatever it starts from", () => {
    const wild = fc.oneof(fc.integer(), fc.double());
    const directions = fc.constantFrom<Direction>("left", "right", "up", "down", "next", "previous", "first", "last");
    fc.assert(
      fc.property(
        fitting,
        wild,
        wild,
        wild,
        directions,
        fc.boolean(),
        ({ g, image: shape }, p, q, r, direction, isPixel) => {
          const selection: Selection = isPixel
            ? { kind: "pixel", b: p, c: null, y: q, x: r }
            : { kind: "product", n: p, c: q, i: r, j: null };
          const moved = stepSelection(selection, g, shape, direction);
          expect(moved !== null && isWithin(moved, g, shape)).toBe(true);
        },
      ),
    );
  });
});
