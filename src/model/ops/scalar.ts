import { castLayouts, outputStride } from "../broadcast";
import { operand } from "../dims";
import {
  type DType,
  DTYPE_OF_NUMBER,
  dtypeAt,
  notImplemented,
  type NumberKind,
  promotedBy,
  refuseBoolSub,
} from "../dtype";
import { elementwise } from "../elementwise";
import { PyTorchError } from "../errors";
import { contiguousLayout, contiguousStride, numel } from "../layout";
import { checkExact } from "../limits";
import { pythonNumber } from "../python-number";
import type { Operation } from "./operation";

export const SCALAR_SYMBOLS = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  pow: "**",
  gt: ">",
  lt: "<",
  ge: ">=",
  le: "<=",
  eq: "==",
  ne: "!=",
} as const;
export type ScalarOperation = keyof typeof SCALAR_SYMBOLS;

const COMPARES: ReadonlySet<ScalarOperation> = new Set(["gt", "lt", "ge", "le", "eq", "ne"] as const);

/** A tensor and a Python number: `x + 2`, or `2 + x` when reversed. */
export interface ScalarArgs {
  readonly operation: ScalarOperation;
  readonly value: number;
  /** Whether Python has it as `2`, `2.0` or `True`: that decides the result's dtype. */
  readonly kind: NumberKind;
  readonly reversed: boolean;
}

/** An element-by-element operation with one Python number. */
export const scalar: Operation<ScalarArgs> = {
  ...elementwise<ScalarArgs>({
    name: "scalar",
    operands: 1,
    code(args, operands) {
      const x = operand(operands, 0);
      const plain = pythonNumber(args.value, args.kind);
      const symbol = SCALAR_SYMBOLS[args.operation];
      // A power binds tighter than a minus before it.
      const number = args.operation === "pow" && plain.startsWith("-") && args.reversed ? `(${plain})` : plain;
      if (args.reversed) return `${number} ${symbol} ${x}`;
      return `${x} ${symbol} ${number}`;
    },
    heading({ operation, value, kind, reversed }) {
      const [symbol, number] = [SCALAR_SYMBOLS[operation], pythonNumber(value, kind)];
      return { name: reversed ? `${number} ${symbol}` : `${symbol} ${number}`, args: "" };
    },
    dtype: (dtypes, args) => resultOf(dtypeAt(dtypes, 0), args),
    counts: true,
  }),

  outcome(inputs, args, facts) {
    const { shape } = operand(inputs, 0);
    const { operation, reversed, value } = args;
    const [own = operand(inputs, 0)] = castLayouts(inputs, facts, commonOf(facts?.[0]?.dtype ?? "float32", args));
    // PyTorch does x ** 2 with the number aside, and everything else with the number as a tensor without axes.
    const operands = operation === "pow" && !reversed ? [own] : [own, contiguousLayout([])];
    const isOne = operation === "pow" && reversed && value === 1;
    const stride = isOne ? contiguousStride(shape) : outputStride(operands, shape);
    return { layout: { shape: [...shape], stride, offset: 0 }, copies: true };
  },

  multiplyAdds: (inputs, { operation }) => (COMPARES.has(operation) ? 0 : numel(operand(inputs, 0).shape)),
};

/** What the tensor is brought to before it meets the number. */
const commonOf = (dtype: DType, { operation, kind }: ScalarArgs): DType =>
  operation === "div" ? "float32" : promotedBy(dtype, kind);

function resultOf(dtype: DType, args: ScalarArgs): DType {
  const { operation, value, kind, reversed } = args;
  // Met with float32 it is rounded in PyTorch too.
  if (kind === "int" && dtype !== "float32") checkExact(value);
  if (COMPARES.has(operation)) return "bool";
  if (operation === "sub") {
    const number = DTYPE_OF_NUMBER[kind];
    if (reversed) refuseBoolSub(number, dtype);
    else refuseBoolSub(dtype, number);
  }
  const common = commonOf(dtype, args);
  if (operation === "pow" && common === "bool") return boolPower(args);
  if (operation === "pow" && !reversed && value < 0 && common === "int64") {
    throw new PyTorchError("Integers to negative integer powers are not allowed.");
  }
  return common;
}

/** Powers of bools are there only where no power has to be computed: `x ** False`, `x ** True`, `True ** x`. */
function boolPower({ value, reversed }: ScalarArgs): DType {
  if (!reversed || value === 1) return "bool";
  return notImplemented("pow", "bool");
}
