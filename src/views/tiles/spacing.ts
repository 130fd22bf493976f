import type { Periods } from "../../model/tile-grid";

/** One kind of gap: it stands after every `period` cells and is `gap` cells wide. */
interface Level {
  readonly period: number;
  readonly gap: number;
  /** Length of one period with the smaller gaps inside it, without the gap after it. */
  readonly span: number;
}

/**
 * Cells of one direction, set apart by gaps that are a fixed share of a cell: positions scale with the zoom, so that
 * what lies under the pointer stays there. Lengths are in cells.
 */
export interface Spacing {
  readonly cells: number;
  readonly length: number;
  /** Widest gap that is no group gap, in cells: when it is under a pixel the tiles touch. */
  readonly gap: number;
  /** Where a cell starts. */
  start(cell: number): number;
  /** The cell at a position, or −1 in a gap or outside. */
  cellAt(position: number): number;
  /** The position counted in cells alone, as if no gap were there; inside a gap, the edge after it. Clamped to the ends. */
  flat(position: number): number;
}

/** Gaps of a grid in cells; the same for rows and columns, so that tiles stand evenly. */
export interface Gaps {
  readonly part: number;
  readonly tile: number;
  readonly group: number;
}

/** Gaps that suit tiles of a size: a third of a cell around small tiles, a few hundredths of a large one. */
export function gapsFor(rows: Periods, columns: Periods): Gaps {
  const largest = Math.max(rows.tile, columns.tile);
  const tile = largest <= 1 ? 0 : Math.max(0.34, 0.035 * largest);
  const group = Math.max(rows.group, columns.group);
  return { part: tile * 0.3, tile, group: group > 0 ? Math.max(3 * tile, 0.02 * group, 1) : tile };
}

/** The spacing of `cells` cells. Periods divide one another, as they do in a grid of tiles. */
export function spacing(cells: number, periods: Periods, gaps: Gaps): Spacing {
  const levels: Level[] = [];
  let period = 1;
  let span = 1;
  let gap = 0;
  const add = (next: number, width: number): void => {
    if (next <= 0 || next < period || width <= 0) return;
    const blocks = next / period;
    span = blocks * (span + gap) - gap;
    period = next;
    gap = width;
    if (levels.at(-1)?.period === next) levels.pop();
    levels.push({ period, gap, span });
  };
  add(periods.part, gaps.part);
  add(periods.tile, gaps.tile);
  add(periods.group, gaps.group);

  const start = (cell: number): number => {
    let at = cell;
    let inner = 0;
    for (const level of levels) {
      at += (level.gap - inner) * Math.floor(cell / level.period);
      inner = level.gap;
    }
    return at;
  };
  const length = cells === 0 ? 0 : start(cells - 1) + 1;
  const locate = (position: number): { flat: number; inGap: boolean } => {
    let flat = 0;
    let rest = position;
    for (let at = levels.length - 1; at >= 0; at -= 1) {
      const level = levels[at] as Level;
      const block = Math.floor(rest / (level.span + level.gap));
      rest -= block * (level.span + level.gap);
      flat += block * level.period;
      if (rest >= level.span) return { flat: flat + level.period, inGap: true };
    }
    return { flat: flat + rest, inGap: false };
  };
  return {
    cells,
    length,
    gap: gaps.tile,
    start,
    cellAt: (position) => {
      if (!(position >= 0 && position < length)) return -1;
      const { flat, inGap } = locate(position);
      return inGap ? -1 : Math.min(Math.floor(flat), cells - 1);
    },
    flat: (position) => {
      if (!(position > 0)) return 0;
      return position >= length ? cells : Math.min(locate(position).flat, cells);
    },
  };
}
