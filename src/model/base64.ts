import { PlaygroundError } from "./errors";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD = 61;
const CODE_OF = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
/** Six bits of a character code, 255 for a character that is not in the alphabet. */
const BITS_OF = new Uint8Array(128).fill(255);
for (const [bits, code] of CODE_OF.entries()) BITS_OF[code] = bits;

/** Characters handed to `String.fromCharCode` at once; engines limit the number of arguments. */
const CHUNK = 8192;

/** Standard base64 with padding (RFC 4648 §4). Written out because the model is compiled without the DOM's `btoa`. */
export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(4 * Math.ceil(bytes.length / 3)).fill(PAD);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const left = bytes.length - from;
    const word =
      ((bytes[from] as number) << 16) |
      ((left > 1 ? (bytes[from + 1] as number) : 0) << 8) |
      (left > 2 ? (bytes[from + 2] as number) : 0);
    codes[to] = CODE_OF[word >> 18] as number;
    codes[to + 1] = CODE_OF[(word >> 12) & 63] as number;
    if (left > 1) codes[to + 2] = CODE_OF[(word >> 6) & 63] as number;
    if (left > 2) codes[to + 3] = CODE_OF[word & 63] as number;
  }
  const pieces: string[] = [];
  for (let at = 0; at < codes.length; at += CHUNK) {
    pieces.push(String.fromCharCode(...codes.subarray(at, at + CHUNK)));
  }
  return pieces.join("");
}

/**
 * The bytes of standard base64 text. Strict, so that equal bytes mean equal text: throws "base64" on a length that is
 * not a multiple of 4, a character outside the alphabet (white space included), misplaced padding, or stray bits
 * before the padding.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const { length } = text;
  if (length % 4 !== 0) {
    throw new PlaygroundError("base64", `base64 text comes in groups of 4 characters; this one has ${length}`, {
      length,
    });
  }
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((length / 4) * 3 - padding);
  for (let from = 0, to = 0; from < length; from += 4, to += 3) {
    let word = 0;
    for (let k = 0; k < 4; k += 1) {
      const at = from + k;
      word = (word << 6) | (at >= length - padding ? 0 : bitsAt(text, at));
    }
    // Writes past the end of a typed array are dropped: the last group's padding needs no case of its own.
    bytes[to] = word >> 16;
    bytes[to + 1] = word >> 8;
    bytes[to + 2] = word;
    if (from + 4 === length && (word & (2 ** (8 * padding) - 1)) !== 0) {
      throw new PlaygroundError("base64", "base64 text ends in bits that belong to no byte: it was cut or altered");
    }
  }
  return bytes;
}

function bitsAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const bits = code < 128 ? (BITS_OF[code] as number) : 255;
  if (bits === 255) {
    throw new PlaygroundError(
      "base64",
      `character ${at + 1} of the base64 text, ${JSON.stringify(text[at])}, is not one of A–Z a–z 0–9 + /`,
      { at },
    );
  }
  return bits;
}
