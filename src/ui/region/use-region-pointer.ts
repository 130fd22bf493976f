import { type PointerEvent as ReactPointerEvent, useRef, useState } from "react";
import type { Point, RegionEdit } from "../../model/document";
import { type Bounds, boundsOf, hitTest, moveBy, resizeTo, withShape } from "../../model/region/edit";
import { addShape, replaceShape } from "../../state/actions";
import { addVertex, type Draft, draftEdit, editedShape, isFreehand, moveDraft, startDraft } from "../../state/drawing";
import { beginGesture, cancelGesture, endGesture, setSession } from "../../state/store";
import { useServices } from "../services";

/** Which sides of a box a handle drags: −1 the near side, 1 the far one, 0 neither; x first. */
export type Handle = readonly [-1 | 0 | 1, -1 | 0 | 1];

/** The box with the sides of a handle dragged to a point; it never turns inside out. */
export function draggedBounds(from: Bounds, [hx, hy]: Handle, [x, y]: Point): Bounds {
  const [fromX, fromY, width, height] = from;
  const left = hx === -1 ? Math.min(x, fromX + width - 1) : fromX;
  const top = hy === -1 ? Math.min(y, fromY + height - 1) : fromY;
  const right = hx === 1 ? Math.max(x, fromX + 1) : fromX + width;
  const bottom = hy === 1 ? Math.max(y, fromY + 1) : fromY + height;
  return [left, top, right - left, bottom - top];
}

interface Drag {
  readonly kind: "move" | "resize";
  readonly at: number;
  readonly from: Point;
  readonly edit: RegionEdit;
  readonly handle: Handle;
  moved: boolean;
}

/** Within this many screen pixels a press is a click, not a drag. */
const CLICK_SLOP = 4;

/**
 * Drawing, moving and resizing by mouse, pen or finger. A draft is part of the document while it is drawn, so that
 * the results follow the hand; the whole gesture is one entry of the history.
 */
export function useRegionPointer(
  toImage: (event: { clientX: number; clientY: number }) => Point,
  pin: (at: Point) => void,
) {
  const { store } = useServices();
  const [draft, setDraft] = useState<Draft | null>(null);
  const drawn = useRef<number | null>(null);
  const drag = useRef<Drag | null>(null);
  const pressed = useRef<{ x: number; y: number } | null>(null);

  /** Puts the draft as it stands into the document, in place of what it was a moment ago. */
  const preview = (next: Draft, closed = false) => {
    setDraft(next);
    const { drawing, brushRadius } = store.getState().session;
    const edit = draftEdit(next, drawing, brushRadius, closed);
    if (!edit) return;
    if (drawn.current === null) {
      addShape(store, edit);
      drawn.current = store.getState().document.region.shapes.length - 1;
    } else replaceShape(store, drawn.current, edit);
  };

  const cancel = () => {
    cancelGesture(store);
    drawn.current = null;
    drag.current = null;
    setDraft(null);
    setSession(store, { shape: null });
  };

  const finish = () => {
    if (draft && draft.tool === "polygon") {
      if (draft.points.length < 3) return cancel();
      preview(draft, true);
    }
    endGesture(store);
    drawn.current = null;
    setDraft(null);
  };

  const press = (at: Point) => {
    const { tool } = store.getState().session;
    if (tool === "select") return;
    if (draft && draft.tool === "polygon" && tool === "polygon") {
      const first = draft.points[0];
      const near = first && draft.points.length >= 3 && Math.hypot(first[0] - at[0], first[1] - at[1]) < 3;
      if (near) finish();
      else preview(addVertex(draft, at));
      return;
    }
    beginGesture(store);
    const started = startDraft(tool, at);
    if (isFreehand(tool)) preview(started);
    else setDraft(started);
  };

  const startDrag = (event: ReactPointerEvent, kind: Drag["kind"], at: number, handle: Handle) => {
    const edit = store.getState().document.region.shapes[at];
    if (!edit) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { kind, at, edit, handle, from: toImage(event), moved: false };
    pressed.current = { x: event.clientX, y: event.clientY };
  };

  const dragTo = (to: Point) => {
    const now = drag.current;
    if (!now) return;
    if (!now.moved) {
      beginGesture(store);
      now.moved = true;
    }
    const shape = editedShape(now.edit);
    const next =
      now.kind === "move"
        ? moveBy(shape, Math.round(to[0] - now.from[0]), Math.round(to[1] - now.from[1]))
        : resizeTo(shape, draggedBounds(boundsOf(shape), now.handle, [Math.round(to[0]), Math.round(to[1])]));
    replaceShape(store, now.at, withShape(now.edit, next));
  };

  const handlers = {
    onPointerDown(event: ReactPointerEvent<SVGSVGElement>) {
      if (event.button !== 0) return;
      const at = toImage(event);
      const { session, document } = store.getState();
      pressed.current = { x: event.clientX, y: event.clientY };
      if (session.tool === "select") {
        const hit = hitTest(document.region.shapes, at);
        setSession(store, { shape: hit });
        if (hit !== null) startDrag(event, "move", hit, [0, 0]);
        return;
      }
      event.currentTarget.setPointerCapture(event.pointerId);
      press(at);
    },
    onPointerMove(event: ReactPointerEvent<SVGSVGElement>) {
      const from = pressed.current;
      const far = from !== null && Math.hypot(event.clientX - from.x, event.clientY - from.y) > CLICK_SLOP;
      if (drag.current) {
        if (far || drag.current.moved) dragTo(toImage(event));
        return;
      }
      if (!draft) return;
      const steps = isFreehand(draft.tool) ? event.nativeEvent.getCoalescedEvents() : [];
      const next = (steps.length > 0 ? steps : [event]).reduce((so, each) => moveDraft(so, toImage(each)), draft);
      preview(next);
    },
    onPointerUp(event: ReactPointerEvent<SVGSVGElement>) {
      const from = pressed.current;
      pressed.current = null;
      const still = from !== null && Math.hypot(event.clientX - from.x, event.clientY - from.y) <= CLICK_SLOP;
      if (drag.current) {
        if (drag.current.moved) endGesture(store);
        drag.current = null;
        if (still) pin(toImage(event));
        return;
      }
      if (draft && draft.tool !== "polygon") finish();
      else if (!draft && still) pin(toImage(event));
    },
    onPointerCancel: cancel,
    onDoubleClick() {
      if (draft?.tool === "polygon") finish();
    },
  };

  return {
    draft,
    handlers,
    startDrag,
    press,
    move: (to: Point) => draft && preview(moveDraft(draft, to)),
    finish,
    cancel,
  };
}
