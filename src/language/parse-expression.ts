import type { SyntaxNode } from "@lezer/common";
import { Failure, outside } from "./failure";
import { LANGUAGE_LIMITS } from "./limits";
import { quotesOf, readNumber, readString, unescaped } from "./literals";
import type { Argument, Bare, Expression, FormatPiece, Item } from "./syntax";

/** What Python has and the language here does not, by the name of its node. */
const OUTSIDE: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["LambdaExpression", ["lambda", "write the lines themselves."]],
  ["ConditionalExpression", ["if … else", "write the line that applies."]],
  ["ArrayComprehensionExpression", ["comprehensions", "write the entries out, or use a tensor operation."]],
  ["ComprehensionExpression", ["comprehensions", "write the entries out, or use a tensor operation."]],
  ["DictionaryComprehensionExpression", ["comprehensions", "write plain assignments."]],
  ["SetComprehensionExpression", ["comprehensions", "write plain assignments."]],
  ["DictionaryExpression", ["dictionaries", "write plain assignments, or a tuple."]],
  ["SetExpression", ["sets", "write a tuple."]],
  ["NamedExpression", [":=", "assign on a line of its own."]],
  ["AwaitExpression", ["await", "write plain calls."]],
  ["YieldExpression", ["yield", "write plain assignments."]],
]);

export const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== "Comment") found.push(child);
  }
  return found;
};

/** Python's word for text that fits no rule. */
export const invalidSyntax = (node: SyntaxNode): Failure =>
  new Failure("python", "SyntaxError", "invalid syntax", { from: node.from, to: Math.max(node.to, node.from + 1) });

/** Turns the syntax tree of one expression into the interpreter's own; throws `Failure` for what is not in it. */
export class ExpressionReader {
  private depth = 0;

  constructor(private readonly text: string) {}

  textOf = (node: { readonly from: number; readonly to: number }): string => this.text.slice(node.from, node.to);

  read(node: SyntaxNode): Expression {
    this.depth += 1;
    const span = { from: node.from, to: node.to };
    try {
      if (this.depth > LANGUAGE_LIMITS.nesting) {
        throw outside(
          "an expression this deep",
          `brackets and operators nest ${LANGUAGE_LIMITS.nesting} deep at most; use variables.`,
        );
      }
      const refused = OUTSIDE.get(node.name);
      if (refused) throw outside(...refused);
      return { ...this.bare(node), span };
    } catch (thrown) {
      if (thrown instanceof Failure) thrown.span ??= span;
      throw thrown;
    } finally {
      this.depth -= 1;
    }
  }

  /** A list with commas: `1, *rest`; several entries, or one before a comma, make a tuple. */
  readList(nodes: readonly SyntaxNode[]): Expression {
    const [first] = nodes;
    const last = nodes.at(-1);
    if (!first || !last) throw new Failure("python", "SyntaxError", "invalid syntax");
    const single = nodes.length === 1;
    if (single) return this.read(first);
    return { kind: "tuple", items: this.items(nodes), span: { from: first.from, to: last.to } };
  }

  private bare(node: SyntaxNode): Bare {
    const parts = childrenOf(node);
    switch (node.name) {
      case "VariableName":
        return { kind: "name", name: this.textOf(node) };
      case "Number":
        return { kind: "number", ...readNumber(this.textOf(node)) };
      case "String":
        return { kind: "string", value: readString(this.textOf(node)) };
      case "ContinuedString":
        return { kind: "format", pieces: parts.flatMap((part) => this.pieces(part)) };
      case "FormatString":
        return { kind: "format", pieces: this.pieces(node) };
      case "Boolean":
        return { kind: "constant", value: this.textOf(node) === "True" };
      case "None":
        return { kind: "constant", value: null };
      case "Ellipsis":
        return { kind: "constant", value: "..." };
      case "ParenthesizedExpression":
        return this.inside(node, parts);
      case "TupleExpression":
        return { kind: "tuple", items: this.items(parts.slice(1, -1)) };
      case "ArrayExpression":
        return { kind: "list", items: this.items(parts.slice(1, -1)) };
      case "MemberExpression":
        return this.member(node, parts);
      case "CallExpression":
        return { kind: "call", callee: this.first(node, parts), args: this.args(parts[1]) };
      case "UnaryExpression": {
        const [operator, value] = parts;
        if (!operator || !value) throw invalidSyntax(node);
        if (operator.name === "not") return this.negated(value);
        return { kind: "unary", operator: this.textOf(operator), value: this.read(value) };
      }
      case "BinaryExpression":
        return this.binary(node, parts);
      default:
        throw invalidSyntax(node);
    }
  }

