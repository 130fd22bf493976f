import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { Failure, outside } from "./failure";
import { childrenOf, ExpressionReader, invalidSyntax } from "./parse-expression";
import { findUnclosed, type Unclosed } from "./scan";
import type { Imported, Span, Statement, Target } from "./syntax";

/** A statement, or why it is not one. What follows the first refused one is not read. */
export type Parsed = { readonly statement: Statement } | { readonly refused: Failure };

const BODY = "paste the lines of its body instead.";

/** Statements of Python that the language here does not have. */
const OUTSIDE: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["FunctionDefinition", ["def", BODY]],
  ["ClassDefinition", ["class", `${BODY} For a layer, that is the body of its forward.`]],
  ["DecoratedStatement", ["decorators", "leave the decorator out and paste the body of what it decorates."]],
  ["ForStatement", ["for loops", "write the lines out, or do it at once with a tensor operation."]],
  ["WhileStatement", ["while loops", "write the lines out."]],
  ["IfStatement", ["if", "write the lines that apply."]],
  ["WithStatement", ["with", "write the lines inside it; .detach() stands for torch.no_grad()."]],
  ["TryStatement", ["try", "write the lines inside it: an error is shown where it happens."]],
  ["MatchStatement", ["match", "write the lines that apply."]],
  ["DeleteStatement", ["del", "leave it out."]],
  ["ScopeStatement", ["global and nonlocal", "leave it out: all names are in one place here."]],
  ["AssertStatement", ["assert", "print the comparison instead."]],
  ["RaiseStatement", ["raise", "leave it out."]],
  ["YieldStatement", ["yield", "assign the value to a name."]],
  ["BreakStatement", ["break", "leave it out: there are no loops here."]],
  ["ContinueStatement", ["continue", "leave it out: there are no loops here."]],
  ["TypeDefinition", ["type", "leave it out."]],
]);

/** Reads a text into statements, up to the first that is not one. */
export function parse(text: string): Parsed[] {
  const unclosed = findUnclosed(text);
  const reader = new StatementReader(text, unclosed);
  const found: Parsed[] = [];
  const nodes = topLevel(parser.parse(parsable(text)).topNode);
  for (const [i, node] of nodes.entries()) {
    try {
      refuseNeighbour(text, node, nodes[i + 1]);
      found.push({ statement: reader.read(node) });
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      thrown.span ??= { from: node.from, to: node.to };
      return [...found, { refused: thrown }];
    }
  }
  return found;
}

/** The parser stumbles over `5.` without a digit behind; a stand-in of the same length keeps every place. */
const parsable = (text: string): string => text.replace(/(?<![\w.])(\d[\d_]*)\.(?![\w.])/g, "$1j");

/** `a b`: what follows on the same line does not belong to the statement, and is none of its own. */
function refuseNeighbour(text: string, { to }: SyntaxNode, next: SyntaxNode | undefined): void {
  if (next?.type.isError === true && !text.slice(to, next.from).includes("\n")) throw invalidSyntax(next);
}

/** Statements in order, those on one line with `;` as well. */
function topLevel(script: SyntaxNode): SyntaxNode[] {
  return childrenOf(script).flatMap((node) =>
    node.name === "StatementGroup" ? childrenOf(node).filter((child) => child.name !== ";") : [node],
  );
}

/** True when something in the tree below did not fit Python's grammar. */
function isBroken(node: SyntaxNode): boolean {
  if (node.type.isError) return true;
  let broken = false;
  node.cursor().iterate((each) => {
    if (each.type.isError) broken = true;
    return !broken;
  });
  return broken;
}

class StatementReader {
  private readonly expressions: ExpressionReader;

  constructor(
    private readonly text: string,
    private readonly unclosed: Unclosed | null,
  ) {
    this.expressions = new ExpressionReader(text);
  }

  read(node: SyntaxNode): Statement {
    const refused = OUTSIDE.get(node.name);
    // Their bodies are not looked at.
    if (refused) throw this.located(outside(...refused), firstLine(this.text, node));
    this.refuseBroken(node);
    const span = { from: node.from, to: node.to };
    const parts = childrenOf(node);
    switch (node.name) {
      case "AssignStatement":
        return { ...this.assign(node, parts), span };
      case "UpdateStatement":
        return { ...this.update(node, parts), span };
      case "ExpressionStatement":
        return { kind: "expression", value: this.expressions.readList(parts), span };
      case "ReturnStatement":
        return { kind: "return", value: parts.length > 1 ? this.expressions.readList(parts.slice(1)) : null, span };
      case "ImportStatement":
        return { kind: "import", names: this.imports(parts), span };
      case "PassStatement":
        return { kind: "pass", span };
      case "PrintStatement":
        throw new Failure("python", "SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?");
      default:
        throw invalidSyntax(node);
    }
  }

