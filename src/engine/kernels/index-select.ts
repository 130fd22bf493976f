import { engine, gather, getBackend, getKernel, type Tensor, type Tensor1D } from "@tensorflow/tfjs-core";

/**
 * tfjs's own gather looks every element up one by one on wasm, 40 ns each; where a backend has this kernel, runs of
 * neighbouring rows are copied at once instead.
 */
export const INDEX_SELECT = "IndexSelect";

/**
 * Entries `indices` (int32) of the middle axis of `x`, [outer, size, inner]; [outer, indices, inner]. Indices must lie
 * within the axis.
 */
export function indexSelect(x: Tensor, indices: Tensor1D): Tensor {
  return getKernel(INDEX_SELECT, getBackend())
    ? engine().runKernel(INDEX_SELECT, { x, indices })
    : gather(x, indices, 1);
}
