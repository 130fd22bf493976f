import { VALUE_NAMES } from "../../model/runner";
import { CODE_TARGETS, TARGET_NAMES } from "../../share/code/targets";
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

/** The document as code, pictures of the panels as PNG or SVG, tensors as .npy, all of them as .npz. */
export function SaveMenu() {
  const source = useServices();
  const attempt = useAttempt();
  const by = (save: (saving: typeof import("../saving")) => Promise<void>) => () =>
    attempt(async () => save(await import("../saving")));

  const items: MenuItem[] = [
    { label: "Code that runs as it is", heading: true },
    ...CODE_TARGETS.flatMap((target) => [
      {
        label: `${TARGET_NAMES[target]} code`,
        detail: target === "tfjs" ? ".mjs" : ".py",
        onChoose: by(({ saveCode }) => saveCode(source, target, "file")),
      },
      {
        label: `copy ${TARGET_NAMES[target]} code`,
        detail: "text",
        onChoose: by(({ saveCode }) => saveCode(source, target, "clipboard")),
      },
    ]),
    { label: "Pictures", heading: true },
    ...STAGES.flatMap(({ id, label, file }) => [
      { label: `${label}, PNG`, detail: ".png", onChoose: by(({ savePanel }) => savePanel(id, file, "png")) },
      { label: `${label}, SVG`, detail: ".svg", onChoose: by(({ savePanel }) => savePanel(id, file, "svg")) },
    ]),
    { label: "Numbers", heading: true },
    ...VALUE_NAMES.map((name) => ({
      label: name,
      detail: ".npy",
      onChoose: by(({ saveTensor }) => saveTensor(source, name)),
    })),
    { label: "all tensors", detail: ".npz", onChoose: by(({ saveAllTensors }) => saveAllTensors(source)) },
  ];
  return <Menu label="Save" className="header__save" items={items} />;
}
