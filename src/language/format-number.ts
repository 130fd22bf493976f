import { pythonNumber } from "../model/python-number";
import { Failure, outside, pythonError } from "./failure";
import { LANGUAGE_LIMITS } from "./limits";

/** A float as Python's `repr` writes it; `inf` and `nan` as words. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return pythonNumber(value, "float");
}

/** What may stand after the colon in `{x:…}` (Python's format specification mini-language). */
export interface FormatSpec {
  readonly fill: string;
  readonly align: "" | "<" | ">" | "^" | "=";
  readonly sign: "" | "+" | "-" | " ";
  readonly alternate: boolean;
  readonly width: number;
  readonly comma: "" | "," | "_";
  readonly precision: number | null;
  readonly type: string;
}

const SPEC = /^(?:(.)?([<>^=]))?([+\- ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** Reads the part after the colon; throws Python's ValueError when it is none. */
export function readSpec(text: string, typeOfValue: string): FormatSpec {
  const match = SPEC.exec(text);
  if (!match)
    throw pythonError(
      "ValueError",
      text.length > 1
        ? "Invalid format specifier"
        : `Unknown format code '${text}' for object of type '${typeOfValue}'`,
    );
  const [, fill, align, sign = "", alternate, zero, width, comma = "", precision, type = ""] = match;
  const spec = {
    fill: fill ?? (zero && !align ? "0" : " "),
    align: (align ?? (zero ? "=" : "")) as FormatSpec["align"], // the pattern lets nothing else through
    sign: sign as FormatSpec["sign"],
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    comma: comma as FormatSpec["comma"],
    precision: precision === undefined ? null : Number(precision),
    type,
  };
  if (spec.width > 1000 || (spec.precision ?? 0) > 100) {
    throw outside(
      `a width of ${spec.width} or a precision of ${spec.precision ?? 0}`,
      `widths reach to 1000 and precisions to 100 here, in at most ${LANGUAGE_LIMITS.printed} characters.`,
    );
  }
  return spec;
}

/** A number as `format(value, spec)` writes it. Throws Python's ValueError for a code that does not fit. */
export function formatNumber(value: number, kind: "int" | "float", spec: FormatSpec): string {
  const { type } = spec;
  const asFloat = kind === "float" || /^[eEfFgG%]$/.test(type);
  const body = asFloat ? floatBody(Math.abs(value), spec, kind) : intBody(Math.abs(value), spec);
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative && (kind === "float" || value !== 0) ? "-" : spec.sign === "-" ? "" : spec.sign;
  return padded(sign, body, spec, ">");
}

/** A string as `format(value, spec)` writes it. */
export function formatString(value: string, spec: FormatSpec): string {
  if (spec.type !== "" && spec.type !== "s") {
    throw pythonError("ValueError", `Unknown format code '${spec.type}' for object of type 'str'`);
  }
  if (spec.align === "=") throw pythonError("ValueError", "'=' alignment not allowed in string format specifier");
  if (spec.sign !== "") throw pythonError("ValueError", "Sign not allowed in string format specifier");
  return padded("", spec.precision === null ? value : value.slice(0, spec.precision), spec, "<");
}

function padded(sign: string, body: string, spec: FormatSpec, usual: "<" | ">"): string {
  const missing = Math.max(0, spec.width - sign.length - body.length);
  const align = spec.align === "" ? usual : spec.align;
  if (align === "=") return sign + spec.fill.repeat(missing) + body;
  if (align === ">") return spec.fill.repeat(missing) + sign + body;
  if (align === "<") return sign + body + spec.fill.repeat(missing);
  const left = Math.floor(missing / 2);
  return spec.fill.repeat(left) + sign + body + spec.fill.repeat(missing - left);
}

function intBody(value: number, spec: FormatSpec): string {
  if (spec.precision !== null) throw pythonError("ValueError", "Precision not allowed in integer format specifier");
  const bases: ReadonlyMap<string, number> = new Map([
    ["b", 2],
    ["o", 8],
    ["x", 16],
    ["X", 16],
  ]);
  const base = bases.get(spec.type);
  if (base !== undefined) {
    const digits = value.toString(base);
    const text = spec.type === "X" ? digits.toUpperCase() : digits;
    return spec.alternate ? `0${spec.type}${text}` : text;
  }
  if (!["", "d", "n"].includes(spec.type)) throw unknownCode(spec.type, "int");
  return grouped(String(value), spec.comma);
}

function unknownCode(type: string, of: string): Failure {
  return pythonError("ValueError", `Unknown format code '${type}' for object of type '${of}'`);
}

function floatBody(value: number, spec: FormatSpec, kind: "int" | "float"): string {
  const { type, comma } = spec;
  if (!Number.isFinite(value)) return (Number.isNaN(value) ? "nan" : "inf") + (type === "%" ? "%" : "");
  const precision = spec.precision ?? 6;
  switch (type) {
    case "f":
    case "F":
      return grouped(fixed(value, precision), comma);
    case "%":
      return `${grouped(fixed(value * 100, precision), comma)}%`;
    case "e":
    case "E": {
      const text = exponent(value.toExponential(precision));
      return type === "E" ? text.toUpperCase() : text;
    }
    case "g":
    case "G":
    case "n": {
      const text = general(value, Math.max(precision, 1), comma);
      return type === "G" ? text.toUpperCase() : text;
    }
    case "":
      if (spec.precision === null) return grouped(floatText(value), comma);
      return shortest(value, Math.max(spec.precision, 1), comma);
    default:
      throw unknownCode(type, kind);
  }
}

/** JavaScript's own changes to an exponent from 1e21 on. */
const fixed = (value: number, precision: number): string => {
  if (value < 1e21) return value.toFixed(precision);
  const digits = BigInt(value).toString();
  return precision === 0 ? digits : `${digits}.${"0".repeat(precision)}`;
};

const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, "e$10$2");

const withoutZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+($|e)/, "$1") : text);

function general(value: number, precision: number, comma: string): string {
  const scientific = value.toExponential(precision - 1);
  const power = value === 0 ? 0 : Number(scientific.split("e")[1]);
  if (power < -4 || power >= precision) return exponent(withoutZeros(scientific));
  return grouped(withoutZeros(value.toFixed(Math.max(0, precision - 1 - power))), comma);
}

/** Python's default for a float with a precision: like `g`, but at least one digit after the point. */
function shortest(value: number, precision: number, comma: string): string {
  const scientific = value.toExponential(precision - 1);
  const power = value === 0 ? 0 : Number(scientific.split("e")[1]);
  if (power < -4 || power >= precision - (precision > 1 ? 1 : 0)) return exponent(withoutZeros(scientific));
  const text = withoutZeros(value.toFixed(Math.max(0, precision - 1 - power)));
  return grouped(text.includes(".") ? text : `${text}.0`, comma);
}

function grouped(text: string, comma: string): string {
  if (comma === "") return text;
  const match = /^(\d+)(.*)$/.exec(text);
  if (!match) return text;
  const [, whole = "", rest = ""] = match;
  return whole.replace(/\B(?=(\d{3})+$)/g, comma) + rest;
}
