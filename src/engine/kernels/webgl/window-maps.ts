import type { GPGPUProgram, MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { tapCount, windowsPerImage } from "../../../model/addressing";
import { isDenseCheaper, TABLE_ENTRY } from "../placed-windows";
import { FILTER_PART, registerWindowKernels, type WindowAttributes } from "../window-maps";
import { windowUniforms } from "../window-uniforms";
import { indexSelectFrom } from "./index-select";

interface Call<Name extends string> {
  readonly inputs: Record<Name, TensorInfo>;
  readonly backend: MathBackendWebGL;
  readonly attrs: WindowAttributes;
}

/** Where tap column j lies. */
const COLUMN_OFFSET = `
  int columnOffset(int j) {
    int x = j * dilationColumns;
    int q = x / strideColumns;
    return (x - q * strideColumns) * phase + q;
  }`;

/** Where the window begins that stands at place k of the table of runs. */
const HELPERS = `${COLUMN_OFFSET}
  int startOf(int k) {
    int row;
    int column;
    if (full == 1) {
      row = k / gridColumns;
      column = k - row * gridColumns;
    } else {
      int low = 0;
      int high = runs - 1;
      while (low < high) {
        int middle = (low + high + 1) / 2;
        if (int(getTable(middle * ${TABLE_ENTRY} + 3)) <= k) low = middle;
        else high = middle - 1;
      }
      row = int(getTable(low * ${TABLE_ENTRY}));
      column = int(getTable(low * ${TABLE_ENTRY} + 1)) + k - int(getTable(low * ${TABLE_ENTRY} + 3));
    }
    return row * rowPitch + column;
  }`;

const program = (
  attrs: WindowAttributes,
  variableNames: string[],
  outputShape: number[],
  userCode: string,
): GPGPUProgram => ({
  variableNames,
  outputShape,
  enableShapeUniforms: true,
  customUniforms: Object.keys(windowUniforms(attrs)).map((name) => ({ name, type: "int" as const })),
  userCode: `${variableNames.includes("Table") ? HELPERS : COLUMN_OFFSET}${userCode}`,
});

/** One invocation per number of a placed window: its group's taps in the order c, i, j. */
const mapsProgram = (attrs: WindowAttributes, elements: number): GPGPUProgram =>
  program(
    attrs,
    ["Image", "Filt", "Table"],
    [elements],
    `
  void main() {
    int index = getOutputCoords();
    int window = index / groups;
    int group = index - window * groups;
    int b = window / count;
    int start = b * batchPitch + startOf(window - b * count);
    int rest = group;
    int jFrom = 0, jTo = kw, iFrom = 0, iTo = kh, cFrom = 0, cTo = channels;
    if (keepsJ == 1) { int up = rest / kw; jFrom = rest - up * kw; jTo = jFrom + 1; rest = up; }
    if (keepsI == 1) { int up = rest / kh; iFrom = rest - up * kh; iTo = iFrom + 1; rest = up; }
    if (keepsC == 1) { cFrom = rest; cTo = rest + 1; }
    float sum = 0.0;
    for (int c = cFrom; c < cTo; c++) {
      for (int i = iFrom; i < iTo; i++) {
        int line = start + c * channelPitch + i * tapPitch;
        int weight = (c * kh + i) * kw;
        for (int j = jFrom; j < jTo; j++) sum += getFilt(weight + j) * getImage(line + columnOffset(j));
      }
    }
    setOutput(sum);
  }`,
  );

/** One invocation per element of the prepared picture: every tap through which some window sees it. */
const toImageProgram = (attrs: WindowAttributes, elements: number): GPGPUProgram =>
  program(
    attrs,
    ["Dy", "Filt", "Places"],
    [elements],
    `
  void main() {
    int index = getOutputCoords();
    int b = index / batchPitch;
    int rest = index - b * batchPitch;
    int c = rest / channelPitch;
    rest -= c * channelPitch;
    int y = rest / linePitch;
    int x = rest - y * linePitch;
    int dilation = tapPitch / linePitch;
    int stride = rowPitch / linePitch;
    float sum = 0.0;
    for (int i = 0; i < kh; i++) {
      int fromTop = y - i * dilation;
      if (fromTop < 0) break;
      int row = fromTop / stride;
      if (row * stride != fromTop || row >= gridRows) continue;
      for (int j = 0; j < kw; j++) {
        int column = x - columnOffset(j);
        if (column < 0 || column >= gridColumns) continue;
        int place = row * gridColumns + column;
        if (full == 0) place = int(getPlaces(place));
        if (place < 0) continue;
        int group = keepsC == 1 ? c : 0;
        if (keepsI == 1) group = group * kh + i;
        if (keepsJ == 1) group = group * kw + j;
        sum += getFilt((c * kh + i) * kw + j) * getDy((b * count + place) * groups + group);
      }
    }
    setOutput(sum);
  }`,
  );

/** One invocation per tap and part of the windows: parts are small, so that their sums stay exact enough. */
const toFilterProgram = (attrs: WindowAttributes, parts: number, taps: number): GPGPUProgram =>
  program(
    attrs,
    ["Dy", "Image", "Table"],
    [parts * taps],
    `
  void main() {
    int index = getOutputCoords();
    int taps = channels * kh * kw;
    int part = index / taps;
    int tap = index - part * taps;
    int c = tap / (kh * kw);
    int i = (tap - c * kh * kw) / kw;
    int j = tap - (c * kh + i) * kw;
    int group = keepsC == 1 ? c : 0;
    if (keepsI == 1) group = group * kh + i;
    if (keepsJ == 1) group = group * kw + j;
    int offset = c * channelPitch + i * tapPitch + columnOffset(j);
    int last = min((part + 1) * ${FILTER_PART}, windows);
    float sum = 0.0;
    for (int window = part * ${FILTER_PART}; window < last; window++) {
      int b = window / count;
      float pixel = getImage(b * batchPitch + startOf(window - b * count) + offset);
      sum += getDy(window * groups + group) * pixel;
    }
    setOutput(sum);
  }`,
  );

const values = (attrs: WindowAttributes): number[][] => Object.values(windowUniforms(attrs)).map((value) => [value]);

const zeros = (backend: MathBackendWebGL, shape: number[]): TensorInfo =>
  backend.makeTensorInfo(shape, "float32", new Float32Array(shape.reduce((product, size) => product * size, 1)));

function windowMaps({ inputs: { image, filter }, backend, attrs }: Call<"image" | "filter">): TensorInfo {
  const { placed, grouping } = attrs;
  const windows = placed.addressing.batch * placed.count;
  const shape = [windows, ...grouping.shape];
  if (windows === 0) return zeros(backend, shape);
  const inputs = [image, filter, placed.table()];
  const flat = backend.runWebGLProgram(mapsProgram(attrs, windows * grouping.groups), inputs, "float32", values(attrs));
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
  backend.disposeIntermediateTensorInfo(sums);
  return { ...placed, shape };
}

function toImage({ inputs: { dy, filter }, backend, attrs }: Call<"dy" | "filter">): TensorInfo {
  const { addressing, count, full } = attrs.placed;
  const elements = addressing.batch * addressing.batchPitch;
  if (count === 0) return zeros(backend, [elements]);
  // Where all windows are there, the list is not looked at, but something has to stand for it.
  const inputs = [dy, filter, full ? dy : attrs.placed.places()];
  return backend.runWebGLProgram(toImageProgram(attrs, elements), inputs, "float32", values(attrs));
}

function toFilter({ inputs: { dy, image }, backend, attrs }: Call<"dy" | "image">): TensorInfo {
  const { addressing, count } = attrs.placed;
  const taps = tapCount(addressing);
  if (count === 0) return zeros(backend, [1, taps]);
  const parts = Math.ceil((addressing.batch * count) / FILTER_PART);
  const inputs = [dy, image, attrs.placed.table()];
  const flat = backend.runWebGLProgram(toFilterProgram(attrs, parts, taps), inputs, "float32", values(attrs));
  return { ...flat, shape: [parts, taps] };
}

/** Registers the window kernels for the webgl backend. */
export const registerWindowMaps = (): void =>
  registerWindowKernels("webgl", { maskedConv2d, windowMaps, toImage, toFilter });
