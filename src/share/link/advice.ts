import type { Document } from "../../model/document";

/** Some chat and mail programs cut links from about 2,000 characters on. */
export const COMFORTABLE_CHARACTERS = 1900;

/** What takes the room in a link, and what would make it shorter. */
function culprit({ image, filter, region }: Document): string {
  if ("file" in image) return "It carries the picture itself: a sample, or a smaller picture, makes it shorter.";
  if ("tensor" in image) return "It carries the tensor itself: a random or counting tensor makes it shorter.";
  const drawn = JSON.stringify(region.shapes).length;
  return "values" in filter && JSON.stringify(filter.values).length > drawn
    ? "It carries every number of the filter: a preset makes it shorter."
    : "It carries every point of the region: fewer or simpler shapes make it shorter.";
}

/** Plain advice for a link (the whole address, or its hash) that may be too long to be sent; null when it is not. */
export function linkAdvice(link: string, document: Document): string | null {
  if (link.length <= COMFORTABLE_CHARACTERS) return null;
  return (
    `This link has ${link.length.toLocaleString("en")} characters, and some chat and mail programs cut links after ` +
    `about 2,000. ${culprit(document)}`
  );
}
