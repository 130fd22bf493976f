import { TENSOR_NAMES } from "../../model/runner";
import { writeNpy } from "../../share/arrays/npy";
import { writeNpz } from "../../share/arrays/npz";
import { saveBytes, saveCanvasPng, saveSvg } from "../../share/save";
import { plainError } from "../../model/errors";
import { toast } from "../../state/store";
import { Menu, type MenuItem } from "../controls/menu";
import { useAttempt, useServices } from "../services";

const find = <T extends Element>(selector: string): T | null => document.querySelector<T>(selector);

/** Pictures of the panels as PNG or SVG, tensors as .npy, all of them as .npz. */
export function SaveMenu() {
  const { runner, store } = useServices();
  const attempt = useAttempt();

  const canvas = (selector: string, name: string) => () => {
    const node = find<HTMLCanvasElement>(selector);
    if (node) attempt(() => saveCanvasPng(node, name));
  };
  const tensor = (name: (typeof TENSOR_NAMES)[number]) => () =>
    attempt(async () => {
      const values = await runner.tensor(name);
      saveBytes(`${name}.npy`, writeNpy(values), "application/octet-stream");
    });
  const all = () =>
    attempt(async () => {
      const entries: Record<string, Awaited<ReturnType<typeof runner.tensor>>> = {};
      const missing: string[] = [];
      for (const name of TENSOR_NAMES) {
        try {
          // One after the other: the engine answers one question at a time, and memory is asked for once.
          // oxlint-disable-next-line no-await-in-loop
          entries[name] = await runner.tensor(name);
        } catch (thrown) {
          missing.push(`${name}: ${plainError(thrown).message}`);
        }
      }
      saveBytes("tensors.npz", writeNpz(entries), "application/zip");
      if (missing.length > 0) toast(store, "notice", `Left out of tensors.npz: ${missing.join("; ")}`);
    });

  const items: MenuItem[] = [
    { label: "Pictures", heading: true },
    {
      label: "shapes",
      detail: ".svg",
      onChoose: () => {
        const node = find<SVGSVGElement>('[data-testid="river"]');
        if (node) saveSvg("shapes.svg", node);
      },
    },
    { label: "image and region", detail: ".png", onChoose: canvas('[data-testid="picture"] canvas', "image.png") },
    { label: "tensor", detail: ".png", onChoose: canvas('[data-testid="tensor"] canvas', "tensor.png") },
    { label: "output ", detail: ".png", onChoose: canvas('[data-testid="output"] canvas', "output.png") },
    { label: "Numbers", heading: true },
    ...TENSOR_NAMES.map((name) => ({ label: name, detail: ".npy", onChoose: tensor(name) })),
    { label: "all tensors", detail: ".npz", onChoose: all },
  ];
  return <Menu label="Save" items={items} />;
}
