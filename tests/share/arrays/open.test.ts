import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlaygroundError } from "../../../src/model/errors";
import { asFilter, filterPlan } from "../../../src/share/arrays/as-filter";
import { imageShapeOf } from "../../../src/share/arrays/as-image";
import { writeNpy } from "../../../src/share/arrays/npy-write";
import { writeNpz } from "../../../src/share/arrays/npz";
import { arrayKind, openArrays } from "../../../src/share/arrays/open";
import { safetensors } from "./safetensors";

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const counting = { shape: [2, 3], data: Float32Array.from([0, 1, 2, 3, 4, 5]) };

describe("openArrays", () => {
  it("tells files by their content", () => {
    expect(arrayKind(writeNpy(counting), 200)).toBe("npy");
    expect(arrayKind(writeNpz({ a: counting }), 400)).toBe("npz");
    const safe = safetensors({ w: { dtype: "F32", shape: [1], bytes: new Uint8Array(4) } });
    expect(arrayKind(safe, safe.length)).toBe("safetensors");
    expect(arrayKind(text("tensor([1.])"), 12)).toBe("text");
    expect(arrayKind(text("hello"), 5)).toBeNull();
    expect(arrayKind(new Uint8Array(0), 0)).toBeNull();
  });

  it("lists the arrays of a .npz file with names, shapes and types", () => {
    const entries = openArrays(writeNpz({ first: counting, second: { shape: [1], data: Float32Array.of(7) } }));
    expect(entries.map(({ name, shape, dtype }) => [name, shape, dtype])).toEqual([
      ["first", [2, 3], "<f4"],
      ["second", [1], "<f4"],
    ]);
    expect(entries[1]?.read()).toEqual({ shape: [1], data: Float32Array.of(7) });
  });

  it("refuses what may not be worked on before reading its numbers", () => {
    const large = safetensors({ w: { dtype: "U8", shape: [4_194_305], bytes: new Uint8Array(4_194_305) } });
    expect(() => openArrays(large)[0]?.read()).toThrow(
      "an array of shape [4194305] has 4194305 numbers; at most 4194304 can be worked on",
    );
    expect(() => openArrays(text("hello"))).toThrow("this holds no numbers that are read here");
  });
});

describe("safetensors", () => {
  const view = (write: (view: DataView) => void, size: number): Uint8Array => {
    const bytes = new Uint8Array(size);
    write(new DataView(bytes.buffer));
    return bytes;
  };
  it.each<[string, Uint8Array, number]>([
    ["F16", view((v) => v.setUint16(0, 0xc100, true), 2), -2.5],
    ["F32", view((v) => v.setFloat32(0, -2.5, true), 4), -2.5],
    ["F64", view((v) => v.setFloat64(0, -2.5, true), 8), -2.5],
    ["BF16", view((v) => v.setUint16(0, 0xc020, true), 2), -2.5],
    ["I8", view((v) => v.setInt8(0, -3), 1), -3],
    ["I16", view((v) => v.setInt16(0, -300, true), 2), -300],
    ["I32", view((v) => v.setInt32(0, -70_000, true), 4), -70_000],
    ["I64", view((v) => v.setBigInt64(0, -5n, true), 8), -5],
    ["U8", view((v) => v.setUint8(0, 200), 1), 200],
    ["BOOL", view((v) => v.setUint8(0, 1), 1), 1],
  ])("reads %s", (dtype, bytes, value) => {
    expect(openArrays(safetensors({ w: { dtype, shape: [1, 1], bytes } }))[0]?.read()).toEqual({
      shape: [1, 1],
      data: Float32Array.of(value),
    });
  });

  const header = (json: string, numbers = 4, length = json.length): Uint8Array => {
    const bytes = new Uint8Array(8 + json.length + numbers);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
    bytes.set(text(json), 8);
    return bytes;
  };
  it.each<[string, Uint8Array, RegExp]>([
    [
      "a shape that needs more bytes",
      header('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}'),
      /8 bytes, but gives it 4/,
    ],
    ["offsets past the end", header('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'), /the file has no bytes/],
    ["offsets that go back", header('{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}'), /the file has no bytes/],
    ["a negative size", header('{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}'), /no shape/],
    [
      "a huge shape",
      header('{"w":{"dtype":"F32","shape":[9007199254740991,9007199254740991],"data_offsets":[0,4]}}'),
      /but gives it 4/,
    ],
    ["no JSON", header('{"w":'), /no JSON/],
    ["no tensor", header('{"__metadata__":{}}'), /no tensor/],
    ["no entry", header('{"w":3}'), /says nothing about/],
    ["a prototype", header('{"__proto__":{"dtype":"F32","shape":[9],"data_offsets":[0,4]}}'), /36 bytes/],
  ])("refuses %s", (_, bytes, why) => expect(() => openArrays(bytes)).toThrow(why));

  it("names an element type that it does not read", () => {
    const [entry] = openArrays(safetensors({ w: { dtype: "F8_E4M3", shape: [4], bytes: new Uint8Array(4) } }));
    expect(() => entry?.read()).toThrow(/w as F8_E4M3; allowed are F16/);
  });

  it("does not believe a header length beyond the file", () => {
    expect(arrayKind(header("{}", 0, 2 ** 40), 10)).toBeNull();
  });
});

