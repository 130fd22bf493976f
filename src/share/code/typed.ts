import { PlaygroundError } from "../../model/errors";
import { Helpers, linesOf, type Dialect } from "./lines";
import { NUMPY, NUMPY_IMPORTS, NUMPY_SHOW, numpyBaseLines, numpyFilter, numpyImage, numpyRegion } from "./numpy";
import { NUMPY_HELPERS, NUMPY_NEEDS } from "./numpy-helpers";
import { comparing, pythonHead, titled } from "./python";
import { baseLines, filterLines, imageLines, NO_HELPER, PYTORCH, PYTORCH_IMPORTS, regionPart, SHOW } from "./pytorch";
import type { Subject } from "./subject";
import * as tfjs from "./tfjs";
import { TFJS_HELPERS, TFJS_NEEDS } from "./tfjs-helpers";
import { COMPARE, SHOW as TFJS_SHOW } from "./tfjs-parts";
import {
  allowedNames,
  refusedLines,
  savedName,
  typedLines,
  type TypedDialect,
  type TypedSubject,
  type TypedText,
} from "./typed-program";

const mentions = (text: string, ...names: readonly string[]): boolean =>
  new RegExp(String.raw`\b(?:${names.join("|")})\b`).test(text);

/** The lines of the controls' program up to the windows, which the base is taken from. */
function windowLines(subject: Subject, dialect: Dialect, helper: (name: string) => string): string[] {
  const { program, steps } = subject.maps;
  const last = program.calls.findIndex(({ name }) => name === "windows");
  return linesOf(
    { program: { ...program, calls: program.calls.slice(0, last + 1) }, steps },
    0,
    dialect,
    subject,
    helper,
  );
}

/**
 * A typed program as a PyTorch file: what the page binds to `image`, `filt`, `region`, `kept` and `base`, as far as the
 * text names it, then the text itself, then the layouts of what it made.
 */
export function typedPytorchCode({
  subject: whole,
  typed,
}: {
  readonly subject: Subject;
  readonly typed: TypedText;
}): string {
  const { text, tensors, refused } = typed;
  const namesBase = mentions(text, "base");
  const lines = text.trimEnd().split("\n");
  return [
    ...pythonHead(whole, { title: "A program typed by hand.", compares: false }, [
      ...PYTORCH_IMPORTS,
      "from torch import nn",
    ]),
    ...SHOW,
    ...titled("What the page holds"),
    ...imageLines(whole),
    ...filterLines(whole),
    ...(namesBase ? windowLines(whole, PYTORCH, NO_HELPER) : []),
    ...(mentions(text, "region", "kept", "base") ? regionPart(whole) : []),
    ...(namesBase ? baseLines(whole) : []),
    ...titled("The program"),
    ...(refused ? lines.slice(0, refused.line - 1) : lines),
    ...refusedLines(typed, PYTORCH.comment),
    ...titled("What it made"),
    ...tensors.map((name) => `show("${name}", ${name})`),
    "",
  ].join("\n");
}

/** Each tensor that the program made and that a name stands for in the end, under the name of its call. */
const results = ({ program, calls }: TypedText): string[] => [
  ...new Set(calls.flatMap((k) => program.calls[k]?.name ?? [])),
];

/** Names of Python and of the file itself. */
const PYTHON_TAKEN: ReadonlySet<string> = new Set([
  ..."np os sys inf nan NPZ saved sliding_window_view show compare float bool int len max print tuple list".split(" "),
  ...Object.keys(NUMPY_HELPERS),
]);

