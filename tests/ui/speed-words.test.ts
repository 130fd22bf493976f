import { describe, expect, it } from "vitest";
import { METHODS } from "../../src/model/measure";
import { doing, faster, intention, large, phaseTime } from "../../src/ui/panels/speed-words";

/** The tests read better with plain spaces. */
const plain = (text: string): string => text.replaceAll(/[\u00A0\u202F]/g, " ");

describe("intention", () => {
  const what = {
    methods: METHODS,
    sweep: "shape",
    kernel: [3, 5],
    image: [1, 3, 96, 144],
    backend: "wasm · SIMD",
    kept: 324,
    windows: 1536,
  } as const;

  it.each<[string, Partial<Parameters<typeof intention>[0]>, string]>([
    [
      "a drawn region",
      {},
      "Measure times four ways to compute this convolution (3 × 5 over [1, 3, 96, 144]): for the drawn region, 324 of 1 536 windows, and for 1 to 100 % of the windows with its shape scaled, on wasm · SIMD.",
    ],
    [
      "no region, one method, before a backend runs",
      { kept: null, methods: ["region"], sweep: "scatter", backend: null },
      "Measure times one way to compute this convolution (3 × 5 over [1, 3, 96, 144]): for all 1 536 windows, and for 1 to 100 % of the windows scattered at random.",
    ],
    [
      "dense methods alone",
      { methods: ["conv2d", "dense"] },
      "Measure times two ways to compute this convolution (3 × 5 over [1, 3, 96, 144]), over all 1 536 windows, on wasm · SIMD.",
    ],
  ])("%s", (_, change, sentence) => expect(plain(intention({ ...what, ...change }))).toBe(sentence));
});

it("doing names the method and where", () => {
  expect(doing({ method: "gather", runs: 3, mask: "drawn" })).toBe("gather + matMul, drawn region");
  expect(plain(doing({ method: "region", runs: 3, mask: { sweep: "shape", coverage: 0.2 } }))).toBe(
    "region kernel at 20 %",
  );
  expect(doing({ method: "dense", runs: 3, mask: { sweep: "shape", coverage: 1 } })).toBe("dense kernel");
});

it.each([
  [1, 7.9, "7.9 × faster"],
  [3.1, 1, "3.1 × slower"],
  [1, 1, "1 × faster"],
  [0, 1, "1 × faster"],
])("%d against %d is %s", (own, against, text) => expect(plain(faster(own, against))).toBe(text));

it.each([
  [0, "0"],
  [999, "999"],
  [8748, "8.75 k"],
  [999_900, "1 M"],
  [154_140_672, "154 M"],
  [2.5e9, "2.5 G"],
])("%d multiply-adds are %s", (count, text) => expect(plain(large(count))).toBe(text));

it("a part of a run that no clock saw is told as that", () => {
  expect([phaseTime(0), phaseTime(0.0123)]).toEqual(["< 0.1", "0.0123"]);
});
