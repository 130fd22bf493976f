import { at, upTo, wrapDim } from "../../model/dims";
import { numel } from "../../model/layout";
import { padsOf } from "../../model/ops/pad";
import type { ScalarArgs, ScalarOperation } from "../../model/ops/scalar";
import { marginsOf } from "../../model/padding";
import { RANDOM_STREAMS, standardNormal, standardUniform } from "../../model/random";
import { reducedAxes, type ReductionArgs } from "../../model/reduction";
import { isRowMajor, ranked, type OperationLines, type Place } from "./operation-lines";
import { einsum, product } from "./tfjs-products";
import { held, isBool, list, made, number, numbers, reshaped, reshapedTo, shapeOf, spread, x } from "./tfjs-words";

const binary =
  (method: string) =>
  (_args: unknown, place: Place): string =>
    `${x(place)}.${method}(${x(place, 1)})`;

/** What answers true or false is 0 or 1 here. */
const comparison =
  (method: string) =>
  (_args: unknown, place: Place): string =>
    `${x(place)}.${method}(${x(place, 1)}).toFloat()`;

const METHODS: Readonly<Record<ScalarOperation, string>> = {
  add: "add",
  sub: "sub",
  mul: "mul",
  div: "div",
  pow: "pow",
  gt: "greater",
  lt: "less",
  ge: "greaterEqual",
  le: "lessEqual",
  eq: "equal",
  ne: "notEqual",
};
const COMPARES: ReadonlySet<string> = new Set(["gt", "lt", "ge", "le", "eq", "ne"]);

function withNumber({ operation, value, reversed }: ScalarArgs, place: Place): string {
  const [left, right] = reversed ? [`tf.scalar(${number(value)})`, x(place)] : [x(place), number(value)];
  if (operation === "pow" && reversed && place.result.dtype === "int64") {
    return `${place.helper("power")}(${left}, ${right})`;
  }
  const found = `${left}.${METHODS[operation]}(${right})`;
  if (COMPARES.has(operation)) return `${found}.toFloat()`;
  // Of bools a sum is the logical or.
  return isBool(place) && operation === "add" ? `${found}.minimum(1)` : found;
}

function over(args: ReductionArgs, place: Place): string {
  const axes = args.dims.length === 0 ? upTo(shapeOf(place).length) : reducedAxes(shapeOf(place), args);
  if (args.keepdim === true) return `${list(axes)}, true`;
  return axes.length === shapeOf(place).length ? "" : list(axes);
}

/** `size` entries of one axis from `start` on. */
function cut(place: Place, axis: number, start: number, size: number): string {
  const shape = shapeOf(place);
  const begin = shape.map((_, k) => (k === axis ? start : 0));
  return `${x(place)}.slice(${list(begin)}, ${list(shape.with(axis, size))})`;
}

const listed = (rows: string | readonly number[]): string =>
  typeof rows === "string" ? rows : `tf.tensor1d(${list(rows)}, "int32")`;

const filled =
  (name: "zeros" | "ones") =>
  (_args: unknown, place: Place): string =>
    `tf.${name}(${list(made(place))})`;

