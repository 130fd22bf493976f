import { axisOf } from "../axes";
import { columnsOfPixel, pixelOfColumn, unfoldPlan, writtenMove } from "../columns";
import { at, operand } from "../dims";
import { dtypeAt, notImplemented } from "../dtype";
import type { KernelMove } from "../kernel-windows";
import type { Operation } from "./operation";

/** How the kernel moves, rows first. */
export type FUnfoldArgs = KernelMove;

/** `F.unfold` (im2col): [B, C, H, W] to [B, C·kh·kw, L], one column per window, zeros for taps in the padding. A copy. */
export const fUnfold: Operation<FUnfoldArgs> = {
  name: "f_unfold",

  outcome: (inputs, args) => ({ layout: unfoldPlan(operand(inputs, 0).shape, args).layout, copies: true }),

  dtype(dtypes) {
    const dtype = dtypeAt(dtypes, 0);
    return dtype === "float32" ? dtype : notImplemented("im2col_out_cpu", dtype);
  },

  code: (args, operands) => `F.unfold(${operand(operands, 0)}, ${writtenMove(args)})`,

  heading: (args) => ({ name: "F.unfold", args: `(${writtenMove(args)})` }),

  sources(inputs, args, index) {
    const plan = unfoldPlan(operand(inputs, 0).shape, args);
    const pixel = pixelOfColumn(plan, args, at(index, index.length - 2), at(index, index.length - 1));
    return pixel === null ? [] : [{ input: 0, index: [...index.slice(0, -2), ...pixel] }];
  },

  *targets(inputs, args, _input, index): Generator<number[]> {
    const plan = unfoldPlan(operand(inputs, 0).shape, args);
    const pixel = index.slice(-3) as [number, number, number];
    for (const place of columnsOfPixel(plan, args, pixel)) yield [...index.slice(0, -3), ...place];
  },

  axes(axes, inputs, args) {
    const old = operand(axes, 0);
    const { grid, channels } = unfoldPlan(operand(inputs, 0).shape, args);
    const [kh, kw] = args.kernel_size;
    const part = (name: string, family: "H" | "W", size: number) => at(axisOf(name, family, size).parts, 0);
    const channel = at(old, old.length - 3);
    return [
      ...old.slice(0, -3),
      {
        parts: [
          ...(channel.parts.length > 0 ? channel.parts : axisOf("C", "C", channels).parts),
          part("kh", "H", kh),
          part("kw", "W", kw),
        ],
      },
      { parts: [part("h_windows", "H", grid[0]), part("w_windows", "W", grid[1])] },
    ];
  },

  links(_axes, inputs) {
    const rank = operand(inputs, 0).shape.length;
    const [channel, row, column] = [rank - 3, rank - 2, rank - 1];
    return [
      ...(rank === 4 ? [{ input: 0, from: 0, to: 0 }] : []),
      { input: 0, from: channel, to: channel },
      { input: 0, from: row, to: channel },
      { input: 0, from: column, to: channel },
      { input: 0, from: row, to: row },
      { input: 0, from: column, to: row },
    ];
  },

  multiplyAdds: () => 0,
};
