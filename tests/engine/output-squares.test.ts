import { describe, expect, it } from "vitest";
import { MixedSquares } from "../../src/engine/mixed-squares";
import { outputLevel } from "../../src/engine/output-level";
import { convolveReduced } from "../../src/engine/output-squares";
import { WindowSquares } from "../../src/engine/window-squares";
import { DEFAULT_DOCUMENT, OUTSIDE_FILLS } from "../../src/model/document";
import type { Geometry, ImageShape } from "../../src/model/geometry";
import { numel } from "../../src/model/layout";
import { square } from "../oracle/plane";
import { stepNumbers } from "../oracle/steps";
import { atDesk, jobOf } from "./at-desk";
import { expectClose, numbers, onEveryBackend, TOLERANCE } from "./on-every-backend";

const SHAPE: ImageShape = [2, 2, 11, 13];
const image = { shape: SHAPE, data: numbers(numel(SHAPE), 4) };
const geometry: Geometry = { ...DEFAULT_DOCUMENT, padding: [1, 0] };
const [ROWS, COLUMNS] = [11, 11];
const filter = numbers(18, 5);
const shapes = [{ add: { ellipse: [6, 5, 4, 3] as const } }, { subtract: { rect: [5, 4, 2, 2] as const } }];

onEveryBackend("a result reduced to squares of windows", (backend) => {
  it.each(OUTSIDE_FILLS)("holds the means of what the whole result holds, %s outside", async (outside) => {
    const job = jobOf({ geometry, filter, region: { shapes, keep: "centre", outside } });
    await atDesk(image, (use) =>
      use(job, async (task) => {
        const found = await convolveReduced(task, 2);
        const oracleJob = { makes: "output", image, geometry, filter, sumOver: [], outside } as const;
        const all = (kept: ArrayLike<number>) => stepNumbers({ ...oracleJob, kept }, "output", [2, 1, ROWS, COLUMNS]);
        const flags = task.kept.flags();
        const expected = { output: all(flags), dense: all(flags.map(() => 1)) };
        for (const name of ["output", "dense"] as const) {
          const rows = (b: number) =>
            Array.from({ length: ROWS }, (_, r) =>
              expected[name].slice((b * ROWS + r) * COLUMNS, (b * ROWS + r + 1) * COLUMNS),
            );
          const means = [0, 1].flatMap((b) =>
            Array.from({ length: 9 }, (_, k) => square(rows(b), Math.floor(k / 3), k % 3, 4, "mean")),
          );
          expectClose(found[name].data, means, TOLERANCE[backend], name);
          const { min, max } = found[name].extent;
          expectClose([min, max], [Math.min(...means), Math.max(...means)], TOLERANCE[backend]);
        }
      }),
    );
  });
});

onEveryBackend("a reduced result whose region moves", () => {
  const regions = [
    shapes,
    [{ add: { ellipse: [7, 6, 4, 3] as const } }],
    [{ add: { rect: [0, 0, 13, 5] as const } }, { add: { rect: [9, 9, 2, 2] as const } }],
    [],
    [{ add: { rect: [2, 2, 1, 1] as const } }],
  ];
  const jobWith = (at: number, outside: (typeof OUTSIDE_FILLS)[number]) =>
    jobOf({ geometry, filter, region: { shapes: regions[at] ?? [], keep: "any", outside } });

  it.each(["zeros", "input"] as const)(
    "is what it would be from the start, after one given up too, %s outside",
    async (outside) => {
      await atDesk(image, async (use) => {
        const check = async (at: number): Promise<void> => {
          const found = await use(jobWith(at, outside), (task) => convolveReduced(task, 2));
          const fresh = await atDesk(image, (anew) => anew(jobWith(at, outside), (task) => convolveReduced(task, 2)));
          expect(found, `region ${at}`).toEqual(fresh);
        };
        for (const at of [0, 1, 2, 3, 4, 1, 0]) await check(at);
        for (const at of [0, 1, 0, 2, 3, 4, 1]) {
          // Given up after its first windows, with some of them in it.
          const givenUp = use(jobWith((at + 2) % regions.length, outside), (task) =>
            convolveReduced({ ...task, checkpoint: () => Promise.reject(new Error("given up")) }, 2),
          );
          await expect(givenUp).rejects.toThrow("given up");
          await check(at);
        }
      });
    },
  );
});

describe("WindowSquares", () => {
  it("counts means that are not finite, which are no ends of the others, and those of squares that are cut off", () => {
    const squares = new WindowSquares([1, 1, 3, 5], 1);
    const rows = [
      [1, 3, NaN, 1, -8],
      [5, 7, 2, 2, -4],
      [9, 1, Infinity, 0, 2],
    ];
    for (const [row, values] of rows.entries()) squares.add(0, row, 0, Float32Array.from(values));
    const { data, extent } = squares.shown();
    expect([...data]).toEqual([4, NaN, -6, 5, Infinity, 2]);
    expect(extent).toEqual({ min: -6, max: 5, notFinite: 2 });
    squares.empty(1, 2);
    squares.add(0, 1, 3, Float32Array.of(100));
    expect(squares.shown().extent).toEqual({ min: -6, max: 25, notFinite: 1 });
  });
});

describe("MixedSquares", () => {
  const SHAPE_OF_RESULT = [2, 1, 12, 12] as const;
  const filled = (value: number): WindowSquares => {
    const squares = new WindowSquares(SHAPE_OF_RESULT, 2);
    for (let b = 0; b < 2; b += 1) {
      for (let row = 0; row < 12; row += 1) squares.add(b, row, 0, new Float32Array(12).fill(value));
    }
    return squares;
  };

  it("leaves a line of squares alone that holds whole squares only, the same as before", () => {
    const mixed = new MixedSquares(SHAPE_OF_RESULT, 2);
    const show = (cover: readonly number[], kept: number): number[] => {
      const of = Uint8Array.from(cover);
      mixed.begin(of, filled(kept), filled(0));
      mixed.settle(of);
      return [...mixed.squares.shown().data];
    };
    expect(show([2, 0, 0, 0, 1, 0, 2, 2, 0], 5)).toEqual([5, 0, 0, 0, 0, 0, 5, 5, 0, 5, 0, 0, 0, 0, 0, 5, 5, 0]);
    // Of these lines the first is as it was; the second, though it looks the same, had an edge run through it.
    mixed.squares.add(1, 5, 4, new Float32Array(4).fill(16));
    expect(show([2, 0, 0, 0, 1, 0, 2, 0, 0], 7)).toEqual([5, 0, 0, 0, 0, 0, 7, 0, 0, 5, 0, 0, 0, 0, 0, 7, 0, 0]);
  });
});

describe("outputLevel", () => {
  it.each([
    [[1, 1, 724, 724], 0],
    [[1, 1, 2048, 2048], 2],
    [[1, 1, 2998, 3998], 3],
    [[1, 1, 3998, 5998], 3],
    [[16, 1, 600, 600], 1],
  ] as const)("of %j is %i", (shape, level) => expect(outputLevel(shape)).toBe(level));
});
