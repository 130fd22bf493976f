import type { KeyboardEvent } from "react";
import { windowGrid } from "../model/geometry";
import { type Selection, stepSelection } from "../model/selection";
import { selectionOf } from "../state/linked";
import { setSession } from "../state/store";
import { useServices } from "./services";

const DIRECTIONS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" } as const;

const isArrow = (key: string): key is keyof typeof DIRECTIONS => key in DIRECTIONS;

/**
 * Arrow keys move the followed number by one window (or pixel) and pin it; Enter pins what is hovered; Escape lets go.
 * Without a followed number an arrow starts in the middle. Answers true when the key was taken.
 */
export function useMoveSelection() {
  const { store } = useServices();
  return (event: KeyboardEvent, start: Selection["kind"]): boolean => {
    const state = store.getState();
    const { picture, document } = state;
    if (!picture || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { shape } = picture.image;
    const selection = selectionOf(state);
    if (event.key === "Escape") {
      if (!selection) return false;
      setSession(store, { pinned: null, hover: null });
      return true;
    }
    if (event.key === "Enter" && selection) {
      setSession(store, { pinned: selection });
      return true;
    }
    if (!isArrow(event.key)) return false;
    if (selection) {
      const pinned = stepSelection(selection, document, shape, DIRECTIONS[event.key]);
      setSession(store, { pinned, hover: null });
      return true;
    }
    const [rows, columns] = windowGrid(document, shape);
    const pinned: Selection =
      start === "pixel"
        ? { kind: "pixel", b: 0, c: null, y: shape[2] >> 1, x: shape[3] >> 1 }
        : { kind: "product", n: (rows >> 1) * columns + (columns >> 1), c: null, i: null, j: null };
    setSession(store, { pinned });
    return true;
  };
}
