import type { Document, ImageSource } from "../model/document";
import { PlaygroundError } from "../model/errors";
import { decodeBase64, encodeBase64 } from "../model/base64";
import { encodeTensor, isMadeImage, makeImage } from "../model/made-images";
import type { Picture } from "../model/picture";
import type { Runner, WorkingImage } from "../model/runner";
import { sampleNamed } from "../model/samples";
import { createPictureMemory } from "./picture-memory";
import type { PictureInfo, PictureProgress, Pictures } from "./pictures/client";
import { canWorkAt, PICTURE_LIMITS } from "./pictures/limits";
import { reducedSize } from "./working-size";

/** A picture or tensor up to this many bytes travels inside the link; a larger one is named there as absent. */
export const TRAVELS_BELOW = 6_000;
/** Arrays too large for a link that are remembered in this tab; the oldest go first. */
const MOST_ARRAYS = 8;

/** Said of a picture that comes reduced, whatever its size is by now. */
export const TOO_LARGE_NOTE = `too large to be worked on whole: up to ${PICTURE_LIMITS.pixels / 1e6} megapixels, ${PICTURE_LIMITS.side} pixels a side, can be`;

type Wanted = Pick<Document, "image" | "color" | "resize">;

/** How a document speaks of a picture file at its own size, [H, W] `natural`; `perNumber` as PictureInfo has it. */
export interface Adopted {
  readonly image: ImageSource;
  readonly resize: null;
  readonly natural: readonly [number, number];
  readonly perNumber: 1 | 4;
}

/** How the decoding of a file is watched and stopped. */
export interface Watch {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PictureProgress) => void;
}

export interface PictureLoader {
  /**
   * Prepares the picture a document speaks of; one that cannot be worked on whole comes reduced though `resize` is null.
   * Rejects with tag "picture-absent" when the person has to bring it.
   */
  readonly load: (wanted: Wanted) => Promise<Picture>;
  /** Takes in a picture file: decodes it and says how a document speaks of it. */
  adopt(file: Blob, name: string, watch?: Watch): Promise<Adopted>;
  /** Takes in an array as the image: inside the document when it is small, else named there as a large picture is. */
  adoptArray(array: WorkingImage, name: string): { image: ImageSource; color: "rgb" | "gray"; resize: null };
  /** Takes in the file that a document names as absent. Rejects with tag "picture-other" when it measures otherwise. */
  provide(image: ImageSource, file: Blob, name: string): Promise<void>;
  /** Takes in the array that a document names as absent; throws "picture-other" when its shape is another. */
  provideArray(image: ImageSource, array: WorkingImage, name: string): void;
}

/** By what a picture is found again when another document speaks of it; null for what needs no file. */
function nameOf(image: ImageSource): string | null {
  if ("file" in image) return `${image.file.mime} ${image.file.base64}`;
  return "absent" in image ? `${image.absent.name} ${image.absent.shape.join(" ")}` : null;
}

/** Where the numbers of a large picture are wanted as soon as they are made; see `Runner`. */
export type Ahead = Pick<Runner, "offer" | "offered">;

