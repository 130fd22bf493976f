import { axisOf, type Axis, type AxisLink } from "../../../src/model/axes";
import { contiguousLayout, isContiguous, numel, type Layout } from "../../../src/model/layout";
import type { DoneStep, RefusedStep, Step } from "../../../src/model/program";

/** Programs written out by hand, with PyTorch's own shapes and strides: the views are tested without the tracer. */

const link = (...pairs: readonly (readonly [number, number])[]): AxisLink[] =>
  pairs.map(([from, to]) => ({ input: 0, from, to }));
const straight = (axes: number): AxisLink[] => link(...Array.from({ length: axes }, (_, at) => [at, at] as const));

interface Line {
  readonly op: string;
  readonly args?: string;
  readonly layout: Layout;
  readonly axes: readonly Axis[];
  readonly links?: readonly AxisLink[];
  readonly copies?: boolean;
}

/** A step that PyTorch carries out. */
export function done({ op, args = "", layout, axes, links = straight(axes.length), copies = false }: Line): DoneStep {
  return {
    kind: "done",
    code: `x = x.${op}${args}`,
    heading: { name: op, args },
    layout,
    dtype: "float32",
    storage: 0,
    contiguous: isContiguous(layout),
    copies,
    bytes: copies ? 4 * numel(layout.shape) : 0,
    axes,
    links,
    multiplyAdds: 0,
  };
}

const merged = (...axes: readonly Axis[]): Axis => ({ parts: axes.flatMap((axis) => axis.parts) });

/** The patch maps of an image [b, c, h, w] with a k×k kernel moved by `stride`. */
export function patchMaps(
  [b, c, h, w]: readonly [number, number, number, number],
  k: number,
  stride: number,
  program: "contiguous" | "thread" = "contiguous",
): Step[] {
  const [rows, columns] = [h, w].map((size) => Math.floor((size - k) / stride) + 1) as [number, number]; // two in, two out
  const B = axisOf("B", "B", b);
  const C = axisOf("C", "C", c);
  const hs = axisOf("h_windows", "H", rows);
  const ws = axisOf("w_windows", "W", columns);
  const kh = axisOf("kh", "H", k);
  const kw = axisOf("kw", "W", k);
  const windows = merged(hs, ws);
  const all = merged(B, hs, ws);
  const N = rows * columns;
  const image = contiguousLayout([b, c, h, w]);
  const patches: Layout = {
    shape: [b, c, rows, columns, k, k],
    stride: [c * h * w, h * w, w * stride, stride, w, 1],
    offset: 0,
  };
  const permuted: Layout = { shape: [b, N, c, k, k], stride: [c * N * k * k, k * k, N * k * k, k, 1], offset: 0 };
  const steps: Step[] = [
    done({
      op: "image",
      layout: image,
      axes: [B, C, axisOf("H", "H", h), axisOf("W", "W", w)],
      links: [],
    }),
    done({
      op: "unfold",
      args: `(2, ${k}, ${stride})`,
      layout: {
        shape: [b, c, rows, w, k],
        stride: [c * h * w, h * w, w * stride, 1, w],
        offset: 0,
      },
      axes: [B, C, hs, axisOf("W", "W", w), kh],
      links: link([0, 0], [1, 1], [2, 2], [2, 4], [3, 3]),
    }),
    done({
      op: "unfold",
      args: `(3, ${k}, ${stride})`,
      layout: patches,
      axes: [B, C, hs, ws, kh, kw],
      links: link([0, 0], [1, 1], [2, 2], [3, 3], [3, 5], [4, 4]),
    }),
    done({
      op: "contiguous",
      args: "()",
      layout: contiguousLayout(patches.shape),
      axes: [B, C, hs, ws, kh, kw],
      copies: true,
    }),
    done({
      op: "view",
      args: `(B, C, -1, ${k}, ${k})`,
      layout: contiguousLayout([b, c, N, k, k]),
      axes: [B, C, windows, kh, kw],
      links: link([0, 0], [1, 1], [2, 2], [3, 2], [4, 3], [5, 4]),
    }),
    done({
      op: "permute",
      args: "(0, 2, 1, 3, 4)",
      layout: permuted,
      axes: [B, windows, C, kh, kw],
      links: link([0, 0], [1, 2], [2, 1], [3, 3], [4, 4]),
    }),
  ];
  if (program === "thread") {
    const refused: RefusedStep = {
      kind: "refused",
      code: `patches = patches.view(-1, C, ${k}, ${k})`,
      heading: { name: "view", args: `(-1, C, ${k}, ${k})` },
      error:
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
    };
    return [...steps, refused];
  }
  return [
    ...steps,
    done({
      op: "contiguous",
      args: "()",
      layout: contiguousLayout(permuted.shape),
      axes: [B, windows, C, kh, kw],
      copies: true,
    }),
    done({
      op: "view",
      args: `(-1, C, ${k}, ${k})`,
      layout: contiguousLayout([b * N, c, k, k]),
      axes: [all, C, kh, kw],
      links: link([0, 0], [1, 0], [2, 1], [3, 2], [4, 3]),
    }),
    done({
      op: "multiply",
      args: "(filter)",
      layout: contiguousLayout([b * N, c, k, k]),
      axes: [all, C, kh, kw],
      copies: true,
    }),
    done({
      op: "sum",
      args: "(1)",
      layout: contiguousLayout([b * N, k, k]),
      axes: [all, kh, kw],
      links: link([0, 0], [2, 1], [3, 2]),
      copies: true,
    }),
  ];
}

