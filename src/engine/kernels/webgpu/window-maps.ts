import type { WebGPUBackend, WebGPUProgram } from "@tensorflow/tfjs-backend-webgpu";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { tapCount, windowsPerImage } from "../../../model/addressing";
import { isDenseCheaper, TABLE_ENTRY } from "../placed-windows";
import { FILTER_PART, registerWindowKernels, type WindowAttributes } from "../window-maps";
import { windowUniforms } from "../window-uniforms";
import { flatProgram, integer } from "./flat-program";
import { indexSelectFrom } from "./index-select";

interface Call<Name extends string> {
  readonly inputs: Record<Name, TensorInfo>;
  readonly backend: WebGPUBackend;
  readonly attrs: WindowAttributes;
}

/** Declares every uniform under its own name: the code below reads like the formulas. */
const locals = (names: readonly string[]): string => names.map((name) => `let ${name} = uniforms.${name};`).join("\n");

/** `offsetJ`: where tap column j lies. */
const COLUMN_OFFSET = `
  let xJ = j * dilationColumns;
  let qJ = xJ / strideColumns;
  let offsetJ = (xJ - qJ * strideColumns) * phase + qJ;`;

/** `start`: the first element of the window that stands at place `k` of the table of runs. */
const START = `
  var row = k / gridColumns;
  var column = k - row * gridColumns;
  if (full == 0) {
    var low = 0;
    var high = runs - 1;
    while (low < high) {
      let middle = (low + high + 1) / 2;
      if (Table[middle * ${TABLE_ENTRY} + 3] <= k) { low = middle; } else { high = middle - 1; }
    }
    row = Table[low * ${TABLE_ENTRY}];
    column = Table[low * ${TABLE_ENTRY} + 1] + k - Table[low * ${TABLE_ENTRY} + 3];
  }
  let start = b * batchPitch + row * rowPitch + column;`;

/** `group`: the group of tap (c, i, j). */
const GROUP = `
  var group = 0;
  if (keepsC == 1) { group = c; }
  if (keepsI == 1) { group = group * kh + i; }
  if (keepsJ == 1) { group = group * kw + j; }`;

function program(
  key: string,
  attrs: WindowAttributes,
  variables: string[],
  elements: number,
  code: string,
): WebGPUProgram {
  const names = Object.keys(windowUniforms(attrs));
  const uniforms = names.map((name) => `${name} : i32,`).join(" ");
  return flatProgram({ key, elements, variables, uniforms, code: `${locals(names)}\n${code}` });
}

/** One invocation per number of a placed window: its group's taps in the order c, i, j. */
const mapsProgram = (attrs: WindowAttributes, elements: number): WebGPUProgram =>
  program(
    "windowMaps",
    attrs,
    ["Image", "Filt", "Table"],
    elements,
    `
    let window = index / groups;
    let b = window / count;
    let k = window - b * count;
    ${START}
    var rest = index - window * groups;
    var jFrom = 0; var jTo = kw; var iFrom = 0; var iTo = kh; var cFrom = 0; var cTo = channels;
    if (keepsJ == 1) { let up = rest / kw; jFrom = rest - up * kw; jTo = jFrom + 1; rest = up; }
    if (keepsI == 1) { let up = rest / kh; iFrom = rest - up * kh; iTo = iFrom + 1; rest = up; }
    if (keepsC == 1) { cFrom = rest; cTo = rest + 1; }
    var sum = 0.0;
    for (var c = cFrom; c < cTo; c++) {
      for (var i = iFrom; i < iTo; i++) {
        let line = start + c * channelPitch + i * tapPitch;
        let weight = (c * kh + i) * kw;
        for (var j = jFrom; j < jTo; j++) {
          ${COLUMN_OFFSET}
          sum += Filt[weight + j] * Image[line + offsetJ];
        }
      }
    }
    setOutputAtIndex(index, sum);`,
  );

/** One invocation per element of the prepared picture: every tap through which some window sees it. */
const toImageProgram = (attrs: WindowAttributes, elements: number): WebGPUProgram =>
  program(
    "windowMapsToImage",
    attrs,
    ["Dy", "Filt", "Places"],
    elements,
    `
    let b = index / batchPitch;
    let inImage = index - b * batchPitch;
    let c = inImage / channelPitch;
    let inChannel = inImage - c * channelPitch;
    let y = inChannel / linePitch;
    let x = inChannel - y * linePitch;
    let dilation = tapPitch / linePitch;
    let stride = rowPitch / linePitch;
    var sum = 0.0;
    for (var i = 0; i < kh; i++) {
      let fromTop = y - i * dilation;
      if (fromTop < 0) { break; }
      let row = fromTop / stride;
      if (row * stride != fromTop || row >= gridRows) { continue; }
      for (var j = 0; j < kw; j++) {
        ${COLUMN_OFFSET}
        let column = x - offsetJ;
        if (column < 0 || column >= gridColumns) { continue; }
        var place = row * gridColumns + column;
        if (full == 0) { place = Places[place]; }
        if (place < 0) { continue; }
        ${GROUP}
        sum += Filt[(c * kh + i) * kw + j] * Dy[(b * count + place) * groups + group];
      }
    }
    setOutputAtIndex(index, sum);`,
  );

