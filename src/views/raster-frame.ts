import { droppedAlong, type Geometry, type ImageShape } from "../model/geometry";
import { fitPlane, type Box, type Extent2, type View } from "./view";

/**
 * Where a picture stands on its node: pixel (x, y) of the image has its top left corner at (x·k + view.x, y·k + view.y)
 * CSS pixels. With padding the view leaves room for it on all four sides.
 */
export interface PictureFrame {
  readonly view: View;
  /** Image rows and columns. */
  readonly height: number;
  readonly width: number;
  /** Padding in pixels, rows then columns. */
  readonly padding: readonly [number, number];
  /** Rows at the bottom and columns at the right of the padded image that no window reaches. */
  readonly dropped: readonly [number, number];
}

/** The frame of a picture fitted into a node, with the padding and the dropped strips of a geometry when one is given. */
export function frameOf(shape: ImageShape, viewport: Extent2, geometry?: Geometry): PictureFrame {
  const [, , height, width] = shape;
  const padding = geometry?.padding ?? ([0, 0] as const);
  const fitted = fitPlane({ width: width + 2 * padding[1], height: height + 2 * padding[0] }, viewport);
  return {
    view: { k: fitted.k, x: fitted.x + padding[1] * fitted.k, y: fitted.y + padding[0] * fitted.k },
    height,
    width,
    padding,
    dropped: geometry ? [droppedAlong(geometry, 0, height), droppedAlong(geometry, 1, width)] : [0, 0],
  };
}

/** The image pixel under a point of the node, as [row, column]; outside the image it may be negative or beyond the end. */
export function pixelAtPoint({ view }: PictureFrame, x: number, y: number): [number, number] {
  return [Math.floor((y - view.y) / view.k), Math.floor((x - view.x) / view.k)];
}

/** A rectangle of image pixels on the node, in CSS pixels. */
export function pixelBox({ view }: PictureFrame, row: number, column: number, rows: number, columns: number): Box {
  return { x: column * view.k + view.x, y: row * view.k + view.y, width: columns * view.k, height: rows * view.k };
}

/** The strips that the floor drops, on the node: rows at the bottom, columns at the right; none of size 0. */
export function droppedBoxes(frame: PictureFrame): { axis: "rows" | "columns"; count: number; box: Box }[] {
  const { height, width, padding, dropped } = frame;
  const boxes = [];
  const [rows, columns] = dropped;
  const [top, left] = padding;
  if (rows > 0) {
    const box = pixelBox(frame, height + top - rows, -left, rows, width + 2 * left);
    boxes.push({ axis: "rows" as const, count: rows, box });
  }
  if (columns > 0) {
    const box = pixelBox(frame, -top, width + left - columns, height + 2 * top, columns);
    boxes.push({ axis: "columns" as const, count: columns, box });
  }
  return boxes;
}
