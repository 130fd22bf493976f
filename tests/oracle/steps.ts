import { dense, summed, type OracleSumAxis } from "./convolution";
import { get, grid, patches, pixel, type OracleGeometry, type OracleImage } from "./image";

/** Everything that the numbers of the controls' programs depend on. */
export interface OracleJob {
  /** The maps of every window, or the convolution of the kept ones. */
  readonly makes: "maps" | "output";
  readonly image: OracleImage;
  readonly geometry: OracleGeometry;
  readonly filter: ArrayLike<number>;
  readonly sumOver: readonly OracleSumAxis[];
  /** [N] of 0/1. */
  readonly kept: ArrayLike<number>;
  readonly outside: "zeros" | "input" | "dense";
}

/** Every index of a shape, the last axis running fastest. */
export function indices(shape: readonly number[]): number[][] {
  let found: number[][] = [[]];
  for (const size of shape) {
    found = found.flatMap((index) => Array.from({ length: size }, (_, value) => [...index, value]));
  }
  return found;
}

/** What stands at window n where none ran. */
function outsideAt({ image, geometry: g, outside, filter }: OracleJob): number[] {
  const all = dense(image, g, filter);
  if (outside === "dense") return all;
  if (outside === "zeros") return all.map(() => 0);
  const [, channels] = image.shape;
  const [rows, columns] = grid(g, image.shape);
  const centre = (axis: 0 | 1): number => Math.floor((g.dilation[axis] * (g.kernel_size[axis] - 1)) / 2);
  return all.map((_, n) => {
    const y = (Math.floor(n / columns) % rows) * g.stride[0] - g.padding[0] + centre(0);
    const x = (n % columns) * g.stride[1] - g.padding[1] + centre(1);
    let sum = 0;
    for (let c = 0; c < channels; c += 1) sum += pixel(image, g, Math.floor(n / (rows * columns)), c, y, x);
    return sum / channels;
  });
}

/**
 * The numbers of a step of the controls' programs, row-major, by the name of the variable it is assigned to; `shape` is
 * the step's own.
 */
export function stepNumbers(job: OracleJob, name: string, shape: readonly number[]): number[] {
  const { makes, image, geometry: g, filter, sumOver, kept } = job;
  const [rows, columns] = grid(g, image.shape);
  const [kh, kw] = g.kernel_size;
  const [, channels] = image.shape;
  const seen = patches(image, g);
  const patch = (n: number, c: number, i: number, j: number): number =>
    get(seen, ((n * channels + c) * kh + i) * kw + j);
  const at = (index: number[], axis: number): number => get(index, axis);
  const each = (value: (index: number[]) => number): number[] => indices(shape).map(value);
  const top = (r: number): number => r * g.stride[0] - g.padding[0];
  const left = (s: number): number => s * g.stride[1] - g.padding[1];
  const keptRows = Array.from(kept).flatMap((flag, n) => (flag === 1 ? [n] : []));
  const taps = channels * kh * kw;
  switch (name) {
    case "image":
      return Array.from(image.data);
    case "padded":
      return each((p) => pixel(image, g, at(p, 0), at(p, 1), at(p, 2) - g.padding[0], at(p, 3) - g.padding[1]));
    case "strips":
      return each((p) => pixel(image, g, at(p, 0), at(p, 1), top(at(p, 2)) + at(p, 4), at(p, 3) - g.padding[1]));
    case "windows":
      return each((p) => pixel(image, g, at(p, 0), at(p, 1), top(at(p, 2)) + at(p, 4), left(at(p, 3)) + at(p, 5)));
    case "dilated":
    case "copied":
      return each((p) => patch((at(p, 0) * rows + at(p, 2)) * columns + at(p, 3), at(p, 1), at(p, 4), at(p, 5)));
    case "numbered":
      return each((p) => patch(at(p, 0) * rows * columns + at(p, 2), at(p, 1), at(p, 3), at(p, 4)));
    case "by_window":
    case "packed":
      return shape.length === 6
        ? each((p) => patch((at(p, 0) * rows + at(p, 1)) * columns + at(p, 2), at(p, 3), at(p, 4), at(p, 5)))
        : each((p) => patch(at(p, 0) * rows * columns + at(p, 1), at(p, 2), at(p, 3), at(p, 4)));
    case "patches":
      return seen;
    case "products":
      return seen.map((value, k) => value * get(filter, k % taps));
    case "maps":
    case "sums":
      return makes === "output"
        ? keptRows.map((n) => get(dense(image, g, filter), n))
        : summed(image, g, filter, sumOver);
    case "kept_patches":
      return keptRows.flatMap((n) => seen.slice(n * taps, (n + 1) * taps));
    case "filled":
    case "output":
      return dense(image, g, filter).map((value, n) => (get(kept, n) === 1 ? value : get(outsideAt(job), n)));
    default:
      throw new RangeError(`the oracle knows no step called ${name}`);
  }
}
