import type { DType } from "../model/dtype";
import { linearIndex, numel, type Shape } from "../model/layout";
import { floatText, formatNumber, readSpec } from "./format-number";
import type { PrintedValue } from "./printed";

/** What PyTorch prints by default (torch/_tensor_str.py, `PRINT_OPTS`). */
const PRECISION = 4;
const THRESHOLD = 1000;
const EDGE = 3;
const LINE = 80;

/** Numbers of a tensor, row-major; integers and bools as floats. */
export interface Numbers {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** The value with four decimals as Python rounds it: JavaScript's own rounding differs for halves. */
function fixed(value: number): string {
  const doubled = Math.abs(value) * 2 * 10 ** PRECISION;
  const isHalf = doubled < 2 ** 52 && Number.isInteger(doubled) && doubled % 2 === 1;
  if (!isHalf) return value.toFixed(PRECISION);
  const down = (doubled - 1) / 2;
  const even = (down % 2 === 0 ? down : down + 1) / 10 ** PRECISION;
  return (value < 0 ? -even : even).toFixed(PRECISION);
}

/** Python writes at least two digits of an exponent. */
const scientific = (value: number): string =>
  value.toExponential(PRECISION).replace(/e([+-])(\d)$/u, (_, sign: string, digit: string) => `e${sign}0${digit}`);

const notFinite = (value: number): string | null => (Number.isFinite(value) ? null : floatText(value));

/** How all numbers of one tensor are written, all as wide as the widest (torch/_tensor_str.py, `_Formatter`). */
function writerFor(values: readonly number[], dtype: DType): (value: number) => string {
  const write = writing(values, dtype);
  const finite = dtype === "float32" ? values.filter((value) => Number.isFinite(value) && value !== 0) : values;
  const width = Math.max(1, ...finite.map((value) => write(value).length));
  return (value) => write(value).padStart(width);
}

function writing(values: readonly number[], dtype: DType): (value: number) => string {
  if (dtype === "bool") return (value) => (value === 0 ? "False" : "True");
  if (dtype === "int64") return String;
  const finite = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  const least = Math.min(...finite);
  const most = Math.max(...finite);
  const whole = finite.every(Number.isInteger);
  const isWide = finite.length > 0 && (most / least > 1000 || most > 1e8 || (!whole && least < 1e-4));
  if (isWide) return (value) => notFinite(value) ?? scientific(value);
  if (!whole) return (value) => notFinite(value) ?? fixed(value);
  return (value) => notFinite(value) ?? `${value.toFixed(0).replace(/^0$/u, Object.is(value, -0) ? "-0" : "0")}.`;
}

/** Which entries of an axis are written: all, or three at either end. */
function entries(size: number, summarised: boolean): (number | null)[] {
  if (!summarised || size <= 2 * EDGE) return Array.from({ length: size }, (_, at) => at);
  return [0, 1, 2, null, size - 3, size - 2, size - 1];
}

/** A tensor as PyTorch prints it: `tensor([1., 2.])`. `remark` stands behind the numbers. */
export function tensorText({ shape, data }: Numbers, dtype: DType, remark = ""): string {
  const prefix = "tensor(";
  const indent = prefix.length;
  const count = numel(shape);
  const suffixes: string[] = [];
  let body = "[]";
  if (count === 0) {
    if (shape.length !== 1) suffixes.push(`size=(${shape.join(", ")}${shape.length === 1 ? "," : ""})`);
    if (dtype !== "float32") suffixes.push(`dtype=torch.${dtype}`);
  } else {
    const summarised = count > THRESHOLD;
    const shown: number[] = [];
    const collect = (index: number[]): void => {
      if (index.length === shape.length) shown.push(data[linearIndex(shape, index)] as number);
      else
        for (const at of entries(shape[index.length] as number, summarised)) if (at !== null) collect([...index, at]);
    };
    collect([]);
    body = written(shape, data, [], { indent, summarised, write: writerFor(shown, dtype) });
  }
  if (remark !== "") suffixes.push(remark);
  return withSuffixes(prefix + body, suffixes, indent);
}

interface Writing {
  readonly indent: number;
  readonly summarised: boolean;
  readonly write: (value: number) => string;
}

function written(shape: Shape, data: ArrayLike<number>, index: readonly number[], how: Writing): string {
  const { indent, summarised, write } = how;
  const left = shape.length - index.length;
  if (left === 0) return write(data[linearIndex(shape, index)] as number);
  const size = shape[index.length] as number;
  if (left === 1) {
    const items = entries(size, summarised).map((at) =>
      at === null ? " ..." : write(data[linearIndex(shape, [...index, at])] as number),
    );
    const width = write(data[linearIndex(shape, [...index, 0])] as number).length + 2;
    const perLine = Math.max(1, Math.floor((LINE - indent) / width));
    const lines: string[] = [];
    for (let at = 0; at < items.length; at += perLine) lines.push(items.slice(at, at + perLine).join(", "));
    return `[${lines.join(`,\n${" ".repeat(indent + 1)}`)}]`;
  }
  const slices = entries(size, summarised).map((at) =>
    at === null ? "..." : written(shape, data, [...index, at], { ...how, indent: indent + 1 }),
  );
  return `[${slices.join(`,${"\n".repeat(left - 1)}${" ".repeat(indent + 1)}`)}]`;
}

function withSuffixes(text: string, suffixes: readonly string[], indent: number): string {
  let whole = text;
  let last = text.length - text.lastIndexOf("\n") + 1;
  for (const suffix of suffixes) {
    if (last + suffix.length + 2 > LINE) {
      whole += `,\n${" ".repeat(indent)}${suffix}`;
      last = indent + suffix.length;
    } else {
      whole += `, ${suffix}`;
      last += suffix.length + 2;
    }
  }
  return `${whole})`;
}

/** What stands in a printed line for numbers that the engine knows now. */
export function filledIn({ form, spec, remark, parameter }: PrintedValue, numbers: Numbers, dtype: DType): string {
  if (form === "tensor") return `${parameter ? "Parameter containing:\n" : ""}${tensorText(numbers, dtype, remark)}`;
  const value = numbers.data[0] as number; // an item has one element: the reader made sure
  if (dtype === "bool") return value === 0 ? "False" : "True";
  const kind = dtype === "int64" ? "int" : "float";
  if (spec === "") return kind === "int" ? String(value) : floatText(value);
  return formatNumber(value, kind, readSpec(spec, kind));
}
