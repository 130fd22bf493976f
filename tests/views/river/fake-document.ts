/**
 * As much of a document as d3-selection needs to build an SVG in node: elements with attributes, children, listeners
 * and focus, and selectors of the forms "tag", ".class", "tag.class", "[attribute]" and ":not([attribute])".
 */
export class FakeElement {
  readonly attributes = new Map<string, string>();
  readonly styles = new Map<string, string>();
  readonly listeners = new Map<string, Set<(event: object) => void>>();
  readonly childNodes: FakeElement[] = [];
  readonly nodeType = 1;
  parentNode: FakeElement | null = null;
  #text = "";

  constructor(
    readonly ownerDocument: FakeDocument,
    readonly namespaceURI: string,
    readonly tagName: string,
  ) {}

  readonly style = {
    setProperty: (name: string, value: string) => void this.styles.set(name, value),
    removeProperty: (name: string) => void this.styles.delete(name),
  };

  get children(): FakeElement[] {
    return this.childNodes;
  }
  get firstChild(): FakeElement | null {
    return this.childNodes[0] ?? null;
  }
  get nextSibling(): FakeElement | null {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }
  get textContent(): string {
    return this.#text + this.childNodes.map((child) => child.textContent).join("");
  }
  set textContent(text: string) {
    this.#text = text;
    for (const child of this.childNodes.splice(0)) child.parentNode = null;
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }
  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }
  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, String(value));
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  insertBefore(child: FakeElement, before: FakeElement | null): FakeElement {
    child.parentNode?.removeChild(child);
    const at = before === null ? this.childNodes.length : this.childNodes.indexOf(before);
    this.childNodes.splice(at, 0, child);
    child.parentNode = this;
    return child;
  }
  appendChild(child: FakeElement): FakeElement {
    return this.insertBefore(child, null);
  }
  removeChild(child: FakeElement): FakeElement {
    this.childNodes.splice(this.childNodes.indexOf(child), 1);
    child.parentNode = null;
    return child;
  }
  compareDocumentPosition(other: FakeElement): number {
    // d3 compares siblings only, to see whether they must be put in order.
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings.indexOf(this) < siblings.indexOf(other) ? 4 : 2;
  }

  matches(selector: string): boolean {
    const [, not, attribute] = /^(:not\()?\[([\w-]+)\]\)?$/u.exec(selector) ?? [];
    if (attribute !== undefined) return this.hasAttribute(attribute) !== (not !== undefined);
    const [tag = "", ...classes] = selector.split(".");
    const own = (this.getAttribute("class") ?? "").split(" ");
    return (tag === "" || tag === "*" || tag === this.tagName) && classes.every((name) => own.includes(name));
  }
  querySelectorAll(selector: string): FakeElement[] {
    return this.childNodes.flatMap((child) => [
      ...(child.matches(selector) ? [child] : []),
      ...child.querySelectorAll(selector),
    ]);
  }
  querySelector(selector: string): FakeElement | null {
    return this.querySelectorAll(selector)[0] ?? null;
  }

  addEventListener(type: string, listener: (event: object) => void): void {
    const known = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, known.add(listener));
  }
  removeEventListener(type: string, listener: (event: object) => void): void {
    this.listeners.get(type)?.delete(listener);
  }
  dispatch(type: string, event: object = {}): void {
    for (const listener of this.listeners.get(type) ?? []) listener.call(this, event);
  }
  focus(): void {
    this.ownerDocument.activeElement?.dispatch("blur");
    this.ownerDocument.activeElement = this;
    this.dispatch("focus");
  }

  /** The element as text: two drawings are the same when their texts are. */
  toString(): string {
    const attributes = [
      ...this.attributes,
      ...[...this.styles].map(([name, value]) => [`style:${name}`, value] as const),
    ]
      .map(([name, value]) => ` ${name}="${value}"`)
      .join("");
    return `<${this.tagName}${attributes}>${this.#text}${this.childNodes.join("")}</${this.tagName}>`;
  }
}

/** The document that owns them. It has no window: nothing can be animated. */
export class FakeDocument {
  readonly defaultView = null;
  readonly documentElement = { namespaceURI: "http://www.w3.org/1999/xhtml" };
  activeElement: FakeElement | null = null;

  createElementNS(namespace: string, tag: string): FakeElement {
    return new FakeElement(this, namespace, tag);
  }
}

const SVG = "http://www.w3.org/2000/svg";

/** An empty <svg> to draw into, as the fake it is and as what a view takes it for. */
export function fakeSvg(): { readonly fake: FakeElement; readonly node: SVGSVGElement } {
  const fake = new FakeDocument().createElementNS(SVG, "svg");
  // The fake has every member that d3-selection touches, and no other.
  return { fake, node: fake as unknown as SVGSVGElement };
}