/** A typed program as a NumPy file, each line behind the line of the text it was read from. */
export function typedNumpyCode(given: TypedSubject): string {
  const typed = { ...given.typed, program: allowedNames(given.typed.program, PYTHON_TAKEN) };
  const { subject, used } = given;
  const helpers = new Helpers(NUMPY_HELPERS, NUMPY_NEEDS);
  const noGradient = (): never => {
    throw new PlaygroundError(
      "code",
      "NumPy has no autograd: .backward() cannot be written with it. Take the code as PyTorch or tfjs, which have it.",
    );
  };
  const dialect: TypedDialect = {
    ...NUMPY,
    helpers,
    saved: (name) => `saved["${name}"]`,
    gradient: noGradient,
    filled: noGradient,
  };
  const program = typedLines({ ...given, typed }, dialect, subject);
  const page = [
    ...(used.has("image") ? numpyImage(subject) : []),
    ...(used.has("filter") ? numpyFilter(subject) : []),
    ...(used.has("base") && used.has("image") ? windowLines(subject, NUMPY, helpers.use) : []),
    ...(used.has("region") ? numpyRegion(subject, helpers.use) : []),
    ...(used.has("base") ? numpyBaseLines(subject) : []),
  ];
  return [
    ...pythonHead(subject, { title: "A program typed by hand, in NumPy.", compares: true }, NUMPY_IMPORTS),
    ...NUMPY_SHOW,
    ...helpers.lines(1),
    "",
    ...(page.length > 0 ? [...titled("What the page holds"), ...page] : []),
    ...titled("The program"),
    ...program,
    ...refusedLines(given.typed, NUMPY.comment),
    ...titled("Compared with the page"),
    ...comparing(compareCalls(given.typed, typed, "")),
    "",
  ].join("\n");
}

/** Calls of `compare`; with nothing to compare Python still wants a statement. */
function compareCalls(original: TypedText, renamed: TypedText, end: string): string[] {
  const names = results(renamed);
  const found = results(original).map(
    (name, k) => `compare("${name}", ${names[k] ?? name}, "${savedName(name)}")${end}`,
  );
  return found.length > 0 || end !== "" ? found : ['print("The program makes no tensor.")'];
}

/** Names of JavaScript and of the module itself. */
const JAVASCRIPT_TAKEN: ReadonlySet<string> = new Set([
  ..."arguments async await break case catch class const continue debugger default delete do else enum eval export".split(
    " ",
  ),
  ..."extends false finally for function if implements import in instanceof interface let new null package".split(" "),
  ..."private protected public return static super switch this throw true try typeof undefined var void while".split(
    " ",
  ),
  ..."with yield NaN Infinity Array Math Map Object console tf saved show compare readBeside PADDING".split(" "),
  ..."image filt region kept base padded strips windows dilated dense pixels seen one keeps numbers".split(" "),
  ...Object.keys(TFJS_HELPERS),
]);

/** A typed program as a tfjs module, each line behind the line of the text it was read from. */
export function typedTfjsCode(given: TypedSubject): string {
  const typed = { ...given.typed, program: allowedNames(given.typed.program, JAVASCRIPT_TAKEN) };
  const { subject, used } = given;
  const helpers = new Helpers(TFJS_HELPERS, TFJS_NEEDS);
  const dialect: TypedDialect = {
    ...tfjs.TFJS,
    // The names are the person's own.
    variable: (name) => name,
    input: (text) => (text === "kept" ? "kept.toFloat()" : text),
    helpers,
    saved: (name) => `saved.get("${name}")`,
    gradient: (name, loss, leaf, lines) => [
      `const ${name} = tf.grad((${leaf}) => {`,
      ...lines.flatMap((line) => line.split("\n").map((each) => `  ${each}`)),
      `  return ${loss}.asScalar();`,
      `})(${leaf});`,
    ],
    filled: (name, like, value) => `const ${name} = tf.${value === 0 ? "zerosLike" : "onesLike"}(${like});`,
  };
  const program = typedLines({ ...given, typed }, dialect, subject);
  const page = [
    ...(used.has("image") ? tfjs.tfjsImage(subject) : []),
    ...(used.has("filter") ? tfjs.tfjsFilter(subject) : []),
    ...(used.has("base") && used.has("image") ? windowLines(subject, tfjs.TFJS, helpers.use) : []),
    ...(used.has("region") ? tfjs.tfjsRegion(subject, helpers.use) : []),
    ...(used.has("base") ? tfjs.tfjsBaseLines(subject) : []),
  ];
  return [
    ...tfjs.tfjsHead(subject, "A program typed by hand, in TensorFlow.js: numbers are float32, bools 0 and 1."),
    ...TFJS_SHOW,
    ...helpers.lines(1),
    ...(page.length > 0 ? [...tfjs.titled("What the page holds"), ...page] : []),
    ...tfjs.titled("The program"),
    ...program,
    ...refusedLines(given.typed, dialect.comment),
    ...tfjs.titled("Compared with the page"),
    ...COMPARE,
    ...tfjs.comparing(compareCalls(given.typed, typed, ";")),
    "",
    `export { ${results(typed).join(", ")} };`,
    "",
  ].join("\n");
}
