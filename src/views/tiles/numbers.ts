import { indexAt } from "../../model/layout";
import { inkOn } from "../colour";
import { cell as cellText, significant } from "../format";
import type { View } from "../view";
import type { TileData, TileLayout } from "./tile-data";

/** A cell prints its number from this width on, in CSS pixels. */
export const NUMBERS_FROM = 26;
/** Advance of a digit of the tabular mono font, as a share of its size. */
const ADVANCE = 0.6;
const FONT = '"JetBrains Mono Variable", ui-monospace, "DejaVu Sans Mono", monospace';

/** How a cell of a width prints its number: font size in CSS pixels, and the number's text. */
export interface NumberStyle {
  readonly size: number;
  readonly text: (value: number) => string;
  /** Font size of the element's index below the number, or 0 when there is no room for it. */
  readonly indexSize: number;
}

/** The style that fits cells `k` CSS pixels wide: larger cells print more digits, the largest their index too. */
export function numberStyle(k: number): NumberStyle {
  if (k < 40) return { size: k * 0.3, text: (value) => cellText(value, k < 34 ? 1 : 2), indexSize: 0 };
  if (k < 72) return { size: Math.min(k * 0.28, 15), text: (value) => cellText(value, 2), indexSize: 0 };
  const size = Math.min(Math.max(k * 0.16, 12.5), 20);
  const room = Math.floor((k * 0.92) / (ADVANCE * size));
  const text = (value: number): string => {
    for (let digits = 7; digits >= 3; digits -= 1) {
      const long = significant(value, digits);
      if (long.length <= room) return long;
    }
    return cellText(value, 2);
  };
  return { size, text, indexSize: Math.min(size * 0.68, 12) };
}

/**
 * Prints the numbers of the visible cells that are known, and their indices where there is room. `context` is scaled to CSS pixels;
 * nothing happens while cells are too small to be read.
 */
export function drawNumbers(
  context: CanvasRenderingContext2D,
  data: TileData,
  valueAt: (row: number, column: number, element: number) => number | null,
  { grid, across, down }: TileLayout,
  view: View,
  width: number,
  height: number,
): void {
  if (view.k < NUMBERS_FROM || grid.count === 0) return;
  const { k } = view;
  const style = numberStyle(k);
  const first = (spacing: typeof across, at: number): number => Math.floor(spacing.flat(at));
  const left = first(across, -view.x / k);
  const right = Math.min(first(across, (width - view.x) / k), grid.columns - 1);
  const top = first(down, -view.y / k);
  const bottom = Math.min(first(down, (height - view.y) / k), grid.rows - 1);
  const numberFont = `${style.size}px ${FONT}`;
  const indexFont = `${style.indexSize}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let row = top; row <= bottom; row += 1) {
    const y = (down.start(row) + 0.5) * k + view.y;
    for (let column = left; column <= right; column += 1) {
      const element = grid.elementAt(row, column);
      if (element < 0) continue;
      const value = valueAt(row, column, element);
      if (value === null) continue;
      const x = (across.start(column) + 0.5) * k + view.x;
      context.fillStyle = inkOn(data.scale, value);
      context.font = numberFont;
      context.globalAlpha = 1;
      const index = style.indexSize > 0 ? indexAt(data.shape, element).join(", ") : "";
      const shown = index !== "" && index.length * ADVANCE * style.indexSize <= 0.94 * k;
      // The middle of figures lies a little above the font's own middle.
      context.fillText(style.text(value), x, y + 0.06 * style.size - (shown ? 0.45 * style.size : 0));
      if (!shown) continue;
      context.font = indexFont;
      context.globalAlpha = 0.72;
      context.fillText(index, x, y + 0.75 * style.size);
    }
  }
  context.globalAlpha = 1;
}
