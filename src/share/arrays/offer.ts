import { listed } from "../../model/dims";
import { filterPlan } from "./as-filter";
import { imageShapeOf } from "./as-image";
import type { ArrayEntry } from "./open";

/** What an array would be on the page, in words, and how many filters there are to choose from. */
export interface Offer {
  readonly words: string;
  readonly filters: number;
}

const KINDS: Readonly<Record<string, string>> = { f: "float", i: "int", u: "uint" };

/** An element type as PyTorch calls it: float32 for NumPy's `<f4` and the `F32` of .safetensors. */
function typeName(dtype: string): string {
  const [, kind = "", size = ""] = /^[<>|=]?([fiub])(\d)$/.exec(dtype) ?? [];
  if (kind === "b") return "bool";
  if (kind !== "") return `${KINDS[kind]}${8 * Number(size)}`;
  return dtype
    .toLowerCase()
    .replace(/^(bf|f|i|u)(?=\d+$)/, (letters) => (letters === "bf" ? "bfloat" : (KINDS[letters] ?? "")));
}

/** Says what an array is as image or filter. Throws as `imageShapeOf` and `filterPlan` do when it cannot be one. */
export function offerOf({ shape, dtype }: ArrayEntry, target: "image" | "filter", channels: number): Offer {
  const found = `${dtype === "text" ? "" : `${typeName(dtype)} `}${listed(shape)}`;
  if (target === "image") {
    const [b, c, h, w] = imageShapeOf(shape);
    return { words: `${found} as image: B ${b}, C ${c}, H ${h}, W ${w}`, filters: 1 };
  }
  const { filters, kernel, shared } = filterPlan(shape, channels);
  const slices = shared
    ? channels > 1
      ? `one slice for all ${channels} channels`
      : "one slice"
    : `${channels} slices`;
  const which = filters > 1 ? `one filter of ${filters}` : "filter";
  return { words: `${found} as ${which}: ${kernel[0]} × ${kernel[1]}, ${slices}`, filters };
}
