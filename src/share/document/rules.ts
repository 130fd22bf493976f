import * as v from "valibot";
import { isRecord } from "./plain";

/**
 * Building blocks of the document's schema. Each message is the second half of a sentence whose first half is the
 * path: "kernel_size[0]" + "must be a whole number from 1 to 31, not -3".
 */
export type Rule<T> = v.GenericSchema<unknown, T>;

/** A value as a sentence quotes it: JSON, at most 40 characters. */
export function quoted(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (Array.isArray(value) && value.length > 8) return `a list of ${value.length}`;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // A bigint inside an object, say: the type is all that can be told.
  }
  text ??= typeof value;
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

const must =
  (rule: string) =>
  (issue: { readonly input: unknown }): string =>
    issue.input === undefined ? `is missing: it must be ${rule}` : `must be ${rule}, not ${quoted(issue.input)}`;

/** A whole number from `least` to `most`. */
export const whole = (least: number, most: number): Rule<number> =>
  v.custom<number>(
    (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    must(`a whole number from ${least} to ${most}`),
  );

/** A finite number from `least` to `most`, both allowed. */
export const number = (least: number, most: number, rule = `a number from ${least} to ${most}`): Rule<number> =>
  v.custom<number>(
    (value) => typeof value === "number" && Number.isFinite(value) && value >= least && value <= most,
    must(rule),
  );

/** A finite number of any size. */
export const finite: Rule<number> = v.custom<number>((value) => Number.isFinite(value), must("a finite number"));

/** A text that `test` accepts; `rule` says which those are. */
export const text = (test: (value: string) => boolean, rule: string): Rule<string> =>
  v.custom<string>((value) => typeof value === "string" && test(value), must(rule));

export const truth: Rule<boolean> = v.custom<boolean>((value) => typeof value === "boolean", must("true or false"));

/** One of a few words. */
export const word = <const T extends string>(words: readonly T[]): Rule<T> =>
  v.custom<T>(
    (value) => words.includes(value as T),
    must(`${words.length > 1 ? "one of " : ""}${words.map((each) => JSON.stringify(each)).join(", ")}`),
  );

/** A list of `least` to `most` items. */
export const list = <T>(item: Rule<T>, least: number, most: number, rule: string): Rule<readonly T[]> =>
  v.pipe(
    v.custom<unknown[]>(
      (value) => Array.isArray(value) && value.length >= least && value.length <= most,
      must(`a list of ${rule}`),
    ),
    v.array(item),
  );

/** As many numbers as there are `names`, each by its own rule: `[rows, columns]`. */
export const pair = <T>(names: string, first: Rule<T>, second: Rule<T>): Rule<readonly [T, T]> =>
  v.pipe(
    v.custom<unknown[]>((value) => Array.isArray(value) && value.length === 2, must(`two numbers ${names}`)),
    v.tuple([first, second]),
  );

/** Four numbers, each by its own rule: `[B, C, H, W]`. */
export const four = <T>(
  names: string,
  [a, b, c, d]: readonly [Rule<T>, Rule<T>, Rule<T>, Rule<T>],
): Rule<readonly [T, T, T, T]> =>
  v.pipe(
    v.custom<unknown[]>((value) => Array.isArray(value) && value.length === 4, must(`four numbers ${names}`)),
    v.tuple([a, b, c, d]),
  );

/** What the rule of a missing field says of nothing: "is missing: it must be …". */
function missing(rule: v.ObjectEntries[string] | undefined): string {
  const { issues } = rule ? v.safeParse(rule, undefined) : {};
  return issues?.[0].message ?? "is missing";
}

/** An object with these fields; unknown ones are dropped. */
export function fields<const E extends v.ObjectEntries>(entries: E): Rule<v.InferOutput<v.ObjectSchema<E, string>>> {
  return v.pipe(
    v.custom<v.InferInput<v.ObjectSchema<E, string>>>(
      isRecord,
      must(`an object with ${Object.keys(entries).join(", ")}`),
    ),
    v.object(entries, ({ path }) => missing(entries[String(path?.[0]?.key)])),
  );
}

/** An object with exactly one of these fields: `{"add": …}` or `{"subtract": …}`. */
export function oneOf<T>(kinds: Readonly<Record<string, Rule<unknown>>>): Rule<T> {
  const names = Object.keys(kinds);
  const rule = must(`an object with one of ${names.join(", ")}`);
  return v.lazy((input) => {
    const present = isRecord(input) ? names.filter((name) => Object.hasOwn(input, name)) : [];
    const [name, second] = present;
    // The shape of `kinds` is what T says: each caller names T beside the entries.
    if (name !== undefined && second === undefined) return v.object({ [name]: kinds[name] as Rule<unknown> });
    return v.custom<Record<string, unknown>>(
      () => false,
      name === undefined ? rule : `must have only one of ${names.join(", ")}, not ${present.join(" and ")}`,
    );
  }) as unknown as Rule<T>;
}
