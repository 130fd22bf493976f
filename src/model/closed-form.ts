import { along, type Digit, leads, NOWHERE, regrouped, spelled, type Way, wayTo } from "./closed-form/digits";
import { at, upTo, wrapDim } from "./dims";
import type { ImageShape, PaddingMode } from "./geometry";
import { contiguousLayout, type Layout, numel } from "./layout";
import type { OperationName } from "./ops";
import { padsOf } from "./ops/pad";
import { marginsOf } from "./padding";
import { type Call, operationOf, type Operand, type Program, type Step } from "./program";
import { reducedAxes } from "./reduction";
import { type KnownRows, rowCount } from "./rows";
import { operandOf } from "./trace";

export { type Digit, spelled, type Way, wayTo } from "./closed-form/digits";

/**
 * What every element of a step is, without any other element of it or of a step before: with (plane, y, x, tap) = `start`
 * + the way its digits lead, the sum over the `summed` digits of padded[plane, y, x] · filter[tap]. So each can be
 * computed from picture and filter alone.
 */
export interface ClosedForm {
  /** B, C, H, W of the picture. */
  readonly image: ImageShape;
  /** How far the padding reaches above and to the left of the picture, and what stands in it. */
  readonly padding: { readonly top: number; readonly left: number; readonly mode: PaddingMode };
  readonly start: Way;
  /** Digits of each axis, outermost first. */
  readonly axes: readonly (readonly Digit[])[];
  readonly summed: readonly Digit[];
  /** False where the filter has not come in: then its factor is 1. */
  readonly filtered: boolean;
  /** Set where only chosen rows hold such sums: every other element n is what stands outside the region at window n. */
  readonly only: KnownRows | null;
}

const digitsOf = (form: ClosedForm): readonly Digit[] => form.axes.flat();

/** All digits that spell an element's number, outermost first, those left out that lead nowhere. */
export const elementDigits = (form: ClosedForm): readonly Digit[] => digitsOf(form).filter(leads);

/** Operations whose source is one element, its index linear in the index of the result. */
const LINEAR: ReadonlySet<OperationName> = new Set<OperationName>([
  ...(["unfold", "slice", "permute", "transpose", "select", "narrow", "squeeze", "unsqueeze", "t", "mT"] as const),
  ...(["expand", "contiguous", "clone", "detach", "float"] as const),
]);
const REGROUPING: ReadonlySet<OperationName> = new Set<OperationName>(["view", "reshape", "flatten"]);

/** The picture itself. */
const imageForm = (image: ImageShape): ClosedForm => {
  const [b, c, h, w] = image;
  return {
    image,
    padding: { top: 0, left: 0, mode: "zeros" },
    start: NOWHERE,
    axes: [
      [{ size: b, step: { ...NOWHERE, plane: c } }],
      [{ size: c, step: { ...NOWHERE, plane: 1 } }],
      [{ size: h, step: { ...NOWHERE, y: 1 } }],
      [{ size: w, step: { ...NOWHERE, x: 1 } }],
    ],
    summed: [],
    filtered: false,
    only: null,
  };
};

/** The one plain digit of an axis. */
function plainDigit(digits: readonly Digit[]): Digit | null {
  const [only, second] = digits;
  return only && !second && !only.chosen ? only : null;
}

function padded(form: ClosedForm, call: Call & { op: "pad" }, first: boolean, shape: readonly number[]) {
  const { args } = call;
  // Padding is worked out where the picture is read, so it comes before everything else.
  if (!first || ("value" in args && args.value !== undefined && args.value !== 0)) return null;
  const margins = marginsOf(padsOf(args), 4);
  if (margins.some(({ before, after }) => before < 0 || after < 0)) return null;
  if (margins.slice(0, 2).some(({ before, after }) => before + after > 0)) return null;
  return {
    ...form,
    padding: { top: at(margins, 2).before, left: at(margins, 3).before, mode: args.mode },
    axes: form.axes.map((digits, axis) => digits.map((digit) => ({ ...digit, size: at(shape, axis) }))),
  };
}

