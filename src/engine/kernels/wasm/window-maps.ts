import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { tapOffsets, windowsPerImage } from "../../../model/addressing";
import { convolveWindows } from "../convolve-loop";
import { tapsByGroup } from "../grouping";
import { TABLE_ENTRY } from "../placed-windows";
import { backpropFilter, backpropImage, mapWindows } from "../window-loops";
import { type MaskedConv2DInputs, registerWindowKernels, type WindowAttributes } from "../window-maps";
import { allocate, heapView } from "./heap";
import { moduleOf } from "./module";

interface Call<Name extends string> {
  readonly inputs: Record<Name, TensorInfo>;
  readonly backend: BackendWasm;
  readonly attrs: WindowAttributes;
}

/** Some whole numbers on the heap while `work` runs. */
function withIntegers<T>(backend: BackendWasm, integers: Int32Array, work: (pointer: number) => T): T {
  const tensor = allocate(backend, [Math.max(1, integers.length)]);
  try {
    const view = heapView(backend, tensor);
    new Int32Array(view.buffer, view.byteOffset, integers.length).set(integers);
    return work(view.byteOffset);
  } finally {
    backend.disposeData(tensor.dataId);
  }
}

const pointer = (backend: BackendWasm, { dataId }: TensorInfo): number => backend.getMemoryOffset(dataId);

/** The memory of an earlier result, or new memory. */
function outputFor(backend: BackendWasm, shape: number[], reuse: TensorInfo | undefined): TensorInfo {
  if (!reuse) return allocate(backend, shape);
  backend.incRef(reuse.dataId);
  return { dataId: reuse.dataId, shape, dtype: "float32" };
}

function maskedConv2d({ inputs, backend, attrs: { placed } }: Call<"image" | "filter" | "reuse">): TensorInfo {
  const { image, filter, reuse } = inputs as MaskedConv2DInputs;
  const { addressing } = placed;
  const { batch, channels, kernel_size, grid, batchPitch, channelPitch, tapPitch } = addressing;
  const module = moduleOf(backend);
  const planned = module ? placed.plan() : null;
  const out = outputFor(backend, [batch, 1, ...grid], reuse);
  if (!module || !planned) {
    if (!reuse) heapView(backend, out).fill(0);
    convolveWindows(heapView(backend, out), heapView(backend, image), heapView(backend, filter), placed);
    return out;
  }
  const { plan, entries } = planned;
  const listed = pointer(backend, entries);
  const pairPitch = plan.distance * grid[1];
  const weights = pointer(backend, filter);
  module.describe(weights, listed, channels, ...kernel_size, channelPitch, tapPitch, plan.shift, pairPitch);
  for (let b = 0; b < batch; b += 1) {
    module.convolve(
      pointer(backend, image) + 4 * b * batchPitch,
      pointer(backend, out) + 4 * b * windowsPerImage(addressing),
      listed + 4 * kernel_size[1],
      plan.bands,
      !reuse,
    );
  }
  return out;
}

function windowMaps({ inputs: { image, filter }, backend, attrs }: Call<"image" | "filter">): TensorInfo {
  const { placed, grouping } = attrs;
  const { addressing, count } = placed;
  const { batch, batchPitch, rowPitch } = addressing;
  const module = moduleOf(backend);
  const table = module && count > 0 ? placed.table() : null;
  const out = allocate(backend, [batch * count, ...grouping.shape]);
  if (!module || !table) {
    mapWindows(heapView(backend, out), heapView(backend, image), heapView(backend, filter), placed, grouping);
    return out;
  }
  const taps = tapsByGroup(addressing, grouping);
  const offsets = tapOffsets(addressing);
  const listed = new Int32Array(2 * taps.length);
  const weights = new Float32Array(listed.buffer);
  const numbers = heapView(backend, filter);
  for (const [place, tap] of taps.entries()) {
    listed[2 * place] = 4 * (offsets[tap] as number);
    weights[2 * place + 1] = numbers[tap] as number;
  }
  withIntegers(backend, listed, (tapsAt) => {
    for (let b = 0; b < batch; b += 1) {
      module.maps(
        pointer(backend, image) + 4 * b * batchPitch,
        pointer(backend, out) + 4 * b * count * grouping.groups,
        pointer(backend, table),
        table.size / TABLE_ENTRY,
        tapsAt,
        grouping.groups,
        taps.length / grouping.groups,
        rowPitch,
      );
    }
  });
  return out;
}

function toImage({ inputs: { dy, filter }, backend, attrs: { placed, grouping } }: Call<"dy" | "filter">): TensorInfo {
  const out = allocate(backend, [placed.addressing.batch * placed.addressing.batchPitch]);
  const sums = heapView(backend, out).fill(0);
  backpropImage(sums, heapView(backend, dy), heapView(backend, filter), placed, grouping);
  return out;
}

function toFilter({ inputs: { dy, image }, backend, attrs: { placed, grouping } }: Call<"dy" | "image">): TensorInfo {
  const sums = backpropFilter(heapView(backend, dy), heapView(backend, image), placed, grouping);
  const out = allocate(backend, [1, sums.length]);
  heapView(backend, out).set(sums);
  return out;
}

/** Registers the window kernels for the wasm backend: everything stays on tfjs's own heap. */
export const registerWindowMaps = (): void =>
  registerWindowKernels("wasm", { maskedConv2d, windowMaps, toImage, toFilter });
