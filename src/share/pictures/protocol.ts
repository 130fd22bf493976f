import type { PlainError } from "../../model/errors";
import type { Pair } from "../../model/geometry";
import type { HeldImage } from "../../model/runner";
import type { PictureKind } from "./sniff";

/** What is known of a picture once it is open. */
export interface PictureInfo {
  readonly id: number;
  readonly kind: PictureKind;
  /** [H, W] as it is seen, orientation applied. */
  readonly natural: Pair;
  /** Bits per channel in the file. */
  readonly bits: number;
  /** True when the picture has no colours. */
  readonly gray: boolean;
  /** What a person should know: transparency laid on white, only the first frame, … */
  readonly notes: readonly string[];
  /** Bytes of the file. */
  readonly bytes: number;
  /** Bytes that the page takes for each of its numbers at full size: 1 for large pictures of 8 bits, else 4. */
  readonly perNumber: 1 | 4;
}

/** How a picture becomes a working image: three planes or one (Rec. 601), at [H, W] or at its own size. */
export interface WorkingOptions {
  readonly color: "rgb" | "gray";
  readonly resize: Pair | null;
}

/** A picture ready to be worked on. */
export interface Working {
  /** [1, C, H, W], C = 3 or 1. */
  readonly image: HeldImage;
  /** The size it was reduced to, null when no side shrank. */
  readonly reduced: Pair | null;
  /** That it was reduced, in words; what PictureInfo already says is not repeated. */
  readonly notes: readonly string[];
}

/** The file travels with every request (a Blob crosses by reference), so that a fresh worker can answer any of them. */
interface FileRequest {
  readonly id: number;
  readonly blob: Blob;
  readonly name: string;
}

export type PictureRequest =
  | ({ readonly op: "open" } & FileRequest)
  | ({ readonly op: "working"; readonly options: WorkingOptions } & FileRequest)
  | { readonly op: "forget"; readonly id: number };

/** What each request is answered with. */
export interface PictureAnswers {
  readonly open: PictureInfo;
  readonly working: Working;
  readonly forget: null;
}

/** A request under the number its reply will carry. */
export interface PictureCall {
  readonly call: number;
  readonly request: PictureRequest;
}

/** How far a picture has come: its size [H, W] as stored, where the header tells, and the share that is decoded. */
export interface PictureProgress {
  readonly size: Pair | null;
  readonly done: number;
}

/** A copy of numbers [at, at + piece.length) of a large working image of `of` numbers, as soon as they are made. */
export interface PicturePiece {
  readonly piece: Uint8Array<ArrayBuffer>;
  readonly at: number;
  readonly of: number;
}

export type PictureReply =
  | { readonly call: number; readonly progress: PictureProgress }
  | ({ readonly call: number } & PicturePiece)
  | { readonly call: number; readonly answer: PictureAnswers[keyof PictureAnswers] }
  | { readonly call: number; readonly error: PlainError };
