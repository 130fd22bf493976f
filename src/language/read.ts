import { axisOf, imageAxes, type Axis } from "../model/axes";
import { contiguousLayout } from "../model/layout";
import { knowTypedOperations } from "../model/ops";
import { TYPED_OPERATIONS } from "../model/ops/typed";
import type { ProgramInput } from "../model/program";
import { trace } from "../model/trace";
import { adviceOn } from "./advice";
import { Body } from "./body";
import { Failure, outside } from "./failure";
import { LANGUAGE_LIMITS } from "./limits";
import { parse } from "./parse";
import type { Bindings, Reading, ReadingError, TextRange, Variable } from "./reading";
import { Session } from "./session";
import { Runner } from "./statements";
import type { Span } from "./syntax";
import { prepare, type Prepared } from "./text";
import { withNames } from "./naming";
import { isSequence, typeName, type Value } from "./values";

// The language comes with all that can be said in it.
knowTypedOperations(TYPED_OPERATIONS);

/**
 * Reads PyTorch as a person types it: the program it makes, what it prints and the first error. Never throws for anything
 * a text may hold, computes no tensor, and its work is bounded by `LANGUAGE_LIMITS`.
 */
export function readProgram(source: string, bindings: Bindings): Reading {
  const inputs = inputsOf(bindings);
  const tooLong = lengthError(source);
  const prepared = prepare(tooLong ? "" : source);
  const session = new Session(inputs, prepared);
  bind(session, bindings);
  const body = new Body(session, prepared);
  let failure = tooLong;
  if (!failure) failure = run(session, prepared, body);
  const program = withNames(session);
  const error = failure && errorOf(failure, session, prepared);
  return {
    program,
    steps: trace(program),
    ranges: [null, ...session.spans.map((span) => rangeOf(span, prepared))],
    variables: variablesOf(session),
    printed: session.printed,
    error,
    notes: body.notes,
  };
}

function lengthError(source: string): Failure | null {
  const { characters, lines } = LANGUAGE_LIMITS;
  if (source.length > characters) {
    return outside(`a text of ${source.length} characters`, `a text has at most ${characters} characters here.`);
  }
  const count = source.split("\n").length;
  return count > lines ? outside(`a text of ${count} lines`, `a text has at most ${lines} lines here.`) : null;
}

function run(session: Session, prepared: Prepared, body: Body): Failure | null {
  const statements = parse(prepared.text);
  body.look(statements);
  const runner = new Runner(session, (name) => body.meaning(name), body.isBody);
  for (const parsed of statements) {
    if ("refused" in parsed) return parsed.refused;
    try {
      runner.run(parsed.statement);
    } catch (thrown) {
      if (thrown instanceof Failure) return thrown;
      throw thrown;
    }
    if (parsed.statement.kind === "return") return null;
  }
  return null;
}

function inputsOf({ image, filter, region, kept, base }: Bindings): Record<string, ProgramInput> {
  const [, , height, width] = image;
  const inputs: Record<string, ProgramInput> = {
    image: { code: "image", layout: contiguousLayout(image), axes: imageAxes(image) },
  };
  if (filter) {
    const [c, kh, kw] = filter;
    const axes = [axisOf("C", "C", c), axisOf("kh", "H", kh), axisOf("kw", "W", kw)];
    inputs["filter"] = { code: "filt", layout: contiguousLayout(filter), axes };
  }
  if (region === true) {
    const axes = [axisOf("H", "H", height), axisOf("W", "W", width)];
    inputs["region"] = { code: "region", layout: contiguousLayout([height, width]), axes, dtype: "bool" };
  }
  if (kept !== undefined) {
    const count = typeof kept === "number" ? kept : kept.length;
    inputs["kept"] = {
      code: "kept",
      layout: contiguousLayout([count]),
      axes: [windowsAxis("kept", count)],
      dtype: "int64",
    };
  }
  if (base !== undefined) {
    inputs["base"] = { code: "base", layout: contiguousLayout([base]), axes: [windowsAxis("N", base)] };
  }
  return inputs;
}

/** An axis that runs over windows. */
const windowsAxis = (name: string, size: number): Axis => ({
  parts: [{ name, family: "B", size, families: ["B", "H", "W"] }],
});

function bind(session: Session, { kept }: Bindings): void {
  const { names, inputs } = session;
  names.set("torch", { kind: "module", name: "torch" });
  names.set("nn", { kind: "module", name: "torch.nn" });
  names.set("F", { kind: "module", name: "torch.nn.functional" });
  for (const [name, { code }] of Object.entries(inputs)) {
    names.set(code, session.input(name, name === "kept" ? (kept ?? null) : null));
  }
}

function rangeOf({ from, to }: Span, prepared: Prepared): TextRange {
  return { from: prepared.place(from), to: prepared.place(to) };
}

function errorOf(failure: Failure, session: Session, prepared: Prepared): ReadingError {
  const { kind, type, message, hint } = failure;
  const range = rangeOf(failure.span ?? { from: 0, to: 0 }, prepared);
  const advice = hint ?? adviceOn(failure, session.program);
  return {
    kind,
    type,
    message: kind === "outside" ? `outside the playground's language: ${message}` : message,
    range,
    advice: advice.charAt(0).toUpperCase() + advice.slice(1),
  };
}

/** Names that stand for something before the first line. */
const GIVEN: ReadonlySet<string> = new Set(["torch", "nn", "F"]);

function variablesOf({ names }: Session): ReadonlyMap<string, Variable> {
  const found = new Map<string, Variable>();
  for (const [name, value] of names) if (!GIVEN.has(name)) found.set(name, variable(value));
  return found;
}

function variable(value: Value): Variable {
  switch (value.kind) {
    case "tensor": {
      const { operand, dtype, requiresGrad } = value;
      const step = "call" in operand ? operand.call + 1 : operand.input === "image" ? 0 : null;
      return { kind: "tensor", operand, step, dtype, requiresGrad };
    }
    case "int":
    case "float":
    case "bool":
    case "str":
      return value;
    case "pending":
      return { kind: "item", operand: value.tensor.operand };
    case "none":
      return { kind: "none" };
    default:
      if (isSequence(value)) return { kind: value.kind, items: value.items.map(variable) };
      return { kind: "other", type: typeName(value) };
  }
}
