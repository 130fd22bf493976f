import { reshape, type Tensor, type Tensor1D } from "@tensorflow/tfjs-core";
import type { Pair } from "../../model/geometry";
import type { KernelMove } from "../../model/kernel-windows";
import { type Layout, numel } from "../../model/layout";
import { ZERO_ENTRY } from "../kernels/index-select";
import { selectEntries } from "./index-select";
import { paddedTable } from "./pad";

/** How the windows over images [count, H, W] lie over the storage of the padded images. */
export interface PaddedWindows {
  /** Rows and columns of a padded image. */
  readonly size: Pair;
  /** The layout [count, kh, kw, h_windows, w_windows] over the storage of the padded images. */
  readonly layout: Layout;
}

/** Where every tap of every window lies, for images of `size` whose windows are `grid`. */
export function paddedWindows(count: number, size: Pair, grid: Pair, move: KernelMove): PaddedWindows {
  const [rows, columns] = [size[0] + 2 * move.padding[0], size[1] + 2 * move.padding[1]];
  const [dilation, stride] = [move.dilation, move.stride];
  return {
    size: [rows, columns],
    layout: {
      shape: [count, ...move.kernel_size, ...grid],
      stride: [rows * columns, dilation[0] * columns, dilation[1], stride[0] * columns, stride[1]],
      offset: 0,
    },
  };
}

/** Images [count, H, W] with zeros around them, as a storage. */
export function paddedImages(
  images: Tensor,
  count: number,
  size: Pair,
  { padding: [rows, columns] }: KernelMove,
): Tensor1D {
  if (rows === 0 && columns === 0) return reshape(images, [images.size]);
  const table = paddedTable(size, [columns, columns, rows, rows], "zeros", ZERO_ENTRY);
  return reshape(selectEntries(images, { outer: count, size: numel(size), inner: 1 }, table), [count * table.length]);
}
