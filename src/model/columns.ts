import { at, listed } from "./dims";
import { PyTorchError } from "./errors";
import { type KernelMove, windowsOf } from "./kernel-windows";
import { contiguousLayout, type Layout, type Shape } from "./layout";

/*
 * What F.unfold (im2col) and F.fold (col2im) share: the columns [B, C·kh·kw, L] of an image [B, C, H, W]
 * (aten/src/ATen/native/im2col_shape_check.h).
 */

/** Columns and image of one F.unfold or F.fold. */
export interface ColumnsPlan {
  readonly layout: Layout;
  readonly batched: boolean;
  readonly channels: number;
  readonly size: readonly [number, number];
  readonly grid: readonly [number, number];
}

const refuse = (message: string): never => {
  throw new PyTorchError(message);
};

function checkMove({ kernel_size, dilation, padding, stride }: KernelMove): void {
  const said = (words: readonly [string, string], [rows, columns]: readonly number[]): string =>
    `${words[0]}: ${rows} ${words[1]}: ${columns}`;
  if (kernel_size.some((each) => each <= 0)) {
    refuse(`kernel size should be greater than zero, but got ${said(["kernel_height", "kernel_width"], kernel_size)}`);
  }
  if (dilation.some((each) => each <= 0)) {
    refuse(`dilation should be greater than zero, but got ${said(["dilation_height", "dilation_width"], dilation)}`);
  }
  if (padding.some((each) => each < 0)) {
    refuse(`padding should be non-negative, but got ${said(["pad_height", "pad_width"], padding)}`);
  }
  if (stride.some((each) => each <= 0)) {
    refuse(`stride should be greater than zero, but got ${said(["stride_height", "stride_width"], stride)}`);
  }
}

/** `tensor.size(dim)`, in whose words a missing axis is refused. */
function sizeAt(shape: Shape, dim: number): number {
  if (shape.length === 0) return refuse(`Dimension specified as ${dim} but tensor has no dimensions`);
  const size = shape[dim];
  if (size === undefined) {
    return refuse(
      `Dimension out of range (expected to be in range of [${-shape.length}, ${shape.length - 1}], but got ${dim})`,
    );
  }
  return size;
}

/** What F.unfold makes of an image; throws PyTorch's refusals. */
export function unfoldPlan(shape: Shape, move: KernelMove): ColumnsPlan {
  checkMove(move);
  const filled = sizeAt(shape, 1) !== 0 && sizeAt(shape, 2) !== 0;
  const batched = shape.length === 4;
  if (!(shape.length === 3 && at(shape, 0) !== 0 && filled) && !(batched && filled && at(shape, 3) !== 0)) {
    refuse(
      `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${listed(shape)}`,
    );
  }
  const [channels, height, width] = shape.slice(-3) as [number, number, number];
  const grid = [windowsOf(move, 0, height), windowsOf(move, 1, width)] as const;
  if (grid[0] < 1 || grid[1] < 1) {
    const pair = (values: readonly number[]): string => `(${values.join(", ")})`;
    // PyTorch prints the height twice.
    refuse(
      `Given input with spatial size ${pair([height, height])}, kernel_size=${pair(move.kernel_size)}, dilation=${pair(move.dilation)}, padding=${pair(move.padding)}, calculated shape of the array of sliding blocks as ${pair(grid)}, but its components must be at least one.`,
    );
  }
  const rows = channels * move.kernel_size[0] * move.kernel_size[1];
  const layout = contiguousLayout([...shape.slice(0, -3), rows, grid[0] * grid[1]]);
  return { layout, batched, channels, size: [height, width], grid };
}

