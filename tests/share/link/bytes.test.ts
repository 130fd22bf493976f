import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter } from "../../../src/share/link/bytes";
import { crc32 } from "../../../src/share/crc32";
import { readNumbers, writeNumbers } from "../../../src/share/link/numbers";

const written = (fill: (writer: ByteWriter) => void): Uint8Array<ArrayBuffer> => {
  const writer = new ByteWriter();
  fill(writer);
  return writer.finish();
};

describe("varints", () => {
  it.each([
    [0, [0]],
    [127, [127]],
    [128, [128, 1]],
    [300, [172, 2]],
    [2 ** 32, [128, 128, 128, 128, 16]],
  ])("%d is written as %j", (value, bytes) => {
    expect([...written((writer) => writer.varint(value))]).toEqual(bytes);
  });

  it("read back, up to the largest safe integer", () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (values) => {
        const reader = new ByteReader(written((writer) => values.forEach((value) => writer.varint(value))));
        expect(values.map(() => reader.varint())).toEqual(values);
        expect(reader.remaining).toBe(0);
      }),
    );
  });

  it("refuse to end early, and to grow past the safe integers", () => {
    expect(() => new ByteReader(Uint8Array.of(128, 128)).varint()).toThrow("ends in the middle of a number");
    expect(() => new ByteReader(new Uint8Array(1000).fill(255)).varint()).toThrow("too large");
  });

  it("bytes are never read past the end", () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3));
    expect(() => reader.bytes(4)).toThrow("4 bytes where 3 are left");
    expect(() => reader.bytes(-1)).toThrow("-1 bytes");
    expect(() => reader.bytes(NaN)).toThrow("NaN bytes");
    expect([...reader.bytes(3)]).toEqual([1, 2, 3]);
  });
});

describe("crc32", () => {
  it("of 123456789 is cbf43926, the value every description gives", () => {
    expect(crc32(new TextEncoder().encode("123456789")).toString(16)).toBe("cbf43926");
  });

  it("goes on from the CRC of what stood before", () => {
    const bytes = new TextEncoder().encode("a link that was cut in two");
    expect(crc32(bytes.subarray(7), crc32(bytes.subarray(0, 7)))).toBe(crc32(bytes));
  });
});

const size = (values: number[], lag: 0 | 2 = 0) => written((writer) => writeNumbers(writer, values, lag)).length;
const readFrom = (bytes: number[], count: number) => () =>
  readNumbers(new ByteReader(Uint8Array.from(bytes)), count, 2);

describe("lists of numbers", () => {
  it.each([
    ["whole numbers", [1, -2, 3], 4],
    ["decimals", [0.1, -0.25, 0.5], 1 + 3],
    ["decimals that need two bytes", [0.111, -0.25, 0.5], 1 + 6],
    ["float32 numbers", [Math.fround(1 / 3), Math.fround(2 / 3)], 9],
    ["float64 numbers", [1 / 3, 2 / 3], 17],
    ["numbers too large for whole numbers", [1e300], 9],
  ])("%s take few bytes", (_, values, bytes) => {
    expect(size(values)).toBe(bytes);
  });

  it("points near each other are written as differences", () => {
    const far = [3000, 2000, 3001, 1999, 3002, 1998];
    expect(size(far, 2)).toBeLessThan(size(far, 0));
  });

  it.each([0, 2] as const)("read back exactly (lag %d)", (lag) => {
    const numbers = fc.oneof(
      fc.array(fc.integer()),
      fc.array(fc.maxSafeInteger()),
      fc.array(fc.integer().map((value) => value / 1000)),
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })),
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })),
    );
    fc.assert(
      fc.property(numbers, (values) => {
        const plain = values.map((value) => value + 0);
        const reader = new ByteReader(written((writer) => writeNumbers(writer, plain, lag)));
        expect(readNumbers(reader, plain.length, lag)).toEqual(plain);
        expect(reader.remaining).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it("refuse a count that cannot be, before making room for it", () => {
    expect(readFrom([0, 1, 2], 2 ** 40)).toThrow("numbers where 3 bytes are left");
    expect(readFrom([0, 1, 2], -1)).toThrow("-1 numbers");
    expect(readFrom([0, 1, 2], 0.5)).toThrow("0.5 numbers");
  });

  it("refuse a form that does not exist", () => {
    expect(readFrom([33, 0, 0], 1)).toThrow("unknown form");
  });
});
