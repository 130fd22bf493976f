import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forFiles } from "../../../src/language/for-files";
import { readProgram } from "../../../src/language/read";
import { recipes } from "../../../src/language/recipes";
import { encodeBase64 } from "../../../src/model/base64";
import { DEFAULT_DOCUMENT, type Document } from "../../../src/model/document";
import { windowCount } from "../../../src/model/geometry";
import type { TensorValues, WorkingImage } from "../../../src/model/runner";
import { writeNpz } from "../../../src/share/arrays/npz";
import { exportCode, savedCalls, savedName } from "../../../src/share/code";
import type { CodeTarget } from "../../../src/share/code/targets";
import type { LanguageCase } from "../../language/told";
import { dense } from "../../oracle/convolution";
import { kept as keptOf, mask } from "../../oracle/region";
import { resolveFilter } from "../../../src/model/filter";
import casesJson from "../../fixtures/language.json";
import { pageValues, startEngine } from "./page-values";

/*
 * Programs typed by hand, written as NumPy and as tfjs: every file runs where it belongs and gives the numbers that real
 * PyTorch wrote into the fixtures, or the page's own where it wrote none down.
 */

const TARGETS = ["numpy", "tfjs"] as const satisfies readonly CodeTarget[];
const CASES = casesJson as readonly LanguageCase[]; // what language.py writes

interface Typed {
  readonly name: string;
  readonly code: string;
  readonly document: Document;
  readonly image: WorkingImage;
  readonly kept: Int32Array;
  readonly numbers: Readonly<Record<string, Float32Array>>;
  /** What PyTorch found, by variable. */
  readonly known: LanguageCase["variables"];
}

const wholeNumbers = (count: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, n) => ((7 * n) % 17) - 8);
const numelOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** A program of the fixtures, over the tensors that PyTorch had; none that asks for rows which no region here keeps. */
function fromFixture({ name, source, image: shape, filter, variables }: LanguageCase): Typed[] {
  if (/\bkept\b/.test(source)) return [];
  const [, , height, width] = shape;
  const picture = wholeNumbers(numelOf(shape));
  const weights = wholeNumbers(numelOf(filter));
  const [channels, kh, kw] = filter;
  const slices = Array.from({ length: channels }, (_, c) =>
    Array.from({ length: kh }, (_row, i) => [...weights.subarray((c * kh + i) * kw, (c * kh + i + 1) * kw)]),
  );
  const inRegion = Float32Array.from({ length: height * width }, (_, n) => Number((3 * n) % 4 === 0));
  const shapes = [...inRegion].flatMap((flag, n) =>
    flag === 1 ? [{ add: { rect: [n % width, Math.floor(n / width), 1, 1] as const } }] : [],
  );
  const document: Document = {
    ...DEFAULT_DOCUMENT,
    program: { code: source },
    image: { tensor: { shape, float32: encodeBase64(new Uint8Array(picture.buffer)) } },
    kernel_size: [kh, kw],
    filter: { values: slices },
    region: { ...DEFAULT_DOCUMENT.region, shapes },
  };
  return [
    {
      name,
      code: source,
      document,
      image: { shape, data: picture },
      kept: new Int32Array(0),
      numbers: { image: picture, filter: weights, region: inRegion },
      known: variables,
    },
  ];
}

const image: WorkingImage = { shape: [2, 3, 9, 8], data: Float32Array.from({ length: 432 }, (_, n) => n) };
const DOCUMENT: Document = {
  ...DEFAULT_DOCUMENT,
  image: { arange: { shape: [2, 3, 9, 8] } },
  stride: [2, 1],
  padding: [1, 0],
  padding_mode: "replicate",
  region: { shapes: [{ add: { rect: [1, 1, 5, 6] } }], keep: "any", outside: "dense" },
};

