import type { BaseType, Selection } from "d3";

/**
 * Writing an attribute or a text that is there already costs as much as a new one: the browser lays the element out
 * again. A river, a legend and a histogram have hundreds of them, and an edit changes few. These write what differs, and
 * nothing else.
 */

type Value<Node, Datum> =
  string | number | null | ((this: Node, datum: Datum, index: number) => string | number | null);

const valueFor = <Node, Datum>(node: Node, datum: Datum, index: number, value: Value<Node, Datum>): string | null => {
  const now = typeof value === "function" ? value.call(node, datum, index) : value;
  return now === null ? null : String(now);
};

/** Sets (null removes) an attribute where it has another value; returns the selection. */
export function attribute<Node extends Element, Datum, Parent extends BaseType, ParentDatum>(
  selection: Selection<Node, Datum, Parent, ParentDatum>,
  name: string,
  value: Value<Node, Datum>,
): typeof selection {
  return selection.each(function (datum, index) {
    const now = valueFor(this, datum, index, value);
    if (this.getAttribute(name) === now) return;
    if (now === null) this.removeAttribute(name);
    else this.setAttribute(name, now);
  });
}

/** `Node.TEXT_NODE`. */
const TEXT_NODE = 3;

/** Sets the text where it is another one; returns the selection. */
export function content<Node extends Element, Datum, Parent extends BaseType, ParentDatum>(
  selection: Selection<Node, Datum, Parent, ParentDatum>,
  value: Value<Node, Datum>,
): typeof selection {
  return selection.each(function (datum, index) {
    const now = valueFor(this, datum, index, value) ?? "";
    if (this.textContent === now) return;
    // Another text in the same node is less work than another node.
    const [only] = this.childNodes;
    if (this.childNodes.length === 1 && only?.nodeType === TEXT_NODE) only.nodeValue = now;
    else this.textContent = now;
  });
}

const FILLS = new WeakMap<Element, string>();

/** Sets the fill, which may depend on the theme, where it is another one; returns the selection. */
export function fill<Node extends SVGElement, Datum, Parent extends BaseType, ParentDatum>(
  selection: Selection<Node, Datum, Parent, ParentDatum>,
  value: (datum: Datum) => string,
): typeof selection {
  return selection.each(function (datum) {
    const now = value(datum);
    if (FILLS.get(this) === now) return;
    FILLS.set(this, now);
    this.style.setProperty("fill", now);
  });
}
