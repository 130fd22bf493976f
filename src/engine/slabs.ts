import { at } from "../model/dims";
import { type Geometry, type ImageShape, reachOf, windowGrid } from "../model/geometry";
import { bytesOf, type Layout } from "../model/layout";

/** Bytes of patches that are worked on at a time. */
export const SLAB_BYTES = 32 * 2 ** 20;

/**
 * Some windows of one image that follow each other: whole rows of windows, or a part of one row when even one is too
 * much. `first` is the number n of the first of them, `count` how many there are.
 */
export interface Slab {
  readonly b: number;
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
  readonly first: number;
  readonly count: number;
}

/** Cuts all windows, in their order, into slabs whose patches take at most `bytes`, or a single window each. */
export function cutSlabs(geometry: Geometry, image: ImageShape, bytes: number = SLAB_BYTES): Slab[] {
  const [batch, channels] = image;
  const [height, width] = windowGrid(geometry, image);
  const perWindow = bytesOf(channels * geometry.kernel_size[0] * geometry.kernel_size[1]);
  const most = Math.max(1, Math.floor(bytes / perWindow));
  const rowsAtOnce = Math.max(1, Math.floor(most / width));
  const columnsAtOnce = Math.min(width, most);
  const slabs: Slab[] = [];
  for (let b = 0; b < batch; b += 1) {
    for (let r = 0; r < height; r += rowsAtOnce) {
      const rows = [r, Math.min(height, r + rowsAtOnce)] as const;
      for (let s = 0; s < width; s += columnsAtOnce) {
        const columns = [s, Math.min(width, s + columnsAtOnce)] as const;
        const first = (b * height + r) * width + s;
        slabs.push({ b, rows, columns, first, count: (rows[1] - rows[0]) * (columns[1] - columns[0]) });
      }
    }
  }
  return slabs;
}

/** The geometry of an image that is padded already. */
export const withoutPadding = (geometry: Geometry): Geometry => ({ ...geometry, padding: [0, 0] });

/** The part of the padded image that a slab's windows see, as a view: [1, C, rows, columns]. */
export function slabLayout(padded: Layout, geometry: Geometry, { b, rows, columns }: Slab): Layout {
  const from = [rows[0] * geometry.stride[0], columns[0] * geometry.stride[1]] as const;
  const span = [
    (rows[1] - rows[0] - 1) * geometry.stride[0] + reachOf(geometry, 0),
    (columns[1] - columns[0] - 1) * geometry.stride[1] + reachOf(geometry, 1),
  ] as const;
  const { shape, stride, offset } = padded;
  return {
    shape: [1, at(shape, 1), span[0], span[1]],
    stride,
    offset: offset + b * at(stride, 0) + from[0] * at(stride, 2) + from[1] * at(stride, 3),
  };
}

/** The shape of a slab as an image of its own. */
export const slabImage = ({ shape }: Layout): ImageShape => [1, at(shape, 1), at(shape, 2), at(shape, 3)];
