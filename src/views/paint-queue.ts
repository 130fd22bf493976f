// What is to be drawn waits for the next frame, so that neither a hand nor a message that arrives waits for drawing; and
// what one frame cannot draw without holding up the page waits for the frame after it.

/** How long one frame draws before the rest waits for the next one, in milliseconds; style, layout and paint come on top. */
export const SHARE = 7;
/** How long it draws at least. */
export const LEAST = 2;

/**
 * What a piece of a drawing has done. After "computed" nothing on the page has changed, so that what follows need not wait
 * for the next frame; after any other the page is to be laid out and painted first.
 */
export type Piece = "computed" | undefined;

/** Makes all pieces of a drawing, and gives what it comes to. */
export function allOf<Result>(pieces: Iterator<unknown, Result>): Result {
  let piece = pieces.next();
  while (piece.done !== true) piece = pieces.next();
  return piece.value;
}

/** Draws; or gives the pieces of a drawing, which are made one by one as they are asked for. */
export type Draw = () => Iterator<Piece, unknown> | void;

interface Waiting {
  readonly draw: Draw;
  readonly comesFirst: boolean;
  /** What is left of a drawing that has begun, and what its last piece has done. */
  pieces?: Iterator<Piece, unknown>;
  last?: Piece;
}

const waiting = new Map<object, Waiting>();
/** When a drawing was last asked for. */
let askedAt = -Infinity;
let frame = 0;
let isTaskDue = false;
let tasks: MessageChannel | null = null;

/** Goes on in a task of its own. A message to oneself comes at once; a timer that follows others waits for 4 ms each time. */
function taskSoon(): void {
  if (isTaskDue) return;
  isTaskDue = true;
  if (!tasks) {
    tasks = new MessageChannel();
    tasks.port1.addEventListener("message", () => {
      isTaskDue = false;
      paint(isComputing);
    });
    tasks.port1.start();
  }
  tasks.port2.postMessage(null);
}

/** Makes a drawing, or the next piece of it; whether that was all. */
function goOn(drawing: Waiting): boolean {
  if (!drawing.pieces) {
    const pieces = drawing.draw();
    if (!pieces) return true;
    drawing.pieces = pieces;
    return false;
  }
  const piece = drawing.pieces.next();
  if (piece.done !== true) drawing.last = piece.value;
  return piece.done === true;
}

const isComputing = ({ last }: Waiting): boolean => last === "computed";

/** Lets a drawing wait: in its node's place or behind the others, or before them all if it comes first. */
function enter(node: object, drawing: Waiting): void {
  const others = drawing.comesFirst ? [...waiting].filter(([other]) => other !== node) : [];
  if (drawing.comesFirst) waiting.clear();
  waiting.set(node, drawing);
  for (const [other, before] of others) waiting.set(other, before);
}

/** Goes on with what waits, or with what only computes, until this share of time is over. */
function paint(only: (drawing: Waiting) => boolean, share = SHARE): void {
  const until = performance.now() + share;
  const isOver = (): boolean => performance.now() >= until;
  try {
    for (const [node, drawing] of waiting) {
      if (!only(drawing)) continue;
      waiting.delete(node);
      let isDone = goOn(drawing);
      while (!isDone && !isOver() && only(drawing)) isDone = goOn(drawing);
      // What came for the same node meanwhile is newer.
      if (!isDone && !waiting.has(node)) enter(node, drawing);
      if (isOver()) break;
    }
  } finally {
    schedule();
  }
}

/** What a frame that began at `began` may draw: less when something was asked for in it that took long, by a hand mostly. */
function shareOf(began: number): number {
  if (askedAt < began) return SHARE;
  return Math.max(LEAST, Math.min(SHARE, 2 * SHARE - (performance.now() - began)));
}

function schedule(): void {
  const all = [...waiting.values()];
  if (frame === 0 && !all.every(isComputing)) {
    frame = requestAnimationFrame((began) => {
      frame = 0;
      paint(() => true, shareOf(began));
    });
  }
  if (all.some(isComputing)) taskSoon();
}

/**
 * Draws on `node` in the next frame, or in one soon after when that has much to do; a drawing in pieces goes on over as
 * many frames as it needs, or between them while it only computes. Of several drawings of a node only the newest is made, or gone on with.
 * One that `comesFirst` is made before those that wait, all of it: what it asks for can be fetched while they are drawn.
 */
export function paintSoon(node: object, draw: Draw, comesFirst = false): void {
  askedAt = performance.now();
  enter(node, { draw, comesFirst });
  schedule();
}

/** Takes back what was to be drawn on `node`. */
export function forgetPaint(node: object): void {
  waiting.delete(node);
}

/** Whether anything waits to be drawn. */
export const isPaintWaiting = (): boolean => waiting.size > 0;