  private first(node: SyntaxNode, parts: readonly SyntaxNode[]): Expression {
    const [part] = parts;
    if (!part) throw invalidSyntax(node);
    return this.read(part);
  }

  private inside(node: SyntaxNode, parts: readonly SyntaxNode[]): Bare {
    const [, value, close] = parts;
    if (!value || close?.name !== ")") throw invalidSyntax(close ?? value ?? node);
    return this.read(value);
  }

  private items(nodes: readonly SyntaxNode[]): Item[] {
    const items: Item[] = [];
    let star = false;
    for (const node of nodes) {
      if (node.name === ",") continue;
      if (node.name === "*") {
        star = true;
        continue;
      }
      items.push({ star, value: this.read(node) });
      star = false;
    }
    return items;
  }

  private args(list: SyntaxNode | undefined): Argument[] {
    if (!list || list.name !== "ArgList") throw new Failure("python", "SyntaxError", "invalid syntax");
    const found: Argument[] = [];
    let name: string | null = null;
    let star = false;
    const parts = childrenOf(list).slice(1, -1);
    parts.forEach((part, i) => {
      if (part.name === "," || part.name === "AssignOp") return;
      if (part.name === "*") star = true;
      else if (part.name === "**") throw this.at(part, outside("**keywords", "write the keyword arguments out."));
      else if (part.name === "for") throw this.at(part, outside("comprehensions", "write the entries out."));
      else if (parts[i + 1]?.name === "AssignOp") name = this.textOf(part);
      else {
        if (name === null && !star && found.some((each) => each.name !== null)) {
          throw this.at(list, new Failure("python", "SyntaxError", "positional argument follows keyword argument"));
        }
        if (name !== null && found.some((each) => each.name === name)) {
          throw this.at(part, new Failure("python", "SyntaxError", `keyword argument repeated: ${name}`));
        }
        found.push({ name, star, value: this.read(part) });
        name = null;
        star = false;
      }
    });
    return found;
  }

  private at(node: SyntaxNode, failure: Failure): Failure {
    failure.span ??= { from: node.from, to: node.to };
    return failure;
  }

  private member(node: SyntaxNode, parts: readonly SyntaxNode[]): Bare {
    const object = this.first(node, parts);
    const [, mark, ...rest] = parts;
    if (mark?.name === ".") {
      const [property] = rest;
      if (property?.name !== "PropertyName") throw invalidSyntax(property ?? node);
      return { kind: "member", object, name: this.textOf(property) };
    }
    if (rest.at(-1)?.name !== "]") throw invalidSyntax(node);
    const inner = rest.slice(0, -1);
    const groups: SyntaxNode[][] = [[]];
    for (const each of inner) {
      if (each.name === ",") groups.push([]);
      else groups.at(-1)?.push(each);
    }
    const many = groups.length > 1;
    if (groups.at(-1)?.length === 0) groups.pop();
    if (groups.length === 0 || groups.some((group) => group.length === 0)) throw invalidSyntax(node);
    return { kind: "index", object, items: groups.map((group) => this.subscript(group)), many };
  }

