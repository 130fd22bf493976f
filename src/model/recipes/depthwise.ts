import { axisOf } from "../axes";
import type { Geometry, ImageShape } from "../geometry";
import { contiguousLayout } from "../layout";
import type { Call, Program } from "../program";
import { filterAxes, imageInput, lastOf, windowCalls } from "./windows";

export interface DepthwiseSpec {
  readonly image: ImageShape;
  readonly geometry: Geometry;
}

/**
 * Each channel convolved with its own slice of the filter, [B, C, h_windows, w_windows], as `conv2d(…, groups=C)` with
 * one filter per channel: the windows times the filter, summed over the taps. No step of it can be refused once the
 * geometry fits. Inputs are `image` and `filter` [C, 1, 1, kh, kw].
 */
export function depthwise({ image, geometry }: DepthwiseSpec): Program {
  const [, channels] = image;
  const [kh, kw] = geometry.kernel_size;
  const [ofC, ofRows, ofColumns] = filterAxes(image, geometry);
  const calls: Call[] = windowCalls(geometry);
  calls.push({ op: "multiply", args: {}, inputs: [lastOf(calls), { input: "filter" }], name: "products" });
  calls.push({ op: "sum", args: { dims: [4, 5] }, inputs: [lastOf(calls)], name: "depthwise" });
  return {
    inputs: {
      image: imageInput(image),
      filter: {
        code: "filt[:, None, None]",
        layout: contiguousLayout([channels, 1, 1, kh, kw]),
        axes: [ofC, axisOf("1", "other", 1), axisOf("1", "other", 1), ofRows, ofColumns].flatMap((axis) => axis ?? []),
      },
    },
    calls,
  };
}
