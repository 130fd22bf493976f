import type { Document } from "../../model/document";
import { PlaygroundError } from "../../model/errors";
import type { WorkingImage } from "../../model/runner";
import { numpyCode } from "./numpy";
import { pytorchCode } from "./pytorch";
import { needsNpz, subjectOf, type Subject } from "./subject";
import { tfjsCode } from "./tfjs";
import type { CodeTarget } from "./targets";
import { typedPytorchCode, type TypedText } from "./typed";

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

/**
 * A document over its working image as code that runs as it is: actual filter numbers, geometry, region and all. It
 * prints every layout and compares its results with tensors.npz when that lies beside it. A program typed by hand is
 * given as `typed` and written as PyTorch, which it is. Throws as geometry and filter do when they do not fit the image,
 * and "typed-program" for one typed by hand in another language.
 */
export function exportCode(
  target: CodeTarget,
  document: Document,
  image: WorkingImage,
  typed: TypedText | null = null,
): WrittenCode {
  const isTyped = typeof document.program !== "string";
  if (isTyped && (target !== "pytorch" || !typed)) {
    throw new PlaygroundError(
      "typed-program",
      "The program was typed by hand, as PyTorch: as PyTorch it can be saved. Choose thread, contiguous or reshape in the Shapes panel to have it written in another language.",
    );
  }
  const subject = subjectOf(document, image);
  const { file, write } = WRITERS[target];
  const text = typed && isTyped ? typedPytorchCode(subject, typed) : write(subject);
  return { file, text, needsNpz: needsNpz(subject) };
}
