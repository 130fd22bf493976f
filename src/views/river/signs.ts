import type { Mark } from "./foot";

const circle = (x: number, y: number, r: number): string =>
  `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;

const box = (x: number, y: number, width: number, height: number): string => `M${x},${y}h${width}v${height}h${-width}Z`;

/**
 * The sign of a mark as SVG path data around (0, 0) = its left edge and middle: a ring for a view, a disc for a copy,
 * a diamond for the input, an unbroken bar for contiguous, a broken one for strided. They differ in form, not only in
 * colour.
 */
export function signPath(sign: Mark["sign"], width: number): string {
  const r = width / 2;
  switch (sign) {
    case "view":
      return circle(r, 0, r - 1);
    case "copy":
      return circle(r, 0, r);
    case "input":
      return `M0,0L${r},${-r}L${width},0L${r},${r}Z`;
    case "contiguous":
      return box(0, -3, width, 6);
    case "strided": {
      const part = width / 5;
      return [0, 2, 4].map((at) => box(at * part, -3, part, 6)).join("");
    }
  }
}
