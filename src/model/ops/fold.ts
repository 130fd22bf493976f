import { axisOf } from "../axes";
import { columnsOfPixel, foldPlan, pixelOfColumn, writtenMove } from "../columns";
import { at, operand } from "../dims";
import { dtypeAt, notImplemented } from "../dtype";
import type { Pair } from "../geometry";
import type { KernelMove } from "../kernel-windows";
import { numel } from "../layout";
import type { Operation, Source } from "./operation";

/** Rows and columns of the image, and how the kernel moved over it. */
export interface FoldArgs extends KernelMove {
  readonly output_size: Pair;
}

/** `F.fold` (col2im): [B, C·kh·kw, L] to [B, C, H, W]; numbers that belong to one pixel are added up. A copy. */
export const fold: Operation<FoldArgs> = {
  name: "fold",

  outcome: (inputs, args) => ({
    layout: foldPlan(operand(inputs, 0).shape, args.output_size, args).layout,
    copies: true,
  }),

  dtype(dtypes) {
    const dtype = dtypeAt(dtypes, 0);
    return dtype === "float32" ? dtype : notImplemented("col2im_out_cpu", dtype);
  },

  code: (args, operands) => `F.fold(${operand(operands, 0)}, (${args.output_size.join(", ")}), ${writtenMove(args)})`,

  heading: (args) => ({ name: "F.fold", args: `((${args.output_size.join(", ")}), ${writtenMove(args)})` }),

  *sources(inputs, args, index): Generator<Source> {
    const plan = foldPlan(operand(inputs, 0).shape, args.output_size, args);
    const pixel = index.slice(-3) as [number, number, number];
    for (const place of columnsOfPixel(plan, args, pixel)) {
      yield { input: 0, index: [...index.slice(0, -3), ...place] };
    }
  },

  targets(inputs, args, _input, index) {
    const plan = foldPlan(operand(inputs, 0).shape, args.output_size, args);
    const pixel = pixelOfColumn(plan, args, at(index, index.length - 2), at(index, index.length - 1));
    return pixel === null ? [] : [[...index.slice(0, -2), ...pixel]];
  },

  axes(axes, inputs, args) {
    const { channels } = foldPlan(operand(inputs, 0).shape, args.output_size, args);
    const [rows, columns] = args.output_size;
    return [
      ...operand(axes, 0).slice(0, -2),
      axisOf("C", "C", channels),
      axisOf("H", "H", rows),
      axisOf("W", "W", columns),
    ];
  },

  links(_axes, inputs) {
    const rank = operand(inputs, 0).shape.length;
    const [rows, columns] = [rank - 2, rank - 1];
    return [
      ...(rank === 3 ? [{ input: 0, from: 0, to: 0 }] : []),
      { input: 0, from: rows, to: rank - 2 },
      { input: 0, from: columns, to: rank - 1 },
      { input: 0, from: columns, to: rank },
    ];
  },

  multiplyAdds: (inputs) => numel(operand(inputs, 0).shape),
};
