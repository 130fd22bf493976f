import type { Document } from "../model/document";
import { allTensorsCost } from "../model/budget";
import { PlaygroundError, plainError } from "../model/errors";
import type { ImageShape } from "../model/geometry";
import { MOST_HANDED_OUT } from "../model/limits";
import { gradientNamed, type Runner, type TensorValues, VALUE_NAMES, type ValueName } from "../model/runner";
import { writeNpy } from "../share/arrays/npy-write";
import { type CodeTarget, TARGET_NAMES } from "../share/code/targets";
import { copyText, saveBytes } from "../share/save";
import { askFirst } from "../state/asking";
import { checkDifferentiable } from "../state/gradients";
import { type Store, toast } from "../state/store";
import { readingOf } from "../state/typed";

/* What the Save menu does; fetched when something is first chosen there. */

/** Whose numbers and document are saved. */
export interface Source {
  readonly store: Store;
  readonly runner: Pick<Runner, "tensor" | "gradients" | "step">;
}

async function valuesOf({ runner, store }: Source, name: ValueName): Promise<TensorValues> {
  return name === "grad_filter" || name === "grad_image"
    ? gradientNamed(await runner.gradients(checkDifferentiable(store.getState())), name)
    : runner.tensor(name);
}

/** A program typed by hand as a file of it needs it; null for every other. */
async function typedText(document: Document, image: ImageShape) {
  const reading = readingOf(document, image);
  if (!reading || typeof document.program === "string") return null;
  const { forFiles } = await import("../language/for-files");
  return forFiles(reading, document.program.code);
}

/** A panel, by its test id, as it stands on the page. Throws "save-refused" when it shows nothing. */
export async function savePanel(id: string, file: string, kind: "png" | "svg"): Promise<void> {
  const node = document.querySelector(`[data-testid="${id}"]`);
  if (!node?.getBoundingClientRect().width) {
    throw new PlaygroundError(
      "save-refused",
      "this panel shows nothing yet: a panel is saved as it stands on the page",
    );
  }
  const { saveStagePng, saveStageSvg } = await import("../share/save-stage");
  if (kind === "png") await saveStagePng(node, `${file}.png`);
  else saveStageSvg(node, `${file}.svg`);
}

/** One tensor as .npy. */
export async function saveTensor(source: Source, name: ValueName): Promise<void> {
  saveBytes(`${name}.npy`, writeNpy(await valuesOf(source, name)), "application/octet-stream");
}

/** All tensors, and those of a typed program, as tensors.npz; what cannot be had is named and left out. */
export async function saveAllTensors(source: Source): Promise<void> {
  const { runner, store } = source;
  const { document: present, picture } = store.getState();
  const cost = picture && allTensorsCost(present, picture.image.shape, MOST_HANDED_OUT);
  if (cost && (await askFirst(store, "Saving all tensors", cost)) === "leave") return;
  const entries: Record<string, TensorValues> = {};
  const missing: string[] = [];
  // One after the other: the engine answers one question at a time, and memory is asked for once.
  for (const name of VALUE_NAMES) {
    try {
      entries[name] = await valuesOf(source, name);
    } catch (thrown) {
      missing.push(`${name}: ${plainError(thrown).message}`);
    }
  }
  const typed = picture && (await typedText(present, picture.image.shape));
  const { savedCalls, savedName } = await import("../share/code");
  for (const call of typed ? savedCalls(typed) : []) {
    const name = savedName(typed?.program.calls[call]?.name ?? String(call));
    try {
      entries[name] = await runner.step("maps", call + 1);
    } catch (thrown) {
      missing.push(`${name}: ${plainError(thrown).message}`);
    }
  }
  const { writeNpz } = await import("../share/arrays/npz");
  saveBytes("tensors.npz", writeNpz(entries), "application/zip");
  if (missing.length > 0) toast(store, "notice", `Left out of tensors.npz: ${missing.join("; ")}`);
}

/**
 * The document as code, into a file or onto the clipboard. Throws "save-refused" without a picture, "clipboard" where that
 * is refused.
 */
export async function saveCode({ store }: Source, target: CodeTarget, how: "file" | "clipboard"): Promise<void> {
  const { document: present, picture } = store.getState();
  if (!picture) throw new PlaygroundError("save-refused", "there is no picture yet to write code about");
  const { exportCode } = await import("../share/code");
  const typed = await typedText(present, picture.image.shape);
  const { file, text, needsNpz } = exportCode(target, present, picture.image, typed);
  if (how === "file") saveBytes(file, new TextEncoder().encode(text), "text/plain");
  else if (!(await copyText(text))) {
    throw new PlaygroundError("clipboard", "the browser refused the clipboard: save the code as a file instead");
  }
  const done = how === "file" ? file : `${TARGET_NAMES[target]} code copied. It`;
  if (needsNpz) toast(store, "notice", `${done} reads the picture from tensors.npz beside it: Save, all tensors.`);
  else if (how === "clipboard") toast(store, "notice", `${TARGET_NAMES[target]} code copied; it runs as it is.`);
}
