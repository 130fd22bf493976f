import { axisOf, type Axis } from "../axes";
import type { OutsideFill } from "../document";
import { windowCount, windowGrid, type Geometry, type ImageShape } from "../geometry";
import { contiguousLayout } from "../layout";
import { stepOf, type Call, type Program } from "../program";
import type { Rows } from "../rows";
import { filterAxes, imageInput, lastOf, windowCalls } from "./windows";

export interface MaskedConvolutionSpec {
  readonly image: ImageShape;
  readonly geometry: Geometry;
  /** Numbers of the kept windows, ascending, or just how many there are; left out, as many as there are windows. */
  readonly kept?: Rows;
  /** What stands where no window ran: zeros (the default), or values that the caller supplies as `base` [N]. */
  readonly outside?: OutsideFill;
}

/**
 * Convolution of the kept windows only: windows → patches as rows [N, C·kh·kw] → the kept rows → times the filter →
 * copied into a base [N] → [B, 1, h_windows, w_windows]. Inputs are `image`, `filter` [C·kh·kw] and `base` [N].
 */
export function maskedConvolution({ image, geometry, kept, outside = "zeros" }: MaskedConvolutionSpec): Program {
  const [batch, channels] = image;
  const [kh, kw] = geometry.kernel_size;
  const [rowsOfWindows, columnsOfWindows] = windowGrid(geometry, image);
  const windows = windowCount(geometry, image);
  const taps = channels * kh * kw;
  const index = { dim: 0, rows: kept ?? windows, index: "kept" };
  const calls: Call[] = windowCalls(geometry);
  const add = (make: (inputs: Call["inputs"]) => Call): void => void calls.push(make([lastOf(calls)]));

  add((inputs) => ({ op: "permute", args: { dims: [0, 2, 3, 1, 4, 5] }, inputs, name: "by_window" }));
  add((inputs) => ({ op: "reshape", args: { shape: [windows, taps], parts: [3, 3] }, inputs, name: "patches" }));
  add((inputs) => ({ op: "index_select", args: index, inputs, name: "kept_patches" }));
  add((inputs) => ({ op: "matmul", args: {}, inputs: [...inputs, { input: "filter" }], name: "sums" }));
  add((inputs) => ({ op: "scatter", args: index, inputs: [{ input: "base" }, ...inputs], name: "filled" }));
  const output = { shape: [batch, 1, rowsOfWindows, columnsOfWindows], parts: [1, 0, 1, 1] };
  add((inputs) => ({ op: "view", args: output, inputs, name: "output" }));

  return {
    inputs: {
      image: imageInput(image),
      filter: {
        code: "filt.flatten()",
        layout: contiguousLayout([taps]),
        axes: [{ parts: filterAxes(image, geometry).flatMap(({ parts }) => parts) }],
      },
      base: {
        code: outside === "zeros" ? `torch.zeros(${windows})` : "base",
        layout: contiguousLayout([windows]),
        axes: [windowAxis(batch, rowsOfWindows, columnsOfWindows)],
      },
    },
    calls,
  };
}

const windowAxis = (batch: number, rows: number, columns: number): Axis => ({
  parts: [axisOf("B", "B", batch), axisOf("h_windows", "H", rows), axisOf("w_windows", "W", columns)].flatMap(
    ({ parts }) => parts,
  ),
});

/** Numbers of the windows whose flag is set, ascending: what `kept` of a result is as row numbers. */
export function keptRows(flags: Uint8Array): Int32Array {
  // Plain loops: there may be millions, and this is worked out after every edit.
  let count = 0;
  for (let n = 0; n < flags.length; n += 1) if (flags[n] !== 0) count += 1;
  const rows = new Int32Array(count);
  for (let n = 0, place = 0; place < count; n += 1) if (flags[n] !== 0) rows[place++] = n;
  return rows;
}

/** Step numbers of what the page speaks of; null for a line that the program does not have. */
export interface MaskedConvolutionSteps {
  /** All patches as rows, [N, C·kh·kw]. */
  readonly patches: number | null;
  /** The kept rows, [kept, C·kh·kw]. */
  readonly kept: number | null;
  /** One number per kept window, [kept]. */
  readonly sums: number | null;
  /** [B, 1, h_windows, w_windows]. */
  readonly output: number | null;
}

/** Where the masked-convolution program has its important lines. */
export const maskedConvolutionSteps = (program: Program): MaskedConvolutionSteps => ({
  patches: stepOf(program, "patches"),
  kept: stepOf(program, "kept_patches"),
  sums: stepOf(program, "sums"),
  output: stepOf(program, "output"),
});