const strided = (shape: number[], stride: number[], offset = 0): Layout => ({ shape, stride, offset });

/** The masked convolution of an image [1, c, h, w], padded by 1 and dilated by 2: twelve steps, the longest there is. */
export function maskedConvolution(c: number, h: number, w: number, k: number, kept: number): Step[] {
  const reach = 2 * (k - 1) + 1;
  const [H, W] = [h + 2, w + 2];
  const [rows, columns] = [H - reach + 1, W - reach + 1];
  const B = axisOf("B", "B", 1);
  const C = axisOf("C", "C", c);
  const hs = axisOf("h_windows", "H", rows);
  const ws = axisOf("w_windows", "W", columns);
  const all = merged(B, hs, ws);
  const taps = [axisOf("kh", "H", k), axisOf("kw", "W", k)] as const;
  const wide = [axisOf("kh", "H", reach), axisOf("kw", "W", reach)] as const;
  const N = rows * columns;
  const flat = merged(C, ...taps);
  const patches = strided([1, c, rows, columns, k, k], [c * H * W, H * W, W, 1, 2 * W, 2]);
  const some = axisOf("kept", "other", kept);
  return [
    done({
      op: "image",
      layout: contiguousLayout([1, c, h, w]),
      axes: [B, C, axisOf("H", "H", h), axisOf("W", "W", w)],
      links: [],
    }),
    done({
      op: "pad",
      args: "(1, 1, 1, 1)",
      layout: contiguousLayout([1, c, H, W]),
      axes: [B, C, axisOf("H", "H", H), axisOf("W", "W", W)],
      copies: true,
    }),
    done({
      op: "unfold",
      args: `(2, ${reach}, 1)`,
      layout: strided([1, c, rows, W, reach], [c * H * W, H * W, W, 1, W]),
      axes: [B, C, hs, axisOf("W", "W", W), wide[0]],
      links: link([0, 0], [1, 1], [2, 2], [2, 4], [3, 3]),
    }),
    done({
      op: "unfold",
      args: `(3, ${reach}, 1)`,
      layout: strided([1, c, rows, columns, reach, reach], [c * H * W, H * W, W, 1, W, 1]),
      axes: [B, C, hs, ws, ...wide],
      links: link([0, 0], [1, 1], [2, 2], [3, 3], [3, 5], [4, 4]),
    }),
    done({ op: "slice", args: "[..., ::2, ::2]", layout: patches, axes: [B, C, hs, ws, ...taps] }),
    done({
      op: "permute",
      args: "(0, 2, 3, 1, 4, 5)",
      layout: strided([1, rows, columns, c, k, k], [c * H * W, W, 1, H * W, 2 * W, 2], 3),
      axes: [B, hs, ws, C, ...taps],
      links: link([0, 0], [1, 3], [2, 1], [3, 2], [4, 4], [5, 5]),
    }),
    done({
      op: "reshape",
      args: `(-1, ${c * k * k})`,
      layout: contiguousLayout([N, c * k * k]),
      axes: [all, flat],
      links: link([0, 0], [1, 0], [2, 0], [3, 1], [4, 1], [5, 1]),
      copies: true,
    }),
    done({
      op: "index_select",
      args: "(0, kept)",
      layout: contiguousLayout([kept, c * k * k]),
      axes: [some, flat],
      links: link([0, 0], [1, 1]),
      copies: true,
    }),
    done({
      op: "matmul",
      args: "(filter)",
      layout: contiguousLayout([kept]),
      axes: [some],
      links: link([0, 0]),
      copies: true,
    }),
    done({
      op: "scatter",
      args: "(0, kept, rows)",
      layout: contiguousLayout([N]),
      axes: [all],
      links: link([0, 0]),
      copies: true,
    }),
    done({
      op: "view",
      args: `(1, 1, ${rows}, ${columns})`,
      layout: contiguousLayout([1, 1, rows, columns]),
      axes: [B, axisOf("C", "C", 1), hs, ws],
      links: link([0, 0], [0, 2], [0, 3]),
    }),
  ];
}

/** Every program that the tests lay out at every width, by name. */
export const PROGRAMS: Record<string, readonly Step[]> = {
  "the thread's own": patchMaps([1, 5, 12, 12], 3, 3),
  "a small photograph": patchMaps([1, 3, 96, 144], 3, 3),
  "a photograph at full size": patchMaps([1, 3, 300, 451], 3, 1),
  "a large batch": patchMaps([16, 3, 1024, 1024], 7, 1),
  "one pixel": patchMaps([1, 1, 1, 1], 1, 1),
  "refused by PyTorch": patchMaps([2, 3, 96, 144], 3, 3, "thread"),
  "masked convolution": maskedConvolution(3, 300, 451, 3, 41_034),
  "no window kept": maskedConvolution(3, 32, 32, 5, 0),
  "only the image": patchMaps([1, 3, 96, 144], 3, 3).slice(0, 1),
};
