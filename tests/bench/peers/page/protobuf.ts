/** The little of protobuf's wire format that a model needs. */

const VARINT = 0;
const LENGTH_DELIMITED = 2;

function varint(value: number): number[] {
  const groups: number[] = [];
  let rest = value;
  while (rest >= 128) {
    groups.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...groups, rest];
}

/** A field that holds a whole number, 0 or larger. */
export const integer = (field: number, value: number): Uint8Array =>
  Uint8Array.from([...varint(field * 8 + VARINT), ...varint(value)]);

/** A field that holds bytes: a message made of others, or data. */
export function bytes(field: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [...varint(field * 8 + LENGTH_DELIMITED), ...varint(length)];
  const all = new Uint8Array(head.length + length);
  all.set(head);
  let at = head.length;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const text = (field: number, value: string): Uint8Array => bytes(field, new TextEncoder().encode(value));

/** A message that is not a field of another one. */
export function message(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
