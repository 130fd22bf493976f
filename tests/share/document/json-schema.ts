/** The part of JSON Schema 2020-12 that the document's schema uses; any other keyword is an error, not ignored. */
type Schema = boolean | { readonly [keyword: string]: unknown };
type Check = (value: unknown, argument: never, schema: Readonly<Record<string, unknown>>) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

/** How many characters a text has: one may be two units long. */
const characters = (text: string): number => text.length - (text.match(/[\u{10000}-\u{10ffff}]/gu)?.length ?? 0);

/** Whether a plain-JSON value follows a schema whose references lie in its own `$defs`. */
export function followsSchema(root: Schema, input: unknown): boolean {
  const KEYWORDS: Readonly<Record<string, Check>> = {
    $ref: (value, ref: string) => {
      const found = ref
        .split("/")
        .slice(1)
        .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), root);
      if (found === undefined) throw new Error(`${ref} leads nowhere`);
      return follows(found as Schema, value);
    },
    type: (value, type: string) => TYPES[type]?.(value) ?? false,
    const: (value, constant: unknown) => value === constant,
    // Lists are allowed as a whole; nothing here has fields whose order could differ.
    enum: (value, allowed: readonly unknown[]) =>
      allowed.some((each) => each === value || (Array.isArray(each) && JSON.stringify(each) === JSON.stringify(value))),
    minimum: (value, least: number) => typeof value !== "number" || value >= least,
    maximum: (value, most: number) => typeof value !== "number" || value <= most,
    exclusiveMinimum: (value, below: number) => typeof value !== "number" || value > below,
    minLength: (value, least: number) => typeof value !== "string" || characters(value) >= least,
    maxLength: (value, most: number) => typeof value !== "string" || characters(value) <= most,
    pattern: (value, pattern: string) => typeof value !== "string" || new RegExp(pattern, "u").test(value),
    minItems: (value, least: number) => !Array.isArray(value) || value.length >= least,
    maxItems: (value, most: number) => !Array.isArray(value) || value.length <= most,
    uniqueItems: (value, wanted: boolean) =>
      !wanted || !Array.isArray(value) || new Set(value.map((item) => JSON.stringify(item))).size === value.length,
    prefixItems: (value, items: readonly Schema[]) =>
      !Array.isArray(value) || items.every((item, at) => at >= value.length || follows(item, value[at])),
    items: (value, item: Schema, { prefixItems }) =>
      !Array.isArray(value) ||
      value.slice(Array.isArray(prefixItems) ? prefixItems.length : 0).every((each) => follows(item, each)),
    properties: (value, properties: Readonly<Record<string, Schema>>) =>
      !isObject(value) ||
      Object.entries(properties).every(([key, each]) => !Object.hasOwn(value, key) || follows(each, value[key])),
    required: (value, keys: readonly string[]) => !isObject(value) || keys.every((key) => Object.hasOwn(value, key)),
    oneOf: (value, schemas: readonly Schema[]) => schemas.filter((each) => follows(each, value)).length === 1,
    ...Object.fromEntries(
      ["$schema", "$defs", "title", "description", "default", "contentEncoding"].map((note) => [note, () => true]),
    ),
  };
  const follows = (schema: Schema, value: unknown): boolean => {
    if (typeof schema === "boolean") return schema;
    return Object.entries(schema).every(([keyword, argument]) => {
      const check = KEYWORDS[keyword];
      if (check === undefined) throw new Error(`keyword ${keyword} is not known to this test`);
      // Each keyword knows the type of its own argument; the schema is the repository's own.
      return check(value, argument as never, schema);
    });
  };
  return follows(root, input);
}
