// What is to be drawn waits for the next frame, so that neither a hand nor a message that arrives waits for drawing; and
// what one frame cannot draw without holding up the page waits for the frame after it.

/** How long one frame draws before the rest waits for the next one, in milliseconds; style, layout and paint come on top. */
const SHARE = 4;

const waiting = new Map<object, () => void>();
let frame = 0;

function paint(): void {
  frame = 0;
  const until = performance.now() + SHARE;
  try {
    for (const [node, draw] of waiting) {
      waiting.delete(node);
      draw();
      if (performance.now() >= until) break;
    }
  } finally {
    if (waiting.size > 0 && frame === 0) frame = requestAnimationFrame(paint);
  }
}

/** Draws on `node` in the next frame, or in one soon after when that has much to do. Of several drawings of a node only the newest is made. */
export function paintSoon(node: object, draw: () => void): void {
  waiting.set(node, draw);
  if (frame === 0) frame = requestAnimationFrame(paint);
}

/** Takes back what was to be drawn on `node`. */
export function forgetPaint(node: object): void {
  waiting.delete(node);
}

/** Whether anything waits to be drawn. */
export const isPaintWaiting = (): boolean => waiting.size > 0;
