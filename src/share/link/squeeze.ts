import { deflateSync, Inflate, strToU8 } from "fflate";
import { damaged } from "./damaged";

/** What a link may hold once it is unpacked. */
export const MOST_UNPACKED = 8 * 1024 * 1024;

/**
 * Texts that links are made of, the likeliest last: deflate refers back to them as if they stood before the link.
 * Part of format version 1 for ever: with any other dictionary old links cannot be read.
 */
const DICTIONARY = strToU8(
  '"float32":"tensor":{"shape":[1,"absent":{"name":".png.jpg","shape":[1,3,"file":{"mime":"image/webp' +
    'image/gifimage/avifimage/jpegimage/png","base64":"arange":{"shape":[1,1,"random":{"seed":,"shared":true},' +
    '"shared":false},"shape":[1,5,12,12]}},"emboss"},"sharpen"},"laplacian"},"gaussian"},"box"},"identity"},' +
    '"sobel-y"},"values":[3,3]},"filter":{"preset":"sobel-x"},"program":"reshape""program":"thread"' +
    '"padding_mode":"circular","replicate","reflect","dilation":[2,2],"padding":[1,1],"stride":[2,2],' +
    '"kernel_size":[5,5],[7,7],"color":"gray","resize":[256,256],"sum_over":["C","kh","kw"],' +
    '"outside":"input","outside":"dense","keep":"all","keep":"any","brush":{"points":,"radius":6}}},' +
    '{"subtract":{"polygon":{"ellipse":[}},{"add":{"rect":[,"region":{"shapes":[{"add":{"polygon":{"ellipse":[' +
    '{"rect":[]}}]}}{"v":1,"image":{"sample":"astronaut"},"coffee"},"rocket"},"brick"},"coins"},"chelsea"},',
);

/** Deflates (raw, RFC 1951) with the links' own dictionary. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes, { level: 9, dictionary: DICTIONARY });
}

/** Bytes handed to the inflater at once: it answers each call with at most a thousand times as many. */
const SLICE = 256;

/**
 * Inflates what `deflate` made of `length` bytes. Works in small slices and stops as soon as there are too many, so
 * that a link cannot claim more memory or time than it declares. Throws "link-damaged".
 */
export function inflate(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  if (length > MOST_UNPACKED) throw damaged(`it would unpack to ${length} bytes, at most ${MOST_UNPACKED} are allowed`);
  const unpacked = new Uint8Array(length);
  let held = 0;
  const inflater = new Inflate({ dictionary: DICTIONARY }, (chunk) => {
    if (held + chunk.length > length) throw new RangeError("more than declared");
    unpacked.set(chunk, held);
    held += chunk.length;
  });
  try {
    for (let at = 0; at < bytes.length; at += SLICE) {
      inflater.push(bytes.subarray(at, at + SLICE), at + SLICE >= bytes.length);
    }
  } catch {
    // Whatever the inflater stumbled over, to a reader it is one thing: the content is not what was sent.
    throw damaged("its content cannot be unpacked");
  }
  if (held !== length) throw damaged(`it unpacks to ${held} bytes instead of ${length}`);
  return unpacked;
}
