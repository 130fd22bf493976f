import { describe, expect, it } from "vitest";
import { contiguousLayout, type Layout } from "../../../src/model/layout";
import { grad } from "../../../src/model/ops/grad";

const LOSS = contiguousLayout([]);
const of = (leaf: Layout) => grad.outcome([LOSS, leaf], {});

describe("grad: the layout, as PyTorch's AccumulateGrad makes it", () => {
  it("is that of a tensor without gaps, whatever its order in memory", () => {
    const permuted: Layout = { shape: [3, 5, 2], stride: [1, 6, 3], offset: 0 };
    expect(of(permuted)).toEqual({ layout: permuted, copies: true });
    expect(of({ shape: [2, 3], stride: [3, 1], offset: 6 }).layout).toEqual(contiguousLayout([2, 3]));
  });

  it("is contiguous for a tensor with gaps or repeats", () => {
    expect(of({ shape: [2, 3], stride: [6, 2], offset: 0 }).layout).toEqual(contiguousLayout([2, 3]));
    expect(of({ shape: [2, 3], stride: [0, 1], offset: 0 }).layout).toEqual(contiguousLayout([2, 3]));
  });

  it("is float32 and written as PyTorch's own function", () => {
    expect(grad.dtype?.(["float32", "float32"], {}, [LOSS, LOSS])).toBe("float32");
    expect(grad.code({}, ["loss", "w"])).toBe("torch.autograd.grad(loss, w, retain_graph=True)[0]");
    expect(grad.heading({}, ["loss", "w"])).toEqual({ name: "gradient", args: "of w" });
  });

  it("has the tensor's axes, and is followed no further: it comes from the whole program", () => {
    const leaf = contiguousLayout([2, 3]);
    const axes = [[], [{ parts: [] }, { parts: [] }]];
    expect(grad.axes(axes, [LOSS, leaf], {})).toEqual(axes[1]);
    expect(grad.links(axes, [LOSS, leaf], {})).toEqual([0, 1].map((axis) => ({ input: 1, from: axis, to: axis })));
    expect([...grad.sources([LOSS, leaf], {}, [0, 0])]).toEqual([]);
    expect([...grad.targets([LOSS, leaf], {}, 1, [0, 0])]).toEqual([]);
  });
});
