import { describe, expect, it } from "vitest";
import { offerOf } from "../../../src/share/arrays/offer";

const entry = (dtype: string, shape: number[]) => ({
  name: "",
  dtype,
  shape,
  read: () => ({ shape, data: new Float32Array(0) }),
});

describe("offerOf", () => {
  it.each<[string, number[], "image" | "filter", number, string]>([
    ["text", [4, 5], "image", 3, "[4, 5] as image: B 1, C 1, H 4, W 5"],
    [">i8", [2, 4, 5], "image", 3, "int64 [2, 4, 5] as image: B 1, C 2, H 4, W 5"],
    ["|b1", [4, 5], "image", 3, "bool [4, 5] as image: B 1, C 1, H 4, W 5"],
    ["BF16", [3, 3], "filter", 3, "bfloat16 [3, 3] as filter: 3 × 3, one slice for all 3 channels"],
    ["U8", [3, 3], "filter", 1, "uint8 [3, 3] as filter: 3 × 3, one slice"],
    ["<f2", [8, 3, 5, 5], "filter", 3, "float16 [8, 3, 5, 5] as one filter of 8: 5 × 5, 3 slices"],
  ])("%s %j as %s of %i channels", (dtype, shape, target, channels, words) => {
    expect(offerOf(entry(dtype, shape), target, channels).words).toBe(words);
  });

  it("throws what cannot be", () => {
    expect(() => offerOf(entry("<f4", [3]), "filter", 1)).toThrow("this array has 1");
  });
});
