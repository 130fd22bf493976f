import { describe, expect, it } from "vitest";
import {
  channelsLastStride,
  cloneStride,
  isChannelsLast,
  isDense,
  looksChannelsLast,
  strideInOrder,
  walkOrder,
} from "../../src/model/dense-stride";

const lay = (shape: number[], stride: number[]) => ({ shape, stride, offset: 0 });

describe("channels-last", () => {
  it("puts the channels innermost", () => {
    expect(channelsLastStride([2, 3, 4, 5])).toEqual([60, 1, 15, 3]);
    expect(channelsLastStride([2, 3, 4, 5, 6])).toEqual([360, 1, 90, 18, 3]);
    expect(channelsLastStride([2, 0, 4, 5])).toEqual([20, 1, 5, 1]);
  });

  it.each([
    { of: lay([2, 3, 4, 5], [60, 1, 15, 3]), is: true, looks: true },
    { of: lay([2, 3, 4, 5], [60, 20, 5, 1]), is: false, looks: false },
    // one channel: both orders at once, and PyTorch guesses neither way
    { of: lay([2, 1, 4, 5], [20, 20, 5, 1]), is: true, looks: false },
    { of: lay([2, 1, 4, 5], [20, 1, 5, 1]), is: true, looks: true },
    { of: lay([2, 3, 1, 1], [3, 1, 1, 1]), is: true, looks: false },
    { of: lay([2, 3, 4, 5], [120, 2, 30, 6]), is: false, looks: true },
    { of: lay([2, 3, 4, 5], [60, 0, 15, 3]), is: false, looks: false },
    { of: lay([3, 4, 5], [1, 15, 3]), is: false, looks: false },
    { of: lay([2, 0, 4, 5], [20, 1, 5, 1]), is: false, looks: false },
  ])("$of.shape with strides $of.stride", ({ of, is, looks }) => {
    expect(isChannelsLast(of)).toBe(is);
    expect(looksChannelsLast(of)).toBe(looks);
  });
});

describe("isDense: every place of one run of memory, once", () => {
  it.each([
    { of: lay([2, 3], [3, 1]), dense: true },
    { of: lay([2, 3], [1, 2]), dense: true },
    { of: lay([2, 1, 3], [1, 99, 2]), dense: true },
    { of: lay([2, 3], [4, 1]), dense: false },
    { of: lay([2, 3], [0, 1]), dense: false },
    { of: lay([3, 3], [1, 1]), dense: false },
    { of: lay([3], [2]), dense: false },
    { of: lay([0, 3], [7, 7]), dense: true },
    { of: lay([], []), dense: true },
  ])("$of.shape with strides $of.stride: $dense", ({ of, dense }) => {
    expect(isDense(of)).toBe(dense);
  });
});

describe("walkOrder: axes from the innermost out", () => {
  it.each([
    { what: "row-major", shape: [2, 3, 4], strides: [[12, 4, 1]], order: [2, 1, 0] },
    { what: "smallest stride first", shape: [2, 3, 4], strides: [[1, 8, 2]], order: [0, 2, 1] },
    { what: "a repeated axis stays where it is", shape: [2, 3], strides: [[0, 1]], order: [1, 0] },
    {
      what: "the next operand decides what the first leaves open",
      shape: [2, 3],
      strides: [
        [0, 1],
        [1, 2],
      ],
      order: [0, 1],
    },
    { what: "equal strides: the shorter axis first", shape: [2, 5], strides: [[1, 1]], order: [0, 1] },
    { what: "equal strides and sizes: as they are", shape: [5, 5], strides: [[1, 1]], order: [1, 0] },
    { what: "nothing to order", shape: [], strides: [[]], order: [] },
  ])("$what", ({ shape, strides, order }) => {
    expect(walkOrder(shape, strides)).toEqual(order);
  });

  it("lays a result out in that order", () => {
    expect(strideInOrder([2, 3, 4], [0, 2, 1])).toEqual([1, 8, 2]);
  });
});

describe("cloneStride", () => {
  it.each([
    { what: "keeps dense strides", of: lay([2, 3], [1, 2]), expected: [1, 2] },
    { what: "packs a tensor with gaps in its own order", of: lay([2, 3], [1, 4]), expected: [1, 2] },
    { what: "makes an expanded axis real", of: lay([2, 3], [0, 1]), expected: [3, 1] },
    { what: "leaves an empty one as it is", of: lay([0, 3], [9, 2]), expected: [9, 2] },
  ])("$what", ({ of, expected }) => {
    expect(cloneStride(of)).toEqual(expected);
  });
});
