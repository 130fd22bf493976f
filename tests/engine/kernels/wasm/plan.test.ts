import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planOf } from "../../../../src/engine/kernels/wasm/plan";
import { type Addressing, prepare } from "../../../../src/model/addressing";
import type { Geometry, ImageShape } from "../../../../src/model/geometry";
import { flagsOf, fullRuns, type Runs, runsOfFlags } from "../../../../src/model/runs";
import { random } from "../../on-every-backend";

const plain: Geometry = {
  kernel_size: [3, 3],
  stride: [1, 1],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
};

const KINDS = ["gaps", "spans", "masks", "fours", "singles"] as const;
type Counts = Record<(typeof KINDS)[number], number>;

/**
 * Works a plan off as the kernel does, on marks instead of numbers: 0 where a zero was written, 1 where a window was
 * computed and stays, 9 where nothing was. Fails where a block leaves its row or reads another window than it writes.
 */
function workedOff(addressing: Addressing, runs: Runs): { readonly marks: number[]; readonly counts: Counts } {
  const plan = planOf(addressing, runs);
  const { columns, rows } = runs;
  const marks = new Array<number>(rows * columns).fill(9);
  const counts: Counts = { gaps: 0, spans: 0, masks: 0, fours: 0, singles: 0 };
  let at = addressing.columnOffsets.length;
  expect([...plan.entries.subarray(0, at)]).toEqual(addressing.columnOffsets.map((offset) => 4 * offset));
  const next = () => plan.entries[at++]!;
  const within = (out: number, width: number, image: number) => {
    const [row, column] = [Math.floor(out / columns), out % columns];
    expect(row).toBeLessThan(rows);
    expect(column + width).toBeLessThanOrEqual(columns);
    expect(image).toBe(row * addressing.rowPitch + column);
  };
  const pair = (out: number, mark: (at: number, bit: number) => void) => {
    for (let bit = 0; bit < 32; bit += 1) {
      mark(out + (bit < 16 ? bit : bit - 16 + plan.distance * columns), bit);
    }
  };
  for (let band = 0; band < plan.bands; band += 1) {
    const here = KINDS.map(() => next());
    for (const [k, kind] of KINDS.entries()) {
      counts[kind] += here[k]!;
      for (let entry = 0; entry < here[k]!; entry += 1) {
        const [image, out, third] = [next(), next(), next()];
        switch (kind) {
          case "gaps":
            marks.fill(0, out, out + third);
            break;
          case "spans":
            for (let block = 0; block < third; block += 1) {
              within(out + 16 * block, 16, image + 16 * block);
              within(
                out + 16 * block + plan.distance * columns,
                16,
                image + 16 * block + plan.distance * addressing.rowPitch,
              );
              pair(out + 16 * block, (to) => (marks[to] = 1));
            }
            break;
          case "masks":
            pair(out, (to, bit) => ((third >> bit) & 1) === 0 && (marks[to] = 0));
            break;
          case "fours":
            within(out, 4, image);
            for (let bit = 0; bit < 4; bit += 1) if ((third >> bit) & 1) marks[out + bit] = 1;
            break;
          case "singles":
            within(out, 1, image);
            marks[out] = 1;
            break;
        }
      }
    }
    expect(here[3]! % 4).toBe(0);
  }
  expect(at).toBe(plan.entries.length);
  return { marks, counts };
}

const addressingFor = (geometry: Geometry, shape: ImageShape) => prepare(geometry, shape).addressing;

describe("the plan of the wasm kernel", () => {
  it("computes exactly the kept windows and zeroes all others, whatever the mask and the geometry", () => {
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 40 }),
      columns: fc.integer({ min: 1, max: 70 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 4 }),
      channels: fc.integer({ min: 1, max: 3 }),
      coverage: fc.constantFrom(0, 0.02, 0.1, 0.3, 0.5, 0.8, 0.97, 1),
      blocks: fc.integer({ min: 1, max: 20 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ rows, columns, stride, dilation, channels, coverage, blocks, seed }) => {
        const geometry: Geometry = { ...plain, stride: [stride, 1], dilation: [dilation, 1] };
        const shape: ImageShape = [1, channels, (rows - 1) * stride + 2 * dilation + 1, columns + 2];
        const next = random(seed);
        // Scattered windows, or pieces of rows.
        let [left, isKept] = [0, false];
        const flags = Uint8Array.from({ length: rows * columns }, () => {
          if (left === 0) [left, isKept] = [1 + Math.floor(next() * blocks), next() < coverage];
          left -= 1;
          return isKept ? 1 : 0;
        });
        const runs = runsOfFlags(flags, rows, columns);
        expect(workedOff(addressingFor(geometry, shape), runs).marks).toEqual([...flagsOf(runs)]);
      }),
      { numRuns: 500 },
    );
  });

  it("makes whole rows of pairs of blocks where everything is kept: 64 × 160", () => {
    const { counts } = workedOff(addressingFor(plain, [1, 3, 66, 162]), fullRuns(64, 160));
    expect(counts).toEqual({ gaps: 0, spans: 32, masks: 0, fours: 0, singles: 0 });
  });

  it("computes what is left over at the end of a row with windows before it, once more: 64 × 170", () => {
    const { counts, marks } = workedOff(addressingFor(plain, [1, 3, 66, 172]), fullRuns(64, 170));
    expect(counts).toEqual({ gaps: 0, spans: 64, masks: 0, fours: 0, singles: 0 });
    expect(new Set(marks)).toEqual(new Set([1]));
  });

  it("masks a last block by all of its windows, those before it included", () => {
    const next = random(2);
    const flags = Uint8Array.from({ length: 64 * 29 }, () => (next() < 0.6 ? 1 : 0));
    const runs = runsOfFlags(flags, 64, 29);
    const { counts, marks } = workedOff(addressingFor(plain, [1, 3, 66, 31]), runs);
    expect(counts.masks).toBeGreaterThan(50);
    expect(marks).toEqual([...flagsOf(runs)]);
  });

  it("computes whole and masks where much is scattered, and vectors of four where little is", () => {
    const scattered = (coverage: number) => {
      const next = random(1);
      const flags = Uint8Array.from({ length: 64 * 160 }, () => (next() < coverage ? 1 : 0));
      return workedOff(addressingFor(plain, [1, 3, 66, 162]), runsOfFlags(flags, 64, 160)).counts;
    };
    const [much, little] = [scattered(0.6), scattered(0.01)];
    expect(much.masks).toBeGreaterThan(250);
    expect(much.fours).toBeLessThan(50);
    expect(little.masks).toBe(0);
    expect(little.fours).toBeGreaterThan(50);
  });

  it("pairs rows whose lines are the same: two apart when the dilation is two", () => {
    expect(planOf(addressingFor({ ...plain, dilation: [2, 1] }, [1, 1, 40, 40]), fullRuns(36, 38))).toMatchObject({
      distance: 2,
      shift: 1,
    });
    expect(
      planOf(addressingFor({ ...plain, stride: [3, 1], dilation: [2, 1] }, [1, 1, 40, 40]), fullRuns(12, 38)),
    ).toMatchObject({ distance: 2, shift: 3 });
  });

  it("goes window by window through a grid narrower than a vector", () => {
    const { counts } = workedOff(addressingFor(plain, [1, 1, 9, 5]), fullRuns(7, 3));
    expect(counts).toMatchObject({ spans: 0, fours: 0, singles: 21 });
  });
});
