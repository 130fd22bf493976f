import { describe, expect, it } from "vitest";
import * as names from "./names.mjs";
import { cases } from "./page/cases";
import { report, titleOf } from "./report.mjs";
import type { Case, MethodResult, Results } from "./results";

const timed = (name: string, ...samples: number[]): MethodResult => ({
  status: "timed",
  name,
  samples,
  work: null,
  difference: 2e-6,
});

const caseOf = (id: string): Case => {
  const found = cases(false).find((each) => each.id === id);
  if (!found) throw new Error(`no case ${id}`);
  return found;
};

const results: Results = {
  machine: { cpu: "Example CPU 9000", cores: 2, memory: 24, system: "linux 6.1.2" },
  load: [0.1, 0.6],
  versions: { Chromium: "156.0.1", "onnxruntime-web": "1.30.0" },
  settings: { rounds: 3, quick: true, leastSample: 5 },
  wasm: [{ file: "windows-simd.wasm", bytes: 3781, gzipped: 1335 }],
  cases: [
    {
      case: caseOf("full-512-k3"),
      methods: [
        timed(names.OURS, 1, 2, 3),
        timed(names.TF_WASM, 10, 22, 36),
        { status: "too slow", name: names.TF_CPU, why: "one run takes 4.0 s" },
        timed(names.ONNX, 0.5, 1, 1.5),
        { status: "disagrees", name: names.OPENCV, why: "differs by 0.5 of the value" },
      ],
    },
    { case: caseOf("runs-4096-k3"), methods: [timed(names.LASSO, 1, 1, 1), timed(names.BRUSH, 2, 2, 3)] },
  ],
};

const text = report(results);

/** The cells of the row that begins with this, in the table below this heading. */
function cells(heading: string, first: string): string[] {
  const section = text.slice(text.indexOf(heading));
  const found = section.split("\n").find((line) => line.startsWith(`| ${first} |`));
  return (found ?? "").split("|").map((cell) => cell.trim());
}

describe("the report", () => {
  it("says which machine, which versions and how long", () => {
    expect(text).toContain("Example CPU 9000, 2 cores, 24 GB, linux 6.1.2; load 0.1 before and 0.6 after");
    expect(text).toContain("Chromium 156.0.1, onnxruntime-web 1.30.0");
    expect(text).toContain("too short to be a measurement");
    expect(text).toContain("difference of what was timed is 2e-6 of the value");
  });

  it("gives ratios within a round with their quartiles, losses in bold, and what was not timed", () => {
    const [, , wasm, cpu, onnx, held, opencv] = cells("## Every window", "512²×3, k 3");
    expect(wasm).toBe("11.0 (10.5–11.5)");
    expect(cpu).toBe("too slow");
    expect(onnx).toBe("**0.500 (0.500–0.500)**");
    expect(held).toBe("–");
    expect(opencv).toBe("disagrees");
  });

  it("lists why something was not timed", () => {
    expect(text).toContain(`| full: 512²×3, k 3 | ${names.OPENCV} | disagrees: differs by 0.5 of the value |`);
  });

  it("answers the issue's rows from the data", () => {
    expect(
      cells(
        "## What it is to show",
        "building runs for a hand-drawn region on 4096² (the slower of lasso and brush, kept windows included)",
      ).slice(2, 6),
    ).toEqual(["≤ 5 ms", "2.00 ms (2.00–2.50) at 4096²", "2.00 ms (2.00–2.50) at 4096²", "yes"]);
    expect(cells("## What it is to show", "wasm file, gzipped (the largest)")[5]).toBe("yes");
  });

  it("has a table in which every row has as many cells as its head", () => {
    const tables = text
      .trimEnd()
      .split("\n\n")
      .filter((block) => block.startsWith("|"));
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      expect(new Set(table.split("\n").map((line) => line.split("|").length)).size).toBe(1);
    }
  });

  it("says of what was left out that it was not measured", () => {
    expect(text.slice(text.indexOf("## The cpu backend"))).toMatch(/^## The cpu backend\n\nnot measured\n/);
  });
});

it.each([
  ["full-512-k3-s2", "512²×3, k 3, stride 2"],
  ["full-1024-k7-d2", "1024²×3, k 7, dilation 2"],
  ["runs-4096-k3", "4096²"],
])("%s is called %s", (id, title) => expect(titleOf(caseOf(id))).toBe(title));
