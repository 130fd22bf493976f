import { outside, pythonError, type Failure } from "./failure";
import { asInt, asNumber, isSequence, typeName, type CallArguments, type TensorValue, type Value } from "./values";

/** One parameter of a PyTorch function, as its errors write it. */
interface Parameter {
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
interface Signature {
  readonly parameters: readonly Parameter[];
  readonly positional: number;
  readonly required: number;
}

/**
 * Reads what PyTorch's errors print, `int dim, bool keepdim=False, *, torch.dtype dtype=None`: a default makes a parameter
 * optional, `?` lets it be None, `[2]` lets one int stand for two, `Tensor~` takes numbers as well. The empty text is the signature without parameters.
 */
function readSignature(text: string): Signature {
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
function written({ parameters }: Signature): string {
  const parts = parameters.map(({ type, name }) => `${type} ${name}`);
  const first = parameters.findIndex(({ keywordOnly }) => keywordOnly);
  if (first >= 0) parts.splice(first, 0, "*");
  return `(${parts.join(", ")})`;
}

const isInt = (value: Value): boolean => value.kind === "int" || isIntTensor(value);
const isIntTensor = (value: Value): boolean =>
  value.kind === "tensor" && value.layout.shape.length === 0 && value.dtype === "int64" && !value.requiresGrad;

/** torch/csrc/utils/python_arg_parser.cpp, `FunctionParameter::check`. */
function fits(value: Value, { type, repeats, takesNumbers }: Parameter): boolean {
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

const OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ["dim", ["axis"]],
  ["keepdim", ["keepdims"]],
  ["input", ["x", "a", "x1"]],
  ["other", ["x2"]],
]);

/** The arguments of a call, each under its parameter's name. */
export class Bound {
  constructor(
    private readonly name: string,
    private readonly values: ReadonlyMap<string, Value>,
    /** Which signature it is, from 0. */
    readonly variant: number,
  ) {}

  /** The value, or null when it was left out or is None. */
  get(name: string): Value | null {
    const value = this.values.get(name);
    return value === undefined || value.kind === "none" ? null : value;
  }

  tensor(name: string): TensorValue {
    const value = this.get(name);
    if (value?.kind === "tensor") return value;
    throw pythonError(
      "TypeError",
      `${this.name}(): argument '${name}' must be Tensor, not ${value ? typeName(value) : "NoneType"}`,
    );
  }

  tensors(name: string): TensorValue[] {
    const value = this.get(name);
    return value && isSequence(value) ? value.items.filter((item): item is TensorValue => item.kind === "tensor") : [];
  }

  int(name: string, preset: number): number {
    const value = this.get(name);
    return value === null ? preset : knownInt(value);
  }

  number(name: string, preset: number): number {
    const value = this.get(name);
    if (value === null) return preset;
    return asNumber(value) ?? knownInt(value);
  }

  bool(name: string): boolean {
    const value = this.get(name);
    return value?.kind === "bool" && value.value;
  }

  str(name: string, preset: string): string {
    const value = this.get(name);
    return value?.kind === "str" ? value.value : preset;
  }

  /** Whole numbers, a single one as often as `repeats` says. Null when left out. */
  ints(name: string, repeats = 1): number[] | null {
    const value = this.get(name);
    if (value === null) return null;
    if (!isSequence(value)) return Array.from({ length: repeats }, () => knownInt(value));
    return value.items.map((item, i) => {
      if (asInt(item) === null && !isIntTensor(item)) {
        throw pythonError(
          "TypeError",
          `${this.name}(): argument '${name}' must be ${this.typeOf(name)}, but found element of type ${typeName(item)} at pos ${i + 1}`,
        );
      }
      return knownInt(item);
    });
  }

  private typeOf(name: string): string {
    return SYM_INTS.has(`${this.name}.${name}`) ? "tuple of SymInts" : "tuple of ints";
  }
}

/** Where PyTorch 1.13 says SymInts, for the words of an error. */
const SYM_INTS: ReadonlySet<string> = new Set([
  "view.size",
  "reshape.shape",
  "expand.size",
  "repeat.repeats",
  "zeros.size",
  "ones.size",
  "full.size",
  "as_strided.size",
  "as_strided.stride",
]);

function knownInt(value: Value): number {
  const known = asInt(value);
  if (known !== null) return known;
  throw outside("a tensor used as a number", "write the number itself, or a size: x.shape[0].");
}

/** torch/csrc/utils/invalid_arguments.cpp, `_argDesc`: with keywords alone a comma stays behind the last. */
function described({ positional, keywords }: CallArguments): string {
  const all = [...positional.map(typeName), ...Array.from(keywords, ([key, value]) => `${key}=${typeName(value)}`)];
  return all.join(", ") + (positional.length === 0 && keywords.size > 0 ? ", " : "");
}

/** Matches the arguments of a call to PyTorch's signatures, refused in PyTorch's words. */
export class Signatures {
  private readonly all: readonly Signature[];

