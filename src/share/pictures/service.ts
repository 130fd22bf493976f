import { PlaygroundError } from "../../model/errors";
import type { Pair } from "../../model/geometry";
import { truncated } from "./bytes";
import type { PictureHeader } from "./headers/header";
import { readHeader } from "./headers/index";
import { checkFileSize, checkPixelSize, checkWorkingSize, PICTURE_LIMITS, type Room, roomFor } from "./limits";
import { hasAlpha, isGray, pixelBytes, type Pixels } from "./pixels";
import { areLevels, levelPlanes, plane, planeRows, previewOf } from "./planar";
import { decodePng } from "./png";
import type {
  PictureAnswers,
  PictureInfo,
  PicturePiece,
  PictureProgress,
  PictureRequest,
  Working,
  WorkingOptions,
} from "./protocol";
import { decodeRaster, type RasterPicture } from "./raster";
import { boxResize } from "./resample";
import { KIND_NAMES, pictureKind, SNIFF_BYTES } from "./sniff";
import { Store } from "./store";

/** Bytes of decoded pictures that are kept, so that another size or colour needs no decoding: 256 MiB, or the newest alone. */
const KEPT_BYTES = 256 * 1024 * 1024;

/** Pixels up to which a picture is held as float32, whatever it was made from. */
const PLAIN_PIXELS = 2 ** 20;

/** Share of the work after which it is told how far it has come. */
const TELL_EVERY = 0.02;

const isHeldAsLevels = (pixels: Pixels, color: "rgb" | "gray"): boolean =>
  pixels.size[0] * pixels.size[1] > PLAIN_PIXELS && areLevels(pixels, color);

export const WHITE_NOTE = "transparent pixels were laid on white";

interface Picture {
  readonly info: PictureInfo;
  readonly pixels: Pixels;
}

/** The picture decoder of the platform; tests without a browser hand in their own. */
export type Rasterise = (
  blob: Blob,
  format: string,
  onDone?: (done: number) => void,
  room?: Room,
) => Promise<RasterPicture>;

type OnProgress = (progress: PictureProgress) => void;
type OnPiece = (piece: PicturePiece) => void;

/** Answers the requests of the picture worker; everything here is plain functions so that it also runs without one. */
export interface PictureService {
  answer(
    request: PictureRequest,
    onProgress?: OnProgress,
    onPiece?: OnPiece,
  ): Promise<PictureAnswers[keyof PictureAnswers]>;
}

/** About as many bytes as a picture will be held in: without alpha, of which no header tells. */
const expectedBytes = ([height, width]: Pair, { bits, gray }: Pick<PictureHeader, "bits" | "gray">): number =>
  height * width * (gray === true ? 1 : 3) * (bits === 16 ? 2 : 1);

async function decode(
  { id, blob, name }: { id: number; blob: Blob; name: string },
  rasterise: Rasterise,
  onProgress: OnProgress,
  makeRoom: (bytes: number) => void,
): Promise<Picture> {
  checkFileSize(blob.size);
  const kind = pictureKind(new Uint8Array(await blob.slice(0, SNIFF_BYTES).arrayBuffer()), name);
  const format = KIND_NAMES[kind];
  const file = new Uint8Array(await blob.arrayBuffer());
  const header = readHeader(file, kind);
  const room = roomFor(blob.size, header.bits);
  if (header.size) checkPixelSize(header.size, room);
  if (!header.complete) throw truncated(format);
  if (header.size) makeRoom(expectedBytes(header.size, header));
  const { size } = header;
  let told = -1;
  const tell = (done: number): void => {
    if (done - told < TELL_EVERY) return;
    told = done;
    onProgress({ size, done });
  };
  tell(0);
  const { pixels, notes } =
    kind === "png"
      ? await decodePng(file, async (clean) => (await rasterise(clean, format, tell, room)).pixels, tell)
      : await rasterise(blob, format, tell, room);
  const info: PictureInfo = {
    id,
    kind,
    natural: pixels.size,
    bits: header.bits ?? 8,
    gray: header.gray ?? isGray(pixels),
    notes: [...header.notes, ...notes, ...(hasAlpha(pixels) ? [WHITE_NOTE] : [])],
    bytes: blob.size,
    perNumber: isHeldAsLevels(pixels, "rgb") ? 1 : 4,
  };
  return { info, pixels };
}

