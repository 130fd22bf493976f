import { decodeBase64 } from "../../model/base64";
import type { Document } from "../../model/document";
import { PlaygroundError } from "../../model/errors";
import { checkDocument } from "../document/check";
import { ByteReader } from "./bytes";
import { crc32 } from "../crc32";
import { damaged } from "./damaged";
import { DEFLATED, JSON_PREFIX, MOST_CHARACTERS, PREFIX, STORED } from "./format";
import { unpack } from "./pack";
import { inflate, MOST_UNPACKED } from "./squeeze";

/** What a link carried: a valid document, and sentences about what was ignored on the way. */
export interface DecodedLink {
  readonly document: Document;
  readonly warnings: readonly string[];
}

/** A link's content before it is checked. */
interface Unpacked {
  readonly input: unknown;
  readonly warnings: readonly string[];
}

/**
 * The document of an address's hash, `#v1.…` or `#json=…`, checked; null for an empty hash. Throws `PlaygroundError`:
 * "link-truncated", "link-damaged", "link-version", "link-unknown", "link-too-long", or "document" when what the link
 * says is not allowed.
 */
export function decodeLink(hash: string): DecodedLink | null {
  const whole = hash.startsWith("#") ? hash : `#${hash}`;
  if (whole === "#") return null;
  if (whole.length > MOST_CHARACTERS) {
    throw new PlaygroundError(
      "link-too-long",
      `a link may have at most ${MOST_CHARACTERS} characters; this one has ${whole.length}`,
      { most: MOST_CHARACTERS, length: whole.length },
    );
  }
  const { input, warnings } = read(whole);
  const { document, ignored } = checkDocument(input);
  return {
    document,
    warnings: [...warnings, ...ignored.map((path) => `this page does not know the field ${path} and ignored it`)],
  };
}

function read(hash: string): Unpacked {
  if (hash.startsWith(PREFIX)) return readPacked(hash.slice(PREFIX.length));
  if (hash.startsWith(JSON_PREFIX)) return { input: readJson(hash.slice(JSON_PREFIX.length)), warnings: [] };
  const version = /^#v(\d{1,6})\./.exec(hash)?.[1];
  if (version !== undefined) {
    throw new PlaygroundError(
      "link-version",
      `this link was made by a newer Unfold Playground (version ${version}); this one reads version 1`,
      { version: Number(version) },
    );
  }
  // "#v1" and the beginnings of the prefixes: what is left of a link that was cut very early.
  if (PREFIX.startsWith(hash) || JSON_PREFIX.startsWith(hash)) throw truncated(hash.length, null);
  const shown = hash.length > 24 ? `${hash.slice(0, 24)}…` : hash;
  throw new PlaygroundError(
    "link-unknown",
    `the part of this address after the # is not a playground link: it must start with ${PREFIX} or ${JSON_PREFIX}, not ${shown}`,
  );
}

function truncated(arrived: number, length: number | null): PlaygroundError {
  const count = length === null ? `only ${arrived} characters arrived` : `${arrived} of ${length} characters arrived`;
  return new PlaygroundError(
    "link-truncated",
    `this link is cut off: ${count}; ask for it to be sent again, in a form that keeps long links whole`,
    length === null ? { arrived } : { arrived, length },
  );
}

/** A text with its %-escapes resolved; the text itself where they are malformed. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Bytes of base64url text that is not padded, whatever its last bits; null for a foreign character. */
function fromBase64url(text: string): Uint8Array | null {
  const standard = text.replaceAll("-", "+").replaceAll("_", "/");
  try {
    return decodeBase64(standard + "=".repeat((4 - (standard.length % 4)) % 4));
  } catch {
    return null;
  }
}

/** Characters that hold every byte in front of the body: kind, two lengths of up to 4 bytes, CRC-32. */
const HEAD_CHARACTERS = 20;

function readPacked(payload: string): Unpacked {
  // Mail programs break long lines, and some programs escape what needs no escape.
  const text = (payload.includes("%") ? unescaped(payload) : payload).replaceAll(/\s/g, "");
  const clean = /^[\w-]*/.exec(text)?.[0] ?? "";
  const headText = clean.slice(0, Math.min(HEAD_CHARACTERS, clean.length - (clean.length % 4)));
  const head = readHead(fromBase64url(headText) ?? new Uint8Array(), clean.length);
  const characters = Math.ceil(((head.size + head.bodyLength) * 8) / 6);
  if (clean.length < characters) {
    if (text.length < characters) throw truncated(PREFIX.length + clean.length, PREFIX.length + characters);
    throw damaged(`its character ${PREFIX.length + clean.length + 1}, ${text[clean.length]}, is none that a link has`);
  }
  const bytes = fromBase64url(clean.slice(0, characters));
  const body = bytes?.subarray(head.size);
  if (!body || crc32(body, crc32(Uint8Array.of(head.kind))) !== head.sum) {
    throw damaged("its check sum does not match, so some of its characters were changed on the way");
  }
  const extra = text.length - characters;
  return {
    input: unpack(head.kind === DEFLATED ? inflate(body, head.length) : body),
    warnings:
      extra === 0 ? [] : [`${extra} ${extra === 1 ? "character" : "characters"} after the link's end were ignored`],
  };
}

interface Head {
  readonly kind: number;
  readonly bodyLength: number;
  /** Bytes once unpacked. */
  readonly length: number;
  readonly sum: number;
  /** Bytes of the head itself. */
  readonly size: number;
}

function readHead(bytes: Uint8Array, arrived: number): Head {
  const reader = new ByteReader(bytes);
  let head: Head;
  try {
    const kind = reader.byte();
    const bodyLength = reader.varint();
    const length = kind === DEFLATED ? reader.varint() : bodyLength;
    const sum = reader.bytes(4).reduce((word, byte, at) => word + byte * 256 ** at, 0);
    head = { kind, bodyLength, length, sum, size: bytes.length - reader.remaining };
  } catch {
    if (arrived < HEAD_CHARACTERS) throw truncated(PREFIX.length + arrived, null);
    throw damaged("its first characters make no sense");
  }
  const impossible = head.bodyLength > MOST_CHARACTERS || head.length > MOST_UNPACKED;
  if ((head.kind !== STORED && head.kind !== DEFLATED) || impossible)
    throw damaged("its first characters make no sense");
  return head;
}

function readJson(escaped: string): unknown {
  let text = unescaped(escaped);
  // Some programs escape a link once more when they pass it on.
  if (/^%7B/i.test(text)) text = unescaped(text);
  // Form encoders write a blank as +; tried second, for a + may also be part of base64.
  for (const candidate of [text, text.replaceAll("+", " ")]) {
    try {
      return JSON.parse(candidate) as unknown;
    } catch {
      // The error below tells.
    }
  }
  const end = text.length > 24 ? `…${text.slice(-24)}` : text;
  const cut = text.trimStart().startsWith("{") && !text.trimEnd().endsWith("}");
  throw cut
    ? new PlaygroundError("link-truncated", `this link is cut off: its JSON has no closing bracket, it ends in ${end}`)
    : new PlaygroundError("link-damaged", `the text after ${JSON_PREFIX} must be JSON like {"v":1}, not ${end}`);
}
