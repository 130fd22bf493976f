import { describe, expect, it } from "vitest";
import { axisOf, imageAxes, type Axis } from "../../src/model/axes";
import { numel } from "../../src/model/layout";
import { tileGrid } from "../../src/model/tile-grid";
import {
  assignable,
  balancedWrap,
  checkTiling,
  moveTo,
  partRefs,
  presetsFor,
  presetTiling,
  sizeOf,
  TILING_PRESETS,
  tilingKey,
} from "../../src/model/tiling";
import { drawn, names, place, ref, windows } from "./tilings";

const [B, C] = [axisOf("B", "B", 2), axisOf("C", "C", 3)];
const [kh, kw] = [axisOf("kh", "H", 3), axisOf("kw", "W", 3)];

describe("presetTiling", () => {
  const image = imageAxes([2, 3, 8, 12]);
  const once = [B, C, axisOf("h_windows", "H", 4), axisOf("W", "W", 12), kh];
  const twice = [B, C, axisOf("h_windows", "H", 4), axisOf("w_windows", "W", 5), kh, kw];
  const patches = [windows(4, 5, 2), C, kh, kw];
  const matrix: Axis[] = [windows(4, 5, 2), { parts: [...C.parts, ...kh.parts, ...kw.parts] }];
  const kept = [axisOf("kept", "other", 90), C, kh, kw];

  it.each([
    ["maps", "image", image, "B | C | H | W"],
    ["maps", "after one unfold", once, "B h_windows | C | kh | W"],
    ["maps", "after two unfolds", twice, "B h_windows | w_windows | kh | C kw"],
    ["maps", "patches [N, C, kh, kw]", patches, "B h_windows | w_windows | kh | C kw"],
    ["maps", "maps [N, kh, kw]", [windows(4, 5), kh, kw], "B h_windows | w_windows | kh | kw"],
    ["maps", "matrix [N, C·kh·kw]", matrix, "B h_windows | w_windows | kh | C kw"],
    ["maps", "kept rows", kept, " | kept | kh | C kw / 7"],
    ["maps", "filter [C, kh, kw]", [C, kh, kw], " | C | kh | kw"],
    ["maps", "windows summed over everything [N]", [windows(4, 5)], "B |  | h_windows | w_windows"],
    ["taps", "maps [N, kh, kw]", [windows(4, 5), kh, kw], "B kh | kw | h_windows | w_windows"],
    ["taps", "patches [N, C, kh, kw]", patches, "B kh | C kw | h_windows | w_windows"],
    ["taps", "kept rows", kept, "C kh kw |  |  | kept"],
    ["plain", "image", image, " | B C | H | W"],
    ["plain", "matrix [40, 27]", matrix, " |  | B h_windows w_windows | C kh kw"],
    [
      "plain",
      "tall matrix [2000, 27]",
      [windows(40, 50), matrix[1] as Axis],
      " | B h_windows w_windows |  | C kh kw / 11",
    ],
  ] as const)("%s of %s", (preset, _, axes, expected) => {
    const tiling = presetTiling(axes, preset);
    expect(names(axes, tiling)).toBe(expected);
    expect(() => checkTiling(axes, tiling)).not.toThrow();
  });

  it("breaks a long vector into lines of a landscape rectangle, and leaves a short one whole", () => {
    const long = [axisOf("K", "other", 1000)];
    const { tileRows, tileColumns } = tileGrid(long, presetTiling(long, "maps"));
    expect([tileRows, tileColumns]).toEqual([25, 40]);
    const short = [axisOf("K", "other", 9)];
    expect(tileGrid(short, presetTiling(short, "maps")).tileRows).toBe(1);
  });

  it("shows each window's channels side by side: patches [2 windows, C=2, 2, 2]", () => {
    const axes = [windows(1, 2), axisOf("C", "C", 2), axisOf("kh", "H", 2), axisOf("kw", "W", 2)];
    expect(drawn(axes, presetTiling(axes, "maps"))).toEqual(["0 1 4 5 8 9 12 13", "2 3 6 7 10 11 14 15"]);
    expect(drawn(axes, presetTiling(axes, "taps"))).toEqual(["0 8 1 9 4 12 5 13", "2 10 3 11 6 14 7 15"]);
  });

  it("offers only presets that differ", () => {
    expect(presetsFor([windows(4, 5), kh, kw])).toEqual(["maps", "taps", "plain"]);
    expect(presetsFor([axisOf("H", "H", 4), axisOf("W", "W", 5)])).toEqual(["maps"]);
  });

  it("accepts a scalar and a tensor without elements", () => {
    expect(drawn([], presetTiling([], "maps"))).toEqual(["0"]);
    const none = [axisOf("kept", "other", 0), kh, kw];
    for (const preset of TILING_PRESETS) {
      const grid = tileGrid(none, presetTiling(none, preset));
      expect([grid.count, grid.rows * grid.columns, grid.elementAt(0, 0)]).toEqual([0, 0, -1]);
    }
  });
});

