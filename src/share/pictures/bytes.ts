import { PlaygroundError } from "../../model/errors";

/** The file stops in the middle of the picture; `format` names it: "JPEG". */
export const truncated = (format: string): PlaygroundError =>
  new PlaygroundError("picture-truncated", `the file ends before the picture does (truncated ${format})`, { format });

/** The file breaks a rule of its own format; `why` says which. */
export const corrupt = (format: string, why: string): PlaygroundError =>
  new PlaygroundError("picture-corrupt", `this ${format} file is damaged: ${why}`, { format });

/** Numbers at places of a file; every read past its end throws "picture-truncated". */
export class Bytes {
  private readonly view: DataView;

  constructor(
    readonly data: Uint8Array,
    private readonly format: string,
  ) {
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  get length(): number {
    return this.data.length;
  }

  private at(place: number, count: number): number {
    if (place < 0 || place + count > this.data.length) throw truncated(this.format);
    return place;
  }

  u8(place: number): number {
    return this.view.getUint8(this.at(place, 1));
  }

  u16(place: number, littleEndian = false): number {
    return this.view.getUint16(this.at(place, 2), littleEndian);
  }

  u32(place: number, littleEndian = false): number {
    return this.view.getUint32(this.at(place, 4), littleEndian);
  }

  /** Three bytes, little-endian, as WebP counts its sides. */
  u24le(place: number): number {
    return this.u8(place) + this.u16(place + 1, true) * 256;
  }

  /** `count` bytes as the characters of that number: chunk and box names. */
  name(place: number, count = 4): string {
    return String.fromCharCode(...this.slice(place, count));
  }

  /** `count` bytes from `place`, not copied. */
  slice(place: number, count: number): Uint8Array {
    return this.data.subarray(this.at(place, count), place + count);
  }
}
