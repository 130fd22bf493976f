import { Bound } from "./bound";
import { outside, pythonError, type Failure } from "./failure";
import { fits, isInt, OTHER_NAMES, readSignature, type Signature, written } from "./parameters";
import { typeName, type CallArguments, type Value } from "./values";

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
