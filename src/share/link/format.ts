/** How links of version 1 begin. What follows, in base64url: kind, lengths, CRC-32, body (docs/link.md). */
export const PREFIX = "#v1.";
export const JSON_PREFIX = "#json=";

/** Kinds of body: the packed bytes as they are, or deflated with the dictionary of squeeze.ts. */
export const STORED = 0;
export const DEFLATED = 1;

/** Characters of the longest link that is written or read. */
export const MOST_CHARACTERS = 4_000_000;
