import { at, upTo, wrapDim } from "../../model/dims";
import { DTYPE_OF_NUMBER, promoted, promotedAll, promotedBy, type DType } from "../../model/dtype";
import { readEquation, spelledOut } from "../../model/einsum";
import { numel, type Shape } from "../../model/layout";
import { padsOf } from "../../model/ops/pad";
import { SCALAR_SYMBOLS, type ScalarArgs } from "../../model/ops/scalar";
import { slice } from "../../model/ops/slice";
import { marginsOf } from "../../model/padding";
import { RANDOM_STREAMS, standardNormal, standardUniform } from "../../model/random";
import { reducedAxes, type ReductionArgs } from "../../model/reduction";
import { nestedText, numberText, type NumberWords } from "./numbers";
import { tuple } from "./python";
import { isRowMajor, type OperationLines, type Place } from "./operation-lines";

const WORDS: NumberWords = { nan: "np.nan", infinity: "np.inf" };
const DTYPES: Readonly<Record<DType, string>> = { float32: "np.float32", int64: "np.int64", bool: "bool" };
const PAD_MODES = { zeros: "constant", reflect: "reflect", replicate: "edge", circular: "wrap" } as const;

const x = ({ operands }: Place, k = 0): string => at(operands, k);
const shapeOf = ({ inputs }: Place, k = 0): Shape => at(inputs, k).layout.shape;
const dtypeOf = ({ inputs }: Place, k = 0): DType => at(inputs, k).dtype;
const made = ({ result }: Place): Shape => result.layout.shape;

/** Operand k as numbers of this kind. */
const as = (place: Place, k: number, dtype: DType): string =>
  dtypeOf(place, k) === dtype ? x(place, k) : `${x(place, k)}.astype(${DTYPES[dtype]})`;

/** A Python number as an array of this kind would hold it. */
function literal(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "False" : "True";
  return numberText(dtype === "int64" ? Math.trunc(value) : value, WORDS);
}

/** The same as a number of NumPy's own, beside which float32 stays float32. */
const typed = (value: number, dtype: DType): string =>
  dtype === "bool" ? `np.bool_(${literal(value, dtype)})` : `${DTYPES[dtype]}(${literal(value, dtype)})`;

/** `a <symbol> b` after both were brought to the wider kind, or to `common`. */
const binary =
  (symbol: string, common?: DType) =>
  (_args: unknown, place: Place): string => {
    const kind = common ?? promotedAll([dtypeOf(place), dtypeOf(place, 1)]);
    return `${as(place, 0, kind)} ${symbol} ${as(place, 1, kind)}`;
  };

/** A tensor and a Python number. */
function withNumber({ operation, value, kind, reversed }: ScalarArgs, place: Place): string {
  const common = operation === "div" ? "float32" : promotedBy(dtypeOf(place), kind);
  if (operation === "pow" && common === "bool") {
    return !reversed && value !== 0 ? `${x(place)}.copy()` : `np.ones_like(${x(place)})`;
  }
  // Beside a single number NumPy would go over to float64.
  const isSingle = shapeOf(place).length === 0 || Math.abs(value) > 3e38 || kind === "bool";
  const number = isSingle ? typed(value, common) : literal(value, common);
  const own = as(place, 0, common);
  if (operation === "pow" && reversed && common === "int64") return `${place.helper("power")}(${number}, ${own})`;
  const [left, right] = reversed ? [number, own] : [own, number];
  return `${left.startsWith("-") ? `(${left})` : left} ${SCALAR_SYMBOLS[operation]} ${right}`;
}

/** `axis=…, keepdims=True` of a reduction; nothing for all axes. */
function over(args: ReductionArgs, place: Place): string {
  const { dims, keepdim } = args;
  const axes = dims.length === 0 ? [] : [`axis=${tuple(reducedAxes(shapeOf(place), args))}`];
  return [...(shapeOf(place).length === 0 ? [] : axes), ...(keepdim === true ? ["keepdims=True"] : [])].join(", ");
}

const reshaped = (_args: unknown, place: Place): string =>
  `${x(place)}.reshape(${made(place).length === 0 ? "()" : made(place).join(", ")})`;

/** Indices of all axes up to and with one: `[:, :, 3]`. */
const indexed = (place: Place, dim: number, index: string): string =>
  `${x(place)}[${[...upTo(wrapDim(dim, shapeOf(place).length)).map(() => ":"), index].join(", ")}]`;

const listed = (rows: string | readonly number[]): string =>
  typeof rows === "string" ? rows : rows.length === 0 ? "np.zeros(0, dtype=int)" : `[${rows.join(", ")}]`;

const cloned = (place: Place): string => `${x(place)}.copy()`;

const numbers = (place: Place, values: ArrayLike<number>): string =>
  `np.array(${nestedText(values, [numel(made(place))], WORDS)}, dtype=${DTYPES[place.result.dtype]}).reshape(${tuple(made(place))})`;

const filledWith =
  (name: "zeros" | "ones") =>
  (_args: unknown, place: Place): string =>
    `np.${name}(${tuple(made(place))}, dtype=${DTYPES[place.result.dtype]})`;

