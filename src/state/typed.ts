import type { readProgram } from "../language/read";
import type { Reading } from "../language/reading";
import type { Document, Region } from "../model/document";
import { windowCount, type Geometry, type ImageShape } from "../model/geometry";
import { keptRows } from "../model/recipes/masked-convolution";
import { keptRuns } from "../model/region/kept-windows";
import { regionRuns } from "../model/region/region-runs";
import { flagsOf, repeated } from "../model/runs";
import { geometryOf, remembered } from "./remembered";

/** Numbers of the windows that a region keeps, all pictures of the batch. */
const keptOf = remembered((region: Region, geometry: Geometry, image: ImageShape): Int32Array => {
  const [batch, , height, width] = image;
  const flags = flagsOf(keptRuns(regionRuns(region.shapes, height, width), geometry, image, region.keep));
  return keptRows(repeated(flags, batch));
});

let language: { readonly readProgram: typeof readProgram } | null = null;

/** Fetches what reads programs. A document with a typed program may come to the page once this has resolved. */
export async function loadLanguage(): Promise<void> {
  language ??= await import("../language/read");
}

const read = remembered((code: string, image: ImageShape, geometry: Geometry, kept: Int32Array): Reading => {
  if (!language) throw new Error("a typed program is read before the language is loaded");
  const [kh, kw] = geometry.kernel_size;
  return language.readProgram(code, {
    image,
    filter: [image[1], kh, kw],
    region: true,
    kept,
    base: windowCount(geometry, image),
  });
});

/** What the document's typed program says about the picture; null when the program is not a typed one. */
export function readingOf(document: Document, image: ImageShape): Reading | null {
  const { program, region, kernel_size, stride, padding, padding_mode, dilation } = document;
  if (typeof program === "string") return null;
  const geometry = geometryOf(kernel_size, stride, padding, padding_mode, dilation);
  return read(program.code, image, geometry, keptOf(region, geometry, image));
}
