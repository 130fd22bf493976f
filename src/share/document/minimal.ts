import {
  DEFAULT_DOCUMENT,
  type Document,
  type GradientSettings,
  type Region,
  type SpeedSettings,
} from "../../model/document";

/** Every field may be missing but `v`, and so may those of the region, of the speed panel and of the gradients. */
export type MinimalDocument = { readonly v: 1 } & Partial<Omit<Document, "v" | "region" | "speed" | "gradients">> & {
    readonly region?: Partial<Region>;
    readonly speed?: Partial<SpeedSettings>;
    readonly gradients?: Partial<GradientSettings>;
  };

/** Whether two pieces of plain JSON hold the same, whatever the order of their fields. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(Reflect.get(a, key), Reflect.get(b, key)))
  );
}

function differences<T extends object>(value: T, defaults: T): Partial<T> {
  const kept = Object.entries(value).filter(([key, field]) => !sameJson(field, Reflect.get(defaults, key)));
  // Entries of T without some: that is what Partial<T> says.
  return Object.fromEntries(kept) as Partial<T>;
}

/** What a link carries: `v`, and every field that differs from its default. `checkDocument` gives the document back. */
export function minimalDocument(document: Document): MinimalDocument {
  const { region, speed, gradients, ...rest } = differences(document, DEFAULT_DOCUMENT);
  return {
    v: 1,
    ...rest,
    ...(region === undefined ? {} : { region: differences(region, DEFAULT_DOCUMENT.region) }),
    ...(speed === undefined ? {} : { speed: differences(speed, DEFAULT_DOCUMENT.speed) }),
    ...(gradients === undefined ? {} : { gradients: differences(gradients, DEFAULT_DOCUMENT.gradients) }),
  };
}