function linear(form: ClosedForm, call: Call, input: Layout, shape: readonly number[]): ClosedForm | null {
  const operation = operationOf(call);
  const from = (index: readonly number[]): readonly number[] | null => {
    const [source, second] = [...operation.sources([input], call.args, index)];
    return source && !second ? source.index : null;
  };
  const origin = from(shape.map(() => 0));
  if (!origin) return null;
  const used = new Set<number>();
  const axes: (readonly Digit[])[] = [];
  for (const [axis, size] of shape.entries()) {
    const next = size > 1 ? from(shape.map((_, other) => (other === axis ? 1 : 0))) : origin;
    if (!next) return null;
    const moved = upTo(origin.length).filter((k) => next[k] !== origin[k]);
    const [only, second] = moved;
    const whole = only !== undefined && second === undefined && at(input.shape, only) === size && origin[only] === 0;
    if (whole && at(next, only) === 1 && !used.has(only)) {
      axes.push(at(form.axes, only));
      used.add(only);
      continue;
    }
    let step = NOWHERE;
    for (const k of moved) {
      const digit = plainDigit(at(form.axes, k));
      if (!digit) return null;
      step = along(step, digit.step, at(next, k) - at(origin, k));
    }
    axes.push([{ size, step }]);
  }
  const start = origin.reduce((way, place, k) => {
    // Of digits that stay as they are, nothing is skipped.
    return used.has(k) ? way : along(way, wayTo(at(form.axes, k), place));
  }, form.start);
  return { ...form, start, axes };
}

/** Digits of an axis with the filter's steps added: each value of the axis is `stride` taps further on. */
const withTaps = (digits: readonly Digit[], stride: number): Digit[] | null => {
  if (digits.some(({ chosen, size }) => chosen && size > 1)) return null;
  let inner = stride;
  return digits
    .toReversed()
    .map(({ size, step }) => {
      const digit = { size, step: along(step, { ...NOWHERE, tap: inner }) };
      inner *= size;
      return digit;
    })
    .toReversed();
};

function timesFilter(form: ClosedForm, shape: readonly number[], filter: readonly number[]): ClosedForm | null {
  const before = shape.length - filter.length;
  if (form.filtered || before < 0) return null;
  const { stride } = contiguousLayout(filter);
  const axes: (readonly Digit[])[] = [...form.axes];
  for (const [k, size] of filter.entries()) {
    if (size === 1) continue;
    if (shape[before + k] !== size) return null;
    const digits = withTaps(at(form.axes, before + k), at(stride, k));
    if (!digits) return null;
    axes[before + k] = digits;
  }
  return { ...form, axes, filtered: true };
}

const sumOver = (form: ClosedForm, gone: readonly number[], keepdim: boolean): ClosedForm => ({
  ...form,
  axes: form.axes.flatMap((digits, axis) => (gone.includes(axis) ? (keepdim ? [[]] : []) : [digits])),
  summed: [...form.summed, ...form.axes.flatMap((digits, axis) => (gone.includes(axis) ? digits : []))],
});

function chosenRows(form: ClosedForm, { args }: Call & { op: "index_select" }, rank: number): ClosedForm | null {
  const axis = wrapDim(args.dim, rank);
  const { rows } = args;
  const digits = at(form.axes, axis);
  if (typeof rows === "number" || digits.some(({ chosen }) => chosen)) return null;
  const chosen: Digit = { size: rowCount(rows), step: NOWHERE, chosen: { rows, digits } };
  return { ...form, axes: form.axes.map((each, k) => (k === axis ? [chosen] : each)) };
}

