import { describe, expect, it } from "vitest";
import type { DoneStep, Step } from "../../../src/model/program";
import { barsOf, length, type Bar } from "../../../src/views/river/bars";
import { endingsOf, tearsOf } from "../../../src/views/river/endings";
import { flowsBetween } from "../../../src/views/river/flows";
import { maskedConvolution, patchMaps } from "./programs";

const type = { small: 11, strong: 13, line: 14 };

const barsFor = (step: DoneStep): Bar[] =>
  barsOf(step, { x: 0, width: 90, bar: 36, form: (name) => name }, 0, { least: 16, perBit: 4 }, type);

/** The bars before and after step `at`, and its links. */
function around(steps: readonly Step[], at: number) {
  const [before, after] = [steps[at - 1], steps[at]] as [DoneStep, DoneStep]; // written out by hand: neither is refused
  return { sources: barsFor(before), targets: barsFor(after), after, links: after.links };
}

const flows = (steps: readonly Step[], at: number) => {
  const { sources, targets, links } = around(steps, at);
  return { sources, targets, strands: flowsBetween(sources, targets, links) };
};

const maps = patchMaps([1, 3, 96, 144], 3, 3);

describe("at unfold", () => {
  const { sources, targets, strands } = flows(maps, 1);
  const [toWindows, toTaps] = ["H>h_windows", "H>kh"].map((key) => strands.find((strand) => strand.key === key));

  it("H splits into h_windows and kh, which share its bar and fill their own", () => {
    expect(toWindows?.source[0]).toBe(sources[2]?.span[0]);
    expect(toWindows?.source[1]).toBe(toTaps?.source[0]);
    expect(toTaps?.source[1]).toBe(sources[2]?.span[1]);
    expect(toWindows?.target).toEqual(targets[2]?.span);
    expect(toTaps?.target).toEqual(targets[4]?.span);
    expect([toWindows?.hue, toTaps?.hue]).toEqual(["h", "kh"]);
  });

  it("the other axes flow whole", () => {
    expect(strands.map(({ key }) => key)).toEqual(["B>B:B", "C>C:C", "W>W:W", "H>h_windows", "H>kh"]);
  });
});

describe("at view", () => {
  const { sources, targets, strands } = flows(maps, 4);

  it("h_windows and w_windows land in their own halves of N", () => {
    const into = strands.filter((strand) => strand.to === 2);
    expect(into.map(({ hue }) => hue)).toEqual(["h", "w"]);
    expect(into.map(({ target }) => target)).toEqual(targets[2]?.segments.map(({ span }) => span));
    expect(into.map(({ source }) => source)).toEqual([sources[2]?.span, sources[3]?.span]);
  });

  it("N carries both hues on, and B of one element tapers into its top", () => {
    const { strands: on, targets: after } = flows(maps, 7);
    expect(on.filter(({ to }) => to === 0).map(({ hue }) => hue)).toEqual(["b", "h", "w"]);
    expect(length(on[0]?.target ?? [0, 1])).toBe(0);
    expect(on[0]?.target[0]).toBe(after[0]?.span[0]);
  });

  it("strands that have no height at either end are left out", () => {
    const { strands: on } = flows(maps, 8);
    expect(on.filter(({ to }) => to === 0).map(({ hue }) => hue)).toEqual(["h", "w"]);
  });
});

describe("at permute", () => {
  it("C and N cross", () => {
    const { strands } = flows(maps, 5);
    const [c, n] = [strands.find(({ hue }) => hue === "c"), strands.find(({ hue }) => hue === "h")];
    expect((c?.source[0] ?? 0) < (n?.source[0] ?? 0)).toBe(true);
    expect((c?.target[0] ?? 0) > (n?.target[0] ?? 0)).toBe(true);
  });
});

describe("at reshape, select and scatter", () => {
  const masked = maskedConvolution(3, 32, 32, 3, 100);

  it("C, kh and kw merge in their order", () => {
    const { strands, targets } = flows(masked, 6);
    const into = strands.filter(({ to }) => to === 1);
    expect(into.map(({ hue }) => hue)).toEqual(["c", "kh", "kw"]);
    expect(into.map(({ target }) => target)).toEqual(targets[1]?.segments.map(({ span }) => span));
  });

  it("an axis without a common meaning flows whole, in the hue of the simpler end", () => {
    const { strands, sources, targets } = flows(masked, 9);
    expect(strands).toEqual([
      { key: "kept>N", from: 0, to: 0, hue: "other", source: sources[0]?.span, target: targets[0]?.span },
    ]);
  });

  it("links that name no axis, or another operand, are ignored", () => {
    const { sources, targets } = around(maps, 1);
    const wrong = [
      { input: 1, from: 0, to: 0 },
      { input: 0, from: 9, to: 0 },
      { input: 0, from: 0, to: 9 },
    ];
    expect(flowsBetween(sources, targets, wrong)).toEqual([]);
  });
});

describe("ends", () => {
  it("C is summed away under one Σ at the edge", () => {
    const { sources, after } = around(maps, 9);
    const ends = endingsOf(sources, after, 90, "sum 1", type);
    expect(ends.map(({ kind, hue }) => [kind, hue])).toEqual([["sum", "c"]]);
    expect(ends[0]?.mark?.x).toBe(91);
  });

  it("a merged axis ends in all its hues, under one Σ", () => {
    const { sources, after } = around(maskedConvolution(3, 32, 32, 3, 100), 8);
    const ends = endingsOf(sources, after, 90, "matmul 1", type);
    expect(ends.map(({ hue }) => hue)).toEqual(["c", "kh", "kw"]);
    expect(ends.filter(({ mark }) => mark !== null)).toHaveLength(1);
  });

  it("an axis that is merely dropped gets no Σ", () => {
    const { sources, after } = around(maps, 9);
    const dropped = { ...after, heading: { name: "select", args: "(1, 0)" } };
    expect(endingsOf(sources, dropped, 90, "select 1", type).map(({ kind, mark }) => [kind, mark])).toEqual([
      ["drop", null],
    ]);
  });

  it("a refusal tears every strand that has a height", () => {
    const { targets } = around(maps, 7);
    expect(tearsOf(targets, 90, "view 2").map(({ kind, hue }) => [kind, hue])).toEqual([
      ["torn", "h"],
      ["torn", "w"],
      ["torn", "c"],
      ["torn", "kh"],
      ["torn", "kw"],
    ]);
  });
});
