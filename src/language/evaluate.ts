import { short } from "./arithmetic";
import { gradientName } from "./autograd";
import { builtin } from "./builtins";
import { Failure, outside, pythonError } from "./failure";
import { indexed } from "./indexing";
import { LANGUAGE_LIMITS } from "./limits";
import { METHODS, otherMethod, PROPERTIES } from "./methods";
import { memberOf } from "./modules";
import { nearestTo } from "./nearest";
import { binary, compared, truth, unary } from "./operators";
import { formatted, merged } from "./print";
import type { PrintedPart } from "./printed";
import { isTensorName } from "./pytorch-names";
import type { Session } from "./session";
import type { Argument, Expression, FormatPiece, Item, Span } from "./syntax";
import {
  bool,
  float,
  int,
  isSequence,
  NONE,
  str,
  typeName,
  type CallArguments,
  type TensorValue,
  type Value,
} from "./values";

/** Computes expressions: tensors by adding steps to the session, everything else at once. */
export class Evaluator {
  constructor(
    private readonly session: Session,
    /** What else a name may mean, asked when neither the text nor Python has it. */
    private readonly unbound: (name: string) => Value | null,
    /** True while `self.x` reads as `x`. */
    private readonly isBody: boolean,
  ) {}

  /** The value of an expression; a failure inside it says where. */
  value(expression: Expression): Value {
    const before = this.session.here;
    try {
      return this.compute(expression);
    } catch (thrown) {
      if (thrown instanceof Failure) thrown.span ??= expression.span;
      throw thrown;
    } finally {
      this.session.here = before;
    }
  }

  /** The pieces of an f-string, or the text of a string. */
  parts(pieces: readonly FormatPiece[]): PrintedPart[] {
    return merged(
      pieces.flatMap((piece): PrintedPart[] => {
        if (typeof piece === "string") return [piece];
        const [spec = ""] = this.parts(piece.spec);
        if (typeof spec !== "string") throw outside("a tensor as a width", "write the width as a number.");
        return formatted(this.value(piece.value), spec, piece.conversion, this.gradientName);
      }),
    );
  }

  readonly gradientName = (operand: TensorValue["operand"]): string => gradientName(this.session, operand);

  private compute(expression: Expression): Value {
    const { session } = this;
    switch (expression.kind) {
      case "name":
        return this.name(expression.name);
      case "number":
        return expression.float ? float(expression.value) : int(expression.value);
      case "string":
        return str(expression.value);
      case "format":
        return this.text(expression.pieces);
      case "constant":
        if (expression.value === "...") return { kind: "ellipsis" };
        return expression.value === null ? NONE : bool(expression.value);
      case "tuple":
      case "list":
        return { kind: expression.kind, items: this.items(expression.items) };
      case "member":
        return this.member(expression.object, expression.name, expression.span);
      case "index": {
        const object = this.value(expression.object);
        const items = expression.items.map((item) => this.value(item));
        return this.at(expression.span, () => indexed(session, object, items, expression.many));
      }
      case "slice": {
        const [start, stop, step] = [expression.start, expression.stop, expression.step].map((bound) =>
          bound ? this.value(bound) : NONE,
        );
        return { kind: "slice", start: start ?? NONE, stop: stop ?? NONE, step: step ?? NONE };
      }
      case "call":
        return this.call(expression.callee, expression.args, expression.span);
      case "unary": {
        const value = this.value(expression.value);
        return this.at(expression.span, () => unary(session, expression.operator, value));
      }
      case "binary": {
        const left = this.value(expression.left);
        const right = this.value(expression.right);
        return this.at(expression.span, () => binary(session, expression.operator, left, right));
      }
      case "compare":
        return this.compare(expression.operators, expression.values, expression.span);
      case "logic": {
        const left = this.value(expression.left);
        const decided = truth(left) === (expression.operator === "or");
        return decided ? left : this.value(expression.right);
      }
    }
  }

  /** Does something for which this stretch of the text stands. */
  private at<T>(span: Span, act: () => T): T {
    this.session.here = span;
    return act();
  }

  private name(name: string): Value {
    const known = this.session.names.get(name) ?? this.unbound(name) ?? builtin(name, this.gradientName);
    if (known) return known;
    throw pythonError("NameError", `name '${name}' is not defined`);
  }

