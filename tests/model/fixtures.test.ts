import { describe, expect, it } from "vitest";
import { PyTorchError } from "../../src/model/errors";
import { contiguousLayout, indexAt, isContiguous, numel, position, type Layout } from "../../src/model/layout";
import type { Outcome } from "../../src/model/ops/operation";
import type { Program, Step } from "../../src/model/program";
import { depthwise } from "../../src/model/recipes/depthwise";
import { keptRows, maskedConvolution } from "../../src/model/recipes/masked-convolution";
import { patchMaps } from "../../src/model/recipes/patch-maps";
import { keptCounts, keptWindows } from "../../src/model/region/kept-windows";
import { rasterise } from "../../src/model/region/rasterise";
import { trace } from "../../src/model/trace";
import { CHAINS, FIXTURE_RULES, filled, GEOMETRIES, type ChainFixture, type GeometryFixture } from "../fixtures/load";
import { worstDifference } from "../oracle/compare";
import { chainCall, type ChainCall } from "./fixtures/chain-call";
import { combine } from "./fixtures/combine";
import { followed } from "./fixtures/program-value";

/** What an outcome tells, or the words of PyTorch's refusal; any other error is a fault of the model and passes through. */
function told(outcome: () => Outcome): object {
  try {
    const { layout, copies } = outcome();
    return { ...layout, contiguous: isContiguous(layout), shares: !copies };
  } catch (thrown) {
    if (thrown instanceof PyTorchError) return { error: thrown.message };
    throw thrown;
  }
}

/** A step as the fixtures write it. */
function written(step: Step): object {
  if (step.kind === "refused") return { code: step.code, error: step.error };
  return { code: step.code, ...step.layout, contiguous: step.contiguous, copies: step.copies };
}

/** The values of a chain's last result, row-major, each from its sources alone. */
function chainValues(chain: ChainFixture): number[] {
  let layout: Layout = contiguousLayout(chain.shape);
  let values = Array.from(filled(chain.shape));
  for (const step of chain.steps) {
    const call = chainCall(step, layout);
    layout = call.outcome().layout;
    const read = call.inputs.map((_, k) => reader(call, k, values));
    values = Array.from({ length: numel(layout.shape) }, (_, n) => {
      const sources = [...call.sources(indexAt(layout.shape, n))];
      return combine(
        step.op,
        sources.map(({ input, index }) => read[input]?.(index) ?? NaN),
      );
    });
  }
  return values;
}

/** Reads operand k of a step: the chain's own values row-major, another operand through its layout. */
function reader(call: ChainCall, k: number, values: readonly number[]): (index: readonly number[]) => number {
  const layout = call.inputs[k] ?? contiguousLayout([]);
  const shape = call.operands[k];
  const storage = shape ? filled(shape) : values;
  const laid = shape ? layout : contiguousLayout(layout.shape);
  return (index) => storage[position(laid, index)] ?? NaN;
}

/** Up to this many elements of a result are followed back, spread evenly. */
const SAMPLES = 24;

function worstOfSamples(program: Program, numbers: Record<string, ArrayLike<number>>, expected: Float32Array): number {
  const { shape, value } = followed(program, numbers);
  expect(numel(shape)).toBe(expected.length);
  const every = Math.max(1, Math.floor(expected.length / SAMPLES));
  const chosen = Array.from(expected.keys()).filter((n) => n % every === 0);
  const actual = chosen.map((n) => value(indexAt(shape, n)));
  return worstDifference(
    actual,
    chosen.map((n) => expected[n] ?? NaN),
  );
}

const specOf = (fixture: GeometryFixture) => ({
  image: fixture.image_shape,
  geometry: fixture,
  program: fixture.program,
  sum_over: fixture.sum_over,
  kept: keptRows(fixture.kept[fixture.region.keep]),
});

describe("chains of operations, as PyTorch carries them out", () => {
  it.each(CHAINS)("$name", (chain) => {
    let layout: Layout = contiguousLayout(chain.shape);
    for (const step of chain.steps) {
      const call = chainCall(step, layout);
      expect({ op: step.op, args: step.args, ...told(() => call.outcome()) }).toEqual(step);
      if (step.error !== undefined) return;
      layout = call.outcome().layout;
    }
    if (chain.values) expect(worstDifference(chainValues(chain), chain.values)).toBe(0);
  });
});

describe.each(GEOMETRIES)("as PyTorch: $name", (fixture) => {
  const spec = specOf(fixture);

  it("every step of the patch maps, line by line", () => {
    expect(trace(patchMaps(spec)).map(written)).toEqual(fixture.maps_steps);
  });

  it("every step of the masked convolution, line by line", () => {
    expect(trace(maskedConvolution(spec)).map(written)).toEqual(fixture.output_steps);
  });

  it("maps, depthwise, dense and masked output, followed back to pixels and taps", () => {
    const { image, filter } = fixture;
    const maps = patchMaps({ ...spec, program: "contiguous", sum_over: ["C"] });
    expect(worstOfSamples(maps, { image, filter }, fixture.maps), "maps").toBeLessThan(1e-6);
    expect(worstOfSamples(depthwise(spec), { image, filter }, fixture.depthwise), "depthwise").toBeLessThan(1e-6);
    const base = new Float32Array(fixture.output.length);
    const output = maskedConvolution(spec);
    expect(worstOfSamples(output, { image, filter, base }, fixture.output), "output").toBeLessThan(1e-6);
    const all = maskedConvolution({ ...spec, kept: Int32Array.from(base.keys()) });
    expect(worstOfSamples(all, { image, filter, base }, fixture.dense), "dense").toBeLessThan(1e-6);
  });

  it("the region and the windows it keeps", () => {
    const [, , height, width] = fixture.image_shape;
    const mask = rasterise(fixture.region.shapes, height, width);
    expect(mask.join("")).toBe(fixture.region_mask.join(""));
    const counts = keptCounts(mask, fixture, fixture.image_shape);
    for (const rule of FIXTURE_RULES) {
      const kept = keptWindows(mask, fixture, fixture.image_shape, rule);
      expect(kept.join(""), rule).toBe(fixture.kept[rule].join(""));
      expect(counts[rule], rule).toBe(fixture.kept[rule].reduce((sum, flag) => sum + flag, 0));
    }
  });
});
