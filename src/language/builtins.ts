import { arithmetic, exact, limited, orderOf } from "./arithmetic";
import { outside, pythonError } from "./failure";
import { tensorLength, isSingle } from "./indexing";
import { represented, merged, shown, type GradientName } from "./print";
import { truth } from "./operators";
import { asNumber, bool, float, int, isSequence, str, typeName, type CallArguments, type Value } from "./values";

type Builtin = (args: readonly Value[], gradientName: GradientName) => Value;

const one = (name: string, args: readonly Value[]): Value => {
  const [value, ...more] = args;
  if (!value || more.length > 0) {
    throw pythonError("TypeError", `${name}() takes exactly one argument (${args.length} given)`);
  }
  return value;
};

/** int() and float() of whatever holds one number. */
function number(name: "int" | "float", args: readonly Value[]): Value {
  const [value, ...more] = args;
  if (!value) return name === "int" ? int(0) : float(0);
  if (more.length > 0) throw outside(`${name}() with a base`, "write the number itself.");
  if (value.kind === "tensor" && isSingle(value)) return { kind: "pending", tensor: value, type: name };
  if (value.kind === "tensor")
    throw pythonError("ValueError", "only one element tensors can be converted to Python scalars");
  if (value.kind === "pending") return { ...value, type: name };
  if (value.kind === "str") return parsed(name, value.value);
  const known = asNumber(value);
  if (known === null) {
    const noun = name === "int" ? "a string, a bytes-like object or a real number" : "a string or a real number";
    throw pythonError("TypeError", `${name}() argument must be ${noun}, not '${typeName(value)}'`);
  }
  if (name === "float") return float(known);
  if (Number.isNaN(known)) throw pythonError("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(known)) throw pythonError("OverflowError", "cannot convert float infinity to integer");
  return exact(Math.trunc(known));
}

function parsed(name: "int" | "float", text: string): Value {
  const trimmed = text.trim();
  if (name === "int") {
    if (!/^[+-]?\d+(_\d+)*$/.test(trimmed))
      throw pythonError("ValueError", `invalid literal for int() with base 10: '${text}'`);
    return exact(Number(trimmed.replaceAll("_", "")));
  }
  if (/^[+-]?inf(inity)?$/i.test(trimmed)) return float(trimmed.startsWith("-") ? -Infinity : Infinity);
  if (/^[+-]?nan$/i.test(trimmed)) return float(NaN);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed))
    throw pythonError("ValueError", `could not convert string to float: '${text}'`);
  return float(Number(trimmed));
}

function itemsOf(value: Value): readonly Value[] {
  if (isSequence(value)) return value.items;
  if (value.kind === "str") return Array.from(value.value, str);
  if (value.kind === "tensor")
    throw outside("going through a tensor entry by entry", "use its shape, or a tensor operation.");
  throw pythonError("TypeError", `'${typeName(value)}' object is not iterable`);
}

function extreme(name: "min" | "max", args: readonly Value[]): Value {
  const [first, ...more] = args;
  if (!first) throw pythonError("TypeError", `${name} expected at least 1 argument, got 0`);
  const items = more.length === 0 ? itemsOf(first) : args;
  const [start, ...rest] = items;
  if (!start) throw pythonError("ValueError", `${name}() arg is an empty sequence`);
  const sign = name === "min" ? "<" : ">";
  let best = start;
  for (const each of rest) {
    if (each.kind === "tensor" || each.kind === "pending") throw outside(`${name}() of tensors`, `use x.max().`);
    const order = orderOf(each, best);
    if (order === null) {
      throw pythonError(
        "TypeError",
        `'${sign}' not supported between instances of '${typeName(each)}' and '${typeName(best)}'`,
      );
    }
    if (sign === "<" ? order < 0 : order > 0) best = each;
  }
  return best;
}

/** Python's rounding, half to even; without digits the result is an int. */
function rounded(args: readonly Value[]): Value {
  const [value, digits, ...more] = args;
  const known = value ? asNumber(value) : null;
  if (known === null || more.length > 0 || digits)
    throw outside("round() of this", 'round a number, or print it with f"{x:.2f}".');
  const floor = Math.floor(known);
  const rest = known - floor;
  return exact(rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1);
}

