import { resizedAxis, type AxisLink } from "../axes";
import { at, combinations, listed, operand, upTo } from "../dims";
import { dtypeAt, notImplemented } from "../dtype";
import { PlaygroundError } from "../errors";
import type { PaddingMode, Pair } from "../geometry";
import { entryAt, type Margins, marginsOf, paddedLayout, placesOf } from "../padding";
import { pythonPlain } from "../python-number";
import type { Operation } from "./operation";

/** Rows and columns added on either side of the last two axes, the same on both sides, and what fills them. */
export interface EvenPadArgs {
  readonly padding: Pair;
  readonly mode: PaddingMode;
}

/** PyTorch's own form: before and after the last axis, then the one before it, and so on; negative ones cut off. */
export interface FreePadArgs {
  readonly pads: readonly number[];
  readonly mode: PaddingMode;
  /** What fills them in mode `zeros`, PyTorch's `constant`; 0 when left out. */
  readonly value?: number;
}

export type PadArgs = EvenPadArgs | FreePadArgs;

/** `torch.nn.functional.pad`. Always a copy. */
export const pad: Operation<PadArgs> = {
  name: "pad",

  outcome: (inputs, args) => ({ layout: paddedLayout(operand(inputs, 0), padsOf(args), args.mode), copies: true }),

  dtype(dtypes, args) {
    const dtype = dtypeAt(dtypes, 0);
    const axes = padsOf(args).length / 2;
    if (dtype !== "float32" && args.mode === "reflect") notImplemented(`reflection_pad${axes}d`, dtype);
    if (dtype !== "float32" && args.mode === "replicate") notImplemented(`replication_pad${axes}d_cpu`, dtype);
    return dtype;
  },

  code: (args, operands) => `F.pad(${operand(operands, 0)}, ${written(args, 'mode="', '"')})`,

  heading: (args) => ({ name: "pad", args: headed(args) }),

  sources(inputs, args, index) {
    const { shape } = operand(inputs, 0);
    const margins = marginsOf(padsOf(args), shape.length);
    const source: number[] = [];
    for (const [axis, place] of index.entries()) {
      const entry = entryAt(args.mode, at(margins, axis), at(shape, axis), place);
      if (entry === null) return [];
      source.push(entry);
    }
    return [{ input: 0, index: source }];
  },

  targets(inputs, args, _input, index) {
    const { shape } = operand(inputs, 0);
    const margins = marginsOf(padsOf(args), shape.length);
    return combinations(
      index.map((value, axis) => [...placesOf(args.mode, at(margins, axis), at(shape, axis), value)]),
    );
  },

  axes(axes, inputs, args) {
    const { shape } = operand(inputs, 0);
    const margins: readonly Margins[] = marginsOf(padsOf(args), shape.length);
    return operand(axes, 0).map((axis, i) =>
      resizedAxis(axis, at(shape, i) + at(margins, i).before + at(margins, i).after),
    );
  },

  links: (_axes, inputs): AxisLink[] =>
    upTo(operand(inputs, 0).shape.length).map((axis) => ({ input: 0, from: axis, to: axis })),

  multiplyAdds: () => 0,
};

/** Both forms of the arguments as PyTorch's flat list; throws `PlaygroundError` for an even padding below 0. */
export function padsOf(args: PadArgs): readonly number[] {
  if ("pads" in args) return args.pads;
  const [rows, columns] = args.padding;
  if (rows < 0 || columns < 0) {
    throw new PlaygroundError("negative-padding", `padding must not be negative, not ${listed(args.padding)}`, {
      rows,
      columns,
    });
  }
  return [columns, columns, rows, rows];
}

const tupleOf = (pads: readonly number[]): string => `(${pads.join(", ")}${pads.length === 1 ? "," : ""})`;

function written(args: PadArgs, before: string, after: string): string {
  const kind = args.mode === "zeros" ? "" : `, ${before}${args.mode}${after}`;
  const value =
    "pads" in args && args.value !== undefined && args.value !== 0 ? `, value=${pythonPlain(args.value)}` : "";
  return `${tupleOf(padsOf(args))}${kind}${value}`;
}

function headed(args: PadArgs): string {
  const plain = written(args, "", "");
  if ("pads" in args) return `(${plain})`;
  // The page's own paddings are headed by their numbers alone.
  return args.mode === "zeros" ? tupleOf(padsOf(args)) : `(${padsOf(args).join(", ")}, ${args.mode})`;
}