describe("checkTiling", () => {
  const axes = [C, kh];
  it.each([
    ["a missing part", place({ innerRows: [ref(0)] }), "tiling-missing-part", "kh stands nowhere"],
    [
      "a repeated part",
      place({ innerRows: [ref(0), ref(1)], outerRows: [ref(1)] }),
      "tiling-repeated-part",
      "kh stands in two",
    ],
    ["an unknown axis", place({ innerRows: [ref(0), ref(1), ref(2)] }), "tiling-unknown-part", "part 0 of axis 2"],
    ["an unknown part", place({ innerRows: [ref(0, 1), ref(1)] }), "tiling-unknown-part", "part 1 of axis 0"],
    ["half a tile per line", place({ innerRows: [ref(0), ref(1)], wrap: 2.5 }), "tiling-wrap", "2.5"],
  ])("refuses %s", (_, tiling, tag, words) => {
    expect(() => checkTiling(axes, tiling)).toThrow(
      expect.objectContaining({ tag, message: expect.stringContaining(words) }),
    );
    expect(assignable(axes, tiling)).toBe(false);
  });

  it("accepts every order of every part", () => {
    expect(assignable(axes, place({ outerRows: [ref(1)], innerColumns: [ref(0)] }))).toBe(true);
  });
});

describe("moveTo", () => {
  const start = place({ outerRows: [ref(0), ref(1)], innerRows: [ref(2)], wrap: 4 });

  it("takes a part out of its list and puts it into another, at a position", () => {
    const moved = moveTo(start, ref(1), "innerRows", 0);
    expect(moved.outerRows).toEqual([ref(0)]);
    expect(moved.innerRows).toEqual([ref(1), ref(2)]);
    expect(moved.wrap).toBe(4);
  });

  it("reorders within a list, and clamps the position", () => {
    expect(moveTo(start, ref(0), "outerRows", 99).outerRows).toEqual([ref(1), ref(0)]);
    expect(moveTo(start, ref(1), "outerRows", -3).outerRows).toEqual([ref(1), ref(0)]);
  });

  it("stops breaking lines when the outer columns change", () => {
    const columns = moveTo(start, ref(1), "outerColumns", 0);
    expect(columns.wrap).toBe(0);
    expect(moveTo({ ...columns, wrap: 3 }, ref(1), "innerRows", 0).wrap).toBe(0);
  });

  it("leaves the tiling it was given untouched", () => {
    const before = structuredClone(start);
    moveTo(start, ref(0), "innerColumns", 0);
    expect(start).toEqual(before);
  });
});

describe("keys and sizes", () => {
  it("tilingKey tells tilings apart and knows equal ones", () => {
    const axes = [windows(4, 5), kh, kw];
    expect(tilingKey(presetTiling(axes, "maps"))).toBe(tilingKey(presetTiling(axes, "maps")));
    expect(tilingKey(presetTiling(axes, "maps"))).not.toBe(tilingKey(presetTiling(axes, "taps")));
    expect(tilingKey(place({ wrap: 1 }))).not.toBe(tilingKey(place({ wrap: 2 })));
  });

  it("sizeOf multiplies the parts named", () => {
    const axes = [windows(4, 5, 2), kh];
    expect(sizeOf(axes, partRefs(axes))).toBe(numel([40, 3]));
    expect(sizeOf(axes, [])).toBe(1);
  });

  it("balancedWrap never exceeds the tiles and is at least one", () => {
    expect(balancedWrap(3, 1, 1)).toBe(3);
    expect(balancedWrap(0, 1, 1)).toBe(1);
    expect(balancedWrap(100, 1, 27)).toBe(3);
  });
});