  private text(pieces: readonly FormatPiece[]): Value {
    const parts = this.parts(pieces);
    const [only = ""] = parts;
    if (parts.length > 1 || typeof only !== "string") {
      throw outside("text with computed numbers, other than in print", "put the f-string into print(…) itself.");
    }
    return str(short(only));
  }

  private items(items: readonly Item[]): Value[] {
    if (items.length > LANGUAGE_LIMITS.entries) {
      throw outside(`${items.length} entries`, `tuples and lists have at most ${LANGUAGE_LIMITS.entries} here.`);
    }
    return items.flatMap(({ star, value }) => (star ? this.spread(value) : [this.value(value)]));
  }

  private spread(expression: Expression): readonly Value[] {
    const value = this.value(expression);
    if (isSequence(value)) return value.items;
    if (value.kind === "tensor") throw outside("* of a tensor", "write *x.shape, or the entries.");
    if (value.kind === "str") return Array.from(value.value, str);
    throw pythonError("TypeError", `Value after * must be an iterable, not ${typeName(value)}`);
  }

  private compare(operators: readonly string[], values: readonly Expression[], span: Span): Value {
    const [first] = values;
    if (!first) return NONE;
    let left = this.value(first);
    let result: Value = NONE;
    for (const [i, operator] of operators.entries()) {
      const next = values[i + 1];
      if (!next) break;
      if (i > 0 && !truth(result)) return result;
      const right = this.value(next);
      const from = left;
      result = this.at(span, () => compared(this.session, operator, from, right));
      left = right;
    }
    return result;
  }

  private member(object: Expression, name: string, span: Span): Value {
    if (this.isBody && object.kind === "name" && object.name === "self" && !this.session.names.has("self")) {
      return this.name(name);
    }
    const value = this.value(object);
    return this.at(span, () => this.attribute(value, name));
  }

  /** What stands behind a dot. */
  private attribute(value: Value, name: string): Value {
    const { session } = this;
    if (value.kind === "module") return memberOf(value.name, name, session);
    if (value.kind === "tensor") return this.tensorAttribute(value, name);
    if (isSequence(value)) {
      const field = value.fields?.indexOf(name) ?? -1;
      const item = value.items[field];
      if (item) return item;
      if (value.kind === "size" && name === "numel") return this.sizeCount(value.items);
    }
    if (name.startsWith("__")) throw outside(`names with two underscores (${name})`, "use the plain names of PyTorch.");
    if (value.kind === "str" || isSequence(value)) {
      if (COMMON.has(name)) throw outside(`.${name} of a ${typeName(value)}`, "use plain assignments and f-strings.");
    }
    throw pythonError("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`);
  }

  private sizeCount(items: readonly Value[]): Value {
    const count = items.reduce((product, item) => product * (item.kind === "int" ? item.value : 1), 1);
    return { kind: "function", name: "numel", type: "builtin_function_or_method", call: () => int(count) };
  }

  private tensorAttribute(tensor: TensorValue, name: string): Value {
    const { session } = this;
    const property = PROPERTIES.get(name);
    if (property) return property(tensor, session);
    const method = METHODS.get(name);
    if (method) {
      const call = (args: CallArguments): Value => method(tensor, args, session);
      return { kind: "function", name, type: "builtin_function_or_method", call };
    }
    const other = otherMethod(name, tensor, session);
    if (other) return other;
    if (isTensorName(name)) throw outside(`.${name}`, nearestTo(name));
    if (name.startsWith("__")) throw outside(`names with two underscores (${name})`, "use the plain names of PyTorch.");
    throw pythonError("AttributeError", `'${typeName(tensor)}' object has no attribute '${name}'`);
  }

  private call(callee: Expression, args: readonly Argument[], span: Span): Value {
    const called = this.value(callee);
    const positional: Value[] = [];
    const keywords = new Map<string, Value>();
    for (const { name, star, value } of args) {
      if (star) positional.push(...this.spread(value));
      else if (name === null) positional.push(this.value(value));
      else keywords.set(name, this.value(value));
    }
    return this.at(span, () => {
      if (called.kind === "function") return called.call({ positional, keywords });
      throw pythonError("TypeError", `'${typeName(called)}' object is not callable`);
    });
  }
}

/** Methods of strings, tuples and lists that Python has. */
const COMMON: ReadonlySet<string> = new Set(
  "format join split upper lower strip replace startswith endswith find count index append extend insert pop remove sort reverse copy clear".split(
    " ",
  ),
);
