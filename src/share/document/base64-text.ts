import { decodeBase64 } from "../../model/base64";

/** Whether a text is strictly base64, as `decodeBase64` of the model reads it. */
export function isBase64(text: string): boolean {
  try {
    decodeBase64(text);
    return true;
  } catch {
    return false;
  }
}

/** How many bytes well-formed base64 text stands for, without decoding it. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return Math.max(0, (text.length / 4) * 3 - padding);
}
