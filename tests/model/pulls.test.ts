import { describe, expect, it } from "vitest";
import { SUM_AXES } from "../../src/model/document";
import { pullsOn, strongestPull } from "../../src/model/pulls";
import { numel } from "../../src/model/layout";
import { MAPS_GRADIENTS } from "../fixtures/load";

describe("what pulls on a tap", () => {
  it("adds up to PyTorch's gradient of the sum, for every tap and every geometry", () => {
    for (const each of MAPS_GRADIENTS) {
      const [, channels] = each.image_shape;
      const [kh, kw] = each.kernel_size;
      for (const sum_over of [SUM_AXES, ["C"], []] as const) {
        // The sum of all maps has a slope of 1 in each of their numbers, whatever was summed before.
        const back = { length: 0 } as ArrayLike<number>;
        const ones = new Proxy(back, { get: () => 1 });
        for (let t = 0; t < channels * kh * kw; t += 1) {
          const tap = { c: Math.floor(t / (kh * kw)), i: Math.floor(t / kw) % kh, j: t % kw };
          const pulls = pullsOn(tap, {
            geometry: each,
            shape: each.image_shape,
            data: each.image,
            sum_over,
            back: ones,
          });
          const sum = pulls.reduce((total, pull) => total + pull, 0);
          expect(sum).toBeCloseTo(each.grad_filter[t] as number, 3);
        }
      }
    }
  });

  it("takes what came back to its own product's sum", () => {
    // 2 × 2 pixels, windows of 1 × 2 at two rows: products [N = 2, C = 1, kh = 1, kw = 2].
    const geometry = {
      kernel_size: [1, 2],
      stride: [1, 1],
      padding: [0, 0],
      padding_mode: "zeros",
      dilation: [1, 1],
    } as const;
    const subject = { geometry, shape: [1, 1, 2, 2], data: [1, 2, 3, 4] } as const;
    const of = (sum_over: readonly ("C" | "kh" | "kw")[], back: number[], j: number) => [
      ...pullsOn({ c: 0, i: 0, j }, { ...subject, sum_over, back }),
    ];
    expect(numel(subject.shape)).toBe(4);
    expect(of(["C"], [10, 100, 1000, 10_000], 0)).toEqual([10, 3000]);
    expect(of(["C"], [10, 100, 1000, 10_000], 1)).toEqual([200, 40_000]);
    expect(of(["C", "kh", "kw"], [10, 100], 1)).toEqual([20, 400]);
  });

  it("the strongest is the farthest from zero, either way; none where none pulls", () => {
    expect(strongestPull([1, -3, 2])).toBe(1);
    expect(strongestPull([0, 0])).toBeNull();
  });
});
