import { channelsLastStride, looksChannelsLast } from "./dense-stride";
import { at, listed, operand } from "./dims";
import { PyTorchError } from "./errors";
import type { Pair } from "./geometry";
import { type KernelMove, windowsOf } from "./kernel-windows";
import { contiguousLayout, type Layout, type Shape } from "./layout";

/** What conv2d takes beside its operands. */
interface ConvArgs {
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly groups: number;
}

/** What a conv2d of these operands looks like. */
export interface ConvPlan {
  readonly layout: Layout;
  /** False for an input [C, H, W]. */
  readonly batched: boolean;
  readonly batch: number;
  readonly move: KernelMove;
  /** Rows and columns of the input. */
  readonly size: Pair;
  /** Rows and columns of windows. */
  readonly grid: Pair;
  /** Input channels that one output channel sees. */
  readonly perGroup: number;
  /** Output channels of one group. */
  readonly outPerGroup: number;
}

/** Throws PyTorch's refusals (aten/src/ATen/native/Convolution.cpp, `conv2d`, `_convolution`, `check_shape_forward`). */
export function convPlan(inputs: readonly Layout[], args: ConvArgs): ConvPlan {
  const input = operand(inputs, 0);
  const weight = operand(inputs, 1);
  const batched = input.shape.length === 4;
  if (!batched && input.shape.length !== 3) {
    throw new PyTorchError(
      `Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: ${listed(input.shape)}`,
    );
  }
  const shape = batched ? input.shape : [1, ...input.shape];
  check(shape, weight.shape, inputs[2]?.shape, args);
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const [outs, perGroup, kh, kw] = weight.shape as [number, number, number, number];
  const move: KernelMove = { ...args, kernel_size: [kh, kw] };
  const grid: Pair = [windowsOf(move, 0, height), windowsOf(move, 1, width)];
  // Without channels there is nothing to convolve, and PyTorch keeps the empty axis.
  const result = [batch, channels === 0 ? 0 : outs, ...grid];
  const laid = batched ? input : { ...input, shape, stride: [at(shape, 1) * at(input.stride, 0), ...input.stride] };
  const isEmpty = batch === 0 || channels === 0;
  const channelsLast = !isEmpty && (looksChannelsLast(laid) || looksChannelsLast(weight));
  const whole: Layout = channelsLast
    ? { shape: result, stride: channelsLastStride(result), offset: 0 }
    : contiguousLayout(result);
  const layout = batched ? whole : { shape: result.slice(1), stride: whole.stride.slice(1), offset: 0 };
  return { layout, batched, batch, move, size: [height, width], grid, perGroup, outPerGroup: outs / args.groups };
}

function check(input: Shape, weight: Shape, bias: Shape | undefined, args: ConvArgs): void {
  const { stride, padding, dilation, groups } = args;
  const refuse = (message: string): never => {
    throw new PyTorchError(message);
  };
  if (weight.length < 3) refuse("weight should have at least three dimensions");
  if (groups <= 0) refuse("non-positive groups is not supported");
  if (weight.length === 3) {
    refuse(
      `expected stride to be a single integer value or a list of 1 values to match the convolution dimensions, but got stride=${listed(stride)}`,
    );
  }
  if (padding.some((by) => by < 0)) refuse("negative padding is not supported");
  if (stride.some((by) => by <= 0)) refuse("non-positive stride is not supported");
  if (weight.length !== 4) {
    refuse(
      `Expected ${weight.length}-dimensional input for ${weight.length}-dimensional weight ${listed(weight)}, but got 4-dimensional input of size ${listed(input)} instead`,
    );
  }
  const outs = at(weight, 0);
  if (outs < groups) {
    refuse(
      `Given groups=${groups}, expected weight to be at least ${groups} at dimension 0, but got weight of size ${listed(weight)} instead`,
    );
  }
  if (outs % groups !== 0) {
    refuse(
      `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size [${listed(weight)}] instead`,
    );
  }
  const channels = at(weight, 1) * groups;
  if (at(input, 1) !== channels) {
    refuse(
      `Given groups=${groups}, weight of size ${listed(weight)}, expected input${listed(input)} to have ${channels} channels, but got ${at(input, 1)} channels instead`,
    );
  }
  if (bias && !(bias.length === 1 && bias[0] === outs)) {
    refuse(
      `Given weight of size ${listed(weight)}, expected bias to be 1-dimensional with ${outs} elements, but got bias of size ${listed(bias)} instead`,
    );
  }
  const padded = [0, 1].map((axis) => at(input, axis + 2) + 2 * at(padding, axis));
  const reach = [0, 1].map((axis) => at(dilation, axis) * (at(weight, axis + 2) - 1) + 1);
  if (reach.some((each, axis) => each > at(padded, axis))) {
    refuse(
      `Calculated padded input size per channel: (${padded.join(" x ")}). Kernel size: (${reach.join(" x ")}). Kernel size can't be greater than actual input size`,
    );
  }
  if (at(weight, 2) === 0 || at(weight, 3) === 0) {
    const isDilated = dilation.some((by) => by !== 1);
    if (isDilated && groups > 1) {
      refuse("could not create a descriptor for a dilated convolution forward propagation primitive");
    }
    const found = isDilated ? listed(weight.slice(2)) : `kernel_height: ${weight[2]} kernel_width: ${weight[3]}`;
    refuse(`kernel size should be greater than zero, but got ${found}`);
  }
  if (dilation.some((by) => by <= 0)) refuse(`dilation should be greater than zero, but got ${listed(dilation)}`);
  const isEmpty = at(input, 2) === 0 || at(input, 3) === 0;
  if (isEmpty && at(input, 0) > 0 && at(input, 1) > 0) {
    refuse(`Only zero batch or zero channel inputs are supported, but got input shape: ${listed(input)}`);
  }
}
