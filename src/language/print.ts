import type { Operand } from "../model/program";
import { outside, pythonError } from "./failure";
import { floatText, formatNumber, formatString, readSpec } from "./format-number";
import { LANGUAGE_LIMITS } from "./limits";
import type { PrintedPart } from "./printed";
import { isSequence, typeName, type TensorValue, type Value } from "./values";

/** How PyTorch names the origin of a computed tensor's gradient, when it prints it. */
export type GradientName = (operand: Operand) => string;

/** `str(value)`. */
export function shown(value: Value, gradientName: GradientName): PrintedPart[] {
  return value.kind === "str" ? [value.value] : represented(value, gradientName);
}

/** `repr(value)`. */
export function represented(value: Value, gradientName: GradientName): PrintedPart[] {
  switch (value.kind) {
    case "tensor":
      return [tensorPart(value, gradientName)];
    case "pending":
      return [itemPart(value.tensor, "")];
    case "str":
      return [quoted(value.value)];
    case "tuple":
    case "list":
    case "size":
      return sequence(value, gradientName);
    default:
      return [plain(value)];
  }
}

function plain(value: Value): string {
  switch (value.kind) {
    case "int":
      return String(value.value);
    case "float":
      return floatText(value.value);
    case "bool":
      return value.value ? "True" : "False";
    case "none":
      return "None";
    case "ellipsis":
      return "Ellipsis";
    case "dtype":
      return `torch.${value.dtype}`;
    default:
      throw outside(`printing a ${typeName(value)}`, "print a tensor, its shape, a number or text.");
  }
}

function sequence(value: Value & { items: readonly Value[] }, gradientName: GradientName): PrintedPart[] {
  const { items, kind } = value;
  const inner = items.flatMap((item, i) => [...(i > 0 ? [", "] : []), ...represented(item, gradientName)]);
  if (kind === "list") return ["[", ...inner, "]"];
  if (kind === "size") return ["torch.Size([", ...inner, "])"];
  return ["(", ...inner, items.length === 1 ? ",)" : ")"];
}

/** A string as Python's `repr` writes it. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll("\r", "\\r")
    .replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}

function tensorPart(tensor: TensorValue, gradientName: GradientName): PrintedPart {
  const { operand, parameter, requiresGrad, computed } = tensor;
  const remark = requiresGrad ? (computed ? gradientName(operand) : "requires_grad=True") : "";
  return { operand, form: "tensor", spec: "", remark, parameter };
}

const itemPart = (tensor: TensorValue, spec: string): PrintedPart => ({
  operand: tensor.operand,
  form: "item",
  spec,
  remark: "",
  parameter: false,
});

/** `format(value, spec)` inside an f-string. */
export function formatted(value: Value, spec: string, conversion: string, gradientName: GradientName): PrintedPart[] {
  if (conversion === "r" || conversion === "a") return inSpec(represented(value, gradientName), spec);
  if (conversion === "s") return inSpec(shown(value, gradientName), spec);
  if (spec === "")
    return value.kind === "tensor" && value.layout.shape.length === 0
      ? [itemPart(value, "")]
      : shown(value, gradientName);
  switch (value.kind) {
    case "int":
    case "float":
      return [formatNumber(value.value, value.kind, readSpec(spec, value.kind))];
    case "bool":
      // A bool is written as a word unless the code asks for a number.
      return [
        readSpec(spec, "bool").type === ""
          ? formatString(plain(value), readSpec(spec, "bool"))
          : formatNumber(Number(value.value), "int", readSpec(spec, "bool")),
      ];
    case "str":
      return [formatString(value.value, readSpec(spec, "str"))];
    case "pending":
      readSpec(spec, value.type);
      return [itemPart(value.tensor, spec)];
    case "tensor":
      if (value.layout.shape.length > 0) {
        throw pythonError("TypeError", "unsupported format string passed to Tensor.__format__");
      }
      readSpec(spec, "float");
      return [itemPart(value, spec)];
    default:
      throw pythonError(
        "TypeError",
        `unsupported format string passed to ${isSequence(value) && value.kind === "size" ? "Size" : typeName(value)}.__format__`,
      );
  }
}

function inSpec(parts: PrintedPart[], spec: string): PrintedPart[] {
  if (spec === "") return parts;
  const text = merged(parts);
  const [only] = text;
  if (text.length > 1 || typeof only !== "string")
    throw outside("a width for a printed tensor", "print it without one.");
  return [formatString(only, readSpec(spec, "str"))];
}

/** Neighbouring texts as one; throws when a printed line grows past the limit. */
export function merged(parts: readonly PrintedPart[]): PrintedPart[] {
  const found: PrintedPart[] = [];
  let length = 0;
  for (const part of parts) {
    length += typeof part === "string" ? part.length : 1;
    if (length > LANGUAGE_LIMITS.printed) {
      throw outside("a printed line this long", `at most ${LANGUAGE_LIMITS.printed} characters are printed here.`);
    }
    const last = found.at(-1);
    if (typeof part === "string" && typeof last === "string") found[found.length - 1] = last + part;
    else found.push(part);
  }
  return found;
}