/** One invocation per tap and part of the windows: parts are small, so that their sums stay exact enough. */
const toFilterProgram = (attrs: WindowAttributes, parts: number, taps: number): WebGPUProgram =>
  program(
    "windowMapsToFilter",
    attrs,
    ["Dy", "Image", "Table"],
    parts * taps,
    `
    let taps = channels * kh * kw;
    let part = index / taps;
    let tap = index - part * taps;
    let c = tap / (kh * kw);
    let i = (tap - c * kh * kw) / kw;
    let j = tap - (c * kh + i) * kw;
    ${GROUP}
    ${COLUMN_OFFSET}
    let offset = c * channelPitch + i * tapPitch + offsetJ;
    let last = min((part + 1) * ${FILTER_PART}, windows);
    var sum = 0.0;
    for (var window = part * ${FILTER_PART}; window < last; window++) {
      let b = window / count;
      let k = window - b * count;
      ${START}
      sum += Dy[window * groups + group] * Image[start + offset];
    }
    setOutputAtIndex(index, sum);`,
  );

const values = (attrs: WindowAttributes) => Object.values(windowUniforms(attrs)).map(integer);

const zeros = (backend: WebGPUBackend, shape: number[]): TensorInfo =>
  backend.makeTensorInfo(shape, "float32", new Float32Array(shape.reduce((product, size) => product * size, 1)));

function windowMaps({ inputs: { image, filter }, backend, attrs }: Call<"image" | "filter">): TensorInfo {
  const { placed, grouping } = attrs;
  const windows = placed.addressing.batch * placed.count;
  const shape = [windows, ...grouping.shape];
  if (windows === 0) return zeros(backend, shape);
  const inputs = [image, filter, placed.table()];
  const flat = backend.runWebGPUProgram(
    mapsProgram(attrs, windows * grouping.groups),
    inputs,
    "float32",
    values(attrs),
  );
  return { ...flat, shape };
}

function maskedConv2d(call: Call<"image" | "filter">): TensorInfo {
  const { backend, attrs } = call;
  const { addressing, full, count } = attrs.placed;
  const shape = [addressing.batch, 1, ...addressing.grid];
  if (count === 0) return zeros(backend, shape);
  if (full) return { ...windowMaps(call), shape };
  const all = isDenseCheaper(attrs.placed);
  const sums = windowMaps(all ? { ...call, attrs: { ...attrs, placed: attrs.placed.whole() } } : call);
  const around = { outer: addressing.batch, size: all ? windowsPerImage(addressing) : count, inner: 1 };
  const placed = indexSelectFrom(backend, sums, all ? attrs.placed.mask() : attrs.placed.places(), around);
  backend.disposeData(sums.dataId);
  return { ...placed, shape };
}

function toImage({ inputs: { dy, filter }, backend, attrs }: Call<"dy" | "filter">): TensorInfo {
  const { addressing, count, full } = attrs.placed;
  const elements = addressing.batch * addressing.batchPitch;
  if (count === 0) return zeros(backend, [elements]);
  // Where all windows are there, the list is not looked at, but integers have to stand for it.
  const inputs = [dy, filter, full ? attrs.placed.table() : attrs.placed.places()];
  return backend.runWebGPUProgram(toImageProgram(attrs, elements), inputs, "float32", values(attrs));
}

function toFilter({ inputs: { dy, image }, backend, attrs }: Call<"dy" | "image">): TensorInfo {
  const { addressing, count } = attrs.placed;
  const taps = tapCount(addressing);
  if (count === 0) return zeros(backend, [1, taps]);
  const parts = Math.ceil((addressing.batch * count) / FILTER_PART);
  const inputs = [dy, image, attrs.placed.table()];
  const flat = backend.runWebGPUProgram(toFilterProgram(attrs, parts, taps), inputs, "float32", values(attrs));
  return { ...flat, shape: [parts, taps] };
}

/** Registers the window kernels for the webgpu backend. */
export const registerWindowMaps = (): void =>
  registerWindowKernels("webgpu", { maskedConv2d, windowMaps, toImage, toFilter });
