import { SCALAR_SYMBOLS, type ScalarOperation } from "../model/ops/scalar";
import { arithmetic, comparison, unsupported } from "./arithmetic";
import { outside, pythonError, torchError } from "./failure";
import type { Operated, Session } from "./session";
import { bool, float, int, typeName, type TensorValue, type Value } from "./values";

const TWO_TENSORS = {
  add: { op: "add", args: {} },
  sub: { op: "sub", args: {} },
  mul: { op: "multiply", args: {} },
  div: { op: "div", args: {} },
  pow: { op: "pow", args: {} },
  gt: { op: "gt", args: {} },
  lt: { op: "lt", args: {} },
  ge: { op: "ge", args: {} },
  le: { op: "le", args: {} },
  eq: { op: "eq", args: {} },
  ne: { op: "ne", args: {} },
} as const satisfies Record<ScalarOperation, Operated>;

const BY_SYMBOL: ReadonlyMap<string, ScalarOperation> = new Map(
  (Object.keys(SCALAR_SYMBOLS) as ScalarOperation[]).map((name) => [SCALAR_SYMBOLS[name], name]), // Object.keys forgets the key type
);

/** `left operator right`, of which at least one is a tensor: one step. */
export function tensorOperation(
  session: Session,
  operation: ScalarOperation,
  left: Value,
  right: Value,
): TensorValue | null {
  if (left.kind === "tensor" && right.kind === "tensor") return session.apply(TWO_TENSORS[operation], [left, right]);
  const [tensor, other, reversed] = left.kind === "tensor" ? [left, right, false] : [right, left, true];
  if (tensor.kind !== "tensor") return null;
  if (other.kind === "pending")
    throw outside("computing with .item()", "compute with the tensor itself: leave .item() out.");
  if (other.kind !== "int" && other.kind !== "float" && other.kind !== "bool") return null;
  const args = { operation, value: Number(other.value), kind: other.kind, reversed };
  return session.apply({ op: "scalar", args }, [tensor]);
}

/** `left operator right` for `+ - * / // % ** @`; `written` is how errors name the operator. */
export function binary(session: Session, operator: string, left: Value, right: Value, written = operator): Value {
  const touched = left.kind === "tensor" || right.kind === "tensor";
  if (!touched) {
    if (operator === "@") throw unsupported(written, left, right);
    return arithmetic(operator, left, right, written);
  }
  if (operator === "@") {
    if (left.kind === "tensor" && right.kind === "tensor")
      return session.apply({ op: "matmul", args: {} }, [left, right]);
    throw unsupported(written, left, right);
  }
  const operation = BY_SYMBOL.get(operator);
  if (operation === undefined) {
    throw outside(`${operator} on tensors`, "use + - * / ** @, or comparisons and torch.where.");
  }
  const made = tensorOperation(session, operation, left, right);
  if (made) return made;
  throw unsupported(written, left, right);
}

/** `left operator right` for comparisons. */
export function compared(session: Session, operator: string, left: Value, right: Value): Value {
  const operation = BY_SYMBOL.get(operator);
  if (left.kind !== "tensor" && right.kind !== "tensor") return comparison(operator, left, right);
  if (operation === undefined) {
    if (operator === "is" || operator === "is not") return bool((left === right) === (operator === "is"));
    throw outside(`${operator} with a tensor`, "compare with ==, which answers for every element.");
  }
  const made = tensorOperation(session, operation, left, right);
  if (made) return made;
  if (operator === "==" || operator === "!=") return bool(operator === "!=");
  throw pythonError(
    "TypeError",
    `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
  );
}

/** `-value`, `+value`, `not value`, `~value`. */
export function unary(session: Session, operator: string, value: Value): Value {
  if (operator === "not") return bool(!truth(value));
  if (value.kind === "tensor") {
    if (operator === "-") return session.apply({ op: "neg", args: {} }, [value]);
    if (operator === "+") {
      if (value.dtype === "bool") throw torchError("The `+` operator, on a bool tensor is not supported.");
      return session.alias(value);
    }
    throw outside(`${operator} on tensors`, "use a comparison: mask == False.");
  }
  if (value.kind === "pending") throw outside("computing with .item()", "compute with the tensor itself.");
  if (value.kind === "bool" || value.kind === "int") {
    const number = Number(value.value);
    if (operator === "~") return int(-number - 1);
    return int(operator === "-" && number !== 0 ? -number : number);
  }
  if (value.kind === "float" && operator !== "~") return float(operator === "-" ? -value.value : value.value);
  throw pythonError("TypeError", `bad operand type for unary ${operator}: '${typeName(value)}'`);
}

/** Python's truth of a value. */
export function truth(value: Value): boolean {
  switch (value.kind) {
    case "bool":
      return value.value;
    case "int":
    case "float":
      return value.value !== 0;
    case "str":
      return value.value.length > 0;
    case "none":
      return false;
    case "tuple":
    case "list":
    case "size":
      return value.items.length > 0;
    case "tensor":
      if (value.layout.shape.some((size) => size !== 1)) {
        throw torchError("Boolean value of Tensor with more than one value is ambiguous");
      }
      throw outside("deciding by a tensor's value", "print the tensor.");
    case "pending":
      throw outside("deciding by a tensor's value", "print the tensor.");
    default:
      return true;
  }
}