  private refuseBroken(node: SyntaxNode): void {
    const { unclosed } = this;
    const here = unclosed !== null && unclosed.at >= node.from && unclosed.at < Math.max(node.to, node.from + 1);
    if (here) {
      throw new Failure("python", "SyntaxError", unclosed.message, { from: unclosed.at, to: unclosed.at + 1 });
    }
    if (isBroken(node)) throw invalidSyntax(firstError(node));
    const lineStart = this.text.lastIndexOf("\n", node.from - 1) + 1;
    const before = this.text.slice(lineStart, node.from);
    if (before.length > 0 && /^[ \t]+$/.test(before))
      throw new Failure("python", "IndentationError", "unexpected indent");
  }

  private located(failure: Failure, span: Span): Failure {
    failure.span ??= span;
    return failure;
  }

  private assign(node: SyntaxNode, parts: readonly SyntaxNode[]) {
    const groups: SyntaxNode[][] = [[]];
    for (const part of parts) {
      if (part.name === "AssignOp") groups.push([]);
      else if (part.name !== "TypeDef") groups.at(-1)?.push(part);
    }
    const value = groups.pop();
    if (!value || value.length === 0 || groups.length === 0) throw invalidSyntax(node);
    return {
      kind: "assign",
      targets: groups.map((group) => this.targetList(group)),
      value: this.expressions.readList(value),
    } as const;
  }

  private update(node: SyntaxNode, parts: readonly SyntaxNode[]) {
    const [target, operator, ...value] = parts;
    if (!target || !operator) throw invalidSyntax(node);
    const written = this.target(target);
    return {
      kind: "update",
      target: written,
      operator: this.expressions.textOf(operator).slice(0, -1),
      value: this.expressions.readList(value),
    } as const;
  }

  private targetList(nodes: readonly SyntaxNode[]): Target {
    const [first] = nodes;
    const last = nodes.at(-1);
    if (!first || !last) throw new Failure("python", "SyntaxError", "invalid syntax");
    if (nodes.length === 1) return this.target(first);
    const parts = nodes.filter((node) => node.name !== ",").map((node) => this.target(node));
    return { parts, span: { from: first.from, to: last.to } };
  }

  private target(node: SyntaxNode): Target {
    const span = { from: node.from, to: node.to };
    const parts = childrenOf(node);
    switch (node.name) {
      case "VariableName":
        return { name: this.expressions.textOf(node), span };
      case "TupleExpression":
      case "ArrayExpression":
      case "ParenthesizedExpression": {
        const inner = parts.slice(1, -1).filter((part) => part.name !== ",");
        const [only] = inner;
        if (node.name === "ParenthesizedExpression" && only) return this.target(only);
        return { parts: inner.map((part) => this.target(part)), span };
      }
      case "MemberExpression":
        throw this.located(this.memberTarget(node, parts), span);
      case "*":
        throw this.located(outside("* on the left of =", "name every part."), span);
      case "CallExpression":
        throw this.located(
          new Failure(
            "python",
            "SyntaxError",
            "cannot assign to function call here. Maybe you meant '==' instead of '='?",
          ),
          span,
        );
      default:
        throw this.located(new Failure("python", "SyntaxError", "cannot assign to this here"), span);
    }
  }

  private memberTarget(node: SyntaxNode, parts: readonly SyntaxNode[]): Failure {
    const [object, mark] = parts;
    const name = object ? this.expressions.textOf(object) : "x";
    if (mark?.name === "[") {
      return outside(
        "assigning to a part of a tensor",
        `make a new one: ${name}.masked_fill(…), torch.where(…), torch.cat(…).`,
      );
    }
    return outside(`assigning to ${this.expressions.textOf(node)}`, "use a plain name on the left of =.");
  }

  private imports(parts: readonly SyntaxNode[]): Imported[] {
    const words = parts.map((part) => this.expressions.textOf(part));
    const from = words[0] === "from" ? words.slice(1, words.indexOf("import")).join("") : null;
    const rest = words
      .slice(from === null ? 1 : words.indexOf("import") + 1)
      .filter((word) => word !== "(" && word !== ")");
    return splitAt(rest, ",").flatMap((group) => {
      const as = group.indexOf("as");
      const path = (as < 0 ? group : group.slice(0, as)).join("");
      if (path === "") return [];
      if (from !== null) return [{ path: `${from}.${path}`, as: group[as + 1] ?? path }];
      const alias = as < 0 ? undefined : group[as + 1];
      return [
        alias === undefined
          ? { path: path.split(".")[0] ?? path, as: path.split(".")[0] ?? path }
          : { path, as: alias },
      ];
    });
  }
}

function splitAt(words: readonly string[], mark: string): string[][] {
  const groups: string[][] = [[]];
  for (const word of words) {
    if (word === mark) groups.push([]);
    else groups.at(-1)?.push(word);
  }
  return groups;
}

function firstError(node: SyntaxNode): SyntaxNode {
  let found: SyntaxNode | null = null;
  node.cursor().iterate((each) => {
    if (each.type.isError) found ??= each.node;
    return found === null;
  });
  return found ?? node;
}

function firstLine(text: string, { from, to }: Span): Span {
  const end = text.indexOf("\n", from);
  return { from, to: end < 0 ? to : Math.min(end, to) };
}
