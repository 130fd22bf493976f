import { describe, expect, it } from "vitest";
import { PlaygroundError } from "../../../src/model/errors";
import { arange } from "../../../src/model/ops/arange";
import { expand } from "../../../src/model/ops/expand";
import { eye } from "../../../src/model/ops/eye";
import { full } from "../../../src/model/ops/full";
import { ones } from "../../../src/model/ops/ones";
import { rand } from "../../../src/model/ops/rand";
import { randn } from "../../../src/model/ops/randn";
import { repeat } from "../../../src/model/ops/repeat";
import { tensor } from "../../../src/model/ops/tensor";
import { zeros } from "../../../src/model/ops/zeros";
import { standardUniform } from "../../../src/model/random";
import { lay, told } from "./check";

describe("tensors made from nothing", () => {
  it.each([
    [zeros.code({ size: [2, 3] }, []), "torch.zeros(2, 3)"],
    [ones.code({ size: [] }, []), "torch.ones(())"],
    [full.code({ size: [2], value: 1, kind: "float" }, []), "torch.full((2,), 1.0)"],
    [eye.code({ n: 3, m: null }, []), "torch.eye(3)"],
    [arange.code({ start: 0, end: 5, step: 1 }, []), "torch.arange(5)"],
    [arange.code({ start: 1, end: 5, step: 2, kind: "float" }, []), "torch.arange(1.0, 5.0, 2.0)"],
    [
      tensor.code({ values: [1, 0, 0, 1], shape: [2, 2], dtype: "bool" }, []),
      "torch.tensor([[True, False], [False, True]])",
    ],
    [randn.code({ seed: 1, size: [2] }, []), "torch.randn(2)"],
    [rand.code({ seed: 1, size: [2] }, []), "torch.rand(2)"],
  ])("%s", (code, written) => expect(code).toBe(written));

  it("refuses what cannot be counted, before anything is made", () => {
    const huge = [1e9, 1e9];
    expect(() => told(zeros, [], { size: huge })).toThrow(PlaygroundError);
    expect(() => told(randn, [], { seed: 0, size: huge })).toThrow("1000000000000000000 elements");
    expect(() => told(repeat, [lay([2])], { sizes: huge })).toThrow(PlaygroundError);
    expect(told(expand, [lay([1])], { shape: [1e6, 1e6] })).toEqual([[1e6, 1e6], [0, 0], 0, "view"]);
  });

  it("refuses integers that float32 does not hold", () => {
    expect(() => told(tensor, [], { values: [2 ** 24 + 1], shape: [1], dtype: "int64" })).toThrow("16777217");
    expect(() => told(full, [], { size: [2], value: -(2 ** 25), kind: "int" })).toThrow(PlaygroundError);
    expect(() => told(arange, [], { start: 0, end: 2 ** 25, step: 1 })).toThrow(PlaygroundError);
  });

  it("rand is the same numbers for a seed, in [0, 1), a longer list starting with the shorter", () => {
    const numbers = standardUniform(7, 1000);
    expect(numbers.every((each) => each >= 0 && each < 1)).toBe(true);
    expect([...numbers.subarray(0, 3)]).toEqual([...standardUniform(7, 3)]);
    expect(Math.abs(numbers.reduce((total, each) => total + each, 0) / 1000 - 0.5)).toBeLessThan(0.03);
  });
});
