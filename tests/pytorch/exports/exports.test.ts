import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { programKind, KEEP_RULES, OUTSIDE_FILLS, PROGRAM_KINDS } from "../../../src/model/document";
import { resolveFilter } from "../../../src/model/filter";
import { PADDING_MODES } from "../../../src/model/geometry";
import { maskedConvolution } from "../../../src/model/recipes/masked-convolution";
import { patchMaps } from "../../../src/model/recipes/patch-maps";
import { trace } from "../../../src/model/trace";
import type { TensorValues } from "../../../src/model/runner";
import { writeNpz } from "../../../src/share/arrays/npz";
import { exportCode } from "../../../src/share/code";
import { CODE_TARGETS, type CodeTarget } from "../../../src/share/code/targets";
import { worstDifference } from "../../oracle/compare";
import { dense, depthwise, products, summed } from "../../oracle/convolution";
import { get, grid, pixel, windows } from "../../oracle/image";
import { kept, mask } from "../../oracle/region";
import { exportedDocuments, type Exported } from "./documents";

/* Every exported file runs where it belongs and gives the oracle's numbers. */

const COUNT = 64;
const documents = exportedDocuments(COUNT);
const PYTHON = "/usr/bin/python3";

interface Answer {
  readonly printed: string;
  readonly error?: string;
  readonly results?: Readonly<Record<string, { readonly shape: number[]; readonly data: (number | "nan")[] }>>;
}

interface Expected {
  readonly filter: Float32Array;
  readonly kept: number[];
  readonly region: number[];
  readonly dense: number[];
  readonly output: number[];
  readonly sums: number[];
}

/** What stands where no window ran: the centre pixel's mean over the channels. */
function underCentres({ document, image }: Exported): number[] {
  const [dh, dw] = [0, 1].map((a) =>
    Math.floor(((document.dilation[a] ?? 1) * ((document.kernel_size[a] ?? 1) - 1)) / 2),
  );
  return windows(document, image.shape).map(([b, y, x]) => {
    let sum = 0;
    for (let c = 0; c < image.shape[1]; c += 1) sum += pixel(image, document, b, c, y + (dh ?? 0), x + (dw ?? 0));
    return sum / image.shape[1];
  });
}

function expectedOf(exported: Exported): Expected {
  const { document, image } = exported;
  const filter = resolveFilter(document.filter, image.shape[1], document.kernel_size);
  const region = mask(document.region.shapes, image.shape[2], image.shape[3]);
  const flags = kept(region, document, image.shape, document.region.keep);
  const everywhere = dense(image, document, filter);
  const outside = { zeros: () => 0, dense: (n: number) => get(everywhere, n), input: (n: number) => get(under, n) };
  const under = underCentres(exported);
  return {
    filter,
    region,
    kept: flags,
    dense: everywhere,
    output: everywhere.map((value, n) => (flags[n] === 1 ? value : outside[document.region.outside](n))),
    sums: summed(image, document, filter, document.sum_over),
  };
}

/** The file that the page would save beside the code, with the oracle's numbers. */
function npzOf({ document, image }: Exported, expected: Expected): Uint8Array {
  const [b, c, h, w] = image.shape;
  const [rows, columns] = grid(document, image.shape);
  const [kh, kw] = document.kernel_size;
  const n = b * rows * columns;
  const tensor = (shape: number[], data: ArrayLike<number>): TensorValues => ({ shape, data: Float32Array.from(data) });
  return writeNpz({
    image: tensor([...image.shape], image.data),
    filter: tensor([c, kh, kw], expected.filter),
    products: tensor([n, c, kh, kw], products(image, document, expected.filter)),
    maps: tensor([n, kh, kw], summed(image, document, expected.filter, ["C"])),
    depthwise: tensor([b, c, rows, columns], depthwise(image, document, expected.filter)),
    output: tensor([b, 1, rows, columns], expected.output),
    dense: tensor([b, 1, rows, columns], expected.dense),
    kept: tensor([n], expected.kept),
    region: tensor([h, w], expected.region),
  });
}