/** A program over a document with a region, and with what stands outside of it. */
function overDocument(name: string, code: string): Typed {
  const document: Document = { ...DOCUMENT, program: { code } };
  const region = mask(document.region.shapes, 9, 8);
  const flags = keptOf(region, document, image.shape, "any");
  const kept = Int32Array.from(flags.flatMap((flag, n) => (flag === 1 ? [n] : [])));
  const filter = resolveFilter(document.filter, 3, document.kernel_size);
  const base = Float32Array.from(dense(image, document, filter));
  const numbers = {
    image: image.data,
    filter,
    region: Float32Array.from(region),
    kept: Float32Array.from(kept),
    base,
  };
  return { name, code, document, image, kept, numbers, known: {} };
}

const OWN: readonly (readonly [string, string])[] = [
  [
    "what the page binds",
    "rows = base.unsqueeze(0)\nsome = image.flatten(2)[:, :, :5]\nmarked = region.float() * 2\nnumbers = kept + 1\n",
  ],
  [
    "rows the region keeps",
    "rows = base.index_select(0, kept)\nback = torch.zeros(base.shape).index_copy(0, kept, rows)\n",
  ],
  ["numbers drawn by lot", "torch.manual_seed(3)\na = torch.randn(4, 5)\nb = (a @ torch.rand(5, 2)).sum(0)\n"],
  ["many of them", "a = torch.randn(40, 50)\nb = torch.rand(50, 45).sum(1)\nc = a @ b\n"],
  ["a line that is refused", ">>> a = image * 2\n>>> bad = image.view(7, -1)\n>>> c = a + 1\n"],
  [
    "names that mean something else",
    "show = image.sum(1)\nnew = show + 1\nnp = new * 2\nconst = np.unfold(1, 3, 1)\nunfold = const.abs()\ntf = unfold - 1\nfunction = tf.max(1).values\n",
  ],
  ["no tensor at all", "a = 3\n"],
  [
    "prefixes of one letter",
    "x = image\nw = nn.Parameter(filt)\n(x.unfold(2, 3, 1).unfold(3, 3, 1) * w[:, None, None]).sum().backward()\ng = w.grad\n",
  ],
  [
    "gradients through much",
    "w = nn.Parameter(filt[:, None])\ny = F.conv2d(image, w, stride=(2, 1), padding=1, dilation=(1, 2), groups=3)\nz = F.relu(y - y.mean()).max(1).values\nloss = (z ** 2).mean() + torch.einsum('ncij->n', w).sum()\nloss.backward()\ng = w.grad\n",
  ],
  [
    "gradients of slices, stacks and pads",
    "a = (torch.arange(24.0) / 7).view(2, 3, 4).requires_grad_()\nb = torch.cat([a[:, ::2], a[:, 1:2]], 1)\nc = F.pad(torch.stack([b, b * 2], 0).flatten(0, 1), (1, 1), mode='reflect')\nd = c.as_strided((3, 4), (2, 1)).clone() @ c[0, :, :4].T[:, :3]\n(torch.where(d > 3, d, d * 0.5).sum() + c.masked_fill(c > 2, 0.0).mean() + F.fold(F.unfold(a[None], 2), (3, 4), 2).max()).backward()\ng = a.grad\n",
  ],
];

const programs: readonly Typed[] = [
  ...CASES.flatMap(fromFixture),
  ...recipes({ image: image.shape, geometry: DOCUMENT }).map(({ id, code }) => overDocument(`recipe ${id}`, code)),
  ...OWN.map(([name, code]) => overDocument(name, code)),
];

const folder = join("tests", ".artifacts");
let home = "";

interface Answer {
  readonly printed: string;
  readonly error?: string;
}

interface Outcome {
  readonly typed: Typed;
  /** Names that were compared. */
  readonly compared: number;
  readonly gradients: boolean;
  readonly refusal: string | null;
  readonly answer: Answer | null;
  readonly text: string;
}

const outcomes = new Map<CodeTarget, Outcome[]>();

