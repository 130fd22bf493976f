/* What reads and writes links, in one piece: it is fetched when the first link is read or written. */

export { checkDocument } from "./document/check";
export { decodeLink } from "./link/decode";
export { encodeLink } from "./link/encode";
