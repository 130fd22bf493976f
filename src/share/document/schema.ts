import * as v from "valibot";
import {
  DEFAULT_DOCUMENT,
  FILTER_PRESETS,
  MOST_CODE,
  KEEP_RULES,
  LEARNING_RATES,
  LOSS_OF,
  LOSSES,
  MOST_HIDDEN,
  OPTIMIZERS,
  OUTSIDE_FILLS,
  PROGRAM_KINDS,
  SPEED_RUNS,
  SUM_AXES,
  type Document,
  type FilterSlice,
  type FilterSource,
  type ImageSource,
  type LossTarget,
  type Point,
  type RegionEdit,
  type RegionShape,
} from "../../model/document";
import { LIMITS, PADDING_MODES, type ImageShape } from "../../model/geometry";
import { METHODS, SWEEPS } from "../../model/measure";
import { SAMPLES } from "../../model/samples";
import { base64Bytes, isBase64 } from "./base64-text";
import { DOCUMENT_LIMITS } from "./limits";
import { isRecord } from "./plain";
import { fields, finite, four, list, number, oneOf, pair, quoted, text, truth, whole, word, type Rule } from "./rules";

const L = DOCUMENT_LIMITS;
const SHAPE = "[B, C, H, W]";

const seed = whole(0, L.seed);

const madeShape: Rule<ImageShape> = v.pipe(
  four(SHAPE, [whole(1, L.batch), whole(1, L.channels), whole(1, L.side), whole(1, L.side)]),
  v.check(
    (shape) => shape.reduce((product, size) => product * size, 1) <= L.elements,
    (issue) => `must multiply to at most ${L.elements} numbers, not ${JSON.stringify(issue.input)}`,
  ),
);

/** A shape that is only a name for a picture that is not here. */
const absentShape: Rule<ImageShape> = four(SHAPE, [
  whole(1, L.batch),
  whole(1, L.channels),
  whole(1, L.absentSide),
  whole(1, L.absentSide),
]);

const base64 = (mostBytes: number, size: string): Rule<string> =>
  v.pipe(
    text((value) => base64Bytes(value) <= mostBytes, `base64 text of at most ${size}`),
    v.check(isBase64, "must be base64: A–Z, a–z, 0–9, + and /, padded with = to fours"),
  );

/** Characters are counted as code points, as JSON Schema does; each takes at most two of JavaScript's. */
const isName = (value: string): boolean =>
  value.length >= 1 && value.length <= 2 * L.name && Array.from(value).length <= L.name;

const image = oneOf<ImageSource>({
  sample: word(SAMPLES.map((sample) => sample.name)),
  random: fields({ seed: v.optional(seed, 0), shape: madeShape }),
  arange: fields({ shape: madeShape }),
  tensor: fields({ shape: madeShape, float32: base64(L.elements * 4, `${L.elements} float32 numbers`) }),
  file: fields({ mime: word(L.fileTypes), base64: base64(L.fileBytes, `${L.fileBytes} bytes`) }),
  absent: fields({
    name: text(isName, `a text of 1 to ${L.name} characters`),
    shape: absentShape,
  }),
});

const resize: Rule<readonly [number, number] | null> = v.nullable(
  v.pipe(
    pair("[H, W], or null", whole(1, L.side), whole(1, L.side)),
    v.check(
      ([h, w]) => h * w <= L.elements,
      (issue) => `must have at most ${L.elements} pixels, not ${JSON.stringify(issue.input)}`,
    ),
  ),
);

const perAxis = (field: keyof typeof LIMITS): Rule<readonly [number, number]> =>
  pair("[rows, columns]", whole(LIMITS[field][0], LIMITS[field][1]), whole(LIMITS[field][0], LIMITS[field][1]));

const kernelRows = LIMITS.kernel_size[1];
const slice: Rule<FilterSlice> = list(
  list(finite, 1, kernelRows, `1 to ${kernelRows} numbers`),
  1,
  kernelRows,
  `1 to ${kernelRows} rows of numbers`,
);
const slices: Rule<readonly FilterSlice[]> = list(slice, 1, L.channels, `1 to ${L.channels} slices`);

/** [kh][kw] or [C][kh][kw], told apart by how deep the first number lies. */
const filterValues = v.lazy((input): Rule<FilterSlice | readonly FilterSlice[]> => {
  const deep = Array.isArray(input) && Array.isArray(input[0]) && Array.isArray((input[0] as unknown[])[0]);
  return deep ? slices : slice;
});

const filter = oneOf<FilterSource>({
  preset: word(FILTER_PRESETS),
  random: fields({ seed: v.optional(seed, 0), shared: v.optional(truth, false) }),
  values: filterValues,
});

const coordinate = number(-L.coordinate, L.coordinate);
const extent = number(0, L.coordinate);
const point: Rule<Point> = pair("[x, y]", coordinate, coordinate);
const points = list(point, 0, L.points, `at most ${L.points} points`);

