import { Failure, outside } from "./failure";
import { LANGUAGE_LIMITS } from "./limits";

/** A number as Python writes it. Throws for complex and octal-looking ones, and for more digits than the limit. */
export function readNumber(text: string): { readonly value: number; readonly float: boolean } {
  if (text.length > LANGUAGE_LIMITS.digits) {
    throw outside(`a number of ${text.length} digits`, `numbers have at most ${LANGUAGE_LIMITS.digits} digits here.`);
  }
  const plain = text.replaceAll("_", "").toLowerCase();
  if (plain.endsWith("j")) throw outside("complex numbers", "use real numbers.");
  if (/^0[xbo]/.test(plain)) return { value: whole(Number(plain), text), float: false };
  if (/^\d+$/.test(plain)) {
    if (/^0+[1-9]/.test(plain)) {
      throw new Failure(
        "python",
        "SyntaxError",
        "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
      );
    }
    return { value: whole(Number(plain), text), float: false };
  }
  return { value: Number(plain), float: true };
}

function whole(value: number, text: string): number {
  if (Number.isSafeInteger(value)) return value;
  throw outside(`the whole number ${text}`, "whole numbers reach to 2**53 here.");
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["\n", ""],
]);

/** The characters between a string's quotes, its escapes read; other escapes stay as they are, as in Python. */
export const unescaped = (text: string): string =>
  text.replace(/\\([\s\S])/g, (all, character: string) => ESCAPES.get(character) ?? all);

/** Prefix and quotes of a string literal: how many characters stand before and after its content. */
export function quotesOf(text: string): { readonly prefix: string; readonly before: number; readonly after: number } {
  const prefix = /^[a-zA-Z]*/.exec(text)?.[0] ?? "";
  const quotes = /^("""|'''|"|')/.exec(text.slice(prefix.length))?.[0] ?? "";
  return { prefix: prefix.toLowerCase(), before: prefix.length + quotes.length, after: quotes.length };
}

/** The value of a string literal without replacements. */
export function readString(text: string): string {
  const { prefix, before, after } = quotesOf(text);
  if (prefix.includes("b")) throw outside("bytes", 'write a string, "…".');
  const content = text.slice(before, text.length - after);
  return prefix.includes("r") ? content : unescaped(content);
}