const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [
    "len",
    (args) => {
      const value = one("len", args);
      if (value.kind === "tensor") return int(tensorLength(value));
      if (value.kind === "str") return int(value.value.length);
      if (isSequence(value)) return int(value.items.length);
      throw pythonError("TypeError", `object of type '${typeName(value)}' has no len()`);
    },
  ],
  ["int", (args) => number("int", args)],
  ["float", (args) => number("float", args)],
  ["bool", (args) => bool(args[0] ? truth(args[0]) : false)],
  ["tuple", (args) => ({ kind: "tuple", items: args[0] ? itemsOf(args[0]) : [] })],
  ["list", (args) => ({ kind: "list", items: args[0] ? itemsOf(args[0]) : [] })],
  [
    "abs",
    (args) => {
      const value = one("abs", args);
      const known = asNumber(value);
      if (known === null) throw pythonError("TypeError", `bad operand type for abs(): '${typeName(value)}'`);
      return value.kind === "float" ? float(Math.abs(known)) : int(Math.abs(known));
    },
  ],
  ["min", (args) => extreme("min", args)],
  ["max", (args) => extreme("max", args)],
  [
    "sum",
    (args) => {
      const [items, start = int(0)] = args;
      if (!items) throw pythonError("TypeError", "sum() takes at least 1 positional argument (0 given)");
      return itemsOf(items).reduce<Value>((total, item) => {
        if (item.kind === "tensor") throw outside("sum() of tensors", "write a + b, or torch.stack([…]).sum(0).");
        return arithmetic("+", total, item);
      }, start);
    },
  ],
  ["round", rounded],
  ["str", (args, gradientName) => str(args[0] ? textOf(merged(shown(args[0], gradientName))) : "")],
  ["repr", (args, gradientName) => str(textOf(merged(represented(one("repr", args), gradientName))))],
]);

function textOf(parts: readonly unknown[]): string {
  const [only = ""] = parts;
  if (typeof only === "string" && parts.length <= 1) return only;
  throw outside("the text of computed numbers", "print the tensor itself.");
}

/** Builtins of Python that are not here, with what is. */
const MISSING: ReadonlyMap<string, string> = new Map([
  ["range", "there are no loops here; use torch.arange(…)."],
  ["zip", "there are no loops here."],
  ["enumerate", "there are no loops here."],
  ["map", "write the calls out."],
  ["filter", "write the entries out."],
  ["sorted", "write the entries in order."],
  ["reversed", "use x[::-1] of a tuple."],
  ["isinstance", "print the value instead."],
  ["type", "print x.dtype or x.shape."],
  ["open", "load a picture with the page's own controls."],
  ["input", "use image."],
  ["dict", "use plain names."],
  ["set", "use a tuple."],
  ["eval", "write the expression itself."],
  ["exec", "write the lines themselves."],
  ["getattr", "write x.name."],
  ["setattr", "use plain names."],
  ["hasattr", "write x.name."],
  ["globals", "use plain names."],
  ["locals", "use plain names."],
  ["vars", "use plain names."],
  ["dir", "see what x. offers in the list of operations."],
  ["id", "print the tensor."],
  ["any", "write the comparison out."],
  ["all", "write the comparison out."],
  ["divmod", "use // and %."],
  ["pow", "use **."],
  ["slice", "write x[a:b]."],
  ["super", "paste the body of forward."],
  ["help", "hover an operation."],
]);

/** Python's own function of that name; null when it has none here. Throws for one that it has and that is not here. */
export function builtin(name: string, gradientName: GradientName): Value | null {
  const found = BUILTINS.get(name);
  if (found) {
    return {
      kind: "function",
      name,
      type: "type",
      call: ({ positional, keywords }: CallArguments) => {
        if (keywords.size > 0) throw outside(`${name}() with keyword arguments`, "give plain arguments.");
        return limitedSequence(found(positional, gradientName));
      },
    };
  }
  const nearest = MISSING.get(name);
  if (nearest !== undefined) throw outside(`${name}()`, nearest);
  return null;
}

function limitedSequence(value: Value): Value {
  if (isSequence(value)) limited(value.items);
  return value;
}
