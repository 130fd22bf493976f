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
  /** Where a cell starts. */
  start(cell: number): number;
  /** The cell at a position, or −1 in a gap or outside. */
  cellAt(position: number): number;
  /** The cell after the gap that holds a position, or 0 when no gap does. */
  after(position: number): number;
  /** Width of the gap before a cell, in cells; 0 for none. */
  gapBefore(cell: number): number;
  /** The position counted in cells alone, as if no gap were there; inside a gap, the edge after it. Clamped to the ends. */
  flat(position: number): number;
}

/** Gaps along one direction, in cells: between the parts of a tile, between tiles, between groups of tiles. */
export interface Gaps {
  readonly part: number;
  readonly tile: number;
  readonly group: number;
}

/**
 * Gaps along a direction that suit tiles of a size: a third of a cell around small tiles, a few hundredths of a large
 * one, never wider than a fifth of what they set apart.
 */
export function gapsFor(along: Periods, other: Periods): Gaps {
  const largest = Math.max(along.tile, other.tile);
  const tile = largest <= 1 ? 0 : Math.max(0.34, Math.min(0.035 * largest, 0.2 * along.tile));
  return { part: tile * 0.3, tile, group: Math.max(3 * tile, 0.02 * along.group, 1) };
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
    start,
    cellAt: (position) => {
      if (!(position >= 0 && position < length)) return -1;
      const { flat, inGap } = locate(position);
      return inGap ? -1 : Math.min(Math.floor(flat), cells - 1);
    },
    after: (position) => {
      if (!(position >= 0 && position < length)) return 0;
      const { flat, inGap } = locate(position);
      return inGap ? flat : 0;
    },
    gapBefore: (cell) => {
      if (cell <= 0 || cell >= cells) return 0;
      return levels.reduce((widest, level) => (cell % level.period === 0 ? level.gap : widest), 0);
    },
    flat: (position) => {
      if (!(position > 0)) return 0;
      return position >= length ? cells : Math.min(locate(position).flat, cells);
    },
  };
}