/** What the files must print: the layouts of image, filter, both programs' steps and the dense output. */
function layoutsOf(
  { document, image }: Exported,
  flags: number[],
): { shape: readonly number[]; stride: readonly number[] }[] {
  const spec = { image: image.shape, geometry: document, sum_over: document.sum_over };
  const asked = trace(patchMaps({ ...spec, program: programKind(document.program) }));
  const maps = asked.at(-1)?.kind === "refused" ? trace(patchMaps({ ...spec, program: "reshape" })) : asked;
  const count = flags.filter((flag) => flag === 1).length;
  const output = trace(
    maskedConvolution({ image: image.shape, geometry: document, kept: count, outside: document.region.outside }),
  );
  const [rows, columns] = grid(document, image.shape);
  const [kh, kw] = document.kernel_size;
  const layouts = (steps: typeof maps) => steps.flatMap((step) => (step.kind === "done" ? [step.layout] : []));
  const common = output.findIndex((step) => step.code.includes(".permute("));
  const [first, ...others] = layouts(maps);
  return [
    ...(first ? [first] : []),
    { shape: [image.shape[1], kh, kw], stride: [kh * kw, kw, 1] },
    ...others,
    { shape: [image.shape[0], 1, rows, columns], stride: [rows * columns, rows * columns, columns, 1] },
    ...layouts(output).slice(common),
  ];
}

const LAYOUT = /^\w+ +shape \[([\d, ]*)\](?: {2}stride \[([\d, ]*)\])?/;
const numbersIn = (text: string | undefined): number[] | null =>
  text === undefined
    ? null
    : text
        .split(",")
        .filter((each) => each.trim() !== "")
        .map(Number);

/** The layouts that a file printed, in order. */
const printedLayouts = (printed: string): { shape: number[] | null; stride: number[] | null }[] =>
  printed.split("\n").flatMap((line) => {
    const found = LAYOUT.exec(line);
    return found ? [{ shape: numbersIn(found[1]), stride: numbersIn(found[2]) }] : [];
  });

/** Axes of one entry may have any stride: nothing is ever stepped over; a tensor without numbers has none that counts. */
const meaningful = (shape: readonly number[], stride: readonly number[]): number[] =>
  shape.includes(0) ? [] : stride.filter((_, axis) => (shape[axis] ?? 0) > 1);

const folder = join("tests", ".artifacts");
let home = "";
const answers = new Map<CodeTarget, Answer[]>();
const expected = documents.map(expectedOf);

function run(command: string, args: string[]): Answer[] {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer[]; // what run.py and run.mjs write
}

const runAll = (target: CodeTarget, files: string[]): Answer[] =>
  target === "tfjs"
    ? run("node", [join("tests", "pytorch", "exports", "run.mjs"), ...files])
    : run(PYTHON, [join("tests", "pytorch", "exports", "run.py"), ...files]);

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  home = mkdtempSync(join(folder, "exports-"));
  const files: Record<CodeTarget, string[]> = { pytorch: [], numpy: [], tfjs: [] };
  documents.forEach((exported, at) => {
    const here = join(home, String(at));
    mkdirSync(here);
    const found = expected[at];
    if (found) writeFileSync(join(here, "tensors.npz"), npzOf(exported, found));
    for (const target of CODE_TARGETS) {
      const { file, text } = exportCode(target, exported.document, exported.image);
      writeFileSync(join(here, file), text);
      files[target].push(join(here, file));
    }
  });
  for (const target of CODE_TARGETS) answers.set(target, runAll(target, files[target]));
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("the documents of this test", () => {
  it("have every option, and some that PyTorch refuses as they are", () => {
    const all = documents.map(({ document }) => document);
    const padded = all.filter(({ padding }) => padding[0] + padding[1] > 0);
    expect(documents).toHaveLength(COUNT);
    expect(new Set(padded.map(({ padding_mode }) => padding_mode))).toEqual(new Set(PADDING_MODES));
    expect(new Set(all.map(({ sum_over }) => sum_over.join())).size).toBe(8);
    expect(new Set(all.map(({ region }) => `${region.keep} ${region.outside}`)).size).toBe(
      KEEP_RULES.length * OUTSIDE_FILLS.length,
    );
    expect(new Set(all.map(({ program }) => program))).toEqual(new Set(PROGRAM_KINDS));
    const kinds = all.flatMap(({ region }) =>
      region.shapes.flatMap((edit) => Object.values(edit).flatMap((drawn) => Object.keys(drawn as object))),
    );
    expect(new Set(kinds)).toEqual(new Set(["rect", "ellipse", "polygon", "brush"]));
    expect(
      all.filter(({ dilation, stride }) => Math.max(...dilation) > 1 && Math.max(...stride) > 1).length,
    ).toBeGreaterThan(9);
    const refused = documents.filter(
      ({ document, image }) => document.program === "thread" && image.shape[0] > 1 && image.shape[1] > 1,
    );
    expect(refused.length).toBeGreaterThan(2);
    const counts = expected.map(({ kept: flags }) => new Set(flags).size);
    expect(counts).toContain(1);
    expect(counts).toContain(2);
  });
});

