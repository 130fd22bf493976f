const SVG = "http://www.w3.org/2000/svg";

/** What style sheets decide about a drawing and its descendants inherit; each is also an SVG attribute. */
const INHERITED = [
  "fill",
  "fill-opacity",
  "fill-rule",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-dashoffset",
  "stroke-linecap",
  "stroke-linejoin",
  "color",
  "visibility",
  "font-family",
  "font-size",
  "font-style",
  "font-weight",
  "letter-spacing",
  "text-anchor",
] as const;

/** The same for what is not inherited, with the value that need not be said. */
const OWN = [
  ["opacity", "1"],
  ["display", "inline"],
  ["dominant-baseline", "auto"],
  ["vector-effect", "none"],
  ["stop-color", "rgb(0, 0, 0)"],
  ["stop-opacity", "1"],
] as const;

/** What SVG has as style only, with the value that need not be said. */
const STYLE_ONLY = [
  ["font-variant-numeric", "normal"],
  ["mix-blend-mode", "normal"],
  ["paint-order", "normal"],
] as const;

const byte = (part: string): number => Math.round(Math.min(1, Math.max(0, Number.parseFloat(part))) * 255);

/** `color(srgb 0.2 0.4 0.6 / 0.5)`, as browsers answer for mixed colours, in the older form that every program reads. */
export function plainColour(value: string): string {
  return value.replaceAll(
    /color\(srgb ([\d.e+-]+) ([\d.e+-]+) ([\d.e+-]+)(?: \/ ([\d.e+-]+))?\)/g,
    (_, red: string, green: string, blue: string, alpha: string | undefined) => {
      const channels = `${byte(red)}, ${byte(green)}, ${byte(blue)}`;
      return alpha === undefined ? `rgb(${channels})` : `rgba(${channels}, ${Number.parseFloat(alpha)})`;
    },
  );
}

function setOrRemove(copy: Element, name: string, value: string | null): void {
  if (value === null || value === "") copy.removeAttribute(name);
  else copy.setAttribute(name, value);
}

/** Writes what the page's style sheets made of `original` into `copy`, and so on for all that they hold. */
function inlineStyles(original: Element, copy: SVGElement, inherited: ReadonlyMap<string, string>): void {
  const style = getComputedStyle(original);
  const handedDown = new Map(INHERITED.map((name) => [name, plainColour(style.getPropertyValue(name))] as const));
  copy.removeAttribute("class");
  copy.removeAttribute("style");
  for (const [name, value] of handedDown) setOrRemove(copy, name, inherited.get(name) === value ? null : value);
  for (const [name, unsaid] of OWN) {
    const value = plainColour(style.getPropertyValue(name));
    setOrRemove(copy, name, value === unsaid ? null : value);
  }
  for (const [name, unsaid] of STYLE_ONLY) {
    const value = style.getPropertyValue(name);
    // Set as a property: a security policy may forbid style attributes, but not this.
    if (value !== unsaid) copy.style.setProperty(name, value);
  }
  if (!copy.hasAttribute("transform") && style.transform !== "none") setOrRemove(copy, "transform", style.transform);
  for (const [at, child] of [...original.children].entries()) {
    const twin = copy.children[at];
    if (twin instanceof SVGElement) inlineStyles(child, twin, handedDown);
  }
}

/** The colour behind an element: its own background, or that of the nearest ancestor that has one. */
function backgroundOf(element: Element): string | null {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const colour = plainColour(getComputedStyle(at).backgroundColor);
    if (colour !== "transparent" && colour !== "rgba(0, 0, 0, 0)") return colour;
  }
  return null;
}

/**
 * A drawing of the page as the text of an SVG file that looks the same on its own: every colour, stroke and font that
 * style sheets gave it is written out as it is now, light or dark, with its size in CSS pixels; and with the page's
 * background behind it, unless it is a layer above something else (`backed` is false).
 */
export function standaloneSvg(svg: SVGSVGElement, { backed = true }: { readonly backed?: boolean } = {}): string {
  const { width, height } = svg.getBoundingClientRect();
  // cloneNode(true) of an SVG element is an SVG element.
  const copy = svg.cloneNode(true) as SVGSVGElement;
  inlineStyles(svg, copy, new Map());
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const background = backed ? backgroundOf(svg) : null;
  if (background !== null) {
    const sheet = document.createElementNS(SVG, "rect");
    const [x = "0", y = "0", w = "100%", h = "100%"] = (copy.getAttribute("viewBox") ?? "").trim().split(/[\s,]+/);
    for (const [name, value] of Object.entries({ x, y, width: w, height: h, fill: background, stroke: "none" })) {
      sheet.setAttribute(name, value);
    }
    copy.prepend(sheet);
  }
  return new XMLSerializer().serializeToString(copy);
}