  private subscript(group: readonly SyntaxNode[]): Expression {
    const [first] = group;
    const last = group.at(-1);
    if (!first || !last) throw new Failure("python", "SyntaxError", "invalid syntax");
    if (!group.some((each) => each.name === ":")) {
      if (group.length > 1) throw invalidSyntax(first);
      return this.read(first);
    }
    const bounds: (Expression | null)[] = [null];
    for (const each of group) {
      if (each.name === ":") bounds.push(null);
      else bounds[bounds.length - 1] = this.read(each);
    }
    const [start = null, stop = null, step = null] = bounds;
    return { kind: "slice", start, stop, step, span: { from: first.from, to: last.to } };
  }

  private binary(node: SyntaxNode, parts: readonly SyntaxNode[]): Bare {
    const first = parts[0];
    const last = parts.at(-1);
    if (!first || !last || parts.length < 3) throw invalidSyntax(node);
    const operator = parts
      .slice(1, -1)
      .map((part) => this.textOf(part))
      .join(" ");
    if (operator === "and" || operator === "or") {
      return { kind: "logic", operator, left: this.read(first), right: this.read(last) };
    }
    if (/^(<|>|<=|>=|==|!=|is|is not|in|not in)$/.test(operator)) {
      const left = this.read(first);
      const right = this.read(last);
      // a < b < c is one comparison; in the tree it is two, inside each other.
      const chained = left.kind === "compare" && first.name === "BinaryExpression";
      if (chained)
        return { kind: "compare", operators: [...left.operators, operator], values: [...left.values, right] };
      return { kind: "compare", operators: [operator], values: [left, right] };
    }
    return { kind: "binary", operator, left: this.read(first), right: this.read(last) };
  }

  /** `not a and b` is `(not a) and b`; the tree has it the other way round. */
  private negated(node: SyntaxNode): Bare {
    const [left, operator, right] = childrenOf(node);
    const isLogic = node.name === "BinaryExpression" && (operator?.name === "and" || operator?.name === "or");
    if (!isLogic || !left || !right || operator.name !== this.textOf(operator)) {
      return { kind: "unary", operator: "not", value: this.read(node) };
    }
    const span = { from: left.from, to: left.to };
    return {
      kind: "logic",
      operator: operator.name,
      left: { ...this.negated(left), span },
      right: this.read(right),
    };
  }

  /** Text and replacements of an f-string; a plain string is one piece of text. */
  private pieces(node: SyntaxNode): FormatPiece[] {
    if (node.name === "String") return [readString(this.textOf(node))];
    const { prefix, before, after } = quotesOf(this.textOf(node));
    return this.between(node, node.from + before, node.to - after, !prefix.includes("r"));
  }

  private between(node: SyntaxNode, from: number, to: number, escapes: boolean): FormatPiece[] {
    const found: FormatPiece[] = [];
    const plain = (start: number, end: number): void => {
      const text = this.text.slice(start, end).replaceAll("{{", "{").replaceAll("}}", "}");
      if (text.length > 0) found.push(escapes ? unescaped(text) : text);
    };
    let at = from;
    for (const child of childrenOf(node)) {
      if (child.name !== "FormatReplacement") continue;
      plain(at, child.from);
      found.push(this.replacement(child, escapes));
      at = child.to;
    }
    plain(at, to);
    return found;
  }

  private replacement(node: SyntaxNode, escapes: boolean): FormatPiece {
    const parts = childrenOf(node);
    const value = parts[1];
    if (!value || value.name === "}")
      throw this.at(node, new Failure("python", "SyntaxError", "f-string: empty expression not allowed"));
    let conversion = "";
    let spec: FormatPiece[] = [];
    for (const part of parts.slice(2)) {
      if (part.name === "FormatConversion") conversion = this.textOf(part).slice(1);
      else if (part.name === "FormatSpec") spec = this.between(part, part.from + 1, part.to, escapes);
      else if (part.name === "FormatSelfDoc")
        throw this.at(node, outside("{name=} in an f-string", "write the name as text: name={name}."));
      else if (part.name !== "}") throw invalidSyntax(part);
    }
    return { value: this.read(value), conversion, spec };
  }
}
