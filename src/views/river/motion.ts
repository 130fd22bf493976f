import type { BaseType, Selection } from "d3";

/** How long a change of the river takes, in ms: long enough to be followed, too short to be waited for. */
const MILLISECONDS = 240;

/** 0 for readers who asked for less motion, and when nobody wants any. */
export function duration(node: Element, wanted: boolean): number {
  const view = node.ownerDocument.defaultView;
  const still = view === null || view.matchMedia("(prefers-reduced-motion: reduce)").matches;
  return wanted && !still ? MILLISECONDS : 0;
}

/** Marks an element that was drawn before, so that it glides to its new place where a new one just appears. */
const DRAWN = "data-drawn";

/** Sets one attribute, by a transition when `milliseconds` > 0 and the element was drawn before. */
export function glide<Node extends Element, Datum, Parent extends BaseType, ParentDatum>(
  selection: Selection<Node, Datum, Parent, ParentDatum>,
  milliseconds: number,
  attribute: string,
  value: (datum: Datum) => string | number,
): void {
  const old = selection.filter(`[${DRAWN}]`);
  selection.filter(`:not([${DRAWN}])`).attr(attribute, value).attr(DRAWN, "");
  // A transition under way would go on to the place it was started for.
  old.interrupt(attribute);
  if (milliseconds === 0) old.attr(attribute, value);
  else old.transition(attribute).duration(milliseconds).attr(attribute, value);
}