/** What F.fold makes of columns; throws PyTorch's refusals. */
export function foldPlan(shape: Shape, size: readonly [number, number], move: KernelMove): ColumnsPlan {
  checkMove(move);
  const batched = shape.length === 3;
  const plain = shape.length === 2 && at(shape, 0) !== 0 && at(shape, 1) !== 0;
  if (!plain && !(batched && at(shape, 1) !== 0 && at(shape, 2) !== 0)) {
    refuse(
      `Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${listed(shape)}`,
    );
  }
  const [rows, columns] = shape.slice(-2) as [number, number];
  const taps = move.kernel_size[0] * move.kernel_size[1];
  const pair = (values: readonly number[]): string => `(${values.join(", ")})`;
  if (rows % taps !== 0) {
    refuse(
      `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${rows} and kernel_size=${pair(move.kernel_size)}.`,
    );
  }
  const grid = [windowsOf(move, 0, size[0]), windowsOf(move, 1, size[1])] as const;
  const given = `Given output_size=${pair(size)}, kernel_size=${pair(move.kernel_size)}, dilation=${pair(move.dilation)}, padding=${pair(move.padding)}, stride=${pair(move.stride)}, expected`;
  if (columns !== grid[0] * grid[1]) {
    refuse(
      `${given} size of input's dimension 2 to match the calculated number of sliding blocks ${grid[0]} * ${grid[1]} = ${grid[0] * grid[1]}, but got input.size(2)=${columns}.`,
    );
  }
  if (grid[0] < 1 || grid[1] < 1) {
    refuse(
      `${given} calculated shape of the array of sliding blocks as ${pair(grid)}, which is too small (non-positive)`,
    );
  }
  if (size[0] < 1 || size[1] < 1) {
    refuse(`Expected output spatial size to be positive, but got: output_size=${pair(size)}.`);
  }
  const channels = rows / taps;
  const layout = contiguousLayout([...shape.slice(0, -2), channels, ...size]);
  return { layout, batched, channels, size, grid };
}

/** The element of an image under row `row` and column `column` of its columns; null where it lies in the padding. */
export function pixelOfColumn(
  { grid, size }: ColumnsPlan,
  move: KernelMove,
  row: number,
  column: number,
): readonly number[] | null {
  const [kh, kw] = move.kernel_size;
  const tap = [Math.floor(row / kw) % kh, row % kw] as const;
  const window = [Math.floor(column / grid[1]), column % grid[1]] as const;
  const [y, x] = ([0, 1] as const).map(
    (axis) => window[axis] * move.stride[axis] - move.padding[axis] + tap[axis] * move.dilation[axis],
  ) as [number, number];
  const inside = y >= 0 && y < size[0] && x >= 0 && x < size[1];
  return inside ? [Math.floor(row / (kh * kw)), y, x] : null;
}

/** Every row and column that a pixel of a channel stands at. */
export function* columnsOfPixel(
  { grid }: ColumnsPlan,
  move: KernelMove,
  [channel, y, x]: readonly [number, number, number],
): Generator<number[]> {
  const [kh, kw] = move.kernel_size;
  for (let i = 0; i < kh; i += 1) {
    const r = (y + move.padding[0] - i * move.dilation[0]) / move.stride[0];
    if (!Number.isInteger(r) || r < 0 || r >= grid[0]) continue;
    for (let j = 0; j < kw; j += 1) {
      const s = (x + move.padding[1] - j * move.dilation[1]) / move.stride[1];
      if (!Number.isInteger(s) || s < 0 || s >= grid[1]) continue;
      yield [(channel * kh + i) * kw + j, r * grid[1] + s];
    }
  }
}

/** How F.unfold and F.fold write what is not as usual. */
export function writtenMove({ kernel_size, dilation, padding, stride }: KernelMove): string {
  const pair = ([rows, columns]: readonly [number, number]): string =>
    rows === columns ? String(rows) : `(${rows}, ${columns})`;
  const option = (name: string, value: readonly [number, number], usual: number): string =>
    value[0] === usual && value[1] === usual ? "" : `, ${name}=${pair(value)}`;
  return `${pair(kernel_size)}${option("dilation", dilation, 1)}${option("padding", padding, 0)}${option("stride", stride, 1)}`;
}