/** How every operation is written with tfjs. Numbers are float32 whatever they stand for, bools are 0 and 1, as on the page. */
export const TFJS_LINES: OperationLines = {
  pad(args, place) {
    const { mode } = args;
    const shape = shapeOf(place);
    const margins = marginsOf(padsOf(args), shape.length);
    const isCut = margins.some(({ before, after }) => before < 0 || after < 0);
    if (mode === "reflect" && !isCut && !place.differentiable) {
      return `tf.mirrorPad(${x(place)}, [${margins.map(({ before, after }) => list([before, after])).join(", ")}], "reflect")`;
    }
    if (mode !== "zeros") {
      return margins.reduce(
        (text, { before, after }, axis) =>
          before === 0 && after === 0
            ? text
            : `${place.helper("padAxis")}(${text}, ${axis}, ${before}, ${after}, "${mode}")`,
        x(place),
      );
    }
    const begin = margins.map(({ before }) => Math.max(0, -before));
    const size = margins.map(({ before, after }, axis) => at(shape, axis) + Math.min(0, before) + Math.min(0, after));
    const inner = isCut ? `${x(place)}.slice(${list(begin)}, ${list(size)})` : x(place);
    const sides = margins.map(({ before, after }) => list([Math.max(0, before), Math.max(0, after)]));
    const filling = held("pads" in args ? (args.value ?? 0) : 0, place);
    const value = filling === 0 ? "" : `, ${number(filling)}`;
    return `${inner}.pad([${sides.join(", ")}]${value})`;
  },
  unfold({ dim, size, step }, place) {
    const rank = shapeOf(place).length;
    if (rank === 0) return reshaped(null, place);
    return `${place.helper("unfold")}(${x(place)}, ${wrapDim(dim, rank)}, ${size}, ${step})`;
  },
  slice({ slices, leading }, place) {
    const shape = shapeOf(place);
    const skipped = leading === true ? 0 : shape.length - slices.length;
    const cuts = shape.map((size, axis) => {
      const { start = null, step = 1 } = slices[axis - skipped] ?? {};
      const first = start === null ? 0 : Math.min(Math.max(start < 0 ? start + size : start, 0), size);
      return { first, step, count: at(made(place), axis), size };
    });
    if (!place.differentiable && cuts.some(({ step }) => step > 1)) {
      const end = cuts.map(({ first, step, count, size }) => Math.min(size, first + step * count));
      const isWhole = end.every(
        (each, axis) => each === shape[axis] || at(cuts, axis).step * at(made(place), axis) >= at(shape, axis),
      );
      const ends = isWhole ? `${x(place)}.shape` : list(end);
      return `${x(place)}.stridedSlice(${list(cuts.map(({ first }) => first))}, ${ends}, ${list(cuts.map(({ step }) => step))})`;
    }
    const begin = cuts.map(({ first, step }) => (step === 1 ? first : 0));
    const sizes = cuts.map(({ step, count, size }) => (step === 1 ? count : size));
    const plain = String(sizes) === String(shape) ? x(place) : `${x(place)}.slice(${list(begin)}, ${list(sizes)})`;
    return cuts.reduce(
      (text, { first, step, count }, axis) =>
        step === 1 ? text : `${place.helper("every")}(${text}, ${axis}, ${first}, ${count}, ${step})`,
      plain,
    );
  },
  contiguous: (_args, place) => `${x(place)}.clone()`,
  view: reshaped,
  reshape: reshaped,
  permute: ({ dims }, place) => `${x(place)}.transpose(${list(dims.map((dim) => wrapDim(dim, dims.length)))})`,
  transpose({ dim0, dim1 }, place) {
    const { length } = shapeOf(place);
    if (length === 0) return x(place);
    const [one, other] = [wrapDim(dim0, length), wrapDim(dim1, length)];
    return `${x(place)}.transpose(${list(upTo(length).with(one, other).with(other, one))})`;
  },
  flatten: reshaped,
  expand: (_args, place) => spread(x(place), shapeOf(place), made(place)),
  multiply: binary("mul"),
  sum: (args, place) => `${x(place)}.sum(${over(args, place)})`,
  index_select({ dim, rows, index }, place) {
    const { length } = shapeOf(place);
    if (length === 0) return `${x(place)}.clone()`;
    return `${x(place)}.gather(${listed(place.rows(rows, index))}, ${wrapDim(dim, length)})`;
  },
  matmul: product,
  scatter({ dim, rows, index }, place) {
    const found = place.rows(rows, index);
    const axis = wrapDim(dim, shapeOf(place).length);
    if (typeof found === "string" && axis === 0 && !place.differentiable) {
      return `tf.tensorScatterUpdate(${x(place)}, ${found}.reshape([-1, 1]), ${x(place, 1)})`;
    }
    const numbersOf = typeof found === "string" ? `[...${found}.dataSync()]` : list(found);
    return `${place.helper("withRows")}(${x(place)}, ${axis}, ${numbersOf}, ${x(place, 1)})`;
  },
  select({ dim, index }, place) {
    const axis = wrapDim(dim, shapeOf(place).length);
    const size = at(shapeOf(place), axis);
    return `${cut(place, axis, index < 0 ? index + size : index, 1)}.reshape(${list(made(place))})`;
  },
  squeeze: reshaped,
  unsqueeze: reshaped,
  narrow({ dim, start, length }, place) {
    const axis = wrapDim(dim, shapeOf(place).length);
    return cut(place, axis, start < 0 ? start + at(shapeOf(place), axis) : start, length);
  },
  t: (_args, place) => (shapeOf(place).length === 0 ? x(place) : `${x(place)}.transpose()`),
  mT(_args, place) {
    const { length } = shapeOf(place);
    if (length === 0) return x(place);
    return `${x(place)}.transpose(${list([...upTo(length - 2), length - 1, length - 2])})`;
  },
  as_strided(_args, place) {
    const owner = place.owner();
    const rows = isRowMajor(owner) ? owner.text : `${owner.text}.transpose(${list(owner.order)})`;
    const { shape, stride, offset } = place.result.layout;
    return `${place.helper("asStrided")}(${rows}.flatten(), ${list(shape)}, ${list(stride)}, ${offset})`;
  },
  detach: (_args, place) => `${x(place)}.clone()`,
  clone: (_args, place) => `${x(place)}.clone()`,
  repeat: ({ sizes }, place) =>
    sizes.length === 0
      ? `${x(place)}.clone()`
      : `${reshapedTo(x(place), shapeOf(place), ranked(shapeOf(place), sizes.length))}.tile(${list(sizes)})`,
  float: (_args, place) => `${x(place)}.clone()`,
  masked_fill({ value }, place) {
    return `tf.where(${x(place, 1)}.toBool(), ${number(held(value, place))}, ${spread(x(place), shapeOf(place), made(place))})`;
  },
  cat({ dim }, place) {
    const whole = place.inputs.flatMap(({ layout: { shape } }, k) =>
      shape.length === 1 && shape[0] === 0 ? [] : [x(place, k)],
    );
    if (whole.length === 0) return `${x(place)}.clone()`;
    return `tf.concat([${whole.join(", ")}], ${wrapDim(dim, made(place).length)})`;
  },
  stack: ({ dim }, place) => `tf.stack([${place.operands.join(", ")}], ${wrapDim(dim, made(place).length)})`,
  where(_args, place) {
    const [a, b] = [1, 2].map((k) => spread(x(place, k), shapeOf(place, k), made(place)));
    return `tf.where(${x(place)}.toBool(), ${a}, ${b})`;
  },
  add: (args, place) => `${binary("add")(args, place)}${isBool(place) ? ".minimum(1)" : ""}`,
  sub: binary("sub"),
  div: binary("div"),
  pow: (args, place) =>
    place.result.dtype === "int64"
      ? `${place.helper("power")}(${x(place)}, ${x(place, 1)})`
      : binary("pow")(args, place),
  gt: comparison("greater"),
  lt: comparison("less"),
  ge: comparison("greaterEqual"),
  le: comparison("lessEqual"),
  eq: comparison("equal"),
  ne: comparison("notEqual"),
  scalar: withNumber,
  neg: (_args, place) => `${x(place)}.neg()`,
  abs: (_args, place) => `${x(place)}.abs()`,
  relu: (_args, place) => `${x(place)}.relu()`,
  // tfjs says 0 where there is nothing to take the mean of.
  mean: (args, place) =>
    numel(shapeOf(place)) === 0 ? `tf.fill(${list(made(place))}, NaN)` : `${x(place)}.mean(${over(args, place)})`,
  max({ dim, keepdim, part }, place) {
    const shape = shapeOf(place);
    const axis = dim === null || shape.length === 0 ? null : wrapDim(dim, shape.length);
    if (dim !== null && axis === null) return part === "indices" ? "tf.scalar(0)" : `${x(place)}.clone()`;
    if (part === "indices") {
      const found = `${x(place)}.argMax(${axis ?? 0}).toFloat()`;
      return keepdim ? `${found}.reshape(${list(made(place))})` : found;
    }
    if (!place.differentiable) {
      if (axis === null) return `${x(place)}.max()`;
      return keepdim ? `${x(place)}.max(${axis}, true)` : `${x(place)}.max(${axis})`;
    }
    const order = [...upTo(shape.length).filter((each) => each !== axis), ...(axis === null ? [] : [axis])];
    const size = axis === null ? numel(shape) : at(shape, axis);
    const rows = `${x(place)}.transpose(${list(order)}).reshape(${list([numel(shape) / size, size])})`;
    return `${place.helper("largest")}(${rows}, ${axis === null}).reshape(${list(made(place))})`;
  },
  mm: product,
  bmm: product,
  einsum,
  conv2d({ stride, padding, dilation, groups }, place) {
    const shape = shapeOf(place);
    const picture = shape.length === 4 ? x(place) : `${x(place)}.reshape(${list([1, ...shape])})`;
    const moves = [stride, padding, dilation].map(list).join(", ");
    const found = `${place.helper("conv2d")}(${picture}, ${x(place, 1)}, ${place.operands[2] ?? "null"}, ${moves}, ${groups})`;
    return shape.length === 4 ? found : `${found}.reshape(${list(made(place))})`;
  },
  f_unfold({ kernel_size, dilation, padding, stride }, place) {
    const shape = shapeOf(place);
    const picture = shape.length === 4 ? x(place) : `${x(place)}.reshape(${list([1, ...shape])})`;
    const found = `${place.helper("fUnfold")}(${picture}, ${[kernel_size, dilation, padding, stride].map(list).join(", ")})`;
    return shape.length === 4 ? found : `${found}.reshape(${list(made(place))})`;
  },
  fold({ output_size, kernel_size, dilation, padding, stride }, place) {
    const shape = shapeOf(place);
    const columns = shape.length === 3 ? x(place) : `${x(place)}.reshape(${list([1, ...shape])})`;
    const moves = [output_size, kernel_size, dilation, padding, stride].map(list).join(", ");
    const found = `${place.helper("fold")}(${columns}, ${moves})`;
    return shape.length === 3 ? found : `${found}.reshape(${list(made(place))})`;
  },
  zeros: filled("zeros"),
  ones: filled("ones"),
  full: ({ value }, place) => `tf.fill(${list(made(place))}, ${number(value)})`,
  eye: ({ n, m }) => (m === null ? `tf.eye(${n})` : `tf.eye(${n}, ${m})`),
  arange: ({ start, step }, place) => {
    const [count = 0] = made(place);
    return `tf.tensor1d(Array.from({ length: ${count} }, (_, k) => ${number(start)} + k * ${number(step)}))`;
  },
  tensor: ({ values }, place) =>
    made(place).length === 0 ? `tf.scalar(${number(values[0] ?? 0)})` : numbers(place, values),
  randn: ({ seed }, place) => numbers(place, standardNormal(seed, numel(made(place)), RANDOM_STREAMS.program)),
  rand: ({ seed }, place) => numbers(place, standardUniform(seed, numel(made(place)), RANDOM_STREAMS.program)),
  allclose: ({ rtol, atol }, place) =>
    `${place.helper("allclose")}(${x(place)}, ${x(place, 1)}, ${number(rtol)}, ${number(atol)})`,
  grad(_args, place) {
    throw new Error(`the module writes a gradient as a function of its own: ${x(place)}`);
  },
};
