import type { Document } from "../../model/document";
import { allTensorsCost } from "../../model/budget";
import type { ImageShape } from "../../model/geometry";
import { MOST_HANDED_OUT } from "../../model/limits";
import { GRADIENT_NAMES, gradientNamed, TENSOR_NAMES, type TensorValues } from "../../model/runner";
import { writeNpy } from "../../share/arrays/npy-write";
import { CODE_TARGETS, TARGET_NAMES, type CodeTarget } from "../../share/code/targets";
import { copyText, saveBytes } from "../../share/save";
import { PlaygroundError, plainError } from "../../model/errors";
import { checkDifferentiable } from "../../state/gradients";
import { askFirst } from "../../state/asking";
import { toast } from "../../state/store";
import { readingOf } from "../../state/typed";
import { Menu, type MenuItem } from "../controls/menu";
import { useAttempt, useServices } from "../services";

/** The panels that are pictures. */
const STAGES = [
  { id: "river", label: "shapes", file: "shapes" },
  { id: "picture", label: "image and region", file: "image" },
  { id: "tensor", label: "tensor as shown", file: "tensor" },
  { id: "output", label: "output as shown", file: "output" },
  { id: "gradient", label: "gradient of the image as shown", file: "gradient" },
  { id: "speed", label: "speed chart", file: "speed" },
] as const;

const NAMES = [...TENSOR_NAMES, ...GRADIENT_NAMES];

/** A program typed by hand as a file of it needs it; null for every other. */
async function typedText(document: Document, image: ImageShape) {
  const reading = readingOf(document, image);
  if (!reading || typeof document.program === "string") return null;
  const { forFiles } = await import("../../language/for-files");
  return forFiles(reading, document.program.code);
}

// What writes files is fetched when it is first asked for.
const savePng = async (node: Element, file: string) =>
  (await import("../../share/save-stage")).saveStagePng(node, file);
const saveSvg = async (node: Element, file: string) =>
  (await import("../../share/save-stage")).saveStageSvg(node, file);

/** The document as code, pictures of the panels as PNG or SVG, tensors as .npy, all of them as .npz. */
export function SaveMenu() {
  const { runner, store } = useServices();
  const attempt = useAttempt();

  const stage = (id: string, save: (node: Element, file: string) => Promise<void>, file: string) => () =>
    attempt(async () => {
      const node = document.querySelector(`[data-testid="${id}"]`);
      if (!node?.getBoundingClientRect().width) {
        throw new PlaygroundError(
          "save-refused",
          "this panel shows nothing yet: a panel is saved as it stands on the page",
        );
      }
      await save(node, file);
    });
  const valuesOf = async (name: (typeof NAMES)[number]): Promise<TensorValues> =>
    name === "grad_filter" || name === "grad_image"
      ? gradientNamed(await runner.gradients(checkDifferentiable(store.getState())), name)
      : runner.tensor(name);
  const tensor = (name: (typeof NAMES)[number]) => () =>
    attempt(async () => {
      const values = await valuesOf(name);
      saveBytes(`${name}.npy`, writeNpy(values), "application/octet-stream");
    });
  const all = () =>
    attempt(async () => {
      const { document: present, picture } = store.getState();
      const cost = picture && allTensorsCost(present, picture.image.shape, MOST_HANDED_OUT);
      if (cost && (await askFirst(store, "Saving all tensors", cost)) === "leave") return;
      const entries: Record<string, TensorValues> = {};
      const missing: string[] = [];
      for (const name of NAMES) {
        try {
          // One after the other: the engine answers one question at a time, and memory is asked for once.
          entries[name] = await valuesOf(name);
        } catch (thrown) {
          missing.push(`${name}: ${plainError(thrown).message}`);
        }
      }
      const typed = picture && (await typedText(present, picture.image.shape));
      const { savedCalls, savedName } = await import("../../share/code");
      for (const call of typed ? savedCalls(typed) : []) {
        const name = savedName(typed?.program.calls[call]?.name ?? String(call));
        try {
          entries[name] = await runner.step("maps", call + 1);
        } catch (thrown) {
          missing.push(`${name}: ${plainError(thrown).message}`);
        }
      }
      const { writeNpz } = await import("../../share/arrays/npz");
      saveBytes("tensors.npz", writeNpz(entries), "application/zip");
      if (missing.length > 0) toast(store, "notice", `Left out of tensors.npz: ${missing.join("; ")}`);
    });

  const code = (target: CodeTarget, how: "file" | "clipboard") => () =>
    attempt(async () => {
      const { document: present, picture } = store.getState();
      if (!picture) throw new PlaygroundError("save-refused", "there is no picture yet to write code about");
      const { exportCode } = await import("../../share/code");
      const typed = await typedText(present, picture.image.shape);
      const { file, text, needsNpz } = exportCode(target, present, picture.image, typed);
      if (how === "file") saveBytes(file, new TextEncoder().encode(text), "text/plain");
      else if (!(await copyText(text))) {
        throw new PlaygroundError("clipboard", "the browser refused the clipboard: save the code as a file instead");
      }
      const done = how === "file" ? file : `${TARGET_NAMES[target]} code copied. It`;
      if (needsNpz) toast(store, "notice", `${done} reads the picture from tensors.npz beside it: Save, all tensors.`);
      else if (how === "clipboard") toast(store, "notice", `${TARGET_NAMES[target]} code copied; it runs as it is.`);
    });

  const items: MenuItem[] = [
    { label: "Code that runs as it is", heading: true },
    ...CODE_TARGETS.flatMap((target) => [
      {
        label: `${TARGET_NAMES[target]} code`,
        detail: target === "tfjs" ? ".mjs" : ".py",
        onChoose: code(target, "file"),
      },
      { label: `copy ${TARGET_NAMES[target]} code`, detail: "text", onChoose: code(target, "clipboard") },
    ]),
    { label: "Pictures", heading: true },
    ...STAGES.flatMap(({ id, label, file }) => [
      { label: `${label}, PNG`, detail: ".png", onChoose: stage(id, savePng, `${file}.png`) },
      { label: `${label}, SVG`, detail: ".svg", onChoose: stage(id, saveSvg, `${file}.svg`) },
    ]),
    { label: "Numbers", heading: true },
    ...NAMES.map((name) => ({ label: name, detail: ".npy", onChoose: tensor(name) })),
    { label: "all tensors", detail: ".npz", onChoose: all },
  ];
  return <Menu label="Save" className="header__save" items={items} />;
}