describe("arrays as images", () => {
  it.each<[number[], number[]]>([
    [
      [4, 5],
      [1, 1, 4, 5],
    ],
    [
      [3, 4, 5],
      [1, 3, 4, 5],
    ],
    [
      [2, 3, 4, 5],
      [2, 3, 4, 5],
    ],
  ])("%j is %j", (shape, image) => expect(imageShapeOf(shape)).toEqual(image));

  it.each<[number[], RegExp]>([
    [[], /this array has 0/],
    [[5], /\[H, W\], \[C, H, W\] or \[B, C, H, W\]; this array has 1: \[5\]/],
    [[1, 1, 1, 4, 5], /this array has 5/],
    [[480, 640, 3], /seem to come last.*permute\(2, 0, 1\)/],
    [[2, 480, 640, 3], /permute\(0, 3, 1, 2\)/],
    [[0, 4], /H of an image must be a whole number from 1 to 4096, not 0/],
    [[17, 1, 2, 2], /B of an image must be/],
  ])("%j is refused", (shape, why) => expect(() => imageShapeOf(shape)).toThrow(why));
});

describe("arrays as filters", () => {
  it("is shared, per channel, or one of several", () => {
    expect(filterPlan([3, 5], 4)).toEqual({ filters: 1, kernel: [3, 5], shared: true });
    expect(filterPlan([4, 3, 5], 4)).toEqual({ filters: 1, kernel: [3, 5], shared: false });
    expect(filterPlan([1, 4, 3, 5], 4)).toEqual({ filters: 1, kernel: [3, 5], shared: false });
    expect(filterPlan([64, 3, 7, 7], 3)).toEqual({ filters: 64, kernel: [7, 7], shared: false });
  });

  it("takes the filter that is asked for", () => {
    const weight = { shape: [2, 2, 1, 1], data: Float32Array.of(1, 2, 3, 4) };
    expect(asFilter(weight, 1, 2)).toEqual({ values: [[[3]], [[4]]], kernel: [1, 1] });
    expect(() => asFilter(weight, 2, 2)).toThrow("the array holds the filters 0 to 1, not 2");
    expect(asFilter({ shape: [1, 2], data: Float32Array.of(5, 0.1) }, 0, 3)).toEqual({
      values: [[5, 0.1]],
      kernel: [1, 2],
    });
  });

  it.each<[number[], RegExp]>([
    [[3], /this array has 1: \[3\]/],
    [[2, 3, 3], /has 2 slices, one for each channel, but the image has C = 3/],
    [[32, 3], /from 1 to 31 rows and columns; \[32, 3\] has 32 × 3/],
    [[0, 3], /holds no number/],
  ])("%j is refused", (shape, why) => expect(() => filterPlan(shape, 3)).toThrow(why));

  it("refuses numbers that are not finite", () => {
    expect(() => asFilter({ shape: [1, 1], data: Float32Array.of(NaN) }, 0, 1)).toThrow("finite numbers only, not NaN");
  });
});

describe("mutated files", () => {
  const numpy = JSON.parse(readFileSync(join("tests", "share", "arrays", "numpy-files.json"), "utf8")) as {
    npy: Record<string, { base64: string }>;
    npz: Record<string, string>;
  }; // written by numpy-files.py
  const whole = [
    ...Object.values(numpy.npy).map(({ base64 }) => Uint8Array.from(Buffer.from(base64, "base64"))),
    ...Object.values(numpy.npz).map((base64) => Uint8Array.from(Buffer.from(base64, "base64"))),
    safetensors({
      a: { dtype: "F32", shape: [2, 2], bytes: new Uint8Array(16) },
      b: { dtype: "BF16", shape: [3], bytes: new Uint8Array(6) },
    }),
    text("tensor([[1.0000e-03, nan], [-inf, 2.]], dtype=torch.float16, grad_fn=<AddBackward0>)"),
    text("array([[ 1.,  2.],\n       [ 3.,  4.]], dtype=float32)"),
  ];

  it("are read or refused in words, and never take more room than their bytes allow", () => {
    const change = fc.record({
      at: fc.nat(),
      byte: fc.nat(255),
      kind: fc.constantFrom("set", "cut", "insert", "delete"),
    });
    fc.assert(
      fc.property(fc.constantFrom(...whole), fc.array(change, { minLength: 1, maxLength: 6 }), (file, changes) => {
        let bytes = [...file];
        for (const { at, byte, kind } of changes) {
          const place = at % (bytes.length + 1);
          if (kind === "set") bytes[place] = byte;
          else if (kind === "cut") bytes = bytes.slice(0, place);
          else bytes.splice(place, kind === "delete" ? 1 : 0, ...(kind === "insert" ? [byte] : []));
        }
        try {
          for (const entry of openArrays(Uint8Array.from(bytes))) {
            expect(entry.read().data.length).toBeLessThanOrEqual(2 ** 16);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(PlaygroundError);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
