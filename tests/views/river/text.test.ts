import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  monoRoom,
  monoWidth,
  sansWidth,
  shorten,
  words,
  wrap,
  wrapEvenly,
  wrapParagraph,
  wrapTuple,
} from "../../../src/views/river/text";

const upTo = (room: number) => (line: string) => line.length <= room;

describe("widths", () => {
  it("monospaced: 0.6 em a character, and back", () => {
    expect(monoWidth("unfold", 10)).toBeCloseTo(36);
    expect(monoRoom(36, 10)).toBe(6);
    expect(monoRoom(35.9, 10)).toBe(5);
    expect(monoRoom(0, 10)).toBe(1);
  });

  // Measured in Chromium with Inter at 100 px, weight 650.
  it.each([
    ["h_windows", 570],
    ["w_win", 290],
    ["N", 76],
    ["133\u202F802", 376],
    ["copy 14.4 MB", 651],
  ])("%s: estimated no narrower than it is, and at most 15 %% wider", (text, measured) => {
    expect(sansWidth(text, 100)).toBeGreaterThanOrEqual(measured * 0.98);
    expect(sansWidth(text, 100)).toBeLessThanOrEqual(measured * 1.15);
  });
});

describe("shorten", () => {
  it.each([
    ["h_win", 5, "h_win"],
    ["h_win", 4, "h_w…"],
    ["h_win", 1, "…"],
    ["", 3, ""],
  ])("%s into %d → %s", (text, room, short) => expect(shorten(text, upTo(room))).toBe(short));
});

describe("wrap", () => {
  it("sets as much on a line as fits", () => {
    expect(wrap(words("view size is not compatible"), upTo(9))).toEqual(["view size", "is not", "compatib…"]);
  });

  it("sets nothing into no lines", () => {
    expect(wrap([], upTo(9))).toEqual([]);
  });

  it("keeps every word and its order, on lines that fit", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 6, unit: "grapheme-ascii" })), (parts) => {
        const clean = parts.map((part) => part.replaceAll(/\s/gu, "x"));
        const lines = wrap(words(clean.join(" ")), upTo(8));
        expect(lines.join(" ")).toBe(clean.join(" "));
        expect(lines.every(upTo(8))).toBe(true);
      }),
    );
  });

  it("evenly: as many lines, none wider than it must be", () => {
    const parts = words("[41472, 13824, 432, 3, 144, 1]");
    expect(wrap(parts, upTo(28))).toEqual(["[41472, 13824, 432, 3, 144,", "1]"]);
    expect(wrapEvenly(parts, upTo(28))).toEqual(["[41472, 13824,", "432, 3, 144, 1]"]);
  });
});

describe("wrapTuple", () => {
  it("leaves a tuple that fits on one line", () => {
    expect(wrapTuple("[9, 3, 1]", upTo(9), 1, "start")).toEqual({ lines: ["[9, 3, 1]"], cut: false });
  });

  it("breaks it after commas", () => {
    expect(wrapTuple("(0, 2, 1, 3, 4)", upTo(12), 2, "end")).toEqual({ lines: ["(0, 2,", "1, 3, 4)"], cut: false });
  });

  it("drops the outermost strides first", () => {
    expect(wrapTuple("[41472, 13824, 432, 3, 144, 1]", upTo(10), 2, "start")).toEqual({
      lines: ["[…, 432,", "3, 144, 1]"],
      cut: true,
    });
  });

  it("drops the last arguments first", () => {
    expect(wrapTuple("(0, 2, 3, 1, 4, 5)", upTo(9), 1, "end")).toEqual({ lines: ["(0, 2, …)"], cut: true });
  });
});

describe("wrapParagraph", () => {
  it("says when something is missing", () => {
    expect(wrapParagraph(words("one two three"), upTo(7), 2)).toEqual({ lines: ["one two", "three"], cut: false });
    expect(wrapParagraph(words("one two three"), upTo(7), 1)).toEqual({ lines: ["one tw…"], cut: true });
    expect(wrapParagraph(words("one two three"), upTo(9), 1)).toEqual({ lines: ["one two …"], cut: true });
    expect(wrapParagraph(words("one two"), upTo(9), 0)).toEqual({ lines: [], cut: true });
  });
});