function run(target: CodeTarget, files: readonly string[]): Answer[] {
  const beside = join("tests", "pytorch", "exports");
  const [command, script] = target === "tfjs" ? ["node", "run.mjs"] : ["/usr/bin/python3", "run.py"];
  const { stdout, stderr, status } = spawnSync(command, [join(beside, script), ...files], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer[]; // what run.py and run.mjs write
}

beforeAll(async () => {
  await startEngine();
  mkdirSync(folder, { recursive: true });
  home = mkdtempSync(join(folder, "typed-"));
  const files: { readonly target: CodeTarget; readonly file: string; readonly outcome: Omit<Outcome, "answer"> }[] = [];
  for (const target of TARGETS) outcomes.set(target, []);
  for (const [at, typed] of programs.entries()) {
    const { code, document, kept, numbers, known } = typed;
    const shape = typed.image.shape;
    const [kh, kw] = document.kernel_size;
    const reading = readProgram(code, {
      image: shape,
      filter: [shape[1], kh, kw],
      region: true,
      kept,
      ...(numbers["base"] ? { base: windowCount(document, shape) } : {}),
    });
    const facts = forFiles(reading, code);
    const calls = savedCalls(facts);
    const values = await pageValues(reading.program, calls, numbers);
    const entries: Record<string, TensorValues> = {};
    for (const call of calls) {
      const step = facts.steps[call + 1];
      const name = facts.program.calls[call]?.name ?? "";
      const variable = facts.tensors[facts.calls.indexOf(call)] ?? "";
      const told = known[variable];
      const wanted = told && "values" in told ? Float32Array.from(told.values ?? []) : values.get(call);
      if (step?.kind === "done" && wanted)
        entries[savedName(name)] = { shape: step.layout.shape, data: Float32Array.from(wanted) };
    }
    const here = join(home, String(at));
    mkdirSync(here);
    const pages = {
      image: { shape, data: numbers["image"] },
      filter: { shape: [shape[1], kh, kw], data: numbers["filter"] },
    };
    writeFileSync(join(here, "tensors.npz"), writeNpz({ ...(pages as Record<string, TensorValues>), ...entries }));
    const gradients = reading.program.calls.some(({ op }) => op === "grad");
    for (const target of TARGETS) {
      const compared = new Set(facts.calls).size;
      try {
        const { file, text } = exportCode(target, document, typed.image, facts);
        writeFileSync(join(here, file), text);
        files.push({ target, file: join(here, file), outcome: { typed, compared, gradients, refusal: null, text } });
      } catch (thrown) {
        outcomes.get(target)?.push({ typed, compared, gradients, refusal: String(thrown), answer: null, text: "" });
      }
    }
  }
  for (const target of TARGETS) {
    const own = files.filter((each) => each.target === target);
    const answers = run(
      target,
      own.map(({ file }) => file),
    );
    own.forEach(({ outcome }, k) => outcomes.get(target)?.push({ ...outcome, answer: answers[k] ?? null }));
  }
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.each(TARGETS)("programs typed by hand, as %s", (target) => {
  const all = (): Outcome[] => outcomes.get(target) ?? [];

  it("are many, and only a gradient is refused, where there is none", () => {
    expect(all().length).toBeGreaterThan(500);
    const refused = all().filter(({ refusal }) => refusal !== null);
    expect(refused.filter(({ gradients }) => !gradients).map(({ typed, refusal }) => [typed.code, refusal])).toEqual(
      [],
    );
    expect(refused.map(({ refusal }) => refusal)).toEqual(
      refused.map(() => expect.stringContaining("NumPy has no autograd") as unknown),
    );
    if (target === "tfjs") expect(refused).toEqual([]);
  });

  it("run, and every tensor that a name stands for has its numbers", () => {
    const wrong = all().flatMap(({ typed, compared, answer, refusal, text }) => {
      if (refusal !== null) return [];
      const lines = answer?.printed.split("\n") ?? [];
      const agree = lines.filter((line) => / agrees: /.test(line)).length;
      if (answer && answer.error === undefined && agree === compared) return [];
      const why = lines.filter((line) => /DIFFERS|cannot be compared/.test(line));
      return [{ name: typed.name, code: typed.code, error: answer?.error, why, text: process.env["SHOW"] ? text : "" }];
    });
    expect(wrong).toEqual([]);
  });
});
