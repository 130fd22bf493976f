import { describe, expect, it } from "vitest";
import { convModel } from "./onnx-model";
import { bytes, integer, text } from "./protobuf";
import { assemble, op, signed, TYPES, unsigned } from "./wasm-assembler";

describe("protobuf", () => {
  // The examples of protobuf's own page on its encoding.
  it("writes 150 in field 1", () => expect([...integer(1, 150)]).toEqual([0x08, 0x96, 0x01]));
  it("writes testing in field 2", () => expect([...text(2, "testing")]).toEqual([0x12, 7, ...Buffer.from("testing")]));
  it("writes a message in field 3", () => expect([...bytes(3, integer(1, 150))]).toEqual([0x1a, 3, 0x08, 0x96, 0x01]));

  it("makes a model that holds its image larger by about that", () => {
    const filter = { dims: [1, 1, 1, 1], values: Float32Array.of(2) };
    const rest = { filter, output: [1, 1, 8, 8], strides: [1, 1], dilations: [1, 1] };
    const asked = convModel({ ...rest, image: [1, 1, 8, 8] });
    const held = convModel({ ...rest, image: { dims: [1, 1, 8, 8], values: new Float32Array(64) } });
    expect(held.length - asked.length).toBeGreaterThanOrEqual(4 * 64 - 16);
    expect(held.length - asked.length).toBeLessThan(4 * 64 + 16);
  });
});

describe("the assembler", () => {
  it.each([
    [0, [0], [0]],
    [63, [63], [63]],
    [64, [64], [0xc0, 0]],
    [624485, [0xe5, 0x8e, 0x26], [0xe5, 0x8e, 0x26]],
  ])("writes %s with and without a sign", (value, without, withSign) => {
    expect(unsigned(value)).toEqual(without);
    expect(signed(value)).toEqual(withSign);
  });

  it("writes -123456 with a sign", () => expect(signed(-123456)).toEqual([0xc0, 0xbb, 0x78]));

  it("makes loops over memory and vectors that run", async () => {
    const [turns, sum] = [0, 1];
    const count = {
      name: "count",
      parameters: [TYPES.i32],
      results: [TYPES.f32],
      locals: [TYPES.v128],
      body: [
        op.repeat([
          ...[op.get(sum), op.f32(0.5), op.splat, op.addVectors, op.set(sum)].flat(),
          ...[op.get(turns), op.i32(1), op.subtract, op.set(turns), op.get(turns)].flat(),
        ]),
        [...op.get(sum), ...op.firstFloat],
      ],
    };
    const through = {
      name: "through",
      parameters: [TYPES.i32, TYPES.f32],
      results: [TYPES.f32],
      locals: [],
      body: [
        [...op.get(0), ...op.get(1), ...op.splat, ...op.store(16)],
        [...op.get(0), ...op.i32(16), ...op.add, ...op.load(0), ...op.firstFloat],
      ],
    };
    const { instance } = await WebAssembly.instantiate(assemble([count, through], 1));
    const run = instance.exports as Record<string, (...values: number[]) => number>;
    expect(run["count"]?.(9)).toBe(4.5);
    expect(run["through"]?.(1000, 2.25)).toBe(2.25);
  });
});
