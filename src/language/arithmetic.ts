import { outside, pythonError } from "./failure";
import { LANGUAGE_LIMITS } from "./limits";
import { asInt, asNumber, bool, float, int, isSequence, str, typeName, type SequenceValue, type Value } from "./values";

/** A whole number that can still be told from its neighbours. */
export function exact(value: number): Value {
  if (!Number.isSafeInteger(value)) {
    throw outside("a whole number beyond 2**53", "whole numbers reach to 2**53 here; write a float for more.");
  }
  return int(Object.is(value, -0) ? 0 : value);
}

/** Python's words for two values that an operator does not take. */
export const unsupported = (operator: string, left: Value, right: Value) =>
  pythonError(
    "TypeError",
    `unsupported operand type(s) for ${operator === "**" ? "** or pow()" : operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );

/** `left operator right` of values without tensors, as Python computes it. */
export function arithmetic(operator: string, left: Value, right: Value, written = operator): Value {
  const a = asNumber(left);
  const b = asNumber(right);
  if (left.kind === "pending" || right.kind === "pending") {
    throw outside("computing with .item()", "compute with the tensor itself and print the result.");
  }
  if (a !== null && b !== null) return ofNumbers(operator, left, right, a, b);
  if (operator === "+") return joined(left, right, written);
  if (operator === "*") return repeated(left, right, written);
  if (operator === "%" && left.kind === "str") {
    throw outside("text % values", 'use an f-string: f"{x.shape}".');
  }
  throw unsupported(written, left, right);
}

function ofNumbers(operator: string, left: Value, right: Value, a: number, b: number): Value {
  const whole = asInt(left) !== null && asInt(right) !== null;
  const number = (value: number): Value => (whole ? exact(value) : float(value));
  switch (operator) {
    case "+":
      return number(a + b);
    case "-":
      return number(a - b);
    case "*":
      return number(a * b);
    case "/":
      if (b === 0) throw pythonError("ZeroDivisionError", whole ? "division by zero" : "float division by zero");
      return float(a / b);
    case "//":
      if (b === 0) {
        throw pythonError(
          "ZeroDivisionError",
          whole ? "integer division or modulo by zero" : "float floor division by zero",
        );
      }
      return number(whole ? Math.floor(a / b) : floorDivide(a, b));
    case "%":
      if (b === 0) throw pythonError("ZeroDivisionError", whole ? "integer modulo by zero" : "float modulo");
      return number(modulo(a, b));
    case "**":
      return power(a, b, whole);
    default:
      throw whole
        ? outside(`the operator ${operator} on numbers`, "use + - * / // % and **.")
        : unsupported(operator, left, right);
  }
}

const modulo = (a: number, b: number): number => {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
};

/** As CPython's `float_floor_div`: the quotient of what the remainder leaves. */
const floorDivide = (a: number, b: number): number => (Number.isFinite(a) ? Math.round((a - modulo(a, b)) / b) : NaN);

function power(a: number, b: number, whole: boolean): Value {
  if (a === 0 && b < 0) throw pythonError("ZeroDivisionError", "0.0 cannot be raised to a negative power");
  const value = a ** b;
  if (whole && b >= 0) return exact(value);
  if (Number.isNaN(value) && !Number.isNaN(a) && !Number.isNaN(b)) {
    throw outside("complex numbers", "a negative number has no such real power.");
  }
  if (!Number.isFinite(value) && Number.isFinite(a) && Number.isFinite(b)) {
    throw pythonError("OverflowError", "(34, 'Numerical result out of range')");
  }
  return float(value);
}

function joined(left: Value, right: Value, written: string): Value {
  if (left.kind === "str") {
    if (right.kind === "str") return str(short(left.value + right.value));
    throw pythonError("TypeError", `can only concatenate str (not "${typeName(right)}") to str`);
  }
  if (isSequence(left)) {
    const list = left.kind === "list";
    if (isSequence(right) && (right.kind === "list") === list) {
      const kind = left.kind === "size" || right.kind === "size" ? "size" : left.kind;
      return {
        kind: sizeOrTuple(kind, [...left.items, ...right.items]),
        items: limited([...left.items, ...right.items]),
      };
    }
    const name = list ? "list" : "tuple";
    throw pythonError("TypeError", `can only concatenate ${name} (not "${typeName(right)}") to ${name}`);
  }
  throw unsupported(written, left, right);
}

/** A torch.Size holds ints only. */
const sizeOrTuple = (kind: SequenceValue["kind"], items: readonly Value[]): SequenceValue["kind"] =>
  kind === "size" && !items.every((item) => item.kind === "int") ? "tuple" : kind;

function repeated(left: Value, right: Value, written: string): Value {
  const [sequence, times] = asInt(right) === null ? [right, left] : [left, right];
  const count = asInt(times);
  if (count === null) {
    if (!isLiteral(left) && !isLiteral(right)) throw unsupported(written, left, right);
    const other = isLiteral(left) ? right : left;
    throw pythonError("TypeError", `can't multiply sequence by non-int of type '${typeName(other)}'`);
  }
  if (sequence.kind === "str") {
    if (sequence.value.length * count > LANGUAGE_LIMITS.printed) throw tooLong();
    return str(sequence.value.repeat(Math.max(count, 0)));
  }
  if (!isSequence(sequence)) throw unsupported(written, left, right);
  if (sequence.items.length * count > LANGUAGE_LIMITS.entries) throw tooMany(sequence.items.length * count);
  const items = Array.from({ length: Math.max(count, 0) }, () => sequence.items).flat();
  return { kind: sequence.kind, items };
}

