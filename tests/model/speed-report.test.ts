import { describe, expect, it } from "vitest";
import { csvOf, markdownOf, subjectLine } from "../../src/model/speed-report";
import { findingsWith } from "./speed-findings";
import { PLAIN } from "./geometries";

const findings = findingsWith({}, {}, { drawn: 0.102 });

describe("subjectLine", () => {
  it("names backend, picture and kernel, and leaves out what is not there", () => {
    expect(subjectLine(findings)).toBe(
      "wasm · relaxed SIMD · 1 thread; image [1, 3, 102, 102]; kernel 3 × 3; stride 1 × 1; 5 samples of at least 5 ms, warm-up excluded",
    );
    const geometry = {
      ...PLAIN,
      padding: [1, 2] as const,
      padding_mode: "reflect" as const,
      dilation: [2, 1] as const,
    };
    expect(subjectLine({ ...findings, geometry })).toContain("padding 1 × 2 reflect; dilation 2 × 1");
    expect(subjectLine({ ...findings, measured: [] })).toMatch(/^image/);
  });
});

describe("markdownOf", () => {
  const lines = markdownOf(findings).split("\n");
  const table = lines.filter((line) => line.startsWith("|"));

  it("begins with what was measured and what it means", () => {
    expect(lines[0]).toMatch(/^### /);
    expect(lines[2]).toBe(subjectLine(findings));
    expect(lines[4]).toMatch(/^On this machine /);
    expect(lines[6]).toMatch(/^The drawn region keeps 10.2/);
  });

  it("has a row of as many cells for every measurement, the drawn region first, then by coverage", () => {
    expect(table).toHaveLength(findings.measured.length + 2);
    expect(new Set(table.map((line) => line.split("|").length)).size).toBe(1);
    expect(table.slice(2, 6).map((line) => line.split(" | ").slice(0, 2).join(" "))).toEqual([
      "| drawn region tf.conv2d",
      "| drawn region dense kernel",
      "| drawn region gather + matMul",
      "| drawn region region kernel",
    ]);
    expect(table[6]).toMatch(
      /^\| shape \| gather \+ matMul \| 1\u00A0% \| 100 \| 2700 \| 0.9 \| 0.855 – 0.99 \| 0.01 \| 0.45 \|/,
    );
    expect(table.at(-1)).toMatch(/^\| shape \| region kernel \| 100/);
  });

  it("marks phases that a method does not have", () => {
    expect(table[2]).toMatch(/ – \| – \| 4 \| – \| 0.02 \|$/);
  });
});

describe("csvOf", () => {
  const rows = csvOf(findings)
    .split("\r\n")
    .map((line) => line.split(","));

  it("has a head, a row for every measurement and an end of line after each", () => {
    expect(rows).toHaveLength(findings.measured.length + 2);
    expect(rows.at(-1)).toEqual([""]);
    expect(new Set(rows.slice(0, -1).map((row) => row.length))).toEqual(new Set([18]));
  });

  it("holds the numbers as they are", () => {
    const at = (name: string) => rows[0]?.indexOf(name) ?? -1;
    const row = rows[4] ?? [];
    expect(
      ["method", "windows_chosen_by", "coverage_asked", "coverage", "kept", "windows", "macs"].map(
        (name) => row[at(name)],
      ),
    ).toEqual(["region", "drawn", "", "0.102", "1020", "10000", "27540"]);
    expect(Number(row[at("median_ms")])).toBe(findings.measured[3]?.measurement.median);
    expect(row[at("phase_gather_ms")]).toBe("");
    expect(row[at("phase_runs_ms")]).toBe("0.01");
  });

  it("quotes what needs it", () => {
    const [first] = findings.measured;
    if (!first) throw new Error("nothing was measured");
    const odd = { ...first, measurement: { ...first.measurement, detail: 'webgl · "ANGLE", software' } };
    expect(csvOf({ ...findings, measured: [odd] })).toContain('wasm,"webgl · ""ANGLE"", software",drawn');
  });
});
