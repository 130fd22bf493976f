import type { Document } from "../../model/document";
import { PlaygroundError } from "../../model/errors";
import type { WorkingImage } from "../../model/runner";
import { numpyCode } from "./numpy";
import { pytorchCode } from "./pytorch";
import { needsNpz, subjectOf, type Subject } from "./subject";
import { tfjsCode } from "./tfjs";
import type { CodeTarget } from "./targets";

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
 * prints every layout and compares its results with tensors.npz when that lies beside it. Throws as geometry and
 * filter do when they do not fit the image, and "typed-program" for one typed by hand, which is code already.
 */
export function exportCode(target: CodeTarget, document: Document, image: WorkingImage): WrittenCode {
  if (typeof document.program !== "string") {
    throw new PlaygroundError(
      "typed-program",
      "The program was typed by hand: its text in the Code tab is the PyTorch code. Choose thread, contiguous or reshape in the Shapes panel to have a whole file written.",
    );
  }
  const subject = subjectOf(document, image);
  const { file, write } = WRITERS[target];
  return { file, text: write(subject), needsNpz: needsNpz(subject) };
}
