import { expect, it } from "vitest";
import { flagsOf, runsOfFlags } from "../../src/model/runs";
import { coarser } from "../../src/views/windows";

const kept = runsOfFlags(Uint8Array.from("000000000011001000000", Number), 3, 7);

it("kept windows are taken together where one of a square is kept", () => {
  expect(coarser(kept, 1)).toBe(kept);
  const two = coarser(kept, 2);
  expect([two.rows, two.columns]).toEqual([2, 4]);
  expect([...flagsOf(two)].join("")).toBe("01101000");
  expect([...flagsOf(coarser(kept, 9))]).toEqual([1]);
});
