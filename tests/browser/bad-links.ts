import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonHash } from "./page";

/** A link of this very text, JSON or not. */
export const hashOf = (text: string): string => `#json=${encodeURIComponent(text)}`;
/** A document of version 1 with these fields. */
export const linkWith = (fields: object): string => jsonHash({ v: 1, ...fields });

/** Links that cannot be opened, and what the page says of them. */
export const BAD_LINKS: readonly { readonly title: string; readonly hash: string; readonly words: RegExp }[] = [
  { title: "cut off in its JSON", hash: hashOf('{"v":1,"stri'), words: /cut off/ },
  { title: "cut off after its prefix", hash: "#v1.", words: /cut off/ },
  { title: "damaged", hash: `#v1.${"Zm9v".repeat(12)}`, words: /damaged|changed|sense/ },
  { title: "of no kind", hash: "#hello", words: /must start with #v1\. or #json=/ },
  { title: "of a newer version", hash: "#v7.AAAA", words: /newer Unfold Playground \(version 7\).*version 1/ },
  { title: "of a newer version, in JSON", hash: hashOf('{"v":3}'), words: /newer.*version 3.*version 1/ },
  { title: "of version NaN", hash: hashOf('{"v":"NaN"}'), words: /v must be 1.*not "NaN"/ },
  { title: "without a version", hash: hashOf("{}"), words: /v must be 1.*missing/ },
  { title: "a negative field", hash: linkWith({ stride: [-2, 1] }), words: /stride\[0\].*from 1 to 32, not -2/ },
  { title: "a huge field", hash: linkWith({ padding: [1e300, 0] }), words: /padding\[0\].*from 0 to 31, not 1e\+300/ },
  { title: "a fraction", hash: linkWith({ dilation: [1.5, 1] }), words: /dilation\[0\].*from 1 to 16, not 1\.5/ },
  { title: "NaN", hash: hashOf('{"v":1,"stride":[NaN,1]}'), words: /must be JSON/ },
  { title: "null for a number", hash: linkWith({ stride: [null, 1] }), words: /stride\[0\].*not null/ },
  { title: "a number too few", hash: linkWith({ kernel_size: [3] }), words: /kernel_size must be two numbers/ },
  {
    title: "a missing field",
    hash: linkWith({ image: { random: { seed: 1 } } }),
    words: /image\.random\.shape is missing.*\[B, C, H, W\]/,
  },
  { title: "an empty image", hash: linkWith({ image: {} }), words: /image must/ },
  { title: "an unknown sample", hash: linkWith({ image: { sample: "mona-lisa" } }), words: /"chelsea".*"mona-lisa"/ },
  { title: "an unknown preset", hash: linkWith({ filter: { preset: "blurr" } }), words: /"sobel-x".*"blurr"/ },
  {
    title: "a filter of too few rows",
    hash: linkWith({ filter: { values: [[1, 2, 3]] } }),
    words: /filter\.values must have 3 rows to fit kernel_size \[3, 3\], not 1/,
  },
  {
    title: "a filter of too many slices",
    hash: linkWith({ kernel_size: [1, 1], filter: { values: [[[1]], [[2]], [[3]], [[4]]] } }),
    words: /one slice for each of the image's 3 channels.*not 4 slices/,
  },
  {
    title: "a kernel larger than the padded image",
    hash: linkWith({ image: { arange: { shape: [1, 1, 4, 9] } }, kernel_size: [7, 3], padding: [1, 0] }),
    words: /no window fits along the rows: the padded image has 6.*reaches over 7/,
  },
  {
    title: "a kernel larger than a picture whose size only its file tells",
    hash: linkWith({
      image: {
        file: { mime: "image/jpeg", base64: readFileSync(join(import.meta.dirname, "../files/gray.jpg"), "base64") },
      },
      kernel_size: [31, 31],
      dilation: [4, 1],
    }),
    words: /no window fits along the rows: the padded image has 32.*reaches over 121/,
  },
  {
    title: "reflect padding not smaller than the axis",
    hash: linkWith({
      image: { arange: { shape: [1, 1, 4, 9] } },
      padding: [4, 1],
      padding_mode: "reflect",
    }),
    words: /reflect.*(smaller|less).*4/,
  },
  {
    title: "a picture inside that is none",
    hash: linkWith({ image: { file: { mime: "image/png", base64: "aGVsbG8=" } } }),
    words: /picture.*PNG/s,
  },
  {
    title: "a region of a million points",
    hash: linkWith({ region: { shapes: Array.from({ length: 201 }, () => ({ add: { rect: [0, 0, 1, 1] } })) } }),
    words: /region\.shapes must be a list of at most 200 shapes/,
  },
];
