import { linesOf } from "./lines";
import { baseLines, filterLines, imageLines, PYTORCH, PYTORCH_IMPORTS, regionPart, SHOW } from "./pytorch";
import { pythonHead, titled } from "./python";
import type { Subject } from "./subject";

/** A program typed by hand, as far as a file of it needs to know. */
export interface TypedText {
  /** Its lines as they are read: without prompts, pasted output and common indentation. */
  readonly text: string;
  /** The line that is refused, from 1, and in which words; null when none is. */
  readonly refused: { readonly line: number; readonly words: string } | null;
  /** Names that hold tensors in the end which the program made. */
  readonly tensors: readonly string[];
}

const mentions = (text: string, ...names: readonly string[]): boolean =>
  new RegExp(String.raw`\b(?:${names.join("|")})\b`).test(text);

/** The text up to the line that is refused; that one and what follows as a comment. */
function runnable({ text, refused }: TypedText): string[] {
  const lines = text.trimEnd().split("\n");
  if (!refused) return lines;
  return [
    ...lines.slice(0, refused.line - 1),
    "# Refused here:",
    ...refused.words.split("\n").map((line) => `#     ${line}`),
    ...lines.slice(refused.line - 1).map((line) => (line.trim() === "" ? line : `# ${line}`)),
  ];
}

/**
 * A typed program as a PyTorch file: what the page binds to `image`, `filt`, `region`, `kept` and `base`, as far as the
 * text names it, then the text itself, then the layouts of what it made.
 */
export function typedPytorchCode(subject: Subject, typed: TypedText): string {
  const { text, tensors } = typed;
  const { program, steps } = subject.maps;
  const namesBase = mentions(text, "base");
  const last = program.calls.findIndex(({ name }) => name === "windows");
  // What stands under the centres is taken from the windows.
  const toWindows = { program: { ...program, calls: program.calls.slice(0, last + 1) }, steps };
  return [
    ...pythonHead(subject, { title: "A program typed by hand.", compares: false }, [
      ...PYTORCH_IMPORTS,
      "from torch import nn",
    ]),
    ...SHOW,
    ...titled("What the page holds"),
    ...imageLines(subject),
    ...filterLines(subject),
    ...(namesBase ? linesOf(toWindows, 0, PYTORCH, subject) : []),
    ...(mentions(text, "region", "kept", "base") ? regionPart(subject) : []),
    ...(namesBase ? baseLines(subject) : []),
    ...titled("The program"),
    ...runnable(typed),
    ...titled("What it made"),
    ...tensors.map((name) => `show("${name}", ${name})`),
    "",
  ].join("\n");
}
