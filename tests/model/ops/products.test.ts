import { describe, expect, it } from "vitest";
import { bmm } from "../../../src/model/ops/bmm";
import { cat } from "../../../src/model/ops/cat";
import { conv2d } from "../../../src/model/ops/conv2d";
import { einsum } from "../../../src/model/ops/einsum";
import { fUnfold } from "../../../src/model/ops/f-unfold";
import { fold } from "../../../src/model/ops/fold";
import { matmul } from "../../../src/model/ops/matmul";
import { max } from "../../../src/model/ops/max";
import { mean } from "../../../src/model/ops/mean";
import { mm } from "../../../src/model/ops/mm";
import { pad } from "../../../src/model/ops/pad";
import { repeat } from "../../../src/model/ops/repeat";
import { stack } from "../../../src/model/ops/stack";
import { sum } from "../../../src/model/ops/sum";
import { expectInverse, lay, lettered, river } from "./check";

const usual = { stride: [1, 1], padding: [0, 0], dilation: [1, 1] } as const;
const hard = { stride: [2, 1], padding: [1, 2], dilation: [1, 2] } as const;

describe("products, windows and joins: targets invert sources", () => {
  it.each([
    [[3], [3]],
    [[2, 3], [3]],
    [[3], [3, 2]],
    [
      [2, 3],
      [3, 2],
    ],
    [
      [2, 1, 2, 3],
      [4, 3, 2],
    ],
    [[3], [2, 3, 2]],
    [[2, 2, 3], [3]],
  ])("matmul %o @ %o", (a, b) => expectInverse(matmul, [lay(a), lay(b)], {}));

  it("mm and bmm", () => {
    expectInverse(mm, [lay([2, 3]), lay([3, 4])], {});
    expectInverse(bmm, [lay([2, 2, 3]), lay([2, 3, 2])], {});
  });

  it.each([
    {
      equation: "ij,jk->ki",
      shapes: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      equation: "bchw,chw->bhw",
      shapes: [
        [2, 2, 3, 2],
        [2, 3, 2],
      ],
    },
    { equation: "ii->i", shapes: [[3, 3]] },
    {
      equation: "ij,ij->",
      shapes: [
        [2, 3],
        [1, 3],
      ],
    },
    { equation: "i,j,k->kij", shapes: [[2], [3], [2]] },
  ])("einsum $equation", ({ equation, shapes }) =>
    expectInverse(
      einsum,
      shapes.map((shape) => lay(shape)),
      { equation },
    ),
  );

  it.each([
    { ...usual, groups: 1 },
    { ...hard, groups: 1 },
    { ...hard, groups: 2 },
  ])("conv2d %o", (args) => {
    const weight = lay([2, 2 / args.groups, 2, 3]);
    expectInverse(conv2d, [lay([2, 2, 3, 5]), weight], args);
    expectInverse(conv2d, [lay([2, 3, 5]), weight, lay([2])], args);
  });

  it("F.unfold and F.fold, each the other's way back", () => {
    const move = { kernel_size: [2, 2], ...hard } as const;
    expectInverse(fUnfold, [lay([2, 2, 3, 4])], move);
    const columns = fUnfold.outcome([lay([2, 2, 3, 4])], move).layout;
    expectInverse(fold, [columns], { output_size: [3, 4], ...move });
  });

  it("pads of any axes, cut off or filled", () => {
    expectInverse(pad, [lay([2, 3, 4])], { pads: [1, -1, -2, 3, 0, 1], mode: "zeros", value: 2 });
    expectInverse(pad, [lay([2, 3, 4])], { pads: [1, 2], mode: "reflect" });
    expectInverse(pad, [lay([2, 3, 4])], { pads: [3, 4], mode: "circular" });
    expectInverse(pad, [lay([2, 3, 4])], { pads: [0, 2, 3, 1], mode: "replicate" });
  });

  it("cat, stack, repeat and reductions", () => {
    expectInverse(cat, [lay([2, 3]), lay([2, 0]), lay([2, 1])], { dim: -1 });
    expectInverse(stack, [lay([2, 3]), lay([2, 3], [1, 2])], { dim: 1 });
    expectInverse(repeat, [lay([2, 3])], { sizes: [2, 1, 2] });
    for (const keepdim of [true, false]) {
      expectInverse(sum, [lay([2, 3, 2])], { dims: [1, -1], keepdim });
      expectInverse(mean, [lay([2, 3, 2])], { dims: [], keepdim });
      expectInverse(max, [lay([2, 3, 2])], { dim: 1, keepdim, part: "indices" });
    }
  });
});

describe("how they are written", () => {
  it.each([
    [mm.code({}, ["a", "b"]), "torch.mm(a, b)"],
    [bmm.code({}, ["a", "b"]), "torch.bmm(a, b)"],
    [einsum.code({ equation: "i,j->ij" }, ["a", "b"]), 'torch.einsum("i,j->ij", a, b)'],
    [
      conv2d.code({ ...usual, stride: [2, 2], padding: [1, 0], groups: 2 }, ["x", "w", "b"]),
      "F.conv2d(x, w, b, stride=2, padding=(1, 0), groups=2)",
    ],
    [fUnfold.code({ kernel_size: [3, 3], ...usual, padding: [1, 1] }, ["x"]), "F.unfold(x, 3, padding=1)"],
    [fold.code({ output_size: [4, 5], kernel_size: [3, 2], ...usual }, ["x"]), "F.fold(x, (4, 5), (3, 2))"],
    [pad.code({ pads: [1, 0], mode: "zeros", value: 2.5 }, ["x"]), "F.pad(x, (1, 0), value=2.5)"],
    [cat.code({ dim: 1 }, ["a", "b"]), "torch.cat([a, b], 1)"],
    [stack.code({ dim: 0 }, ["a", "b"]), "torch.stack([a, b], 0)"],
    [sum.code({ dims: [1, 2], keepdim: true }, ["x"]), "x.sum((1, 2), keepdim=True)"],
    [mean.code({ dims: [] }, ["x"]), "x.mean()"],
    [max.code({ dim: 1, keepdim: false, part: "indices" }, ["x"]), "x.max(1).indices"],
    [repeat.code({ sizes: [2, 1] }, ["x"]), "x.repeat(2, 1)"],
  ])("%s", (code, written) => expect(code).toBe(written));

  it("names the axes of a convolution and of its columns", () => {
    const image = lettered([1, 2, 4, 5]);
    expect(river(conv2d, [image, lettered([3, 2, 2, 2])], { ...usual, groups: 1 })).toEqual([
      "a=1 a=3 c=3 d=4",
      "0:0>0 0:2>2 0:3>3 1:0>1",
    ]);
    expect(river(fUnfold, [image], { kernel_size: [2, 2], ...usual })[0]).toBe("a=1 b·kh·kw=8 N=12");
    expect(river(einsum, [lettered([2, 3]), lettered([3, 4])], { equation: "ij,jk->ki" })).toEqual([
      "b=4 a=2",
      "0:0>1 1:1>0",
    ]);
  });
});
