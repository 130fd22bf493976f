import { pythonError, type Failure } from "./failure";
import type { CallArguments, Value } from "./values";

/** Matches the arguments of a function that PyTorch writes in Python, refused in Python's words. */
export class PythonSignature {
  private readonly names: readonly string[];
  private readonly required: number;

  /** `text` as it stands after `def`: `input, kernel_size, dilation=1`. */
  constructor(
    private readonly name: string,
    text: string,
  ) {
    const parts = text === "" ? [] : text.split(", ");
    this.names = parts.map((part) => part.split("=")[0] ?? part);
    this.required = parts.filter((part) => !part.includes("=")).length;
  }

  /** The values by name. */
  bind({ positional, keywords }: CallArguments): ReadonlyMap<string, Value> {
    const { names, required } = this;
    const values = new Map<string, Value>();
    for (const [key, value] of keywords) {
      const place = names.indexOf(key);
      if (place < 0) throw this.error(`got an unexpected keyword argument '${key}'`);
      if (place < positional.length) throw this.error(`got multiple values for argument '${key}'`);
      values.set(key, value);
    }
    if (positional.length > names.length) {
      const takes = required === names.length ? String(required) : `from ${required} to ${names.length}`;
      const plural = names.length === 1 ? "" : "s";
      const were = positional.length === 1 ? "was" : "were";
      throw this.error(`takes ${takes} positional argument${plural} but ${positional.length} ${were} given`);
    }
    positional.forEach((value, i) => values.set(names[i] ?? "", value));
    const missing = names
      .slice(0, required)
      .filter((name) => !values.has(name))
      .map((name) => `'${name}'`);
    if (missing.length > 0) {
      const last = missing.at(-1) ?? "";
      const comma = missing.length > 2 ? "," : "";
      const listed = missing.length === 1 ? last : `${missing.slice(0, -1).join(", ")}${comma} and ${last}`;
      throw this.error(
        `missing ${missing.length} required positional argument${missing.length === 1 ? "" : "s"}: ${listed}`,
      );
    }
    return values;
  }

  private error(words: string): Failure {
    return pythonError("TypeError", `${this.name}() ${words}`);
  }
}
