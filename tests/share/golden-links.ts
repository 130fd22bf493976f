import linksJson from "./golden-links.json";

/** Links that somebody may have kept, and the documents that they hold. */
export const golden = linksJson as readonly {
  readonly title: string;
  readonly link: string;
  readonly document: Readonly<Record<string, unknown>>;
}[];
