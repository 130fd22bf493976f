import type { Geometry, ImageShape } from "../../model/geometry";

/** What a recipe is written for. */
export interface RecipeSpec {
  readonly image: ImageShape;
  readonly geometry: Geometry;
}

/** A program to look at, as text. */
export interface Recipe {
  readonly id: string;
  readonly title: string;
  /** One or two sentences on what it shows. */
  readonly shows: string;
  readonly code: string;
}

/** Lines that give a geometry its names: the kernel and how it moves. */
export function sizes({ geometry: { kernel_size, stride, dilation } }: RecipeSpec): string[] {
  const [kh, kw] = kernel_size;
  const isDilated = dilation[0] > 1 || dilation[1] > 1;
  return [
    "batch_size, channels, h, w = image.shape",
    `kh, kw = ${kh}, ${kw}  # kernel size`,
    `dh, dw = ${stride[0]}, ${stride[1]}  # stride`,
    ...(isDilated ? [`sh, sw = ${dilation[0]}, ${dilation[1]}  # dilation`] : []),
  ];
}

/** Whether anything is padded; the name of what the windows are cut from. */
export const sourceOf = ({ geometry }: RecipeSpec): "image" | "padded" =>
  geometry.padding[0] > 0 || geometry.padding[1] > 0 ? "padded" : "image";

/** The line that pads, if anything is padded. */
export function padding({
  geometry: {
    padding: [rows, columns],
    padding_mode,
  },
}: RecipeSpec): string[] {
  if (rows === 0 && columns === 0) return [];
  const mode = padding_mode === "zeros" ? "" : `, mode="${padding_mode}"`;
  return [`padded = F.pad(image, (${columns}, ${columns}, ${rows}, ${rows})${mode})`];
}

/** `name` becomes the windows [B, C, h_windows, w_windows, kh, kw], every tap still a view. */
export function windows(spec: RecipeSpec, name: string): string[] {
  const { dilation } = spec.geometry;
  const source = sourceOf(spec);
  if (dilation[0] === 1 && dilation[1] === 1) {
    return [...padding(spec), `${name} = ${source}.unfold(2, kh, dh).unfold(3, kw, dw)`];
  }
  return [
    ...padding(spec),
    `${name} = ${source}.unfold(2, sh * (kh - 1) + 1, dh).unfold(3, sw * (kw - 1) + 1, dw)`,
    `${name} = ${name}[..., ::sh, ::sw]  # every tap that the dilation meets`,
  ];
}

/** Keyword arguments of F.conv2d and F.unfold. */
export function moving({ geometry: { dilation } }: RecipeSpec): string {
  return dilation[0] === 1 && dilation[1] === 1 ? "stride=(dh, dw)" : "stride=(dh, dw), dilation=(sh, sw)";
}

/** Lines as a text. */
export const text = (lines: readonly string[]): string => `${lines.join("\n")}\n`;
