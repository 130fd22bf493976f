import { PlaygroundError } from "./errors";

/** Rows first, then columns. */
export type Pair = readonly [number, number];
/** B, C, H, W. */
export type ImageShape = readonly [number, number, number, number];

export const PADDING_MODES = ["zeros", "reflect", "replicate", "circular"] as const;
export type PaddingMode = (typeof PADDING_MODES)[number];

/** How the kernel moves over the image. Field names and meanings are `torch.nn.Conv2d`'s. */
export interface Geometry {
  readonly kernel_size: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly padding_mode: PaddingMode;
  readonly dilation: Pair;
}

/** What the playground offers per axis, smallest and largest. */
export const LIMITS = {
  kernel_size: [1, 31],
  stride: [1, 32],
  padding: [0, 31],
  dilation: [1, 16],
} as const satisfies Record<string, Pair>;

export type Axis2 = 0 | 1;
export const AXIS_NAMES = ["rows", "columns"] as const;

/** How far a window reaches along one axis: dilation·(k − 1) + 1 pixels. */
export const reachOf = (g: Geometry, axis: Axis2): number => g.dilation[axis] * (g.kernel_size[axis] - 1) + 1;

/**
 * Number of windows along one axis of `size` pixels, 0 when none fits:
 * floor((size + 2·padding − dilation·(k − 1) − 1) / stride) + 1 (torch.nn.Conv2d, "Shape").
 */
export function windowsAlong(g: Geometry, axis: Axis2, size: number): number {
  const room = size + 2 * g.padding[axis] - reachOf(g, axis);
  return room < 0 ? 0 : Math.floor(room / g.stride[axis]) + 1;
}

/** Rows (or columns) of the padded image past the last window, which the floor drops. */
export function droppedAlong(g: Geometry, axis: Axis2, size: number): number {
  const room = size + 2 * g.padding[axis] - reachOf(g, axis);
  return room < 0 ? size + 2 * g.padding[axis] : room % g.stride[axis];
}

/** h_windows and w_windows. */
export const windowGrid = (g: Geometry, [, , h, w]: ImageShape): Pair => [windowsAlong(g, 0, h), windowsAlong(g, 1, w)];

/** N = B·h_windows·w_windows. */
export function windowCount(g: Geometry, image: ImageShape): number {
  const [rows, columns] = windowGrid(g, image);
  return image[0] * rows * columns;
}

/** Window n as (b, row r, column s): windows are numbered row-major over b, h_window, w_window. */
export function windowAt(g: Geometry, image: ImageShape, n: number): readonly [number, number, number] {
  const [rows, columns] = windowGrid(g, image);
  const perImage = rows * columns;
  const rest = n % perImage;
  return [Math.floor(n / perImage), Math.floor(rest / columns), rest % columns];
}

/** The number n of window (b, r, s); the inverse of `windowAt`. */
export function windowNumber(g: Geometry, image: ImageShape, b: number, r: number, s: number): number {
  const [rows, columns] = windowGrid(g, image);
  return (b * rows + r) * columns + s;
}

/** The image pixel under tap (i, j) of window (r, s), as [row, column]; may lie in the padding. */
export const pixelUnder = (g: Geometry, r: number, s: number, i: number, j: number): Pair => [
  r * g.stride[0] - g.padding[0] + i * g.dilation[0],
  s * g.stride[1] - g.padding[1] + j * g.dilation[1],
];

/** The centre pixel of window (r, s): floor(dilation·(k − 1)/2) from its first tap, PyTorch's 'same' convention. */
export const centreUnder = (g: Geometry, r: number, s: number): Pair => [
  r * g.stride[0] - g.padding[0] + Math.floor((g.dilation[0] * (g.kernel_size[0] - 1)) / 2),
  s * g.stride[1] - g.padding[1] + Math.floor((g.dilation[1] * (g.kernel_size[1] - 1)) / 2),
];

/**
 * The pixel whose value stands at position `at` of one padded axis of `size` pixels (`at` counts from the first real
 * pixel, so it is negative in the leading padding); null where padding puts a zero.
 */
export function paddedSource(mode: PaddingMode, at: number, size: number): number | null {
  if (at >= 0 && at < size) return at;
  switch (mode) {
    case "zeros":
      return null;
    case "replicate":
      return at < 0 ? 0 : size - 1;
    case "circular":
      return ((at % size) + size) % size;
    case "reflect":
      return at < 0 ? -at : 2 * (size - 1) - at;
  }
}

/**
 * Checks a geometry against an image and throws `PlaygroundError` naming the rule and the numbers: limits of each
 * field, a window must fit, reflect padding must be smaller than the axis, circular at most the axis (torch.nn.functional.pad).
 */
export function checkGeometry(g: Geometry, [, , h, w]: ImageShape): void {
  for (const field of ["kernel_size", "stride", "padding", "dilation"] as const) {
    const [least, most] = LIMITS[field];
    for (const value of g[field]) {
      if (!Number.isInteger(value) || value < least || value > most) {
        throw new PlaygroundError(
          "out-of-limits",
          `${field} must be a whole number from ${least} to ${most}, not ${value}`,
          {
            field,
            least,
            most,
            value,
          },
        );
      }
    }
  }
  for (const axis of [0, 1] as const) {
    const size = axis === 0 ? h : w;
    const padding = g.padding[axis];
    if (g.padding_mode === "reflect" && padding >= size) {
      throw new PlaygroundError(
        "reflect-too-wide",
        `reflect padding must be smaller than the axis: the image has ${size} ${AXIS_NAMES[axis]}, the padding is ${padding}`,
        { axis: AXIS_NAMES[axis], size, padding },
      );
    }
    if (g.padding_mode === "circular" && padding > size) {
      throw new PlaygroundError(
        "circular-too-wide",
        `circular padding may wrap around once: the image has ${size} ${AXIS_NAMES[axis]}, the padding is ${padding}`,
        { axis: AXIS_NAMES[axis], size, padding },
      );
    }
    const reach = reachOf(g, axis);
    const padded = size + 2 * padding;
    if (reach > padded) {
      throw new PlaygroundError(
        "no-window-fits",
        `no window fits along the ${AXIS_NAMES[axis]}: the padded image has ${padded}, a window reaches over ${reach}`,
        { axis: AXIS_NAMES[axis], padded, reach },
      );
    }
  }
}
