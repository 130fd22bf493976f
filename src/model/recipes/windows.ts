import { axisOf, imageAxes, type Axis } from "../axes";
import { reachOf, type Geometry, type ImageShape } from "../geometry";
import { contiguousLayout } from "../layout";
import type { Call, Operand, ProgramInput } from "../program";

/** The image as a program's input. */
export const imageInput = (image: ImageShape): ProgramInput => ({
  code: "image",
  layout: contiguousLayout(image),
  axes: imageAxes(image),
});

/** Axes C, kh, kw of a filter. */
export const filterAxes = ([, channels]: ImageShape, { kernel_size: [kh, kw] }: Geometry): Axis[] => [
  axisOf("C", "C", channels),
  axisOf("kh", "H", kh),
  axisOf("kw", "W", kw),
];

/** The result of the last of these calls, or the image when there is none. */
export const lastOf = (calls: readonly Call[]): Operand =>
  calls.length === 0 ? { input: "image" } : { call: calls.length - 1 };

/**
 * The lines that every recipe starts with, from image to windows [B, C, h_windows, w_windows, kh, kw]: pad when there
 * is padding, unfold rows and columns at the kernel's full reach, and keep every dilation-th tap of each.
 */
export function windowCalls(geometry: Geometry): Call[] {
  const calls: Call[] = [];
  const { padding, padding_mode, stride, dilation } = geometry;
  if (padding[0] > 0 || padding[1] > 0) {
    calls.push({ op: "pad", args: { padding, mode: padding_mode }, inputs: [lastOf(calls)], name: "padded" });
  }
  calls.push({
    op: "unfold",
    args: { dim: 2, size: reachOf(geometry, 0), step: stride[0] },
    inputs: [lastOf(calls)],
    name: "strips",
  });
  calls.push({
    op: "unfold",
    args: { dim: 3, size: reachOf(geometry, 1), step: stride[1] },
    inputs: [lastOf(calls)],
    name: "windows",
  });
  if (dilation[0] > 1 || dilation[1] > 1) {
    calls.push({
      op: "slice",
      args: { slices: dilation.map((step) => ({ start: null, stop: null, step })) },
      inputs: [lastOf(calls)],
      name: "dilated",
    });
  }
  return calls;
}
