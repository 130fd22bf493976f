import { describe, expect, it } from "vitest";
import { axisName, axisOf, axisSize, type Axis } from "../../src/model/axes";
import { regroup } from "../../src/model/regroup";

const one = (name: string, size: number): Axis => axisOf(name, "other", size);
const all = (...axes: Axis[]): Axis => ({ parts: axes.flatMap(({ parts }) => parts) });
const windows = [axisOf("B", "B", 2), axisOf("h_windows", "H", 3), axisOf("w_windows", "W", 5)];

/** New axes as `name=size`, then the ribbons. */
function drawn(axes: readonly Axis[], shape: readonly number[], counts?: readonly number[]): string {
  const { axes: found, links } = regroup(axes, shape, counts);
  const names = found.map((axis) => `${axisName(axis)}=${axisSize(axis)}`).join(" ");
  return `${names} | ${links.map(({ from, to }) => `${from}>${to}`).join(" ")}`;
}

describe("regroup", () => {
  it("keeps axes that are not touched", () => {
    expect(drawn([one("a", 2), one("b", 3)], [2, 3])).toBe("a=2 b=3 | 0>0 1>1");
  });

  it("merges neighbours, outermost part first", () => {
    expect(drawn([...windows, one("C", 4)], [30, 4])).toBe("N=30 C=4 | 0>0 1>0 2>0 3>1");
  });

  it("splits a merged axis back into its parts", () => {
    expect(drawn([all(...windows)], [2, 15])).toBe("B=2 N=15 | 0>0 0>1");
    expect(drawn([all(...windows)], [2, 3, 5])).toBe("B=2 h_windows=3 w_windows=5 | 0>0 0>1 0>2");
  });

  it("cuts a part where an axis ends inside it", () => {
    expect(drawn([one("H", 12)], [3, 4])).toBe("H_outer=3 H_inner=4 | 0>0 0>1");
    expect(drawn([one("H", 12)], [2, 3, 2])).toBe("H_outer=2 H_inner_outer=3 H_inner_inner=2 | 0>0 0>1 0>2");
    expect(drawn([one("a", 2), one("H", 6)], [4, 3])).toBe("a·H_outer=4 H_inner=3 | 0>0 1>0 1>1");
  });

  it("mixes a run in which no boundary fits, and goes on after it", () => {
    expect(drawn([one("a", 4), one("b", 9), one("c", 7)], [6, 6, 7])).toBe("mixed=6 mixed=6 c=7 | 0>0 1>0 0>1 1>1 2>2");
  });

  it("keeps the first family of what it mixes", () => {
    expect(regroup([axisOf("H", "H", 4), axisOf("W", "W", 9)], [6, 6]).axes[1]?.parts[0]?.family).toBe("H");
  });

  it("pairs sizes of 1 in order, and calls one that stands for nothing 1", () => {
    expect(drawn([one("B", 1), one("a", 6)], [1, 1, 6])).toBe("B=1 1=1 a=6 | 0>0 1>2");
    expect(drawn([one("a", 6), one("kw", 1)], [6])).toBe("a·kw=6 | 0>0 1>0");
  });

  it("follows the counts where sizes of 1 leave it open", () => {
    const patches = [one("B", 1), one("h_windows", 4), one("w_windows", 1), one("kh", 3)];
    expect(drawn(patches, [1, 4, 3])).toBe("B=1 h_windows=4 w_windows·kh=3 | 0>0 1>1 2>2 3>2");
    expect(drawn(patches, [1, 4, 3], [1, 2, 1])).toBe("B=1 N=4 kh=3 | 0>0 1>1 2>1 3>2");
    expect(drawn([all(one("B", 1), one("h_windows", 1))], [1, 1, 1], [1, 0, 1])).toBe("B=1 1=1 h_windows=1 | 0>0 0>2");
  });

  it.each([
    ["do not multiply to the sizes", [1, 1]],
    ["do not cover all parts", [1, 1, 0]],
    ["are too few", [3]],
  ])("ignores counts that %s", (_, counts) => {
    expect(drawn([one("a", 2), one("b", 3), one("c", 4)], [6, 4], counts)).toBe("a·b=6 c=4 | 0>0 1>0 2>1");
  });

  it("names the axes of an empty tensor where they stay", () => {
    expect(drawn([one("a", 0), one("b", 3)], [0, 2])).toBe("a=0 mixed=2 | 0>0");
  });

  it("makes a scalar of sizes of 1, and back", () => {
    expect(drawn([one("a", 1)], [])).toBe(" | ");
    expect(drawn([], [1, 1])).toBe("1=1 1=1 | ");
  });
});
