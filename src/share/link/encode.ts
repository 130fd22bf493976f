import { encodeBase64 } from "../../model/base64";
import type { Document } from "../../model/document";
import { PlaygroundError } from "../../model/errors";
import { ByteWriter } from "./bytes";
import { crc32 } from "../crc32";
import { DEFLATED, MOST_CHARACTERS, PREFIX, STORED } from "./format";
import { pack } from "./pack";
import { deflate } from "./squeeze";

/** Base64 for addresses, RFC 4648 §5, without padding. */
function base64url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * The hash of an address that carries a valid document: `#v1.<payload>`; `decodeLink` gives the document back. Throws
 * "link-too-long" when a tensor inside makes it longer than any reader would accept.
 */
export function encodeLink(document: Document): string {
  const packed = pack(document);
  const deflated = deflate(packed);
  const kind = deflated.length < packed.length ? DEFLATED : STORED;
  const body = kind === DEFLATED ? deflated : packed;
  const writer = new ByteWriter();
  writer.byte(kind);
  writer.varint(body.length);
  if (kind === DEFLATED) writer.varint(packed.length);
  const sum = crc32(body, crc32(Uint8Array.of(kind)));
  for (const shift of [0, 8, 16, 24]) writer.byte((sum >>> shift) & 255);
  writer.bytes(body);
  const link = PREFIX + base64url(writer.finish());
  if (link.length > MOST_CHARACTERS) {
    throw new PlaygroundError(
      "link-too-long",
      `a link may have at most ${MOST_CHARACTERS} characters; this document would make ${link.length}`,
      { most: MOST_CHARACTERS, length: link.length },
    );
  }
  return link;
}
