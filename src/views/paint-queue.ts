// What is to be drawn waits for the next frame, so that neither a hand nor a message that arrives waits for drawing; and
// what one frame cannot draw without holding up the page waits for the frame after it.

/** How long one frame draws before the rest waits for the next one, in milliseconds; style, layout and paint come on top. */
const SHARE = 4;

/** Draws; or gives the pieces of a drawing, which are made one by one as they are asked for. */
export type Draw = () => Iterator<unknown> | void;

interface Waiting {
  readonly draw: Draw;
  /** What is left of a drawing that has begun. */
  pieces?: Iterator<unknown>;
}

const waiting = new Map<object, Waiting>();
let frame = 0;

/** Makes a drawing, or the next piece of it; whether that was all. */
function goOn(drawing: Waiting): boolean {
  if (drawing.pieces) return drawing.pieces.next().done === true;
  const pieces = drawing.draw();
  if (!pieces) return true;
  drawing.pieces = pieces;
  return false;
}

function paint(): void {
  frame = 0;
  const until = performance.now() + SHARE;
  const isOver = (): boolean => performance.now() >= until;
  try {
    for (const [node, drawing] of waiting) {
      waiting.delete(node);
      let isDone = goOn(drawing);
      while (!isDone && !isOver()) isDone = goOn(drawing);
      // What came for the same node meanwhile is newer.
      if (!isDone && !waiting.has(node)) waiting.set(node, drawing);
      if (isOver()) break;
    }
  } finally {
    if (waiting.size > 0 && frame === 0) frame = requestAnimationFrame(paint);
  }
}

/**
 * Draws on `node` in the next frame, or in one soon after when that has much to do; a drawing in pieces goes on over as
 * many frames as it needs. Of several drawings of a node only the newest is made, or gone on with.
 */
export function paintSoon(node: object, draw: Draw): void {
  waiting.set(node, { draw });
  if (frame === 0) frame = requestAnimationFrame(paint);
}

/** Takes back what was to be drawn on `node`. */
export function forgetPaint(node: object): void {
  waiting.delete(node);
}

/** Whether anything waits to be drawn. */
export const isPaintWaiting = (): boolean => waiting.size > 0;