function checkedTarget(resize: Pair | null, natural: Pair): Pair {
  if (resize === null) return natural;
  for (const side of resize) {
    if (!Number.isInteger(side) || side < 1 || side > PICTURE_LIMITS.side) {
      throw new PlaygroundError(
        "picture-working-size",
        `a side of the working image must be a whole number from 1 to ${PICTURE_LIMITS.side}, not ${side}`,
        { side, limit: PICTURE_LIMITS.side },
      );
    }
  }
  return resize;
}

function work({ pixels }: Picture, { color, resize }: WorkingOptions, onPiece: OnPiece): Working {
  const natural = pixels.size;
  const target = checkedTarget(resize, natural);
  const channels = color === "gray" ? 1 : 3;
  checkWorkingSize(channels, target);
  const area = target[0] * target[1];
  const isWhole = target[0] === natural[0] && target[1] === natural[1];
  if (isWhole && isHeldAsLevels(pixels, color)) {
    const of = channels * area;
    const data = levelPlanes(pixels, channels, (part, at) => onPiece({ piece: part.slice(), at, of }));
    return {
      image: { shape: [1, channels, ...target], data, preview: previewOf(pixels) },
      reduced: null,
      notes: [],
    };
  }
  const data = new Float32Array(channels * area);
  // A gray picture is resampled once and stands in all three planes.
  const planes = color === "gray" ? (["luma"] as const) : isGray(pixels) ? ([0] as const) : ([0, 1, 2] as const);
  planes.forEach((which, index) => {
    const into = data.subarray(index * area, (index + 1) * area);
    if (isWhole) plane(pixels, which, into);
    else into.set(boxResize(planeRows(pixels, which), natural, target));
  });
  for (let copy = planes.length; copy < channels; copy += 1) data.copyWithin(copy * area, 0, area);
  const shrinks = target[0] < natural[0] || target[1] < natural[1];
  const note = `reduced from ${natural[1]} × ${natural[0]} to ${target[1]} × ${target[0]}`;
  return {
    image: { shape: [1, channels, target[0], target[1]], data },
    reduced: shrinks ? target : null,
    notes: shrinks ? [note] : [],
  };
}

/** A service with an empty store of decoded pictures, at most `keptBytes` of them. */
export function createPictureService(rasterise: Rasterise = decodeRaster, keptBytes = KEPT_BYTES): PictureService {
  const store = new Store<Picture>(keptBytes);

  const pictureOf = async (
    request: { id: number; blob: Blob; name: string },
    onProgress: OnProgress,
  ): Promise<Picture> => {
    const known = store.get(request.id);
    if (known) return known;
    const picture = await decode(request, rasterise, onProgress, (bytes) => store.makeRoom(bytes));
    store.set(request.id, picture, pixelBytes(picture.pixels));
    return picture;
  };

  return {
    async answer(request, onProgress = () => undefined, onPiece = () => undefined) {
      switch (request.op) {
        case "open":
          return (await pictureOf(request, onProgress)).info;
        case "working":
          return work(await pictureOf(request, onProgress), request.options, onPiece);
        case "forget":
          store.delete(request.id);
          return null;
      }
    },
  };
}

/** Anything thrown while pictures are worked on, as an error a person can read: running out of memory is one of them. */
export function pictureError(thrown: unknown): unknown {
  if (thrown instanceof RangeError) {
    return new PlaygroundError(
      "picture-memory",
      "the browser has not enough memory for this picture; try a smaller one",
    );
  }
  return thrown;
}