describe.each(CODE_TARGETS)("exported for %s", (target) => {
  it.each(documents.map((exported, at) => [at, exported] as const))(
    "document %i runs and gives the page's numbers",
    (at, exported) => {
      const answer = answers.get(target)?.[at];
      const wanted = expected[at];
      if (!answer || !wanted) throw new Error("no answer");
      expect(answer.error).toBeUndefined();
      expect(answer.printed).not.toMatch(/DIFFERS|cannot be compared/);
      expect(answer.printed.match(/agrees/g)).toHaveLength(6);

      const numbers = (name: string): number[] => (answer.results?.[name]?.data ?? []).map(Number);
      const result =
        exported.document.sum_over.length === 0
          ? "products"
          : exported.document.sum_over.join() === "C"
            ? "maps"
            : "sums";
      expect(worstDifference(numbers(result), wanted.sums)).toBeLessThan(1e-5);
      expect(worstDifference(numbers("dense"), wanted.dense)).toBeLessThan(1e-5);
      expect(worstDifference(numbers("output"), wanted.output)).toBeLessThan(1e-5);
      expect(numbers("keeps")).toEqual(wanted.kept);

      const printed = printedLayouts(answer.printed);
      const layouts = layoutsOf(exported, wanted.kept);
      expect(printed.map(({ shape }) => shape)).toEqual(layouts.map(({ shape }) => shape));
      // tfjs has no strides. NumPy's say nothing along axes of one entry, and its sums keep the order of the memory.
      if (target === "pytorch")
        expect(printed.map(({ stride }) => stride)).toEqual(layouts.map(({ stride }) => stride));
      if (target === "numpy") {
        const names = answer.printed.split("\n").filter((line) => LAYOUT.test(line));
        const strides = (each: readonly { shape: readonly number[] | null; stride: readonly number[] | null }[]) =>
          each.map(({ shape, stride }, step) =>
            /^(maps|sums) /.test(names[step] ?? "") ? [] : meaningful(shape ?? [], stride ?? []),
          );
        expect(strides(printed)).toEqual(strides(layouts));
      }
    },
  );
});

describe.each(CODE_TARGETS)("code for %s without tensors.npz", (target) => {
  it("runs when the numbers are in it, and says what is missing when they are not", () => {
    const here = join(home, "alone");
    mkdirSync(here, { recursive: true });
    const write = (exported: Exported | undefined, name: string): string => {
      if (!exported) throw new Error("no such document");
      const code = exportCode(target, exported.document, exported.image);
      writeFileSync(join(here, name + code.file), code.text);
      return join(here, name + code.file);
    };
    const made = documents.find(({ document }) => "arange" in document.image);
    const photo = documents.find(({ document }) => "absent" in document.image);
    const [runs, stops] = runAll(target, [write(made, "made"), write(photo, "photo")]);
    expect(runs?.error).toBeUndefined();
    expect(runs?.printed).toContain("Nothing to compare with");
    expect(stops?.error).toContain("save all tensors");
  });
});

describe.each(CODE_TARGETS)("code for %s beside other numbers", (target) => {
  it("says which results differ", () => {
    const [exported, wanted] = [documents[0], expected[0]];
    if (!exported || !wanted) throw new Error("no document");
    const here = join(home, `other-${target}`);
    mkdirSync(here);
    const { file, text } = exportCode(target, exported.document, exported.image);
    writeFileSync(join(here, file), text);
    const dense0 = wanted.dense.map((value, n) => (n === 0 ? value + 1 : value));
    writeFileSync(join(here, "tensors.npz"), npzOf(exported, { ...wanted, dense: dense0 }));
    const [answer] = runAll(target, [join(here, file)]);
    expect(answer?.printed).toMatch(/^dense +DIFFERS/m);
    expect(answer?.printed.match(/DIFFERS/g)).toHaveLength(1);
  });
});
