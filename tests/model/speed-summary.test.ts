import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MeasureRequest, Method } from "../../src/model/measure";
import type { Findings } from "../../src/model/speed";
import {
  aboutPercent,
  breakEvenSentence,
  drawnSentence,
  notes,
  percent,
  sentences,
} from "../../src/model/speed-summary";
import { findingsWith } from "./speed-findings";

/** The tests read better with plain spaces. */
const plain = (text: string | null): string => (text ?? "nothing").replaceAll("\u00A0", " ");

describe("percent", () => {
  it.each([
    [0.102, "10.2 %"],
    [0.1, "10 %"],
    [1, "100 %"],
    [0.9996, "100 %"],
    [0, "0 %"],
  ])("%d is %s of the windows", (share, text) => expect(plain(percent(share))).toBe(text));

  it.each([
    [0.968, "97 %"],
    [0.0341, "3.4 %"],
    [0.03, "3 %"],
    [0.0996, "10 %"],
    [0.996, "99.6 %"],
    [0.9996, "100 %"],
    [0.9949, "99 %"],
  ])("%d is about %s", (share, text) => expect(plain(aboutPercent(share))).toBe(text));
});

describe("breakEvenSentence", () => {
  it.each<[string, Parameters<typeof findingsWith>, string]>([
    [
      "as on most machines",
      [{ gather: (c) => 2 + c, region: (c) => 1.03 * c }],
      "On this machine gather + matMul never beats the dense kernel; the region kernel wins below 97 %.",
    ],
    [
      "against the fastest dense method that was measured",
      [{ gather: (c) => 5 + c, region: (c) => (4 / 0.97) * c }, { methods: ["conv2d", "gather", "region"] }],
      "On this machine gather + matMul never beats dense tf.conv2d; the region kernel wins below 97 %.",
    ],
    [
      "always",
      [{ region: () => 0.5 }],
      "On this machine gather + matMul beats the dense kernel below 1.3 %; the region kernel wins at every coverage measured.",
    ],
    [
      "neither",
      [{ gather: () => 9, region: () => 2 }],
      "On this machine gather + matMul never beats the dense kernel; the region kernel never wins.",
    ],
    [
      "one method alone",
      [{}, { methods: ["dense", "region"], sweep: "scatter" }],
      "On this machine, over scattered windows, the region kernel beats the dense kernel below 98 %.",
    ],
    [
      "blocks, only from some coverage on",
      [{ region: (c) => (c > 0.4 ? 0.5 : 2) }, { methods: ["dense", "region"], sweep: "blocks" }],
      "On this machine, over compact blocks, the region kernel beats the dense kernel above 43 %.",
    ],
    [
      "no dense method",
      [{}, { methods: ["gather", "region"] }],
      "No dense method was measured, so there is nothing to break even with.",
    ],
  ])("%s", (_, args, sentence) => {
    expect(plain(breakEvenSentence(findingsWith(...args)))).toBe(sentence);
  });

  it("a curve that ends on a par is told so", () => {
    const rule = { dense: () => 1, region: (c: number) => Math.min(2 * c, 0.97) };
    expect(plain(breakEvenSentence(findingsWith(rule, { methods: ["dense", "region"] })))).toBe(
      "On this machine the region kernel beats the dense kernel below 50 %, and is on a par from 50 % on.",
    );
    const gather = { gather: () => 1.02, region: () => 9 };
    expect(plain(breakEvenSentence(findingsWith(gather)))).toBe(
      "On this machine gather + matMul never beats the dense kernel, and is on a par from 1 % on; the region kernel never wins.",
    );
  });

  it("a curve that goes to and fro is told as it is", () => {
    const findings = findingsWith({ region: (c) => (c > 0.15 && c < 0.6 ? 2 : 0.5) }, { methods: ["dense", "region"] });
    expect(plain(breakEvenSentence(findings))).toBe(
      "On this machine the region kernel beats the dense kernel below 13 % and above 63 %.",
    );
  });

  it("says nothing before a curve has two points", () => {
    const asked = (keep: (request: MeasureRequest) => boolean) => breakEvenSentence(findingsWith({}, {}, { keep }));
    expect(asked(({ mask }) => mask === "drawn")).toBeNull();
    expect(asked(({ mask }) => mask === "drawn" || mask.coverage === 0.01)).toBeNull();
    expect(asked(({ mask }) => mask === "drawn" || mask.coverage < 0.06)).not.toBeNull();
    expect(breakEvenSentence(findingsWith({}, { methods: ["conv2d", "dense"] }))).toBeNull();
  });
});