const isLiteral = (value: Value): boolean => value.kind === "str" || isSequence(value);

const tooLong = () => outside("a text this long", `texts have at most ${LANGUAGE_LIMITS.printed} characters here.`);
const tooMany = (count: number) =>
  outside(`${count} entries`, `tuples and lists have at most ${LANGUAGE_LIMITS.entries} entries here.`);

/** A text within the limit. */
export function short(text: string): string {
  if (text.length > LANGUAGE_LIMITS.printed) throw tooLong();
  return text;
}

/** Entries within the limit. */
export function limited(items: readonly Value[]): readonly Value[] {
  if (items.length > LANGUAGE_LIMITS.entries) throw tooMany(items.length);
  return items;
}

/** `left operator right` for `== != < <= > >= is in` of values without tensors. */
export function comparison(operator: string, left: Value, right: Value): Value {
  if (left.kind === "pending" || right.kind === "pending") {
    throw outside("comparing .item()", "compare the tensor itself and print the result.");
  }
  switch (operator) {
    case "==":
      return bool(equal(left, right));
    case "!=":
      return bool(!equal(left, right));
    case "is":
      return bool(same(left, right));
    case "is not":
      return bool(!same(left, right));
    case "in":
    case "not in":
      return bool(contains(left, right) === (operator === "in"));
    default:
      return bool(ordered(operator, left, right));
  }
}

function same(left: Value, right: Value): boolean {
  if (left.kind === "none" || right.kind === "none" || left.kind === "bool" || right.kind === "bool") {
    return left.kind === right.kind && equal(left, right);
  }
  if (left.kind === "tensor" && right.kind === "tensor") return left === right;
  throw outside("is between such values", "use ==, or is None.");
}

function contains(item: Value, whole: Value): boolean {
  if (whole.kind === "str" && item.kind === "str") return whole.value.includes(item.value);
  if (isSequence(whole)) return whole.items.some((each) => equal(each, item));
  throw pythonError("TypeError", `argument of type '${typeName(whole)}' is not iterable`);
}

/** Python's `==` of two values without tensors. */
export function equal(left: Value, right: Value): boolean {
  const a = asNumber(left);
  const b = asNumber(right);
  if (a !== null && b !== null) return a === b;
  if (isSequence(left) && isSequence(right)) {
    if ((left.kind === "list") !== (right.kind === "list")) return false;
    return (
      left.items.length === right.items.length && left.items.every((item, i) => equal(item, right.items[i] ?? item))
    );
  }
  if (left.kind === "str" && right.kind === "str") return left.value === right.value;
  if (left.kind === "dtype" && right.kind === "dtype") return left.dtype === right.dtype;
  if (left.kind === "none" || left.kind === "ellipsis") return left.kind === right.kind;
  return left === right;
}

function ordered(operator: string, left: Value, right: Value): boolean {
  const order = orderOf(left, right);
  if (order === null) {
    throw pythonError(
      "TypeError",
      `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
    );
  }
  if (Number.isNaN(order)) return false;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

/** Negative, zero or positive; null when the two have no order. */
export function orderOf(left: Value, right: Value): number | null {
  const a = asNumber(left);
  const b = asNumber(right);
  if (a !== null && b !== null) return a === b ? 0 : a < b ? -1 : a > b ? 1 : NaN;
  if (left.kind === "str" && right.kind === "str")
    return left.value === right.value ? 0 : left.value < right.value ? -1 : 1;
  if (!isSequence(left) || !isSequence(right) || (left.kind === "list") !== (right.kind === "list")) return null;
  for (let i = 0; i < Math.min(left.items.length, right.items.length); i += 1) {
    const [one, other] = [left.items[i], right.items[i]];
    if (one && other && !equal(one, other)) return orderOf(one, other);
  }
  return left.items.length - right.items.length;
}
