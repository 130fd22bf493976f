import * as fc from "fast-check";
import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import type { ImageShape } from "../../src/model/geometry";
import { encodeTensor, IMAGE_LIMITS, isMadeImage, makeImage } from "../../src/model/made-images";
import { standardNormal } from "../../src/model/random";

const tag = (name: string): unknown => expect.objectContaining({ tag: name });

describe("makeImage", () => {
  it("arange [1, 2, 2, 3] counts in row-major order", () => {
    const image = makeImage({ arange: { shape: [1, 2, 2, 3] } });
    expect(image.shape).toEqual([1, 2, 2, 3]);
    expect([...image.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it("the largest arange still holds whole numbers", () => {
    const { data } = makeImage({ arange: { shape: [1, 1, 2048, 2048] } });
    expect(data.length).toBe(IMAGE_LIMITS.elements);
    expect(data[data.length - 1]).toBe(IMAGE_LIMITS.elements - 1);
  });

  it("random is the seed's standard normal", () => {
    const image = makeImage({ random: { seed: 4, shape: [2, 3, 5, 4] } });
    expect([...image.data]).toEqual([...standardNormal(4, 120)]);
  });

  it("tensor: little-endian float32, written elsewhere", () => {
    const bytes = Buffer.alloc(16);
    [0, -1.5, Infinity, 0.1].forEach((value, at) => bytes.writeFloatLE(value, at * 4));
    const image = makeImage({ tensor: { shape: [1, 1, 2, 2], float32: bytes.toString("base64") } });
    expect([...image.data]).toEqual([0, -1.5, Infinity, Math.fround(0.1)]);
  });

  it("encodeTensor and back gives the same bits, NaN, infinities and −0 included", () => {
    const shapes = fc.tuple(...[2, 3, 4, 5].map((max) => fc.integer({ min: 1, max })));
    fc.assert(
      fc.property(shapes, fc.infiniteStream(fc.float()), (sizes, values) => {
        const shape = sizes as unknown as ImageShape; // four sizes, as the four arbitraries above give
        const data = Float32Array.from({ length: sizes.reduce((a, b) => a * b) }, () => values.next().value as number);
        const source = encodeTensor({ shape, data });
        expect(isMadeImage(source)).toBe(true);
        const again = makeImage(source);
        expect(again.shape).toEqual(shape);
        expect(new Uint32Array(again.data.buffer)).toEqual(new Uint32Array(data.buffer));
      }),
    );
  });

  it("encodeTensor of a part of a larger buffer takes only that part", () => {
    const data = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    expect([...makeImage(encodeTensor({ shape: [1, 1, 1, 2], data })).data]).toEqual([1, 2]);
  });

  it.each([
    [[0, 1, 2, 2], "B of an image must be a whole number from 1 to 16, not 0"],
    [[17, 1, 2, 2], "B of an image must be a whole number from 1 to 16, not 17"],
    [[1, 65, 2, 2], "C of an image must be a whole number from 1 to 64, not 65"],
    [[1, 1, 4097, 1], "H of an image must be a whole number from 1 to 4096, not 4097"],
    [[1, 1, 1, 1.5], "W of an image must be a whole number from 1 to 4096, not 1.5"],
    [[1, 1, Number.NaN, 1], "H of an image must be a whole number from 1 to 4096, not NaN"],
    [[1, 2, 2048, 2048], "up to 4194304 numbers; [1, 2, 2048, 2048] makes 8388608"],
    [[16, 64, 4096, 4096], "makes 17179869184"],
    [[1, 2, 3], "four axes [B, C, H, W], not [1, 2, 3]"],
  ])("refuses the shape %j, whatever the source", (sizes, message) => {
    const shape = sizes as unknown as ImageShape; // what a hostile link may hold
    expect(() => makeImage({ arange: { shape } })).toThrow(tag("image-shape"));
    expect(() => makeImage({ arange: { shape } })).toThrow(message);
    expect(() => makeImage({ random: { seed: 0, shape } })).toThrow(message);
    expect(() => makeImage({ tensor: { shape, float32: "" } })).toThrow(message);
  });

  it("refuses a tensor whose text is too short, too long or damaged, with the numbers", () => {
    const { tensor } = encodeTensor({ shape: [1, 1, 1, 2], data: new Float32Array([1, 2]) });
    const make = (float32: string): unknown => makeImage({ tensor: { ...tensor, float32 } });
    expect(() => make(tensor.float32.slice(4))).toThrow("shape [1, 1, 1, 2] takes 8 bytes of float32, not 6");
    expect(() => make(`${tensor.float32}AAAA`)).toThrow(tag("tensor-length"));
    expect(() => make("")).toThrow("takes 8 bytes of float32, not 0");
    expect(() => make("AAAAAAAAAAA*")).toThrow(tag("base64"));
    // As many characters, one byte too many.
    expect(() => make("AAAAAAAAAAAA")).toThrow("takes 8 bytes of float32, not 9");
  });

  it("refuses to encode data that is not as long as its shape says", () => {
    expect(() => encodeTensor({ shape: [1, 1, 2, 2], data: new Float32Array(3) })).toThrow(tag("tensor-length"));
  });

  it("refuses a seed that is no whole number", () => {
    expect(() => makeImage({ random: { seed: 0.5, shape: [1, 1, 1, 1] } })).toThrow(tag("seed"));
  });

  it("knows which sources need a decoder", () => {
    expect(isMadeImage({ sample: "chelsea" })).toBe(false);
    expect(isMadeImage({ absent: { name: "a.jpg", shape: [1, 3, 5, 5] } })).toBe(false);
    expect(isMadeImage({ file: { mime: "image/png", base64: "" } })).toBe(false);
    expect(isMadeImage({ arange: { shape: [1, 1, 1, 1] } })).toBe(true);
  });
});
