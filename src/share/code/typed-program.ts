import { PlaygroundError } from "../../model/errors";
import { gradientWay, isReached, isSame } from "../../model/gradient-way";
import { numel } from "../../model/layout";
import type { Call, Operand, Program, Step } from "../../model/program";
import { keptRows } from "../../model/recipes/masked-convolution";
import { keptRuns } from "../../model/region/kept-windows";
import { regionRuns } from "../../model/region/region-runs";
import { listOf, rowCount, type Rows } from "../../model/rows";
import { flagsOf, repeated } from "../../model/runs";
import { placeOf, type Dialect, type Helpers } from "./lines";
import { axesNote } from "./notes";
import { MOST_WRITTEN, type Subject, type Written } from "./subject";

/** A program typed by hand, as far as a file of it needs to know. */
export interface TypedText {
  /** Its lines as they are read: without prompts, pasted output and common indentation. */
  readonly text: string;
  /** The line that is refused, from 1, and in which words; null when none is. */
  readonly refused: { readonly line: number; readonly words: string } | null;
  /** Names that hold tensors in the end which the program made. */
  readonly tensors: readonly string[];
  readonly program: Program;
  readonly steps: readonly Step[];
  /** For each of `tensors` the call that made it. */
  readonly calls: readonly number[];
}

/** What the .npz file calls a tensor of a typed program. */
export const savedName = (name: string): string => `program.${name}`;

const isDrawn = ({ op }: Call): boolean => op === "randn" || op === "rand";

/** The calls whose numbers the .npz file holds: what the names stand for in the end, and what was drawn by lot. */
export function savedCalls({ program, steps, calls }: Pick<TypedText, "program" | "steps" | "calls">): number[] {
  const drawn = program.calls.flatMap((call, k) => (isDrawn(call) ? [k] : []));
  return [...new Set([...calls, ...drawn])].filter((k) => steps[k + 1]?.kind === "done").toSorted((a, b) => a - b);
}

/** Names of the page's own tensors that a program computes with. */
function usedInputs({ program, steps }: TypedText, kept: Int32Array): Set<string> {
  const done = program.calls.filter((_, k) => steps[k + 1]?.kind === "done");
  const used = new Set(
    done.flatMap(({ inputs }) => inputs.flatMap((operand) => ("input" in operand ? [operand.input] : []))),
  );
  for (const call of done) {
    if ((call.op === "index_select" || call.op === "scatter") && isPages(call.args.rows, kept)) used.add("kept");
  }
  return used;
}

/** True for the rows that the page's region keeps; few are written out, whoever they come from. */
function isPages(rows: Rows, kept: Int32Array): boolean {
  if (typeof rows === "number") return true;
  if (kept.length === 0 || rowCount(rows) !== kept.length) return false;
  return listOf(rows).every((row, k) => row === kept[k]);
}

/** A typed program over a document: what it needs of the page, and what is missing without the .npz file. */
export interface TypedSubject {
  readonly subject: Subject;
  readonly typed: TypedText;
  readonly used: ReadonlySet<string>;
  /** Numbers of the windows that the region keeps. */
  readonly kept: Int32Array;
}

/** What a file of a typed program is written from: the subject as far as the program uses it. */
export function typedSubject(subject: Subject, typed: TypedText): TypedSubject {
  const { document, image } = subject;
  const [batch, , height, width] = image.shape;
  const runs = regionRuns(document.region.shapes, height, width);
  const flags = flagsOf(keptRuns(runs, document, image.shape, document.region.keep));
  const kept = keptRows(repeated(flags, batch));
  const used = usedInputs(typed, kept);
  if (used.has("kept")) used.add("region");
  if (used.has("base") && document.region.outside !== "zeros") used.add("image");
  if (used.has("base") && document.region.outside === "dense") used.add("filter");
  const most = typed.program.calls.some((call, k) => isDrawn(call) && isLong(typed.steps[k + 1]));
  return {
    subject: {
      ...subject,
      imageFrom: used.has("image") ? subject.imageFrom : "rule",
      filterFrom: used.has("filter") ? subject.filterFrom : "numbers",
      region: used.has("region") ? subject.region : null,
      readsMore: most,
    },
    typed,
    used,
    kept,
  };
}

const isLong = (step: Step | undefined): boolean => step?.kind === "done" && numel(step.layout.shape) > MOST_WRITTEN;

