import { outside, pythonError } from "./failure";
import { isIntTensor } from "./parameters";
import { asInt, asNumber, isSequence, typeName, type TensorValue, type Value } from "./values";

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
