import { expect } from "vitest";
import { axisName, axisSize, type Axis, axisOf } from "../../../src/model/axes";
import { PyTorchError } from "../../../src/model/errors";
import { contiguousLayout, indexAt, linearIndex, numel, position, type Layout } from "../../../src/model/layout";
import type { Operation } from "../../../src/model/ops/operation";

/** A layout from shape, strides (row-major when left out) and offset. */
export const lay = (shape: readonly number[], stride?: readonly number[], offset = 0): Layout => ({
  shape,
  stride: stride ?? contiguousLayout(shape).stride,
  offset,
});

/** Shape, strides, offset and whether it copies, or the words of the refusal. Any other error passes through. */
export function told<Args>(operation: Operation<Args>, inputs: readonly Layout[], args: Args): unknown {
  try {
    const { layout, copies } = operation.outcome(inputs, args);
    return [layout.shape, layout.stride, layout.offset, copies ? "copy" : "view"];
  } catch (thrown) {
    if (thrown instanceof PyTorchError) return thrown.message;
    throw thrown;
  }
}

/** Axes called a, b, c, … with the sizes of a shape. */
export const lettered = (shape: readonly number[]): Axis[] =>
  shape.map((size, axis) => axisOf(String.fromCodePoint(97 + axis), "other", size));

/** `name=size` of every result axis, and its ribbons as `input:from>to`. */
export function river<Args>(operation: Operation<Args>, axes: readonly (readonly Axis[])[], args: Args): string[] {
  const inputs = axes.map((each) => contiguousLayout(each.map(axisSize)));
  const result = operation.axes(axes, inputs, args);
  const { shape } = operation.outcome(inputs, args).layout;
  expect(result.map(axisSize)).toEqual(shape);
  const links = operation.links(axes, inputs, args).map(({ input, from, to }) => `${input}:${from}>${to}`);
  return [result.map((axis) => `${axisName(axis)}=${axisSize(axis)}`).join(" "), links.join(" ")];
}

/** Every index of a shape, row-major. */
export const everyIndex = (shape: readonly number[]): number[][] =>
  Array.from({ length: numel(shape) }, (_, n) => indexAt(shape, n));

/**
 * `sources` and `targets` tell the same pairs: every element of the result names its sources, those name it among
 * their targets, and nobody else does. A view's element moreover lies where its source lies.
 */
export function expectInverse<Args>(operation: Operation<Args>, inputs: readonly Layout[], args: Args): void {
  const { layout, copies } = operation.outcome(inputs, args);
  const pairs: string[] = [];
  for (const index of everyIndex(layout.shape)) {
    const to = linearIndex(layout.shape, index);
    for (const source of operation.sources(inputs, args, index)) {
      const from = inputs[source.input] as Layout;
      if (!inside(from, source.index)) throw new Error(`source ${String(source.index)} of ${String(index)} is outside`);
      pairs.push(`${source.input}:${linearIndex(from.shape, source.index)}>${to}`);
      if (!copies) expect(position(from, source.index)).toBe(position(layout, index));
    }
  }
  const inverse: string[] = [];
  inputs.forEach((from, input) => {
    for (const index of everyIndex(from.shape)) {
      for (const target of operation.targets(inputs, args, input, index)) {
        if (!inside(layout, target)) throw new Error(`target ${String(target)} of ${String(index)} is outside`);
        inverse.push(`${input}:${linearIndex(from.shape, index)}>${linearIndex(layout.shape, target)}`);
      }
    }
  });
  const asSources = new Set(pairs);
  expect(asSources.size).toBe(pairs.length);
  expect(inverse.length).toBe(pairs.length);
  expect(inverse.filter((pair) => !asSources.has(pair))).toEqual([]);
}

const inside = ({ shape }: Layout, index: readonly number[]): boolean =>
  index.length === shape.length && index.every((value, axis) => value >= 0 && value < (shape[axis] as number));
