import { type KeyboardEvent, useState } from "react";
import type { Point } from "../../model/document";
import { boundsOf, moveBy, resizeTo, withShape } from "../../model/region/edit";
import { removeShape, replaceShape } from "../../state/actions";
import { type Draft, editedShape, isFreehand } from "../../state/drawing";
import { setSession } from "../../state/store";
import { useApp, useServices } from "../services";

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Drawing {
  readonly draft: Draft | null;
  press(at: Point): void;
  move(to: Point): void;
  finish(): void;
  cancel(): void;
}

/**
 * Drawing without a mouse. With a drawing tool, arrows move a pen (Shift: ten pixels), Space or Enter sets a corner
 * or vertex, or puts a freehand pen down and up again; Enter closes a polygon. With the select tool, [ and ] choose a
 * shape, arrows move it, Shift+arrows resize it, Delete removes it.
 */
export function useRegionKeys(size: readonly [number, number], drawing: Drawing) {
  const { store } = useServices();
  const tool = useApp((state) => state.session.tool);
  const [pen, setPen] = useState<Point | null>(null);
  const [h, w] = size;
  const at = pen ?? [Math.round(w / 2), Math.round(h / 2)];

  const changeShape = (event: KeyboardEvent, chosen: number, [dx, dy]: Point) => {
    const edit = store.getState().document.region.shapes[chosen];
    if (!edit) return;
    const shape = editedShape(edit);
    const [x, y, width, height] = boundsOf(shape);
    const next = event.shiftKey
      ? resizeTo(shape, [x, y, Math.max(width + dx, 1), Math.max(height + dy, 1)])
      : moveBy(shape, dx, dy);
    replaceShape(store, chosen, withShape(edit, next));
  };

  const drawByKey = (event: KeyboardEvent): boolean => {
    const arrow = ARROWS[event.key];
    const { draft } = drawing;
    if (arrow) {
      const by = event.shiftKey ? 10 : 1;
      const next: Point = [
        Math.min(Math.max(at[0] + arrow[0] * by, 0), w),
        Math.min(Math.max(at[1] + arrow[1] * by, 0), h),
      ];
      setPen(next);
      if (draft) drawing.move(next);
      return true;
    }
    if (event.key === " " || event.key === "Enter") {
      if (!pen) setPen(at);
      if (!draft) drawing.press(at);
      else if (draft.tool === "polygon" && event.key === " ") drawing.press(at);
      else drawing.finish();
      return true;
    }
    if (event.key === "Escape") {
      if (draft) drawing.cancel();
      else setSession(store, { tool: "select" });
      return true;
    }
    return false;
  };

  const selectByKey = (event: KeyboardEvent): boolean => {
    const { document, session } = store.getState();
    const { length } = document.region.shapes;
    if ((event.key === "[" || event.key === "]") && length > 0) {
      const by = event.key === "]" ? 1 : -1;
      setSession(store, {
        shape: session.shape === null ? (by > 0 ? 0 : length - 1) : (session.shape + by + length) % length,
      });
      return true;
    }
    if (session.shape === null) return false;
    const arrow = ARROWS[event.key];
    if (arrow) changeShape(event, session.shape, arrow);
    else if (event.key === "Delete" || event.key === "Backspace") removeShape(store, session.shape);
    else if (event.key === "Escape") setSession(store, { shape: null });
    else return false;
    return true;
  };

  return {
    pen: tool === "select" ? null : pen,
    penDown: drawing.draft !== null && isFreehand(drawing.draft.tool),
    /** True when the key was for the region. */
    onKey: (event: KeyboardEvent): boolean => (tool === "select" ? selectByKey(event) : drawByKey(event)),
  };
}
