import { resizedAxis } from "../axes";
import { convPlan } from "../conv-plan";
import { at, operand, upTo } from "../dims";
import { type DType, dtypeAt, notImplemented, refuseMixed } from "../dtype";
import { PyTorchError } from "../errors";
import type { Pair } from "../geometry";
import { meetingsAt, placesOfTap, tapsOfWindow } from "../kernel-windows";
import { numel } from "../layout";
import type { Operation, Source } from "./operation";

/** How the kernel moves; input, weight and, if there is one, bias are the operands. */
export interface Conv2dArgs {
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly groups: number;
}

/** `F.conv2d` of [B, C, H, W] (or [C, H, W]) with weights [O, C / groups, kh, kw] and an optional bias [O]. */
export const conv2d: Operation<Conv2dArgs> = {
  name: "conv2d",

  outcome(inputs, args, facts) {
    const rank = operand(inputs, 0).shape.length;
    // The kind of the bias is looked at before any shape but the input's number of axes.
    if ((rank === 3 || rank === 4) && facts?.[2]) refuseBias(facts[0]?.dtype ?? "float32", facts[2].dtype);
    return { layout: convPlan(inputs, args).layout, copies: true };
  },

  dtype(dtypes, _args, inputs) {
    const [input, weight] = [dtypeAt(dtypes, 0), dtypeAt(dtypes, 1)];
    if (inputs.length > 2) refuseBias(input, dtypeAt(dtypes, 2));
    if (input === "bool" && weight === "bool") notImplemented("slow_conv2d_cpu", input);
    refuseMixed(input, weight);
    return input;
  },

  code: (args, operands) => `F.conv2d(${[...operands, ...options(args)].join(", ")})`,

  heading: (args) => ({ name: "conv2d", args: `(${options(args).join(", ")})` }),

  *sources(inputs, args, index): Generator<Source> {
    const { batched, move, size, perGroup, outPerGroup } = convPlan(inputs, args);
    const lead = batched ? [at(index, 0)] : [];
    const [out, row, column] = index.slice(-3) as [number, number, number];
    const firstChannel = Math.floor(out / outPerGroup) * perGroup;
    for (let c = 0; c < perGroup; c += 1) {
      for (const i of tapsOfWindow(move, 0, size[0], row)) {
        for (const j of tapsOfWindow(move, 1, size[1], column)) {
          yield { input: 0, index: [...lead, firstChannel + c, i.place, j.place] };
          yield { input: 1, index: [out, c, i.tap, j.tap] };
        }
      }
    }
    if (inputs.length > 2) yield { input: 2, index: [out] };
  },

  *targets(inputs, args, input, index): Generator<number[]> {
    const { batched, batch, move, size, grid, perGroup, outPerGroup } = convPlan(inputs, args);
    if (input === 0) {
      const lead = batched ? [at(index, 0)] : [];
      const [channel, y, x] = index.slice(-3) as [number, number, number];
      const firstOut = Math.floor(channel / perGroup) * outPerGroup;
      for (let o = 0; o < outPerGroup; o += 1) {
        for (const i of meetingsAt(move, 0, grid[0], y)) {
          for (const j of meetingsAt(move, 1, grid[1], x)) yield [...lead, firstOut + o, i.window, j.window];
        }
      }
      return;
    }
    const [out, , i, j] = index as [number, number?, number?, number?];
    for (let b = 0; b < batch; b += 1) {
      const lead = batched ? [b, out] : [out];
      // A bias reaches every window, a tap those in which it does not lie in the padding.
      const rows = i === undefined ? upTo(grid[0]) : placesOfTap(move, 0, grid, size[0], i);
      for (const row of rows) {
        const columns = j === undefined ? upTo(grid[1]) : placesOfTap(move, 1, grid, size[1], j);
        for (const column of columns) yield [...lead, row, column];
      }
    }
  },

  axes(axes, inputs, args) {
    const { layout, batched } = convPlan(inputs, args);
    const old = operand(axes, 0);
    const channels = at(operand(axes, 1), 0);
    return layout.shape.map((size, axis) => {
      const own = at(old, axis);
      if (axis === (batched ? 1 : 0)) return channels;
      return resizedAxis(own, size);
    });
  },

  links(_axes, inputs) {
    const rank = operand(inputs, 0).shape.length;
    const kept = upTo(rank).filter((axis) => axis !== rank - 3);
    return [...kept.map((axis) => ({ input: 0, from: axis, to: axis })), { input: 1, from: 0, to: rank - 3 }];
  },

  multiplyAdds(inputs, args) {
    const { layout, perGroup, move } = convPlan(inputs, args);
    return numel(layout.shape) * perGroup * move.kernel_size[0] * move.kernel_size[1];
  },
};

/** What C++ calls a dtype. */
const CPP: Readonly<Record<DType, string>> = { float32: "float", int64: "long int", bool: "bool" };

function refuseBias(input: DType, bias: DType): void {
  if (input === bias) return;
  throw new PyTorchError(`Input type (${CPP[input]}) and bias type (${CPP[bias]}) should be the same`);
}

function options({ stride, padding, dilation, groups }: Conv2dArgs): string[] {
  const pair = ([rows, columns]: Pair): string => (rows === columns ? String(rows) : `(${rows}, ${columns})`);
  const differs = ([rows, columns]: Pair, usual: number): boolean => rows !== usual || columns !== usual;
  return [
    ...(differs(stride, 1) ? [`stride=${pair(stride)}`] : []),
    ...(differs(padding, 0) ? [`padding=${pair(padding)}`] : []),
    ...(differs(dilation, 1) ? [`dilation=${pair(dilation)}`] : []),
    ...(groups === 1 ? [] : [`groups=${groups}`]),
  ];
}
