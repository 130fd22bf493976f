import { gradientName } from "./autograd";
import { Evaluator } from "./evaluate";
import { Failure, outside, pythonError } from "./failure";
import { imported } from "./modules";
import { binary } from "./operators";
import { merged, shown } from "./print";
import type { PrintedPart } from "./printed";
import type { Session } from "./session";
import type { Argument, Expression, Span, Statement, Target } from "./syntax";
import { isSequence, typeName, type Value } from "./values";

/** Carries out statements one after another. */
export class Runner {
  private readonly evaluator: Evaluator;

  constructor(
    private readonly session: Session,
    unbound: (name: string) => Value | null,
    private readonly isBody: boolean,
  ) {
    this.evaluator = new Evaluator(session, unbound, isBody);
  }

  run(statement: Statement): void {
    try {
      this.carryOut(statement);
    } catch (thrown) {
      if (thrown instanceof Failure) thrown.span ??= statement.span;
      throw thrown;
    }
  }

  private carryOut(statement: Statement): void {
    switch (statement.kind) {
      case "assign": {
        const value = this.assigned(statement);
        for (const target of statement.targets) this.assign(target, value);
        this.retell(statement.value, value, statement.span);
        return;
      }
      case "update":
        this.update(statement.target, statement.operator, statement.value, statement.span);
        return;
      case "expression":
        this.expression(statement.value);
        return;
      case "return":
        if (!this.isBody) throw new Failure("python", "SyntaxError", "'return' outside function");
        if (statement.value) this.session.names.set("result", this.evaluator.value(statement.value));
        return;
      case "import":
        for (const { path, as } of statement.names) this.session.names.set(as, imported(path, this.session));
        return;
      case "pass":
        return;
    }
  }

  private assign(target: Target, value: Value): void {
    if ("name" in target) {
      this.session.names.set(target.name, value);
      if (value.kind === "tensor" && "call" in value.operand) this.session.assigned[value.operand.call] ??= target.name;
      return;
    }
    const { parts } = target;
    if (value.kind === "tensor") {
      throw outside("taking a tensor apart", "write a = x[0], b = x[1], …; sizes are taken apart with h, w = x.shape.");
    }
    if (!isSequence(value)) throw pythonError("TypeError", `cannot unpack non-iterable ${typeName(value)} object`);
    const { items } = value;
    if (items.length > parts.length)
      throw pythonError("ValueError", `too many values to unpack (expected ${parts.length})`);
    if (items.length < parts.length) {
      throw pythonError("ValueError", `not enough values to unpack (expected ${parts.length}, got ${items.length})`);
    }
    parts.forEach((part, i) => {
      const item = items[i];
      if (item) this.assign(part, item);
    });
  }

  /** The value of an assignment; a step that is refused instead is told with the whole line as well. */
  private assigned({ value, targets, span }: Extract<Statement, { kind: "assign" }>): Value {
    try {
      return this.evaluator.value(value);
    } catch (thrown) {
      const { calls, spans, assigned } = this.session;
      const made = spans.at(-1);
      const [target] = targets;
      const isRefused = thrown instanceof Failure && thrown.kind === "pytorch" && thrown.step === calls.length;
      if (isRefused && target && "name" in target && made?.from === value.span.from && made.to === value.span.to) {
        assigned[calls.length - 1] = target.name;
        this.tell(calls.length - 1, span);
      }
      throw thrown;
    }
  }

  private tell(k: number, span: Span): void {
    const call = this.session.calls[k];
    if (call) this.session.calls[k] = { ...call, source: this.session.sourceOf(span) };
  }

  /** The last step of an assignment is told with the whole line. */
  private retell(expression: Expression, value: Value, span: Span): void {
    if (value.kind !== "tensor" || !("call" in value.operand)) return;
    const k = value.operand.call;
    const made = this.session.spans[k];
    if (made && made.from >= expression.span.from && made.to <= expression.span.to) this.tell(k, span);
  }

  private update(target: Target, operator: string, expression: Expression, span: Span): void {
    if (!("name" in target))
      throw new Failure("python", "SyntaxError", "'tuple' is an illegal expression for augmented assignment");
    const before = this.evaluator.value({ kind: "name", name: target.name, span: target.span });
    const value = this.evaluator.value(expression);
    if (before.kind === "tensor") {
      throw outside(
        `${operator}= on a tensor, which changes it in place`,
        `make a new one: ${target.name} = ${target.name} ${operator} …`,
      );
    }
    this.session.here = span;
    this.session.names.set(target.name, binary(this.session, operator, before, value, `${operator}=`));
  }

  private expression(expression: Expression): void {
    if (expression.kind === "call") {
      const { callee, args } = expression;
      if (callee.kind === "name" && callee.name === "print" && !this.session.names.has("print")) {
        this.print(args, expression.span);
        return;
      }
      if (this.isBody && callee.kind === "member" && callee.object.kind === "name" && callee.object.name === "ctx") {
        if (callee.name === "save_for_backward") return;
      }
    }
    this.evaluator.value(expression);
  }

  private print(args: readonly Argument[], span: Span): void {
    const parts: PrintedPart[] = [];
    let separator = " ";
    const values: PrintedPart[][] = [];
    for (const { name, star, value } of args) {
      if (name === "sep" || name === "end") {
        const given = this.evaluator.value(value);
        if (given.kind !== "str" && given.kind !== "none") {
          throw pythonError("TypeError", `${name} must be None or a string, not ${typeName(given)}`);
        }
        if (name === "sep" && given.kind === "str") separator = given.value;
        if (name === "end" && given.kind === "str" && given.value !== "\n") {
          throw outside("print with another end", "print it all at once.");
        }
      } else if (name === "file" || name === "flush") {
        throw outside(`print(${name}=…)`, "leave it out.");
      } else if (name !== null) {
        throw pythonError("TypeError", `'${name}' is an invalid keyword argument for print()`);
      } else values.push(...this.texts(value, star));
    }
    values.forEach((each, i) => parts.push(...(i > 0 ? [separator] : []), ...each));
    const { line } = this.session.prepared.place(span.from);
    this.session.print({ line, parts: merged(parts) });
  }

  private texts(expression: Expression, star: boolean): PrintedPart[][] {
    if (!star && expression.kind === "format") return [this.evaluator.parts(expression.pieces)];
    const value = this.evaluator.value(expression);
    const name = (operand: Parameters<typeof gradientName>[1]): string => gradientName(this.session, operand);
    if (!star) return [shown(value, name)];
    if (!isSequence(value)) throw outside("* of this", "write the values.");
    return value.items.map((item) => shown(item, name));
  }
}
