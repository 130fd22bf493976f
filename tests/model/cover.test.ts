import * as fc from "fast-check";
import { expect, it } from "vitest";
import { coverOf } from "../../src/model/cover";
import { flagsOf, runsOfFlags } from "../../src/model/runs";

it("coverOf tells squares with no, some and only kept windows apart, and splits those with some", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 11 }),
      fc.integer({ min: 1, max: 17 }),
      fc.constantFrom(1, 2, 4, 8),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (rows, columns, side, shares, stream) => {
        // Shares by bands of columns, so that whole squares are often kept or left.
        const flags = Uint8Array.from({ length: rows * columns }, (_, n) => {
          const share = shares[Math.floor(((n % columns) * shares.length) / columns)]!;
          return Number(Math.round(share * 2) / 2 > stream.next().value!);
        });
        const { of, kept, left } = coverOf(runsOfFlags(flags, rows, columns), side);
        const wide = Math.ceil(columns / side);
        const squareOf = (n: number) =>
          Math.floor(Math.floor(n / columns) / side) * wide + Math.floor((n % columns) / side);
        const within = Array.from({ length: of.length }, (): number[] => []);
        for (const [n, flag] of flags.entries()) within[squareOf(n)]!.push(flag);
        expect([...of]).toEqual(
          within.map((all) => (all.every((flag) => flag === 1) ? 2 : all.some((flag) => flag === 1) ? 1 : 0)),
        );
        expect([...flagsOf(kept)]).toEqual([...flags].map((flag, n) => Number(flag === 1 && of[squareOf(n)] === 1)));
        expect([...flagsOf(left)]).toEqual([...flags].map((flag, n) => Number(flag === 0 && of[squareOf(n)] === 1)));
      },
    ),
    { numRuns: 200 },
  );
});
