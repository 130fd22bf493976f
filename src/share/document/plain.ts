import { PlaygroundError } from "../../model/errors";

/** Nothing a document may hold lies deeper, and none of the allowed documents has more values. */
const MOST_LEVELS = 12;
const MOST_VALUES = 250_000;

/** Keys that mean something to JavaScript itself: never read, never written. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** True for anything with fields, arrays excluded. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `region.shapes[3].add`: how problems and ignored fields are named. */
export function childPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  const name = key.length > 60 ? `${key.slice(0, 60)}…` : key;
  return path === "" ? name : `${path}.${name}`;
}

/**
 * A copy of foreign data that is safe to look into: own fields only, on objects without a prototype, −0 as 0, fields
 * that are `undefined` left out. Paths of fields that must not be followed are added to `ignored`. Throws
 * `PlaygroundError` "document" when the data is deeper or larger than any document.
 */
export function plainCopy(input: unknown, ignored: string[]): unknown {
  let values = 0;
  const copy = (value: unknown, path: string, level: number): unknown => {
    values += 1;
    if (values > MOST_VALUES || level > MOST_LEVELS) {
      throw new PlaygroundError(
        "document",
        values > MOST_VALUES
          ? `the document is too large: it may hold at most ${MOST_VALUES.toLocaleString("en")} values`
          : `the document is too deeply nested: at most ${MOST_LEVELS} levels are allowed, ${path.slice(0, 60)} lies deeper`,
        { values: MOST_VALUES, levels: MOST_LEVELS },
      );
    }
    if (Array.isArray(value)) return value.map((item, index) => copy(item, childPath(path, index), level + 1));
    if (!isRecord(value)) return value === 0 ? 0 : value;
    // A null prototype, so that a field called "toString" is just a field.
    const fields = Object.create(null) as Record<string, unknown>;
    for (const key of Object.keys(value)) {
      if (FORBIDDEN_KEYS.has(key)) ignored.push(childPath(path, key));
      else if (value[key] !== undefined) fields[key] = copy(value[key], childPath(path, key), level + 1);
    }
    return fields;
  };
  return copy(input, "", 0);
}

/** Paths of the fields of `given` that are not in `taken`: what a checker dropped. */
export function unknownFields(given: unknown, taken: unknown, path = ""): string[] {
  if (Array.isArray(given) && Array.isArray(taken)) {
    return given.flatMap((item, index) =>
      typeof item === "object" ? unknownFields(item, taken[index], childPath(path, index)) : [],
    );
  }
  if (!isRecord(given) || !isRecord(taken)) return [];
  return Object.keys(given).flatMap((key) =>
    Object.hasOwn(taken, key) ? unknownFields(given[key], taken[key], childPath(path, key)) : [childPath(path, key)],
  );
}
