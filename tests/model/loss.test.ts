import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_DOCUMENT, FILTER_PRESETS, LOSSES } from "../../src/model/document";
import { resolveFilter } from "../../src/model/filter";
import { addedLoss, lossBack, lossLine } from "../../src/model/loss";
import { hiddenPreset, lossSpec } from "../../src/model/loss-target";

const few = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 6 });

describe("a loss", () => {
  it("is added up from parts", () => {
    const [y, target] = [
      [1, 2, 6],
      [0, 2, 4],
    ];
    expect(addedLoss("sum", y, null, 3)).toBe(9);
    expect(addedLoss("mean", y, null, 3)).toBe(3);
    expect(addedLoss("mse", y, target, 3)).toBe(5 / 3);
    expect(addedLoss("mse", y, null, 3)).toBe(41 / 3);
    for (const loss of LOSSES) {
      const parts = y.map((value, at) => addedLoss(loss, [value], target.slice(at, at + 1), 3));
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(addedLoss(loss, y, target, 3), 12);
    }
  });

  it("comes back as its slope in every number", () => {
    fc.assert(
      fc.property(few, few, fc.constantFrom(...LOSSES), fc.nat(), (y, other, loss, pick) => {
        const target = y.map((_, at) => other[at % other.length] ?? 0);
        const at = pick % y.length;
        const moved = (by: number) => y.map((value, n) => (n === at ? value + by : value));
        const [above, below] = [moved(0.5), moved(-0.5)].map((each) => addedLoss(loss, each, target, y.length));
        // Losses are at most quadratic: a central difference is exact.
        expect(lossBack(loss, y, target, y.length)[at]).toBeCloseTo(above! - below!, 5);
      }),
    );
  });

  it("is written in PyTorch's words", () => {
    expect(lossLine({ loss: "sum", target: "zeros" }, "maps")).toBe("loss = maps.sum()");
    expect(lossLine({ loss: "mean", target: "zeros" }, "output")).toBe("loss = output.mean()");
    expect(lossLine({ loss: "mse", target: "zeros" }, "maps")).toBe("loss = (maps ** 2).mean()");
    expect(lossLine({ loss: "mse", target: { hidden: 3 } }, "maps")).toBe("loss = ((maps - target) ** 2).mean()");
  });

  it("has a target only when it is a squared error", () => {
    const settings = { ...DEFAULT_DOCUMENT.gradients, target: { preset: "box" } } as const;
    expect(lossSpec(settings, 2, [3, 3])).toEqual({ of: "maps", loss: "sum", target: null });
    const box = resolveFilter({ preset: "box" }, 2, [3, 3]);
    expect(lossSpec({ ...settings, loss: "mse" }, 2, [3, 3])).toEqual({ of: "maps", loss: "mse", target: box });
    expect(lossSpec({ ...settings, loss: "mse", target: "zeros" }, 2, [3, 3]).target).toBeNull();
  });
});

describe("a hidden preset", () => {
  it("is for ever the one that its number found first", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 9999].map(hiddenPreset)).toEqual([
      "sobel-x",
      "sharpen",
      "gaussian",
      "laplacian",
      "identity",
      "sobel-y",
      "emboss",
      "sobel-x",
      expect.any(String),
    ]);
  });

  it("is any of them, about equally often", () => {
    const counts = new Map<string, number>();
    for (let n = 0; n < 8000; n += 1) counts.set(hiddenPreset(n), (counts.get(hiddenPreset(n)) ?? 0) + 1);
    expect([...counts.keys()].toSorted()).toEqual([...FILTER_PRESETS].toSorted());
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(100);
  });

  it("is not the filter that a first visit shows", () => {
    expect(DEFAULT_DOCUMENT.gradients.target).toEqual({ hidden: 1 });
    expect(DEFAULT_DOCUMENT.filter).not.toEqual({ preset: hiddenPreset(1) });
  });
});
