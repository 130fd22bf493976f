import { expect, it } from "vitest";
import { fitPlane, hundredths } from "../../src/views/view";

it.each([
  ["a wide plane fills the width", { width: 200, height: 50 }, 0, Infinity, { k: 2, x: 0, y: 100 }],
  ["a high plane fills the height", { width: 50, height: 100 }, 0, Infinity, { k: 3, x: 125, y: 0 }],
  ["a margin stays free", { width: 200, height: 50 }, 50, Infinity, { k: 1.5, x: 50, y: 112.5 }],
  ["a small plane is not blown up", { width: 4, height: 3 }, 0, 10, { k: 10, x: 180, y: 135 }],
])("fitPlane: %s", (_, content, margin, most, expected) => {
  expect(fitPlane(content, { width: 400, height: 300 }, margin, most)).toEqual(expected);
});

it("fitPlane stays finite for an empty plane and a node without size", () => {
  for (const view of [
    fitPlane({ width: 0, height: 0 }, { width: 400, height: 300 }),
    fitPlane({ width: 5, height: 5 }, { width: 0, height: 0 }),
  ]) {
    expect(Object.values(view).every(Number.isFinite)).toBe(true);
    expect(view.k).toBeGreaterThan(0);
  }
});

it("hundredths rounds to hundredths", () => expect([1.234, -1.239, 2].map(hundredths)).toEqual([1.23, -1.24, 2]));
