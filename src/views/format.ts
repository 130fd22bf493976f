/** Numbers as the page prints them: thousands apart, a true minus sign, bytes in powers of 1000. */

/** U+2212: as wide as a plus sign, so that columns of signed numbers line up. */
export const MINUS = "−";

/** U+202F, narrow and never broken over two lines: stands between thousands. */
export const THIN_SPACE = "\u202F";

const withMinus = (text: string): string => text.replaceAll("-", MINUS);

/** PyTorch's words for what is not a finite number; null for a finite one. */
function notFinite(value: number): string | null {
  if (Number.isNaN(value)) return "nan";
  if (value === Infinity) return "inf";
  return value === -Infinity ? `${MINUS}inf` : null;
}

/** A whole number with its thousands apart: 133802 → "133 802" (with `THIN_SPACE`). */
export function count(value: number): string {
  const odd = notFinite(value);
  if (odd !== null) return odd;
  return withMinus(value.toFixed(0)).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

const BYTE_UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** A number of bytes with three significant digits; 1 KB = 1000 B: 14400000 → "14.4 MB". Not for negative numbers. */
export function bytes(value: number): string {
  let amount = value;
  let unit = 0;
  // 999.5 would print as "1000": it belongs to the next unit.
  while (amount >= (unit === 0 ? 1000 : 999.5) && unit < BYTE_UNITS.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  const decimals = unit === 0 || amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
  const digits = amount.toFixed(decimals).replace(/\.0+$|(\.\d*[1-9])0+$/, "$1");
  return `${digits}\u00A0${BYTE_UNITS[unit] ?? ""}`;
}

/** The magnitude of a number ≥ 999.5 in at most four characters. */
function large(magnitude: number): string {
  if (magnitude < 9999.5) return magnitude.toFixed(0);
  if (magnitude < 999_500) return `${(magnitude / 1e3).toFixed(0)}k`;
  if (magnitude < 9.95e6) return `${(magnitude / 1e6).toFixed(1)}M`;
  if (magnitude < 999.5e6) return `${(magnitude / 1e6).toFixed(0)}M`;
  return magnitude.toExponential(0).replace("+", "");
}

/**
 * A number for a small cell: at most four characters, and a minus sign before them. "0" is an exact zero, "0.00" one
 * that is too small to print. `decimals` is how many a number below 10 gets (a small one falls back to "5e−4").
 */
export function cell(value: number, decimals: 1 | 2 = 2): string {
  const odd = notFinite(value);
  if (odd !== null) return odd;
  const magnitude = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  if (magnitude >= 999.5) return sign + large(magnitude);
  if (Number.isInteger(value)) return sign + String(magnitude);
  const smallest = 10 ** -decimals;
  if (magnitude < smallest / 2) {
    // Two digits of exponent would be a sixth character; a one-decimal cell has no room for an exponent at all.
    const tiny = decimals === 2 && magnitude >= 9.5e-10;
    return sign + (tiny ? withMinus(magnitude.toExponential(0)) : (0).toFixed(decimals));
  }
  const places = magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : decimals;
  return sign + magnitude.toFixed(places);
}

/**
 * A number to be read, with `digits` significant ones and no trailing zeros: −0.28627 → "−0.2863"; "1.2e−7" and
 * "3.4e12" where a plain number would be long.
 */
export function significant(number: number, digits = 4): string {
  const odd = notFinite(number);
  if (odd !== null) return odd;
  if (number === 0) return "0";
  const magnitude = Math.abs(number);
  const plain = magnitude >= 1e-4 && magnitude < 10 ** Math.max(digits, 7);
  const text = plain
    ? // toPrecision writes 123456 with four digits as 1.235e+5; Number undoes the exponent.
      String(Math.abs(number) >= 10 ** digits ? Math.round(number) : Number(number.toPrecision(digits)))
    : number
        .toExponential(digits - 1)
        .replace(/\.?0+e/, "e")
        .replace("+", "");
  return withMinus(text);
}

/** Numbers as PyTorch prints a shape or a stride, to be copied as they are: "[129600, 43200, 432, 1]". */
export const tuple = (numbers: readonly number[]): string => `[${numbers.join(", ")}]`;
