import { paddedSource, pixelUnder, reachOf, windowAt, type Geometry, type ImageShape } from "./geometry";
import { linkSelection, type PixelSelection, type ProductSelection } from "./selection";

/** True when (y, x), counted from the first real pixel, lies in the border that padding adds. */
export function isPadding([, , height, width]: ImageShape, y: number, x: number): boolean {
  return y < 0 || y >= height || x < 0 || x >= width;
}

/** `image[0, :, 45, 59]`, or `padded image[0, :, -1, 59]` for a cell of the border. */
export function pixelName({ b, c, y, x }: PixelSelection, image: ImageShape): string {
  return `${isPadding(image, y, x) ? "padded " : ""}image[${b}, ${c ?? ":"}, ${y}, ${x}]`;
}

/** What a pixel is and how many windows it feeds, in one line. */
export function pixelReading(selection: PixelSelection, g: Geometry, image: ImageShape): string {
  const { windows } = linkSelection(selection, g, image);
  const what = `${standing(selection.y, selection.x, g, image)}${channelWords(selection.c, image)}`;
  const [only] = windows;
  if (only === undefined) return `${what}; no window sees it`;
  if (windows.length === 1) return `${what}; feeds output ${place(only, g, image)}`;
  return `${what}; feeds ${windows.length} windows and their output pixels`;
}

/**
 * The name of the number that a product selection stands for: `product[n, c, i, j]`, `map[n][i, j]`,
 * `depthwise[b, c, r, s]`, `output[b, 0, r, s]`; any other choice of summed axes as PyTorch writes it over the products
 * [N, C, kh, kw].
 */
export function sumName({ n, c, i, j }: ProductSelection, g: Geometry, image: ImageShape): string {
  const [b, r, s] = windowAt(g, image, n);
  if (c === null && i === null && j === null) return `output[${b}, 0, ${r}, ${s}]`;
  if (c !== null && i === null && j === null) return `depthwise[${b}, ${c}, ${r}, ${s}]`;
  if (c === null && i !== null && j !== null) return `map[${n}][${i}, ${j}]`;
  const index = [n, c, i, j].filter((at) => at !== null).join(", ");
  const summed = [c, i, j].flatMap((at, axis) => (at === null ? [axis + 1] : []));
  if (summed.length === 0) return `product[${index}]`;
  return `products.sum(${summed.length === 1 ? summed.join("") : `(${summed.join(", ")})`})[${index}]`;
}

/** Which pixels, taps and window a sum is made from, and the output pixel it feeds, in one line. */
export function sumReading({ n, c, i, j }: ProductSelection, g: Geometry, image: ImageShape): string {
  const [, r, s] = windowAt(g, image, n);
  const window = `window ${place(n, g, image)}`;
  const channel = channelWords(c, image);
  const feeds = `output ${place(n, g, image)}`;
  if (i !== null && j !== null) {
    const [y, x] = pixelUnder(g, r, s, i, j);
    return `${standing(y, x, g, image)}${channel} under tap (${i}, ${j}) of ${window}; feeds ${feeds}`;
  }
  const rows = span("row", pixelUnder(g, r, 0, i ?? 0, 0)[0], i === null ? reachOf(g, 0) : 1, g.dilation[0]);
  const columns = span("column", pixelUnder(g, 0, s, 0, j ?? 0)[1], j === null ? reachOf(g, 1) : 1, g.dilation[1]);
  const taps = i !== null ? `tap row ${i} of ` : j !== null ? `tap column ${j} of ` : "";
  const isOutput = c === null && i === null && j === null;
  return `${taps}${window}${channel}: ${rows}, ${columns}; ${isOutput ? "this is" : "feeds"} ${feeds}`;
}

/** What stands at (y, x) of the padded image. */
function standing(y: number, x: number, g: Geometry, image: ImageShape): string {
  if (!isPadding(image, y, x)) return `pixel at row ${y}, column ${x}`;
  const row = paddedSource(g.padding_mode, y, image[2]);
  const column = paddedSource(g.padding_mode, x, image[3]);
  if (row === null || column === null) return `zero of the padding at row ${y}, column ${x}`;
  return `padding at row ${y}, column ${x}, a copy of the pixel at row ${row}, column ${column},`;
}

function span(what: string, from: number, reach: number, dilation: number): string {
  if (reach === 1) return `${what} ${from}`;
  return `${what}s ${from} to ${from + reach - 1}${dilation === 1 ? "" : ` in steps of ${dilation}`}`;
}

/** A window's row and column, with its image where there are several. */
function place(n: number, g: Geometry, image: ImageShape): string {
  const [b, r, s] = windowAt(g, image, n);
  return `(${r}, ${s})${image[0] > 1 ? ` of image ${b}` : ""}`;
}

function channelWords(c: number | null, image: ImageShape): string {
  return c === null || image[1] === 1 ? "" : ` of channel ${c}`;
}