describe("drawnSentence", () => {
  it.each<[string, Parameters<typeof findingsWith>, string]>([
    [
      "a win and a loss",
      [{ region: () => 1 / 7.9, gather: () => 3.1 }, {}, { drawn: 0.102 }],
      "The drawn region keeps 10.2 % of the windows: 9.8 times fewer multiply-adds. The region kernel takes 7.9 times less time than the dense kernel, gather + matMul 3.1 times as long.",
    ],
    [
      "a loss alone",
      [{ gather: () => 61 }, { methods: ["conv2d", "gather"] }, { drawn: 0.25 }],
      "The drawn region keeps 25 % of the windows: 4 times fewer multiply-adds. Gather + matMul takes 15 times as long as dense tf.conv2d.",
    ],
    [
      "no difference",
      [{ region: () => 1.03 }, { methods: ["dense", "region"] }, { drawn: 0.5 }],
      "The drawn region keeps 50 % of the windows: 2 times fewer multiply-adds. The region kernel takes about as long as the dense kernel.",
    ],
    [
      "every window",
      [{ region: () => 1 }, { methods: ["dense", "region"] }, { drawn: 1 }],
      "The region keeps every window, so no multiply-add is saved. The region kernel takes about as long as the dense kernel.",
    ],
    ["no window", [{}, {}, { drawn: 0 }], "The drawn region keeps no window: there is nothing to multiply."],
    [
      "nothing to hold it against",
      [{}, { methods: ["region"] }],
      "The drawn region keeps 10 % of the windows: 10 times fewer multiply-adds.",
    ],
    ["only dense methods", [{}, { methods: ["conv2d", "dense"] }], "nothing"],
  ])("%s", (_, args, sentence) => {
    expect(plain(drawnSentence(findingsWith(...args)))).toBe(sentence);
  });
});

describe("notes", () => {
  const refused = (findings: Findings, method: Method, which: (request: MeasureRequest) => boolean): Findings => ({
    ...findings,
    measured: findings.measured.filter(({ request }) => request.method !== method || !which(request)),
    refusals: findings.measured
      .filter(({ request }) => request.method === method && which(request))
      .map(({ request }) => ({ request, message: `no room at ${JSON.stringify(request.mask)}` })),
  });

  it("a method that cannot be measured at all is told once", () => {
    expect(notes(refused(findingsWith(), "conv2d", () => true))).toEqual([
      'Dense tf.conv2d was not measured: no room at "drawn".',
    ]);
  });

  it("one that cannot from some coverage on says from which", () => {
    const above = ({ mask }: MeasureRequest) => mask !== "drawn" && mask.coverage >= 0.5;
    expect(notes(refused(findingsWith(), "gather", above)).map(plain)).toEqual([
      'Gather + matMul was not measured from 50 % on: no room at {"sweep":"shape","coverage":0.5}.',
    ]);
    const both = (request: MeasureRequest) => request.mask === "drawn" || above(request);
    expect(plain(notes(refused(findingsWith(), "gather", both))[0] ?? "")).toContain(
      "was not measured for the drawn region and from 50 % on: no room",
    );
  });

  it("the others go on", () => {
    expect(sentences(refused(findingsWith(), "gather", () => true)).map(plain)).toEqual([
      "On this machine the region kernel beats the dense kernel below 98 %.",
      "The drawn region keeps 10 % of the windows: 10 times fewer multiply-adds. The region kernel takes 8.3 times less time than the dense kernel.",
    ]);
  });

  it("runs of almost no time say that calling weighs", () => {
    expect(notes(findingsWith())).toEqual([]);
    expect(notes(findingsWith({ dense: () => 0.05 }))).toEqual([expect.stringContaining("less than 0.1 ms")]);
  });
});

it("whatever was found, every sentence ends as one and holds no number that is none", () => {
  const time = fc.double({ min: 1e-5, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(time, time, time, time, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, c, d, drawn) => {
      const found = findingsWith(
        { conv2d: () => a, dense: () => b, gather: (x) => c * x, region: (x) => d * x },
        {},
        { drawn },
      );
      for (const sentence of [...sentences(found), ...notes(found)]) {
        expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
        expect(sentence).not.toMatch(/NaN|Infinity|null|undefined/);
      }
    }),
  );
});