/** What a language says of typed programs beside its dialect. */
export interface TypedDialect extends Dialect {
  readonly helpers: Helpers;
  /** A tensor of the .npz file as an expression. */
  readonly saved: (name: string) => string;
  /** The statement of a gradient: a function of the tensor, and where it is asked. Throws for a language without. */
  readonly gradient: (name: string, loss: string, leaf: string, lines: readonly string[]) => string[];
  /** The statement for a gradient that nothing leads to, and of a tensor with respect to itself. */
  readonly filled: (name: string, like: string, value: 0 | 1) => string;
}

/** The lines of a typed program, each behind the line of the text it was read from, up to the one that is refused. */
export function typedLines({ typed, kept }: TypedSubject, dialect: TypedDialect, subject: Subject): string[] {
  const written: Written = { program: typed.program, steps: typed.steps };
  const source = typed.text.split("\n");
  const differentiable = typed.program.calls.some(({ op }) => op === "grad");
  const rows = (asked: Rows, name: string): string | readonly number[] => {
    if (typeof asked === "number") return name;
    return isPages(asked, kept) ? "kept" : [...listOf(asked)];
  };
  const more = { helper: dialect.helpers.use, rows, differentiable };
  const statement = (k: number): string => {
    const call = typed.program.calls[k] as Call;
    const name = dialect.variable(call.name);
    const place = placeOf(written, k, dialect, more);
    const text =
      isDrawn(call) && isLong(typed.steps[k + 1])
        ? dialect.saved(savedName(call.name))
        : dialect.expression(call, place);
    return dialect.statement(name, text, call, subject);
  };
  const nameOf = (operand: Operand): string => {
    if ("call" in operand) return dialect.variable(typed.program.calls[operand.call]?.name ?? "");
    return typed.program.inputs[operand.input]?.code ?? operand.input;
  };
  let told = 0;
  return typed.program.calls.flatMap((call, k) => {
    const step = typed.steps[k + 1];
    if (step?.kind !== "done") return [];
    const { line = 0, endLine = line } = call.source ?? {};
    const words = line > told ? source.slice(line - 1, endLine) : [];
    told = Math.max(told, endLine);
    const name = dialect.variable(call.name);
    return [
      ...(words.length > 0 ? [""] : []),
      ...words.map((each) => dialect.comment(each.trim() === "" ? "" : each)),
      ...(call.op === "grad" ? gradientLines(call, name, { typed, dialect, statement, nameOf }) : [statement(k)]),
      dialect.show(name, axesNote(step)),
    ];
  });
}

/** A gradient: the lines on its way once more, as a function of the tensor that it is asked for. */
function gradientLines(
  call: Call,
  name: string,
  {
    typed: { program },
    dialect,
    statement,
    nameOf,
  }: {
    readonly typed: TypedText;
    readonly dialect: TypedDialect;
    readonly statement: (k: number) => string;
    readonly nameOf: (operand: Operand) => string;
  },
): string[] {
  const [loss, leaf] = call.inputs;
  if (!loss || !leaf) throw new PlaygroundError("missing-operand", "a gradient takes a loss and a tensor");
  if (isSame(loss, leaf)) return [dialect.filled(name, nameOf(leaf), 1)];
  if (!isReached(program, leaf, loss)) return [dialect.filled(name, nameOf(leaf), 0)];
  return dialect.gradient(name, nameOf(loss), nameOf(leaf), gradientWay(program, leaf, loss).map(statement));
}

/** What was not carried out, as a comment: the line that is refused, in which words, and all behind it. */
export function refusedLines({ text, refused }: TypedText, comment: (text: string) => string): string[] {
  if (!refused) return [];
  const lines = text.trimEnd().split("\n");
  return [
    comment("Refused here:"),
    ...refused.words.split("\n").map((line) => comment(`    ${line}`)),
    ...lines.slice(refused.line - 1).map((line) => (line.trim() === "" ? line : comment(line))),
  ];
}

/** The names of a program as a language can have them: those that mean something else there get a `_` behind. */
export function allowedNames(program: Program, taken: ReadonlySet<string>): Program {
  const names = new Set(program.calls.map(({ name }) => name));
  const free = (name: string): string => {
    let other = `${name}_`;
    while (names.has(other) || taken.has(other)) other += "_";
    return other;
  };
  return {
    ...program,
    calls: program.calls.map((call) => (taken.has(call.name) ? { ...call, name: free(call.name) } : call)),
  };
}
