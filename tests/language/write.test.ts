import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROGRAM_KINDS, SUM_AXES } from "../../src/model/document";
import { checkGeometry, PADDING_MODES, windowCount, type Geometry, type ImageShape } from "../../src/model/geometry";
import type { Call, Program } from "../../src/model/program";
import { depthwise } from "../../src/model/recipes/depthwise";
import { maskedConvolution } from "../../src/model/recipes/masked-convolution";
import { patchMaps } from "../../src/model/recipes/patch-maps";
import { trace } from "../../src/model/trace";
import { readProgram } from "../../src/language/read";
import { programText } from "../../src/language/write";

const pair = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));

const settings = fc
  .record({
    image: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
    ),
    kernel_size: pair(1, 4),
    stride: pair(1, 3),
    padding: pair(0, 3),
    padding_mode: fc.constantFrom(...PADDING_MODES),
    dilation: pair(1, 3),
    program: fc.constantFrom(...PROGRAM_KINDS),
    sum_over: fc.subarray([...SUM_AXES]),
    outside: fc.constantFrom("zeros", "input", "dense"),
  })
  .filter(({ image, ...geometry }) => fits(geometry, image));

function fits(geometry: Geometry, image: ImageShape): boolean {
  try {
    checkGeometry(geometry, image);
    return true;
  } catch {
    return false;
  }
}

/** A call without where it was read and how its axes are to be named. */
function bare({ source: _source, ...call }: Call): object {
  const { parts: _parts, ...args } = call.args as { parts?: unknown };
  return { ...call, args };
}

/** What a program says of the lines that have a name in both. */
function named(program: Program): Map<string, object> {
  const steps = trace(program);
  return new Map(
    program.calls.map(({ name, op }, k) => {
      const step = steps[k + 1];
      return [name, { op, layout: step?.kind === "done" ? step.layout : step?.error }];
    }),
  );
}

describe("a program of the controls, written as PyTorch and read again", () => {
  it("is the same program: patch maps, with every padding, dilation and way to lay out the patches", () => {
    fc.assert(
      fc.property(settings, ({ image, program, sum_over, outside: _outside, ...geometry }) => {
        const made = patchMaps({ image, geometry, program, sum_over });
        const reading = readProgram(programText(made), { image, filter: [image[1], ...geometry.kernel_size] });
        expect(reading.program.inputs).toEqual(made.inputs);
        const refused = trace(made).length - 1;
        expect(reading.program.calls.map(bare)).toEqual(made.calls.slice(0, refused).map(bare));
        expect(reading.error?.message ?? null).toBe(refusalOf(made));
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same steps: masked convolution and depthwise, whose inputs are lines of their own when read", () => {
    fc.assert(
      fc.property(settings, ({ image, outside, program: _program, sum_over: _sums, ...geometry }) => {
        const count = windowCount(geometry, image);
        const kept = Int32Array.from({ length: count }, (_, n) => n).filter((n) => n % 3 !== 1);
        const bindings = { image, filter: [image[1], ...geometry.kernel_size] as const, kept, base: count };
        for (const made of [maskedConvolution({ image, geometry, kept, outside }), depthwise({ image, geometry })]) {
          const reading = readProgram(programText(made), bindings);
          expect(reading.error).toBeNull();
          const read = named(reading.program);
          for (const [name, step] of named(made)) expect(read.get(name), name).toEqual(step);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function refusalOf(program: Program): string | null {
  const last = trace(program).at(-1);
  return last?.kind === "refused" ? last.error : null;
}
