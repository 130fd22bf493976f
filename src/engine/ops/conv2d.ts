import { add, concat, reshape, type Tensor, type Tensor3D, zeros } from "@tensorflow/tfjs-core";
import { convPlan } from "../../model/conv-plan";
import { operand, upTo } from "../../model/dims";
import { contiguousLayout, numel } from "../../model/layout";
import type { Conv2dArgs } from "../../model/ops/conv2d";
import { asStrided } from "../kernels/as-strided";
import { fromTensor, materialise, permuted, storedAs, viewAs } from "../strided";
import { paddedImages, paddedWindows } from "./columns";
import type { Evaluator } from "./evaluator";
import { multiplied } from "./matmul";

/** Numbers of patches that are laid out at once: 64 MB. */
const PATCHES_AT_ONCE = 2 ** 24;

/**
 * `F.conv2d` as a product of matrices: patches are read through the windows of the padded images. tfjs's own takes no
 * groups, no dilation beside a stride, and has no gradient on wasm. Images are taken a few at a time.
 */
export const conv2d: Evaluator<Conv2dArgs> = (args, inputs, { layout }) => {
  const input = operand(inputs, 0);
  const weight = operand(inputs, 1);
  const plan = convPlan(
    inputs.map((each) => each.layout),
    args,
  );
  const { batch, move, size, grid, perGroup, outPerGroup } = plan;
  if (numel(layout.shape) === 0) return fromTensor(zeros([0]), layout);
  const { groups } = args;
  const taps = perGroup * numel(move.kernel_size);
  const windows = numel(grid);
  const channels = perGroup * groups;
  const outs = outPerGroup * groups;
  const filters: Tensor3D = reshape(materialise(weight), [groups, outPerGroup, taps]);
  const storage = paddedImages(materialise(input), batch * channels, size, move);
  const [, ...own] = paddedWindows(1, size, grid, move).layout.stride as [number, number, number, number, number];
  const image = numel(paddedWindows(1, size, grid, move).size);
  const several = Math.max(1, Math.floor(PATCHES_AT_ONCE / (groups * taps * windows)));
  const parts: Tensor[] = upTo(Math.ceil(batch / several)).map((k) => {
    const first = k * several;
    const count = Math.min(several, batch - first);
    // [groups, C / groups, kh, kw, images, h_windows, w_windows]
    const patches = asStrided(storage, {
      shape: [groups, perGroup, ...move.kernel_size, count, ...grid],
      stride: [perGroup * image, image, own[0], own[1], channels * image, own[2], own[3]],
      offset: first * channels * image,
    });
    const product = multiplied(filters, reshape(patches, [groups, taps, count * windows]));
    // [outs, images, windows] → [images, outs, windows]
    const swapped = permuted(contiguousLayout([outs, count, windows]), [1, 0, 2]);
    return materialise(viewAs(fromTensor(product), swapped));
  });
  const whole = reshape(parts.length === 1 ? (parts[0] as Tensor) : concat(parts, 0), [batch, outs, windows]);
  const bias = inputs[2];
  const shifted = bias ? add(whole, reshape(materialise(bias), [1, outs, 1])) : whole;
  return storedAs(reshape(shifted, [...layout.shape]), layout);
};
