import { asNumber, isSequence, type Value } from "./values";

/** One parameter of a PyTorch function, as its errors write it. */
export interface Parameter {
  readonly type: string;
  readonly name: string;
  readonly optional: boolean;
  /** A single int stands for this many of them, as in `stride=2`; 0 when it does not. */
  readonly repeats: number;
  readonly nullable: boolean;
  /** A number is taken for a tensor without axes, as in `x.add(2)`. */
  readonly takesNumbers: boolean;
  readonly keywordOnly: boolean;
}

/** One way to call a PyTorch function. */
export interface Signature {
  readonly parameters: readonly Parameter[];
  readonly positional: number;
  readonly required: number;
}

/**
 * Reads what PyTorch's errors print, `int dim, bool keepdim=False, *, torch.dtype dtype=None`: a default makes a parameter
 * optional, `?` lets it be None, `[2]` lets one int stand for two, `Tensor~` takes numbers as well. The empty text is the signature without parameters.
 */
export function readSignature(text: string): Signature {
  let keywordOnly = false;
  const parameters = text.split(", ").flatMap((part): Parameter[] => {
    if (part === "*") keywordOnly = true;
    const match = /^(tuple of \w+|[\w.]+)(?:\[(\d+)\])?(~)?(\?)? (\w+)(=.*)?$/.exec(part);
    if (!match) return [];
    const [, type = "", repeats, numbers, nullable, name = "", preset] = match;
    const optional = preset !== undefined;
    return [
      {
        type,
        name,
        optional,
        repeats: Number(repeats ?? 0),
        nullable: nullable !== undefined || preset === "=None",
        takesNumbers: numbers !== undefined,
        keywordOnly,
      },
    ];
  });
  return {
    parameters,
    positional: parameters.filter((each) => !each.keywordOnly).length,
    required: parameters.filter((each) => !each.optional).length,
  };
}

/** A signature as an error lists it. */
export function written({ parameters }: Signature): string {
  const parts = parameters.map(({ type, name }) => `${type} ${name}`);
  const first = parameters.findIndex(({ keywordOnly }) => keywordOnly);
  if (first >= 0) parts.splice(first, 0, "*");
  return `(${parts.join(", ")})`;
}

/** An int, or a tensor that Python takes for one. */
export const isInt = (value: Value): boolean => value.kind === "int" || isIntTensor(value);
export const isIntTensor = (value: Value): boolean =>
  value.kind === "tensor" && value.layout.shape.length === 0 && value.dtype === "int64" && !value.requiresGrad;

/** torch/csrc/utils/python_arg_parser.cpp, `FunctionParameter::check`. */
export function fits(value: Value, { type, repeats, takesNumbers }: Parameter): boolean {
  switch (type) {
    case "Tensor":
      return value.kind === "tensor" || (takesNumbers && (asNumber(value) !== null || value.kind === "pending"));
    case "object":
      return true;
    case "torch.device":
      return value.kind === "str";
    case "int":
      return isInt(value);
    case "float":
      return asNumber(value) !== null || value.kind === "pending";
    case "Number":
      return (
        asNumber(value) !== null ||
        value.kind === "pending" ||
        (value.kind === "tensor" && value.layout.shape.length === 0 && !value.requiresGrad)
      );
    case "bool":
      return value.kind === "bool";
    case "str":
    case "name":
      return value.kind === "str" || (type === "name" && value.kind === "none");
    case "torch.dtype":
      return value.kind === "dtype";
    case "tuple of Tensors":
      return isSequence(value) && value.items.every((item) => item.kind === "tensor");
    case "tuple of names":
      return isSequence(value) && value.items.length > 0 && value.items.every((item) => item.kind === "str");
    case "tuple of ints":
    case "tuple of SymInts": {
      if (isSequence(value)) return value.items[0] === undefined || isInt(value.items[0]);
      return repeats > 0 && isInt(value);
    }
    default:
      return false;
  }
}

/** Names that NumPy has for the same parameters, which PyTorch takes as well. */
export const OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ["dim", ["axis"]],
  ["keepdim", ["keepdims"]],
  ["input", ["x", "a", "x1"]],
  ["other", ["x2"]],
]);
