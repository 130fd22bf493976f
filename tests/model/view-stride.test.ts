import { describe, expect, it } from "vitest";
import { inferShape, viewStride } from "../../src/model/view-stride";

describe("inferShape", () => {
  it.each([
    { asked: [2, -1], elements: 6, expected: [2, 3] },
    { asked: [-1], elements: 0, expected: [0] },
    { asked: [], elements: 1, expected: [] },
    { asked: [3, 2], elements: 6, expected: [3, 2] },
  ])("$asked of $elements elements is $expected", ({ asked, elements, expected }) => {
    expect(inferShape(asked, elements)).toEqual(expected);
  });

  it("leaves the list it was asked with alone", () => {
    const asked = [-1, 2];
    inferShape(asked, 6);
    expect(asked).toEqual([-1, 2]);
  });

  it("speaks of a second -1 before it looks at later sizes, of a negative size before a second -1", () => {
    expect(() => inferShape([-1, -1, -7], 6)).toThrowError("only one dimension can be inferred");
    expect(() => inferShape([-1, -7, -1], 6)).toThrowError("invalid shape dimension -7");
  });
});

describe("viewStride, as PyTorch's computeStride", () => {
  it.each([
    { what: "splits an axis", shape: [6], stride: [2], to: [2, 3], expected: [6, 2] },
    { what: "merges rows without gaps", shape: [2, 3], stride: [3, 1], to: [6], expected: [1] },
    { what: "cannot merge rows with gaps", shape: [2, 3], stride: [4, 1], to: [6], expected: null },
    { what: "cannot merge swapped axes", shape: [3, 2], stride: [1, 3], to: [6], expected: null },
    { what: "merges expanded axes, both of stride 0", shape: [2, 3], stride: [0, 0], to: [6], expected: [0] },
    {
      what: "drops an axis of size 1 whatever its stride",
      shape: [2, 1, 3],
      stride: [3, 77, 1],
      to: [2, 3],
      expected: [3, 1],
    },
    { what: "adds axes of size 1", shape: [2, 3], stride: [3, 1], to: [1, 2, 1, 3, 1], expected: [6, 3, 3, 1, 1] },
    {
      what: "regroups inside a chunk only",
      shape: [2, 3, 4],
      stride: [100, 4, 1],
      to: [2, 4, 3],
      expected: [100, 3, 1],
    },
    { what: "does not reach across chunks", shape: [2, 3, 4], stride: [100, 4, 1], to: [4, 6], expected: null },
    {
      what: "keeps odd strides of an unchanged empty shape",
      shape: [0, 2],
      stride: [5, 9],
      to: [0, 2],
      expected: [5, 9],
    },
    { what: "gives another empty shape fresh strides", shape: [0, 2], stride: [5, 9], to: [2, 0], expected: [1, 1] },
    { what: "sees a scalar as any axes of size 1", shape: [], stride: [], to: [1, 1], expected: [1, 1] },
  ])("$what: $shape $stride as $to", ({ shape, stride, to, expected }) => {
    expect(viewStride({ shape, stride, offset: 0 }, to)).toEqual(expected);
  });
});
