/*
 * The oracle: what every tensor must hold, by the shortest loops over its definition. It imports nothing from src, so
 * that it cannot share a mistake with it, and adds in float64.
 */

export type OraclePair = readonly [number, number];
/** B, C, H, W. */
export type OracleShape = readonly [number, number, number, number];

/** How the kernel moves; fields as in `torch.nn.Conv2d`. */
export interface OracleGeometry {
  readonly kernel_size: OraclePair;
  readonly stride: OraclePair;
  readonly padding: OraclePair;
  readonly padding_mode: "zeros" | "reflect" | "replicate" | "circular";
  readonly dilation: OraclePair;
}

/** An image, [B, C, H, W] row-major. */
export interface OracleImage {
  readonly shape: OracleShape;
  readonly data: ArrayLike<number>;
}

/** Number `at` of a list that is known to be long enough. */
export function get(list: ArrayLike<number>, at: number): number {
  const value = list[at];
  if (value === undefined) throw new RangeError(`the oracle read element ${at} of ${list.length}`);
  return value;
}

/** Where position `at` of an axis of `size` pixels, walked into its padding, comes from; null for a zero. */
export function walk(mode: OracleGeometry["padding_mode"], at: number, size: number): number | null {
  let place = at;
  while (place < 0 || place >= size) {
    if (mode === "zeros") return null;
    if (mode === "replicate") place += place < 0 ? 1 : -1;
    if (mode === "circular") place += place < 0 ? size : -size;
    if (mode === "reflect") place = place < 0 ? -place : 2 * (size - 1) - place;
  }
  return place;
}

/** The value at row y, column x, counted from the first real pixel: negative ones lie in the padding. */
export function pixel(image: OracleImage, g: OracleGeometry, b: number, c: number, y: number, x: number): number {
  const [, channels, height, width] = image.shape;
  const row = walk(g.padding_mode, y, height);
  const column = walk(g.padding_mode, x, width);
  if (row === null || column === null) return 0;
  return get(image.data, ((b * channels + c) * height + row) * width + column);
}

/** How many windows begin along each axis before one would reach past the padded image. */
export function grid(g: OracleGeometry, shape: OracleShape): [number, number] {
  const count = (axis: 0 | 1, size: number): number => {
    let fitting = 0;
    const last = (n: number): number => n * g.stride[axis] + g.dilation[axis] * (g.kernel_size[axis] - 1);
    while (last(fitting) < size + 2 * g.padding[axis]) fitting += 1;
    return fitting;
  };
  return [count(0, shape[2]), count(1, shape[3])];
}

/** Every window's first tap as [b, y, x], in the order of their numbers n. */
export function windows(g: OracleGeometry, shape: OracleShape): [number, number, number][] {
  const [rows, columns] = grid(g, shape);
  const found: [number, number, number][] = [];
  for (let b = 0; b < shape[0]; b += 1) {
    for (let r = 0; r < rows; r += 1) {
      for (let s = 0; s < columns; s += 1) {
        found.push([b, r * g.stride[0] - g.padding[0], s * g.stride[1] - g.padding[1]]);
      }
    }
  }
  return found;
}

/** What every window sees, [N, C, kh, kw]. */
export function patches(image: OracleImage, g: OracleGeometry): number[] {
  const seen: number[] = [];
  for (const [b, y, x] of windows(g, image.shape)) {
    for (let c = 0; c < image.shape[1]; c += 1) {
      for (let i = 0; i < g.kernel_size[0]; i += 1) {
        for (let j = 0; j < g.kernel_size[1]; j += 1) {
          seen.push(pixel(image, g, b, c, y + i * g.dilation[0], x + j * g.dilation[1]));
        }
      }
    }
  }
  return seen;
}