const shape = oneOf<RegionShape>({
  rect: four("[x, y, width, height]", [coordinate, coordinate, extent, extent]),
  ellipse: four("[cx, cy, rx, ry]", [coordinate, coordinate, extent, extent]),
  polygon: points,
  brush: fields({
    points,
    radius: v.pipe(
      number(0, L.radius, `a number above 0, at most ${L.radius}`),
      v.check((value) => value > 0, `must be a number above 0, at most ${L.radius}, not 0`),
    ),
  }),
});

const pointsOf = (drawn: RegionShape): number =>
  "polygon" in drawn ? drawn.polygon.length : "brush" in drawn ? drawn.brush.points.length : 0;

const shapes = v.pipe(
  list(oneOf<RegionEdit>({ add: shape, subtract: shape }), 0, L.shapes, `at most ${L.shapes} shapes`),
  v.check(
    (edits) => edits.reduce((sum, edit) => sum + pointsOf("add" in edit ? edit.add : edit.subtract), 0) <= L.points,
    `must have at most ${L.points} points in all`,
  ),
);

const region = fields({
  shapes: v.optional(shapes, []),
  keep: v.optional(word(KEEP_RULES), DEFAULT_DOCUMENT.region.keep),
  outside: v.optional(word(OUTSIDE_FILLS), DEFAULT_DOCUMENT.region.outside),
});

const sumOver = v.pipe(
  list(word(SUM_AXES), 0, SUM_AXES.length, `at most ${SUM_AXES.length} axes`),
  v.check(
    (axes) => new Set(axes).size === axes.length,
    (issue) => `must name each axis once, not ${JSON.stringify(issue.input)}`,
  ),
);

const methods = v.pipe(
  list(word(METHODS), 1, METHODS.length, `1 to ${METHODS.length} methods`),
  v.check(
    (chosen) => METHODS.filter((method) => chosen.includes(method)).join() === chosen.join(),
    (issue) => `must name each method once, in the order ${METHODS.join(", ")}, not ${quoted(issue.input)}`,
  ),
);

const speed = fields({
  methods: v.optional(methods, DEFAULT_DOCUMENT.speed.methods),
  sweep: v.optional(word(SWEEPS), DEFAULT_DOCUMENT.speed.sweep),
  runs: v.optional(whole(...SPEED_RUNS), DEFAULT_DOCUMENT.speed.runs),
});

const filterTarget = oneOf<Exclude<LossTarget, "zeros">>({
  preset: word(FILTER_PRESETS),
  hidden: whole(0, MOST_HIDDEN),
  values: filterValues,
});
const zeros = text(
  (value) => value === "zeros",
  '"zeros", or an object with one of preset, hidden, values',
) as Rule<LossTarget>;
const target: Rule<LossTarget> = v.lazy((value) => (isRecord(value) ? filterTarget : zeros));

const gradients = fields({
  of: v.optional(word(LOSS_OF), DEFAULT_DOCUMENT.gradients.of),
  loss: v.optional(word(LOSSES), DEFAULT_DOCUMENT.gradients.loss),
  target: v.optional(target, DEFAULT_DOCUMENT.gradients.target),
  optimizer: v.optional(word(OPTIMIZERS), DEFAULT_DOCUMENT.gradients.optimizer),
  lr: v.optional(number(...LEARNING_RATES), DEFAULT_DOCUMENT.gradients.lr),
});

/** Lines of PyTorch, or the word for one of the three layouts of the patches. */
const typed = fields({ code: text((code) => code.length <= MOST_CODE, `a text of at most ${MOST_CODE} characters`) });
const program: Rule<Document["program"]> = v.lazy((value) =>
  isRecord(value) ? typed : (word(PROGRAM_KINDS) as Rule<Document["program"]>),
);

/** Version 1 of the document, field by field; what fields must be together is in check.ts. */
export const DOCUMENT_SCHEMA: Rule<Document> = fields({
  v: v.literal(1),
  image: v.optional(image, DEFAULT_DOCUMENT.image),
  color: v.optional(word(["rgb", "gray"]), DEFAULT_DOCUMENT.color),
  resize: v.optional(resize, DEFAULT_DOCUMENT.resize),
  kernel_size: v.optional(perAxis("kernel_size"), DEFAULT_DOCUMENT.kernel_size),
  stride: v.optional(perAxis("stride"), DEFAULT_DOCUMENT.stride),
  padding: v.optional(perAxis("padding"), DEFAULT_DOCUMENT.padding),
  padding_mode: v.optional(word(PADDING_MODES), DEFAULT_DOCUMENT.padding_mode),
  dilation: v.optional(perAxis("dilation"), DEFAULT_DOCUMENT.dilation),
  filter: v.optional(filter, DEFAULT_DOCUMENT.filter),
  sum_over: v.optional(sumOver, DEFAULT_DOCUMENT.sum_over),
  region: v.optional(region, DEFAULT_DOCUMENT.region),
  program: v.optional(program, DEFAULT_DOCUMENT.program),
  speed: v.optional(speed, DEFAULT_DOCUMENT.speed),
  gradients: v.optional(gradients, DEFAULT_DOCUMENT.gradients),
});