/** Chosen rows put back among all of them. */
function putBack(form: ClosedForm, { args }: Call & { op: "scatter" }): ClosedForm | null {
  const [only, second] = form.axes;
  const [digit] = only ?? [];
  if (second || !digit?.chosen || digit.chosen.rows !== args.rows) return null;
  return { ...form, axes: [digit.chosen.digits], only: digit.chosen.rows };
}

const isImage = (operand: Operand | undefined): boolean =>
  operand !== undefined && "input" in operand && operand.input === "image";
const isFilter = (operand: Operand | undefined): boolean =>
  operand !== undefined && "input" in operand && operand.input === "filter";

function formOf(program: Program, steps: readonly Step[], step: number): ClosedForm | null {
  const call = program.calls[step - 1];
  const result = steps[step];
  const shape = program.inputs["image"]?.layout.shape ?? [];
  if (step === 0) return shape.length === 4 ? imageForm(shape as ImageShape) : null; // four sizes were counted
  if (!call || result?.kind !== "done") return null;
  const of = (operand: Operand | undefined): { form: ClosedForm; layout: Layout } | null => {
    if (!operand || (!isImage(operand) && !("call" in operand))) return null;
    const form = formOf(program, steps, "call" in operand ? operand.call + 1 : 0);
    return form && { form, layout: operandOf(program, steps, operand).layout };
  };
  if (call.op === "scatter") {
    const base = call.inputs[0];
    const values = base && "input" in base && base.input === "base" ? of(call.inputs[1]) : null;
    return values && putBack(values.form, call);
  }
  const taken = of(call.inputs[0]);
  if (!taken) return null;
  const { form, layout } = taken;
  const { shape: sizes } = result.layout;
  if (form.only && !REGROUPING.has(call.op)) return null;
  if (LINEAR.has(call.op)) return linear(form, call, layout, sizes);
  if (REGROUPING.has(call.op)) {
    const axes = regrouped(digitsOf(form), sizes);
    return axes && { ...form, axes };
  }
  switch (call.op) {
    case "pad":
      return padded(form, call, isImage(call.inputs[0]), sizes);
    case "multiply":
    case "matmul": {
      const second = call.inputs[1];
      if (!second || !isFilter(second)) return null;
      const filter = operandOf(program, steps, second).layout.shape;
      if (call.op === "matmul" && filter.length !== 1) return null;
      const multiplied = timesFilter(form, layout.shape, filter);
      return multiplied && (call.op === "matmul" ? sumOver(multiplied, [layout.shape.length - 1], false) : multiplied);
    }
    case "sum":
      return sumOver(form, reducedAxes(layout.shape, call.args), call.args.keepdim === true);
    case "index_select":
      return chosenRows(form, call, layout.shape.length);
    default:
      return null;
  }
}

/**
 * The closed form of a step, `steps` being the program's trace; null for a step that has none (a typed program may do
 * anything), that PyTorch refuses, or that has no elements. Every step of the programs made by the controls has one.
 */
export function closedForm(program: Program, steps: readonly Step[], step: number): ClosedForm | null {
  const form = formOf(program, steps, step);
  const result = steps[step];
  if (!form || result?.kind !== "done" || result.dtype !== "float32") return null;
  const elements = numel(result.layout.shape);
  return elements > 0 && spelled(digitsOf(form)) === elements ? form : null;
}

/**
 * Whether rows and columns of a plane may be worked out apart and added: the parts that lay it out and the digits must
 * nest, each beginning where one of the other ends or inside a single one. `parts` are sizes in storage order.
 */
export function isSeparable(form: ClosedForm, parts: readonly number[]): boolean {
  const stridesOf = (sizes: readonly number[]): number[] => {
    let stride = 1;
    return sizes.toReversed().map((size) => (stride *= size));
  };
  const all = [...stridesOf(parts), ...stridesOf(elementDigits(form).map(({ size }) => size))].toSorted(
    (a, b) => a - b,
  );
  return all.every((stride, k) => k === 0 || stride % (all[k - 1] as number) === 0);
}
