import { describe, expect, it } from "vitest";
import { advice } from "../../src/model/advice";
import { axisOf } from "../../src/model/axes";
import type { Geometry } from "../../src/model/geometry";
import { contiguousLayout } from "../../src/model/layout";
import type { Call, Program } from "../../src/model/program";
import { maskedConvolution } from "../../src/model/recipes/masked-convolution";
import { patchMaps } from "../../src/model/recipes/patch-maps";
import { trace } from "../../src/model/trace";
import "./every-operation";

const GEOMETRY: Geometry = {
  kernel_size: [3, 3],
  stride: [3, 3],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
};

function adviceFor(program: Program): string {
  const last = trace(program).at(-1);
  if (last?.kind !== "refused") throw new Error("the program was meant to be refused");
  return advice(last, program);
}

/** A program over a [4, 6] image a, b; each call takes the one before. */
function chain(...calls: readonly (readonly [Call["op"], Call["args"]])[]): Program {
  return {
    inputs: {
      image: { code: "image", layout: contiguousLayout([4, 6]), axes: [axisOf("a", "H", 4), axisOf("b", "W", 6)] },
    },
    calls: calls.map(
      // The pairs in this file belong together.
      ([op, args], i) =>
        ({ op, args, inputs: [i === 0 ? { input: "image" } : { call: i - 1 }], name: `x${i}` }) as Call,
    ),
  };
}

describe("advice on a refused view", () => {
  it("the thread's: the permute left B and N in the wrong order", () => {
    expect(
      adviceFor(patchMaps({ image: [2, 3, 12, 12], geometry: GEOMETRY, program: "thread", sum_over: ["C"] })),
    ).toBe(
      "The permute left the axes B and N in an order that no single stride can merge; call .contiguous() before the view, or use .reshape.",
    );
  });

  it("straight after the unfolds (Q4)", () => {
    const full = patchMaps({ image: [1, 5, 12, 12], geometry: GEOMETRY, program: "thread", sum_over: [] });
    const [rows, columns] = full.calls;
    if (!rows || !columns) throw new Error("two unfolds expected");
    const view: Call = { op: "view", args: { shape: [1, 5, -1, 3, 3] }, inputs: [{ call: 1 }], name: "numbered" };
    expect(adviceFor({ ...full, calls: [rows, columns, view] })).toBe(
      "The unfold left the axes h_windows and w_windows stepping over shared memory, so that no single stride can merge them; call .contiguous() before the view, or use .reshape.",
    );
  });

  it.each<[string, Program, string]>([
    [
      "transpose",
      chain(["transpose", { dim0: 0, dim1: 1 }], ["view", { shape: [-1] }]),
      "The transpose left the axes b and a in an order",
    ],
    [
      "slice",
      chain(["slice", { slices: [{ start: 0, stop: 4, step: 1 }] }], ["view", { shape: [-1] }]),
      "The slice left the axes a and b with gaps in memory",
    ],
    [
      "expand",
      chain(["unfold", { dim: 0, size: 1, step: 1 }], ["expand", { shape: [4, 6, 3] }], ["view", { shape: [-1] }]),
      "The expand left the axes b and a_taps repeated",
    ],
    [
      "a view between",
      chain(["transpose", { dim0: 0, dim1: 1 }], ["view", { shape: [2, 3, 4] }], ["view", { shape: [-1] }]),
      "The transpose left the axes b_inner and a in an order",
    ],
  ])("names what is to blame: %s", (_, program, start) => {
    const sentence = adviceFor(program);
    expect(sentence.slice(0, start.length)).toBe(start);
    expect(sentence).toMatch(/; call \.contiguous\(\) before the view, or use \.reshape\.$/);
  });

  it("blames nobody when the image itself lies so", () => {
    const program = chain(["view", { shape: [-1] }]);
    const turned = { ...program.inputs["image"], layout: { shape: [4, 6], stride: [1, 4], offset: 0 } };
    expect(adviceFor({ ...program, inputs: { image: turned as Program["inputs"][string] } })).toBe(
      "The strides do not allow this view; call .contiguous() before the view, or use .reshape.",
    );
  });
});

describe("advice on other refusals", () => {
  const maps = (geometry: Partial<Geometry>): Program =>
    patchMaps({ image: [1, 1, 5, 5], geometry: { ...GEOMETRY, ...geometry }, program: "contiguous", sum_over: [] });

  it.each<[string, Program, RegExp]>([
    [
      "a kernel larger than the image",
      maps({ kernel_size: [6, 3] }),
      /smaller kernel_size or dilation, or add padding/,
    ],
    ["reflect padding too wide", maps({ padding: [5, 5], padding_mode: "reflect" }), /must be smaller than the axis/],
    ["circular padding too wide", maps({ padding: [6, 6], padding_mode: "circular" }), /round the image once/],
    ["a size that does not fit", chain(["view", { shape: [5, -1] }]), /multiply to the number of elements/],
    ["an axis that is not there", chain(["sum", { dims: [2] }]), /no such axis/],
    [
      "sizes that do not meet",
      { ...chain(), calls: [{ op: "matmul", args: {}, inputs: [{ input: "image" }, { input: "image" }], name: "y" }] },
      /as long as the first of the right one/,
    ],
    [
      "kept windows that are none",
      maskedConvolution({ image: [1, 1, 5, 5], geometry: GEOMETRY, kept: Int32Array.of(1) }),
      /lies outside the axis/,
    ],
    ["anything else", chain(["flatten", { start: 1, end: 0 }]), /does not take these arguments for flatten/],
  ])("%s", (_, program, words) => {
    expect(adviceFor(program)).toMatch(words);
  });
});
