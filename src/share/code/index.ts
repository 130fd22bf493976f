import type { Document } from "../../model/document";
import { PlaygroundError } from "../../model/errors";
import type { HeldImage } from "../../model/runner";
import { numpyCode } from "./numpy";
import { pytorchCode } from "./pytorch";
import { needsNpz, subjectOf, type Subject } from "./subject";
import { tfjsCode } from "./tfjs";
import type { CodeTarget } from "./targets";
import { typedNumpyCode, typedPytorchCode, typedTfjsCode } from "./typed";
import { typedSubject, type TypedSubject, type TypedText } from "./typed-program";

/** Code that was written: what its file is called, and whether it needs tensors.npz beside it. */
export interface WrittenCode {
  readonly file: string;
  readonly text: string;
  readonly needsNpz: boolean;
}

const WRITERS: Readonly<Record<CodeTarget, { readonly file: string; readonly write: (subject: Subject) => string }>> = {
  pytorch: { file: "unfold_pytorch.py", write: pytorchCode },
  numpy: { file: "unfold_numpy.py", write: numpyCode },
  tfjs: { file: "unfold_tfjs.mjs", write: tfjsCode },
};

const TYPED_WRITERS: Readonly<Record<CodeTarget, (typed: TypedSubject) => string>> = {
  pytorch: typedPytorchCode,
  numpy: typedNumpyCode,
  tfjs: typedTfjsCode,
};

/**
 * A document over its working image as code that runs as it is: actual filter numbers, geometry, region and all. It
 * prints every layout and compares its results with tensors.npz when that lies beside it. A program typed by hand is
 * given as `typed`: as PyTorch it is written as it stands, in the other languages line by line. Throws as geometry and
 * filter do when they do not fit the image, and "code" for what a language cannot say.
 */
export function exportCode(
  target: CodeTarget,
  document: Document,
  image: HeldImage,
  typed: TypedText | null = null,
): WrittenCode {
  const subject = subjectOf(document, image);
  const { file, write } = WRITERS[target];
  if (typeof document.program === "string") return { file, text: write(subject), needsNpz: needsNpz(subject) };
  if (!typed) throw new PlaygroundError("code", "a program typed by hand is written from what was read of it");
  const given = target === "pytorch" ? whole(subject, typed) : typedSubject(subject, typed);
  return { file, text: TYPED_WRITERS[target](given), needsNpz: needsNpz(given.subject) };
}

/** The text itself may name anything of the page. */
const whole = (subject: Subject, typed: TypedText): TypedSubject => ({ ...typedSubject(subject, typed), subject });

export { savedCalls, savedName } from "./typed-program";
