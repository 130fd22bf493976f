import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forFiles } from "../../../src/language/for-files";
import { readProgram } from "../../../src/language/read";
import { recipes } from "../../../src/language/recipes";
import { DEFAULT_DOCUMENT, type Document } from "../../../src/model/document";
import { windowCount } from "../../../src/model/geometry";
import { keptRows } from "../../../src/model/recipes/masked-convolution";
import { keptRuns } from "../../../src/model/region/kept-windows";
import { regionRuns } from "../../../src/model/region/region-runs";
import { flagsOf, repeated } from "../../../src/model/runs";
import { trace } from "../../../src/model/trace";
import type { WorkingImage } from "../../../src/model/runner";
import { exportCode } from "../../../src/share/code";

/* A program typed by hand, saved as a file, makes in real Python the layouts that the page shows. */

const image: WorkingImage = { shape: [2, 3, 9, 8], data: Float32Array.from({ length: 432 }, (_, n) => n) };
const DOCUMENT: Document = {
  ...DEFAULT_DOCUMENT,
  image: { arange: { shape: [2, 3, 9, 8] } },
  stride: [2, 1],
  region: { shapes: [{ add: { rect: [1, 1, 5, 6] } }], keep: "any", outside: "input" },
};
const kept = keptRows(
  repeated(flagsOf(keptRuns(regionRuns(DOCUMENT.region.shapes, 9, 8), DOCUMENT, image.shape, "any")), 2),
);

/** The file of a program, and the layouts that the page has of what it makes. */
function written(code: string): { readonly text: string; readonly layouts: string[] } {
  const base = windowCount(DOCUMENT, image.shape);
  const reading = readProgram(code, { image: image.shape, filter: [3, 3, 3], region: true, kept, base });
  const steps = trace(reading.program);
  const made = [...reading.variables].flatMap(([name, value]) => {
    const step = value.kind === "tensor" && "call" in value.operand ? steps[value.operand.call + 1] : undefined;
    return step?.kind === "done" ? [{ name, layout: step.layout }] : [];
  });
  const typed = forFiles(reading, code);
  return {
    text: exportCode("pytorch", { ...DOCUMENT, program: { code } }, image, typed).text,
    layouts: made.map(({ name, layout: { shape, stride } }) => `${name} [${shape.join(", ")}] [${stride.join(", ")}]`),
  };
}

interface Answer {
  readonly printed: string;
  readonly error?: string;
}

/** Runs files one after the other in one Python, which takes long to load PyTorch. */
function run(texts: readonly string[]): Answer[] {
  const folder = mkdtempSync(join(tmpdir(), "unfold-typed-"));
  try {
    const files = texts.map((text, at) => {
      const file = join(folder, `typed_${at}.py`);
      writeFileSync(file, text);
      return file;
    });
    const { stdout, stderr } = spawnSync("/usr/bin/python3", [join(import.meta.dirname, "run.py"), ...files], {
      encoding: "utf8",
    });
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout) as Answer[]; // run.py writes one per file
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const BOUND = ">>> rows = base.unsqueeze(0)\n>>> some = image.flatten(2)[:, :, kept]\n>>> bad = image.view(7, -1)\n";

describe("a typed program saved as PyTorch", () => {
  it("runs, with what the page binds, without what is refused, and makes the page's layouts", () => {
    const programs = [
      ...recipes({ image: image.shape, geometry: DOCUMENT }).map(({ id, code }) => ({ name: id, code })),
      { name: "what the page binds, a session's prompts, and a refused line", code: BOUND },
    ].map((each) => ({ ...each, ...written(each.code) }));
    const answers = run(programs.map(({ text }) => text));
    const found = programs.map(({ name, layouts }, at) => {
      const { printed = "", error = "" } = answers[at] ?? {};
      const layout = /^(\S+)\s+shape (\[.*?\]) {2}stride (\[.*?\])/;
      const lines = printed.trimEnd().split("\n").slice(-layouts.length);
      return { name, error, layouts: lines.map((line) => (layout.exec(line) ?? []).slice(1).join(" ")) };
    });
    expect(found).toEqual(programs.map(({ name, layouts }) => ({ name, error: "", layouts })));
    expect(programs.every(({ layouts }) => layouts.length > 0)).toBe(true);
  });
});
