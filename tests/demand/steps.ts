import * as fc from "fast-check";
import type { OutsideFill } from "../../src/model/document";
import { OUTSIDE_FILLS, SUM_AXES, type SumAxis } from "../../src/model/document";
import { type Geometry, type ImageShape, windowCount } from "../../src/model/geometry";
import { numel } from "../../src/model/layout";
import type { DoneStep, Program, Step } from "../../src/model/program";
import { keptRows, maskedConvolution } from "../../src/model/recipes/masked-convolution";
import { patchMaps } from "../../src/model/recipes/patch-maps";
import { partRefs, TILING_LISTS, type Tiling, type TilingList } from "../../src/model/tiling";
import { trace } from "../../src/model/trace";
import type { OraclePart } from "../oracle/plane";
import type { OracleJob } from "../oracle/steps";
import { fitting } from "../model/geometries";

/** One of the controls' programs over made numbers, and one of its steps laid out somehow. */
export interface Case {
  readonly makes: "maps" | "output";
  readonly image: { readonly shape: ImageShape; readonly data: Float32Array };
  readonly geometry: Geometry;
  readonly filter: Float32Array<ArrayBuffer>;
  readonly flags: Uint8Array;
  readonly sumOver: readonly SumAxis[];
  readonly outside: OutsideFill;
  readonly program: Program;
  readonly steps: readonly Step[];
  readonly step: number;
  readonly done: DoneStep;
  readonly name: string;
}

const float = (): fc.Arbitrary<number> => fc.integer({ min: -40, max: 40 }).map((value) => value / 8);

function stepsOf(one: Omit<Case, "step" | "done" | "name">): Case[] {
  return one.steps.flatMap((done, step) =>
    done.kind === "done" ? [{ ...one, step, done, name: one.program.calls[step - 1]?.name ?? "image" }] : [],
  );
}

/** Any step that has elements of either program, over small images and any geometry, NaN among the pixels now and then. */
export const anyStep: fc.Arbitrary<Case> = fitting
  .chain(({ g, image: shape }) => {
    const taps = shape[1] * g.kernel_size[0] * g.kernel_size[1];
    return fc.record({
      geometry: fc.constant(g),
      image: fc
        .array(fc.oneof({ weight: 60, arbitrary: float() }, { weight: 1, arbitrary: fc.constant(NaN) }), {
          minLength: numel(shape),
          maxLength: numel(shape),
        })
        .map((data) => ({ shape, data: Float32Array.from(data) })),
      filter: fc.array(float(), { minLength: taps, maxLength: taps }).map((data) => Float32Array.from(data)),
      flags: fc
        .array(fc.boolean(), { minLength: windowCount(g, shape), maxLength: windowCount(g, shape) })
        .map((kept) => Uint8Array.from(kept, Number)),
      sumOver: fc.subarray([...SUM_AXES]),
      outside: fc.constantFrom(...OUTSIDE_FILLS),
      kind: fc.constantFrom<"contiguous" | "thread" | "reshape" | "output">(
        "contiguous",
        "thread",
        "reshape",
        "output",
      ),
      choice: fc.nat(),
    });
  })
  .map(({ kind, choice, ...rest }) => {
    const { geometry, image, flags, outside, sumOver } = rest;
    const program =
      kind === "output"
        ? maskedConvolution({ image: image.shape, geometry, kept: keptRows(flags), outside })
        : patchMaps({ image: image.shape, geometry, program: kind, sum_over: sumOver });
    const all = stepsOf({ ...rest, program, makes: kind === "output" ? "output" : "maps", steps: trace(program) });
    const full = all.filter(({ done }) => numel(done.layout.shape) > 0);
    return full[choice % full.length] as Case; // the picture itself has elements
  });

/** Every part somewhere, lines broken now and then. */
export const tilingOf = ({ done: { axes } }: Case): fc.Arbitrary<Tiling> => {
  const refs = partRefs(axes);
  return fc
    .tuple(
      fc.shuffledSubarray(refs, { minLength: refs.length, maxLength: refs.length }),
      fc.array(fc.constantFrom<TilingList>(...TILING_LISTS), { minLength: refs.length, maxLength: refs.length }),
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 7 })),
    )
    .map(([order, lists, wrap]) => {
      const of = (list: TilingList) => order.filter((_, k) => lists[k] === list);
      return {
        outerRows: of("outerRows"),
        outerColumns: of("outerColumns"),
        innerRows: of("innerRows"),
        innerColumns: of("innerColumns"),
        wrap,
      };
    });
};

/** The tiling as the oracle takes it. */
export const oracleParts = ({ done: { axes } }: Case, tiling: Tiling): OraclePart[] =>
  partRefs(axes).map((ref) => {
    const same = (other: typeof ref): boolean => other.axis === ref.axis && other.part === ref.part;
    const list = TILING_LISTS.find((each) => tiling[each].some(same)) ?? "outerRows";
    return { size: axes[ref.axis]?.parts[ref.part]?.size ?? 1, list, place: tiling[list].findIndex(same) };
  });

export const oracleJob = (one: Case): OracleJob => ({ ...one, kept: one.flags });