/** Resolves every kind of image source of document v1, remembering the files that were brought in this tab. */
export function createPictureLoader(pictures: Pictures, ahead?: Ahead): PictureLoader {
  const samples = new Map<string, Promise<PictureInfo>>();
  const files = new WeakMap<object, Promise<PictureInfo>>();
  // A link opened in the same tab names the picture by other objects: what they say of it finds it again.
  const named = new Map<string, ImageSource>();
  const memory = createPictureMemory();
  const arrays = new Map<string, Picture>();

  const keepArray = (image: ImageSource, array: WorkingImage): void => {
    const name = nameOf(image);
    if (name === null) return;
    arrays.delete(name);
    arrays.set(name, { image: array, label: label(image), natural: null, perNumber: 4, notes: [] });
    const [oldest] = arrays.keys();
    if (arrays.size > MOST_ARRAYS && oldest !== undefined) arrays.delete(oldest);
  };

  const sample = (name: string): Promise<PictureInfo> => {
    const known = samples.get(name);
    if (known) return known;
    const entry = sampleNamed(name);
    if (!entry) throw new PlaygroundError("sample", `there is no sample picture named ${name}`);
    const opened = pictures.sample(`samples/${entry.file}`);
    samples.set(name, opened);
    opened.catch(() => samples.delete(name));
    return opened;
  };

  const keep = (image: ImageSource, opening: Promise<PictureInfo>): void => {
    files.set(image, opening);
    const name = nameOf(image);
    if (name !== null) {
      named.set(name, image);
      arrays.delete(name);
    }
  };

  const opened = (image: ImageSource): Promise<PictureInfo> | null => {
    if ("sample" in image) return sample(image.sample);
    const known = files.get(image);
    if (known) return known;
    const name = nameOf(image);
    const same = name === null ? undefined : named.get(name);
    const again = same && files.get(same);
    if (again) return again;
    if (!("file" in image)) return null;
    const { mime, base64 } = image.file;
    const opening = pictures.open(new Blob([decodeBase64(base64)], { type: mime }), "the picture in the link");
    keep(image, opening);
    opening.catch(() => files.delete(image));
    return opening;
  };

  const label = (image: ImageSource): string => {
    if ("sample" in image) return image.sample;
    if ("random" in image) return `random, seed ${image.random.seed}`;
    if ("arange" in image) return "arange";
    if ("tensor" in image) return "tensor";
    return "absent" in image ? image.absent.name : "own picture";
  };

  return {
    async load({ image, color, resize }) {
      if (isMadeImage(image)) {
        const key = JSON.stringify(image);
        const made = (): Picture => ({
          image: makeImage(image),
          label: label(image),
          natural: null,
          perNumber: 4,
          notes: [],
        });
        return memory.recall(key) ?? memory.keep(key, made());
      }
      // A picture file of the same name and size, brought later, takes the array's place.
      const array = arrays.get(nameOf(image) ?? "");
      if (array) return array;
      const opening = opened(image);
      if (!opening) {
        const [, , h, w] = "absent" in image ? image.absent.shape : [0, 0, 0, 0];
        throw new PlaygroundError(
          "picture-absent",
          `this link speaks of the picture "${label(image)}" (${w} × ${h}), which is too large to travel inside a link: load the file to go on`,
        );
      }
      const { id, natural, perNumber, notes: own } = await opening;
      const isWhole = canWorkAt(natural);
      const size = resize ?? (isWhole ? null : reducedSize(natural));
      const notes = isWhole ? own : [...own, TOO_LARGE_NOTE];
      const key = JSON.stringify([id, color, size, label(image)]);
      const known = memory.recall(key);
      if (known) return known;
      let isOffered = false;
      const working = await pictures.working(id, { color, resize: size }, ({ piece, at, of }) => {
        ahead?.offer(piece, at, of);
        isOffered = true;
      });
      // A small picture comes without pieces, and is sent as a whole.
      if (isOffered) ahead?.offered(working.image.data);
      return memory.keep(key, { image: working.image, label: label(image), natural, perNumber, notes });
    },
    async adopt(file, name, { signal, onProgress } = {}) {
      const opening = pictures.open(file, name, signal, onProgress);
      const { natural, gray, kind, perNumber } = await opening;
      const travels = file.size <= TRAVELS_BELOW;
      const image: ImageSource = travels
        ? { file: { mime: `image/${kind}`, base64: encodeBase64(new Uint8Array(await file.arrayBuffer())) } }
        : { absent: { name: name.slice(0, 200), shape: [1, gray ? 1 : 3, natural[0], natural[1]] } };
      keep(image, opening);
      return { image, resize: null, natural, perNumber };
    },
    adoptArray(array, name) {
      const color = array.shape[1] === 1 ? "gray" : "rgb";
      if (array.data.byteLength <= TRAVELS_BELOW) return { image: encodeTensor(array), color, resize: null };
      const image: ImageSource = { absent: { name: name.slice(0, 200), shape: array.shape } };
      keepArray(image, array);
      return { image, color, resize: null };
    },
    provideArray(image, array, name) {
      if ("absent" in image && image.absent.shape.join() !== array.shape.join()) {
        throw new PlaygroundError(
          "picture-other",
          `${name} has the shape [${array.shape.join(", ")}], but the link speaks of [${image.absent.shape.join(", ")}]: this is another one`,
        );
      }
      keepArray(image, array);
    },
    async provide(image, file, name) {
      const opening = pictures.open(file, name);
      const [h, w] = (await opening).natural;
      if ("absent" in image && (image.absent.shape[2] !== h || image.absent.shape[3] !== w)) {
        const [, , wantedH, wantedW] = image.absent.shape;
        throw new PlaygroundError(
          "picture-other",
          `${name} has ${w} × ${h} pixels, but the link speaks of a picture of ${wantedW} × ${wantedH}: this is another one`,
        );
      }
      keep(image, opening);
    },
  };
}
