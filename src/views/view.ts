/** What is shown of a plane: a point p of it stands at p·k + (x, y) in CSS pixels of the node. d3-zoom's transform. */
export interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** Width and height: of a plane in its own units, or of a node in CSS pixels. */
export interface Extent2 {
  readonly width: number;
  readonly height: number;
}

/** A rectangle in CSS pixels of the node. */
export interface Box extends Extent2 {
  readonly x: number;
  readonly y: number;
}

/** A length rounded to hundredths of a pixel: what paths are written with. */
export const hundredths = (length: number): number => Math.round(length * 100) / 100;

/** The view that shows a whole plane, centred, with `margin` CSS pixels free around it and at most `most` per unit. */
export function fitPlane(content: Extent2, viewport: Extent2, margin = 0, most = Infinity): View {
  const wide = Math.max(content.width, 1e-9);
  const high = Math.max(content.height, 1e-9);
  const k = Math.min(
    Math.max(viewport.width - 2 * margin, 1) / wide,
    Math.max(viewport.height - 2 * margin, 1) / high,
    most,
  );
  return { k, x: (viewport.width - content.width * k) / 2, y: (viewport.height - content.height * k) / 2 };
}
