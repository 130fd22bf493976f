import { unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { decodeBase64 } from "../../../src/model/base64";
import { readNpz, writeNpz } from "../../../src/share/arrays/npz";
import { writeNpy } from "../../../src/share/arrays/npy-write";
import { numpy } from "./numpy-files";

const first = { shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) };
const second = { shape: [1, 1], data: Float32Array.of(7) };

/** Finds the last occurrence of a zip record: its signature's bytes are PK and two more. */
function record(bytes: Uint8Array, kind: readonly [number, number]): number {
  for (let at = bytes.length - 4; at >= 0; at -= 1) {
    if (bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === kind[0] && bytes[at + 3] === kind[1])
      return at;
  }
  throw new Error("no such record");
}
const CENTRAL = [1, 2] as const;

describe("npz files", () => {
  it.each(Object.entries(numpy.npz))("NumPy's own, by %s", (_, base64) => {
    expect([...readNpz(decodeBase64(base64))]).toEqual([
      ["first", first],
      ["second", second],
    ]);
  });

  it.each([false, true])("read back what was written (packed: %s)", (packed) => {
    const bytes = writeNpz({ first, second }, { packed });
    expect([...readNpz(bytes)]).toEqual([
      ["first", first],
      ["second", second],
    ]);
    expect(Object.keys(unzipSync(bytes))).toEqual(["first.npy", "second.npy"]);
  });

  it("packed is smaller when numbers repeat", () => {
    const zeros = { zeros: { shape: [1000], data: new Float32Array(1000) } };
    expect(writeNpz(zeros).length).toBeGreaterThan(4000);
    expect(writeNpz(zeros, { packed: true }).length).toBeLessThan(400);
  });

  it("equal tensors make equal files, whatever the hour", () => {
    expect(writeNpz({ first })).toEqual(writeNpz({ first: { ...first } }));
  });

  it("other files beside the arrays are passed over", () => {
    const bytes = zipSync({ "readme.txt": new Uint8Array(3), "first.npy": writeNpy(first) });
    expect([...readNpz(bytes).keys()]).toEqual(["first"]);
  });

  it("an array called __proto__ is just an array", () => {
    const bytes = zipSync({ "__proto__.npy": writeNpy(second) });
    expect([...readNpz(bytes)]).toEqual([["__proto__", second]]);
  });
});

describe("readNpz refuses", () => {
  it.each<[string, Uint8Array, string]>([
    ["an empty file", new Uint8Array(), "not a whole .npz file"],
    ["a text", new TextEncoder().encode("hello, this is a text"), "not a whole .npz file"],
    ["a file cut in half", writeNpz({ first, second }).subarray(0, 200), "not a whole .npz file"],
    ["an archive without arrays", zipSync({ "a.txt": new Uint8Array(1) }), "holds no array"],
    ["a bad array, by name", zipSync({ "bad.npy": new Uint8Array(80) }), "bad: this .npy file does not begin"],
  ])("%s", (_, bytes, message) => {
    expect(() => readNpz(bytes)).toThrow(message);
  });

  it("an archive that says it unpacks to gigabytes, before unpacking it", () => {
    const bytes = writeNpz({ first }, { packed: true });
    new DataView(bytes.buffer).setUint32(record(bytes, CENTRAL) + 24, 0xf0000000, true);
    expect(() => readNpz(bytes)).toThrow("this .npz file is too large");
  });

  it("a small archive that says it needs much room, before taking it", () => {
    const bytes = writeNpz({ first }, { packed: true });
    new DataView(bytes.buffer).setUint32(record(bytes, CENTRAL) + 24, 400 * 1024 * 1024, true);
    expect(() => readNpz(bytes)).toThrow("larger than its bytes can unpack to");
  });

  it("an archive that unpacks to more than it says", () => {
    const zeros = { zeros: { shape: [100_000], data: new Float32Array(100_000) } };
    const bytes = writeNpz(zeros, { packed: true });
    new DataView(bytes.buffer).setUint32(record(bytes, CENTRAL) + 24, 1000, true);
    expect(() => readNpz(bytes)).toThrow("zeros: this .npy file says shape [100000] of <f4");
  });

  it("more arrays than anybody has", () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, k) => [`a${k}.npy`, writeNpy(second)]));
    expect(() => readNpz(zipSync(files, { level: 0 }))).toThrow("at most 256 arrays");
  });
});
