import { PlaygroundError } from "../model/errors";
import type { ImageShape } from "../model/geometry";
import type { ImageNumbers } from "../model/levels";
import type { Desk, GatheredImage } from "./desk";
import type { Piece } from "./protocol";

/** Numbers of expected memory that are touched at once: some milliseconds of work. */
const TOUCHED_AT_ONCE = 2 ** 18;

/** Memory as browsers of 2024 know it. */
type Shrinkable = ArrayBuffer & { transfer?: (bytes: number) => ArrayBuffer };

/** A large picture on its way to the desk. It comes in pieces, before the request that speaks of it. */
export interface Incoming {
  /** Makes room for a picture of so many numbers, in between everything else: `pause` lets that in. 0 gives the room back. */
  expect(count: number, pause: () => Promise<void>): Promise<void>;
  take(piece: Piece): void;
  /** The picture whose pieces came; null when there was none, or no memory for it. */
  takeGathered(): GatheredImage | null;
  /** Sets the picture whose pieces came ahead; throws `PlaygroundError` "not-ahead" when they are not all there. */
  setAhead(shape: ImageShape): void;
}

/** `emptied` hands a piece's memory back to who sent it. */
export function createIncoming(desk: Desk, emptied: (piece: ImageNumbers) => void): Incoming {
  let gathered: GatheredImage | null = null;
  /** A picture that may be set soon, and how many of its numbers have come. */
  let ahead: { readonly set: (numbers: ImageNumbers, at: number) => void; at: number; readonly of: number } | null =
    null;

  function gather({ piece, count, at, of }: Piece): void {
    try {
      if (at === 0) gathered = desk.gather(of);
      gathered?.set(piece.subarray(0, count), at);
    } catch {
      // The request finds its picture missing, and says so.
      gathered?.forget();
      gathered = null;
    }
    emptied(piece);
  }

  function gatherAhead({ piece, at, of }: Piece): void {
    if (at === 0) {
      const set = desk.gatherAhead(of);
      ahead = set && { set, at, of };
    }
    if (ahead?.at === at && ahead.of === of) {
      ahead.set(piece, at);
      ahead.at += piece.length;
    }
    // Let go of at once, where the browser can: so much garbage would be collected in the middle of the first look.
    (piece.buffer as Shrinkable).transfer?.(0);
  }

  return {
    /*
     * The system hands memory out page by page when it is first written to, which takes longer than a picture's numbers
     * take to be copied: it is written to while the picture is still decoded.
     */
    async expect(count, pause) {
      const touch = desk.expect(count);
      if (!touch) return;
      let at = 0;
      while (touch(at, at + TOUCHED_AT_ONCE)) {
        at += TOUCHED_AT_ONCE;
        await pause();
      }
    },
    take: (piece) => (piece.isAhead ? gatherAhead : gather)(piece),
    takeGathered() {
      const taken = gathered;
      gathered = null;
      return taken;
    },
    setAhead(shape) {
      const isThere = ahead !== null && ahead.at === ahead.of && desk.setAhead(shape);
      ahead = null;
      if (!isThere) throw new PlaygroundError("not-ahead", "the picture's numbers are not there yet");
    },
  };
}