  constructor(
    private readonly name: string,
    texts: readonly string[],
  ) {
    this.all = texts.map(readSignature);
  }

  bind(args: CallArguments): Bound {
    const [only] = this.all;
    if (this.all.length === 1 && only) return this.bound(this.match(only, args, true), 0);
    for (const [variant, signature] of this.all.entries()) {
      const found = this.match(signature, args, false);
      if (found !== null) return this.bound(found, variant);
    }
    const count = args.positional.length + args.keywords.size;
    const plausible = this.all.filter(({ required, parameters }) => count >= required && count <= parameters.length);
    const [single] = plausible;
    if (plausible.length === 1 && single) this.match(single, args, true);
    const got = described(args);
    const options = this.all.map((signature) => `\n * ${written(signature)}`).join("");
    throw pythonError(
      "TypeError",
      `${this.name}() received an invalid combination of arguments - got (${got}), but expected one of:${options}`,
    );
  }

  private bound(values: ReadonlyMap<string, Value> | null, variant: number): Bound {
    for (const { type, name } of this.all[variant]?.parameters ?? []) {
      const value = values?.get(name);
      if (value?.kind !== "str" && type === "name") continue;
      if (type === "name" || type === "tuple of names") {
        throw outside("axes with names", "count axes from 0, or from -1 backwards.");
      }
    }
    return new Bound(this.name, values ?? new Map<string, Value>(), variant);
  }

  /** As `FunctionSignature::parse`: the values by name, or null (or an error, when asked to raise) if they do not fit. */
  private match(signature: Signature, args: CallArguments, raise: boolean): Map<string, Value> | null {
    const { parameters, positional } = signature;
    const refuse = (failure: () => Failure): null => {
      if (raise) throw failure();
      return null;
    };
    const [first] = parameters;
    const spreads = positional === 1 && first !== undefined && /^tuple of (Sym)?[iI]nts$/.test(first.type);
    const count = args.positional.length;
    if (count > positional && !spreads) return refuse(() => this.extra(signature, count));
    const values = new Map<string, Value>();
    let place = 0;
    let keywordsLeft = args.keywords.size;
    for (const [i, parameter] of parameters.entries()) {
      let value: Value | undefined;
      let byName = false;
      if (place < count) {
        if (parameter.keywordOnly) return refuse(() => this.extra(signature, count));
        value = args.positional[place];
      } else {
        value = this.keyword(args, parameter.name);
        byName = value !== undefined;
      }
      if (value === undefined) {
        if (!parameter.optional) return refuse(() => this.missing(signature, i));
        continue;
      }
      const spread = spreads && i === 0 && !byName && isInt(value);
      if (spread) {
        values.set(parameter.name, { kind: "tuple", items: args.positional });
        place = count;
        continue;
      }
      const isNone = value.kind === "none" && parameter.nullable;
      if (!isNone && !fits(value, parameter)) {
        const at = byName ? "" : ` (position ${place + 1})`;
        const given = typeName(value);
        return refuse(() =>
          pythonError(
            "TypeError",
            `${this.name}(): argument '${parameter.name}'${at} must be ${parameter.type}, not ${given}`,
          ),
        );
      }
      values.set(parameter.name, value);
      if (byName) keywordsLeft -= 1;
      else place += 1;
    }
    if (keywordsLeft > 0) return refuse(() => this.unexpected(signature, args));
    return values;
  }

  private keyword({ keywords }: CallArguments, name: string): Value | undefined {
    const own = keywords.get(name);
    if (own !== undefined) return own;
    for (const other of OTHER_NAMES.get(name) ?? []) {
      const value = keywords.get(other);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  private extra({ positional, required }: Signature, count: number): Failure {
    const takes =
      required === positional
        ? `${positional} positional argument${positional === 1 ? "" : "s"}`
        : `from ${required} to ${positional} positional arguments`;
    return pythonError("TypeError", `${this.name}() takes ${takes} but ${count} ${count === 1 ? "was" : "were"} given`);
  }

  private missing({ parameters }: Signature, from: number): Failure {
    const names = parameters
      .slice(from)
      .filter(({ optional }) => !optional)
      .map(({ name }) => `"${name}"`);
    return pythonError(
      "TypeError",
      `${this.name}() missing ${names.length} required positional argument${names.length === 1 ? "s" : ""}: ${names.join(", ")}`,
    );
  }

  private unexpected({ parameters }: Signature, { positional, keywords }: CallArguments): Failure {
    for (const key of keywords.keys()) {
      const i = parameters.findIndex(({ name }) => name === key || OTHER_NAMES.get(name)?.includes(key));
      if (i < 0) return pythonError("TypeError", `${this.name}() got an unexpected keyword argument '${key}'`);
      if (i < positional.length)
        return pythonError("TypeError", `${this.name}() got multiple values for argument '${key}'`);
    }
    return pythonError("TypeError", "invalid keyword arguments");
  }
}
