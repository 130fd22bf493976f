import { damaged } from "./damaged";

/** Collects bytes; whole numbers are written as varints, seven bits a byte, low bits first (LEB128). */
export class ByteWriter {
  private held = new Uint8Array(256);
  private length = 0;

  private room(more: number): void {
    if (this.length + more <= this.held.length) return;
    const larger = new Uint8Array(Math.max(this.held.length * 2, this.length + more));
    larger.set(this.held.subarray(0, this.length));
    this.held = larger;
  }

  byte(value: number): void {
    this.room(1);
    this.held[this.length] = value;
    this.length += 1;
  }

  bytes(values: Uint8Array): void {
    this.room(values.length);
    this.held.set(values, this.length);
    this.length += values.length;
  }

  /** A whole number from 0 to 2⁵³ − 1. Arithmetic rather than shifts, which stop at 32 bits. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.held.slice(0, this.length);
  }
}

/** Reads what a `ByteWriter` wrote; throws "link-damaged" rather than read past the end. */
export class ByteReader {
  private at = 0;

  constructor(private readonly source: Uint8Array) {}

  get remaining(): number {
    return this.source.length - this.at;
  }

  byte(): number {
    const value = this.source[this.at];
    if (value === undefined) throw damaged("it ends in the middle of a number");
    this.at += 1;
    return value;
  }

  /** The next `count` bytes, not copied. */
  bytes(count: number): Uint8Array {
    if (!Number.isInteger(count) || count < 0 || count > this.remaining) {
      throw damaged(`it speaks of ${count} bytes where ${this.remaining} are left`);
    }
    this.at += count;
    return this.source.subarray(this.at - count, this.at);
  }

  varint(): number {
    let value = 0;
    let place = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 127) * place;
      if (!Number.isSafeInteger(value)) throw damaged("a number in it is too large");
      if (byte < 128) return value;
      place *= 128;
    }
  }
}
