import * as fc from "fast-check";
import { encodeBase64 } from "../../../src/model/base64";
import {
  DEFAULT_DOCUMENT,
  FILTER_PRESETS,
  KEEP_RULES,
  OUTSIDE_FILLS,
  PROGRAM_KINDS,
  SUM_AXES,
  type Document,
  type ImageSource,
  type RegionEdit,
} from "../../../src/model/document";
import { checkGeometry, PADDING_MODES, type ImageShape, type Pair } from "../../../src/model/geometry";
import { isMadeImage, makeImage } from "../../../src/model/made-images";
import { standardNormal } from "../../../src/model/random";
import type { WorkingImage } from "../../../src/model/runner";

/** A document with the image that it is worked out over. */
export interface Exported {
  readonly document: Document;
  readonly image: WorkingImage;
}

const SEED = 20_240_611;
const pair = (min: number, max: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
const tenths = (min: number, max: number) => fc.integer({ min: 10 * min, max: 10 * max }).map((n) => (n + 0.3) / 10);
const point = fc.tuple(tenths(-2, 11), tenths(-2, 11));

const shape = fc.oneof(
  fc.record({ rect: fc.tuple(tenths(-2, 6), tenths(-2, 6), tenths(1, 8), tenths(1, 8)) }),
  fc.record({ ellipse: fc.tuple(tenths(1, 8), tenths(1, 8), tenths(1, 5), tenths(1, 5)) }),
  fc.record({ polygon: fc.array(point, { minLength: 3, maxLength: 7 }) }),
  fc.record({ brush: fc.record({ points: fc.array(point, { minLength: 1, maxLength: 5 }), radius: tenths(1, 3) }) }),
);
const edit: fc.Arbitrary<RegionEdit> = fc.oneof(fc.record({ add: shape }), fc.record({ subtract: shape }));

/** The choices that go round: every option with many of the others. */
function chosen(at: number): Partial<Document> {
  const pick = <T>(list: readonly T[], step: number): T => list[Math.floor(at / step) % list.length] as T;
  return {
    padding_mode: pick(PADDING_MODES, 1),
    program: pick(PROGRAM_KINDS, 1),
    sum_over: SUM_AXES.filter((_, axis) => ((at >> axis) & 1) === 0),
  };
}

const varied = fc.record({
  shape: fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 5, max: 11 }),
    fc.integer({ min: 5, max: 11 }),
  ),
  kernel_size: pair(1, 4),
  stride: pair(1, 3),
  padding: pair(0, 3),
  dilation: pair(1, 3),
  shapes: fc.array(edit, { maxLength: 4 }),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
});

function fits(geometry: Document, image: ImageShape): boolean {
  try {
    checkGeometry(geometry, image);
    return true;
  } catch {
    return false;
  }
}

function imageOf(at: number, seed: number, size: ImageShape): ImageSource {
  if (at % 4 === 0) return { arange: { shape: size } };
  if (at % 4 === 1) return { random: { seed, shape: size } };
  if (at % 4 === 2) {
    const numbers = standardNormal(seed, size[0] * size[1] * size[2] * size[3], 7);
    return { tensor: { shape: size, float32: encodeBase64(new Uint8Array(numbers.buffer)) } };
  }
  return { absent: { name: "photo.jpg", shape: size } };
}

/** Documents over every option, each with its image; the same ones in every run. */
export function exportedDocuments(count: number): Exported[] {
  const found: Exported[] = [];
  const samples = fc.sample(varied, { seed: SEED, numRuns: 20 * count });
  for (const { shape: drawn, kernel_size, stride, padding, dilation, shapes, seed } of samples) {
    const at = found.length;
    if (at === count) break;
    // The thread's program is refused in some of them: more than one picture and channel.
    const size: ImageShape = at % 7 === 0 ? [2, 3, drawn[2], drawn[3]] : drawn;
    const filters = [
      { preset: FILTER_PRESETS[at % FILTER_PRESETS.length] ?? "box" },
      { random: { seed, shared: at % 2 === 0 } },
    ] as const;
    const document: Document = {
      ...DEFAULT_DOCUMENT,
      ...chosen(at),
      image: imageOf(at, seed, size),
      kernel_size,
      stride,
      padding,
      dilation,
      filter: filters[at % 3 === 0 ? 0 : 1],
      region: {
        shapes,
        keep: KEEP_RULES[Math.floor(at / 2) % 3] ?? "centre",
        outside: OUTSIDE_FILLS[Math.floor(at / 5) % 3] ?? "zeros",
      },
    };
    if (!fits(document, size)) continue;
    const data = standardNormal(seed, size[0] * size[1] * size[2] * size[3], 9);
    const image = isMadeImage(document.image) ? makeImage(document.image) : { shape: size, data };
    found.push({ document, image });
  }
  return found;
}
