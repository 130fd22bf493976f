import type { NumberKind } from "./dtype";

/** A number as Python's `repr` writes it: `2`, `2.0`, `1e-05`, `inf`, `True`. */
export function pythonNumber(value: number, kind: NumberKind): string {
  if (kind === "bool") return value === 0 ? "False" : "True";
  if (kind === "int") return Object.is(value, -0) ? "0" : String(value);
  if (Number.isNaN(value)) return 'float("nan")';
  if (!Number.isFinite(value)) return value > 0 ? 'float("inf")' : '-float("inf")';
  const size = Math.abs(value);
  // Python changes to an exponent earlier than JavaScript at both ends, and writes it with two digits.
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    const [digits = "", exponent = ""] = value.toExponential().split("e");
    const sign = exponent.startsWith("-") ? "-" : "+";
    return `${digits}e${sign}${exponent.slice(1).padStart(2, "0")}`;
  }
  const written = Object.is(value, -0) ? "-0" : String(value);
  return written.includes(".") ? written : `${written}.0`;
}

/** A number that is written as an integer when it is whole: for arguments whose kind makes no difference. */
export const pythonPlain = (value: number): string =>
  pythonNumber(value, Number.isSafeInteger(value) ? "int" : "float");
