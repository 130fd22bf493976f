import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64 } from "../../../src/model/base64";
import { plainError } from "../../../src/model/errors";
import type { TensorValues } from "../../../src/model/runner";
import { readNpy } from "../../../src/share/arrays/npy";
import { writeNpy } from "../../../src/share/arrays/npy-write";
import { numpy } from "./numpy-files";

/** The error that reading these bytes ends in. */
function refusal(bytes: Uint8Array): { tag: string; message: string } {
  try {
    readNpy(bytes);
  } catch (error) {
    return plainError(error);
  }
  throw new Error("nothing was thrown");
}

/** A version-1 file with any header and body. */
function file(header: string, body: number, version = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(10 + header.length + body);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}
const header = (shape: string, descr = "'<f4'") => `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }\n`;

describe("readNpy reads what NumPy wrote", () => {
  it.each(Object.entries(numpy.npy))("%s", (_, { base64, shape, values }) => {
    const read = readNpy(decodeBase64(base64));
    expect(read.shape).toEqual(shape);
    expect([...read.data]).toEqual(values);
  });

  it("also from the middle of a larger array, where numbers are not aligned", () => {
    const bytes = decodeBase64(numpy.npy[">f8"].base64);
    const larger = new Uint8Array(bytes.length + 10);
    larger.set(bytes, 3);
    expect([...readNpy(larger.subarray(3, 3 + bytes.length)).data]).toEqual(numpy.npy[">f8"].values);
  });

  it("not a number and infinities stay what they are", () => {
    const data = Float32Array.of(NaN, Infinity, -Infinity);
    expect(readNpy(writeNpy({ shape: [3], data })).data).toEqual(data);
    const half = file(header("(3,)", "'<f2'"), 6);
    half.set([0x00, 0x7e, 0x00, 0x7c, 0x00, 0xfc], half.length - 6);
    expect(readNpy(half).data).toEqual(data);
  });
});

describe("writeNpy", () => {
  it("writes byte for byte what NumPy writes", () => {
    const tensor = { shape: [1, 2, 3, 4], data: Float32Array.from({ length: 24 }, (_, at) => at) };
    expect(writeNpy(tensor)).toEqual(decodeBase64(numpy.written));
  });

  it("reads back the same bits, and the numbers begin at a multiple of 64 bytes", () => {
    const tensor: fc.Arbitrary<TensorValues> = fc
      .array(fc.integer({ min: 0, max: 6 }), { maxLength: 5 })
      .chain((shape) => {
        const count = shape.reduce((product, size) => product * size, 1);
        return fc
          .float32Array({ minLength: count, maxLength: count })
          .map((data) => ({ shape, data: new Float32Array(data) }));
      });
    fc.assert(
      fc.property(tensor, (given) => {
        const bytes = writeNpy(given);
        expect((bytes.length - given.data.byteLength) % 64).toBe(0);
        expect(readNpy(bytes)).toEqual(given);
      }),
    );
  });

  it("writes the part of a buffer that an array shows, not the whole buffer", () => {
    const whole = Float32Array.of(9, 1, 2, 9);
    const read = readNpy(writeNpy({ shape: [2], data: whole.subarray(1, 3) }));
    expect([...read.data]).toEqual([1, 2]);
  });

  it("refuses numbers that do not fill the shape", () => {
    expect(() => writeNpy({ shape: [2, 2], data: new Float32Array(3) })).toThrow(
      "a tensor of shape [2, 2] has 4 numbers, not 3",
    );
  });
});

describe("readNpy refuses", () => {
  it.each([
    ["complex", "arrays of type <c16 cannot be read"],
    ["objects", "arrays of type |O cannot be read"],
    ["texts", "arrays of type <U2 cannot be read"],
    ["dates", "arrays of type <M8[D] cannot be read"],
    ["records", "holds records of several fields"],
  ] as const)("%s", (kind, message) => {
    expect(refusal(decodeBase64(numpy.refused[kind])).message).toContain(message);
  });

  it.each<[string, Uint8Array, string]>([
    ["an empty file", new Uint8Array(), "does not begin as NumPy's files do"],
    ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), "does not begin as NumPy's files do"],
    ["a file that ends after its magic bytes", file("", 0).subarray(0, 7), "ends within its header"],
    ["a file that ends within its header", file(header("(2,)"), 8).subarray(0, 40), "ends within its header"],
    ["version 9", file(header("(2,)"), 8, 9), "has format version 9; 1, 2 and 3 are known"],
    ["no header", file("{}", 8), "without descr, fortran_order and shape"],
    [
      "fewer numbers than the shape",
      file(header("(3,)"), 8),
      "that is 12 bytes of numbers, but holds 8: it was cut off",
    ],
    ["more numbers than the shape", file(header("(1,)"), 8), "that is 4 bytes of numbers, but holds 8"],
    ["a huge shape", file(header("(60000, 60000)"), 8), "at most 134217728 numbers are allowed"],
    ["a shape past every number", file(header("(999999999999999, 999999999999999, 999999999999999)"), 8), "at most"],
    ["a negative size", file(header("(-1,)"), 8), "without descr, fortran_order and shape"],
    ["an empty size", file(header("(1,,2)"), 8), "has the shape (1,,2)"],
    ["a shape of 33 axes", file(header(`(${"1,".repeat(33)})`), 4), "has 33 axes; at most 32 are allowed"],
    ["a call in place of a value", file(header("(1,)", "__import__('os')"), 4), "without descr"],
    ["a type that JavaScript knows", file(header("(1,)", "'constructor'"), 4), "arrays of type constructor"],
  ])("%s", (_, bytes, message) => {
    expect(refusal(bytes).message).toContain(message);
  });

  it("a version-2 header that claims gigabytes", () => {
    const bytes = file(header("(1,)"), 4, 2);
    bytes.set([255, 255, 255, 127], 8);
    expect(refusal(bytes)).toMatchObject({ tag: "npy", message: expect.stringContaining("at most 65535 are allowed") });
  });
});
