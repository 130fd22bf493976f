import { useEffect, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { forgetPaint } from "../views/paint-queue";
import { useDrawing } from "./services";

/**
 * The newest value that is drawn: it changes in one of the next frames, in its turn with all other drawings, so that what
 * is built from it holds up neither the hand that changed it nor what is seen first.
 */
export function useDrawn<Value>(value: Value): Value {
  const [drawn, setDrawn] = useState({ value });
  const [node] = useState({});
  const drawSoon = useDrawing();
  const isNew = !Object.is(drawn.value, value);
  // Before the page is painted, so that whoever waits for all drawings waits for this one.
  useLayoutEffect(() => {
    // A newer value takes the turn of the one before.
    if (isNew) drawSoon(node, () => flushSync(() => setDrawn({ value })));
    else forgetPaint(node);
  }, [drawSoon, node, value, isNew]);
  useEffect(() => () => forgetPaint(node), [node]);
  return drawn.value;
}