/** How every operation is written with NumPy. */
export const NUMPY_LINES: OperationLines = {
  pad(args, place) {
    const margins = marginsOf(padsOf(args), shapeOf(place).length);
    const value = "pads" in args && args.value !== undefined && args.value !== 0 ? args.value : null;
    const cut = margins.some(({ before, after }) => before < 0 || after < 0);
    if (cut && args.mode !== "zeros") {
      return margins.reduce(
        (text, { before, after }, axis) =>
          before === 0 && after === 0
            ? text
            : `${place.helper("pad_axis")}(${text}, ${axis}, ${before}, ${after}, "${args.mode}")`,
        x(place),
      );
    }
    const slices = margins.map(({ before, after }, axis) => {
      const size = at(shapeOf(place), axis);
      return before < 0 || after < 0 ? `${Math.max(0, -before)}:${size + Math.min(0, after)}` : ":";
    });
    const inner = cut ? `${x(place)}[${slices.join(", ")}]` : x(place);
    const sides = margins.map(({ before, after }) => `(${Math.max(0, before)}, ${Math.max(0, after)})`);
    const filling = value === null ? "" : `, constant_values=${typed(value, place.result.dtype)}`;
    return `np.pad(${inner}, (${sides.join(", ")}${sides.length === 1 ? "," : ""}), mode="${PAD_MODES[args.mode]}"${filling})`;
  },
  unfold({ dim, size, step }, place) {
    const rank = shapeOf(place).length;
    // A single number has no axis to slide along.
    if (rank === 0) return reshaped(null, place);
    return `${place.helper("unfold")}(${x(place)}, ${wrapDim(dim, rank)}, ${size}, ${step})`;
  },
  slice: (args, { operands }) => slice.code(args, operands),
  contiguous: (_args, place) => (shapeOf(place).length === 0 ? cloned(place) : `np.ascontiguousarray(${x(place)})`),
  view: ({ shape }, place) =>
    numel(made(place)) === 0 || shape.length === 0 ? reshaped(null, place) : `${x(place)}.reshape(${shape.join(", ")})`,
  reshape: ({ shape }, place) =>
    numel(made(place)) === 0 || shape.length === 0 ? reshaped(null, place) : `${x(place)}.reshape(${shape.join(", ")})`,
  permute: ({ dims }, place) => `${x(place)}.transpose(${dims.join(", ")})`,
  transpose: ({ dim0, dim1 }, place) =>
    shapeOf(place).length === 0 ? x(place) : `${x(place)}.swapaxes(${dim0}, ${dim1})`,
  flatten: reshaped,
  expand: (_args, place) => `np.broadcast_to(${x(place)}, ${tuple(made(place))})`,
  multiply: binary("*"),
  sum: (args, place) => `${x(place)}.sum(${over(args, place)})`,
  index_select({ dim, rows, index }, place) {
    const taken = listed(place.rows(rows, index));
    return shapeOf(place).length === 0 ? cloned(place) : `${x(place)}.take(${taken}, axis=${dim})`;
  },
  matmul: binary("@"),
  scatter: ({ dim, rows, index }, place) =>
    `${place.helper("with_rows")}(${x(place)}, ${wrapDim(dim, shapeOf(place).length)}, ${listed(place.rows(rows, index))}, ${x(place, 1)})`,
  select: ({ dim, index }, place) => indexed(place, dim, String(index)),
  squeeze({ dim }, place) {
    if (dim === null) return `${x(place)}.squeeze()`;
    return made(place).length === shapeOf(place).length ? x(place) : `${x(place)}.squeeze(axis=${dim})`;
  },
  unsqueeze: ({ dim }, place) => `np.expand_dims(${x(place)}, ${dim})`,
  narrow({ dim, start, length }, place) {
    const size = at(shapeOf(place), wrapDim(dim, shapeOf(place).length));
    const first = start < 0 ? start + size : start;
    return indexed(place, dim, `${first}:${first + length}`);
  },
  t: (_args, place) => `${x(place)}.T`,
  mT: (_args, place) => (shapeOf(place).length === 0 ? x(place) : `${x(place)}.swapaxes(-1, -2)`),
  as_strided(_args, place) {
    const owner = place.owner();
    const rows = isRowMajor(owner) ? owner.text : `${owner.text}.transpose(${owner.order.join(", ")})`;
    const { shape, stride, offset } = place.result.layout;
    return `${place.helper("as_strided")}(${rows}.ravel(), ${tuple(shape)}, ${tuple(stride)}, ${offset})`;
  },
  detach: (_args, place) => x(place),
  clone: (_args, place) => cloned(place),
  repeat: ({ sizes }, place) => `np.tile(${x(place)}, ${tuple(sizes)})`,
  float: (_args, place) => as(place, 0, "float32"),
  masked_fill: ({ value }, place) => `np.where(${x(place, 1)}, ${typed(value, place.result.dtype)}, ${x(place)})`,
  cat({ dim }, place) {
    // PyTorch passes over tensors of shape [0], whatever the others look like.
    const whole = place.inputs.flatMap(({ layout: { shape } }, k) =>
      shape.length === 1 && shape[0] === 0 ? [] : [as(place, k, place.result.dtype)],
    );
    return whole.length === 0 ? cloned(place) : `np.concatenate([${whole.join(", ")}], axis=${dim})`;
  },
  stack({ dim }, place) {
    const all = place.inputs.map((_, k) => as(place, k, place.result.dtype));
    return `np.stack([${all.join(", ")}], axis=${dim})`;
  },
  where(_args, place) {
    const common = promoted(dtypeOf(place, 1), dtypeOf(place, 2));
    return `np.where(${x(place)}, ${as(place, 1, common)}, ${as(place, 2, common)})`;
  },
  add: binary("+"),
  sub: binary("-"),
  div: binary("/", "float32"),
  pow(args, place) {
    if (place.result.dtype !== "int64") return binary("**")(args, place);
    return `${place.helper("power")}(${as(place, 0, "int64")}, ${as(place, 1, "int64")})`;
  },
  gt: binary(">"),
  lt: binary("<"),
  ge: binary(">="),
  le: binary("<="),
  eq: binary("=="),
  ne: binary("!="),
  scalar: withNumber,
  neg: (_args, place) => `-${x(place)}`,
  abs: (_args, place) => `np.abs(${x(place)})`,
  relu: (_args, place) => `np.maximum(${x(place)}, ${typed(0, dtypeOf(place))})`,
  mean: (args, place) => `${x(place)}.mean(${over(args, place)})`,
  max({ dim, keepdim, part }, place) {
    const rank = shapeOf(place).length;
    if (dim === null) return `${x(place)}.max()`;
    if (rank === 0) return part === "indices" ? "np.array(0)" : cloned(place);
    const axis = wrapDim(dim, rank);
    const found = `${x(place)}.${part === "indices" ? "argmax" : "max"}(axis=${axis})`;
    return keepdim ? `np.expand_dims(${found}, ${axis})` : found;
  },
  mm: binary("@"),
  bmm: binary("@"),
  einsum({ equation }, place) {
    const all = place.inputs.map((_, k) => as(place, k, place.result.dtype));
    const shapes = place.inputs.map(({ layout }) => layout.shape);
    // NumPy does not add up what an ellipsis covers.
    const text = equation.includes(".") ? spelledOut(readEquation(equation, shapes)) : equation;
    return `np.einsum(${[JSON.stringify(text), ...all].join(", ")}${all.length > 2 ? ", optimize=True" : ""})`;
  },
  conv2d({ stride, padding, dilation, groups }, place) {
    const bias = place.operands[2] ?? "None";
    const moves = [stride, padding, dilation].map(tuple).join(", ");
    return `${place.helper("conv2d")}(${x(place)}, ${x(place, 1)}, ${bias}, ${moves}, ${groups})`;
  },
  f_unfold({ kernel_size, dilation, padding, stride }, place) {
    const moves = [kernel_size, dilation, padding, stride].map(tuple).join(", ");
    return `${place.helper("columns")}(${x(place)}, ${moves}).reshape(${made(place).join(", ")})`;
  },
  fold({ output_size, kernel_size, dilation, padding, stride }, place) {
    const moves = [output_size, kernel_size, dilation, padding, stride].map(tuple).join(", ");
    return `${place.helper("fold")}(${x(place)}, ${moves})`;
  },
  zeros: filledWith("zeros"),
  ones: filledWith("ones"),
  full: ({ value }, place) =>
    `np.full(${tuple(made(place))}, ${literal(value, place.result.dtype)}, dtype=${DTYPES[place.result.dtype]})`,
  eye: ({ n, m }) => `np.eye(${m === null ? n : `${n}, ${m}`}, dtype=np.float32)`,
  arange({ start, end, step, kind = "int" }) {
    const dtype = DTYPE_OF_NUMBER[kind];
    const [from, to, by] = [start, end, step].map((each) => numberText(each, WORDS));
    const bounds = step !== 1 ? `${from}, ${to}, ${by}` : start === 0 ? to : `${from}, ${to}`;
    return `np.arange(${bounds}, dtype=${DTYPES[dtype]})`;
  },
  tensor: ({ values }, place) =>
    made(place).length === 0
      ? `np.array(${literal(values[0] ?? 0, place.result.dtype)}, dtype=${DTYPES[place.result.dtype]})`
      : numbers(place, values),
  randn: ({ seed }, place) => numbers(place, standardNormal(seed, numel(made(place)), RANDOM_STREAMS.program)),
  rand: ({ seed }, place) => numbers(place, standardUniform(seed, numel(made(place)), RANDOM_STREAMS.program)),
  allclose: ({ rtol, atol }, place) =>
    `np.array(np.allclose(${x(place)}, ${x(place, 1)}, rtol=${numberText(rtol, WORDS)}, atol=${numberText(atol, WORDS)}))`,
  grad(_args, place) {
    throw new Error(`NumPy goes back through nothing: ${x(place)}`);
  },
};
