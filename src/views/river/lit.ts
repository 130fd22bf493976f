import type { AxisLink } from "../../model/axes";
import { count } from "../format";
import { length, middle, type Bar, type Span } from "./bars";
import { NAME_GAP, type Type } from "./columns";
import { threadPath } from "./paths";
import { sansWidth } from "./text";

/**
 * The element that the current selection means, per step: its index, `null` on an axis that it runs over whole, and
 * `null` for a step in which it has no single element.
 */
export type Lit = readonly (readonly (number | null)[] | null)[];

/** A place on a bar: a height for an index, the whole bar for an axis that the selection runs over. */
export interface Tick {
  readonly key: string;
  readonly axis: number;
  readonly span: Span;
  /** The index to print; null when the whole axis is meant. */
  readonly text: string | null;
  /** Where it is printed: left edge and middle. */
  readonly place: { readonly x: number; readonly y: number };
  /** Paper behind the name and the index; null when there is no index. */
  readonly chip: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
  /** Px by which the axis's name moves up to make room below for the index; 0 when they stand on one line. */
  readonly raise: number;
}

/** The height of index `at` on a bar: the middle of its cell, (at + ½) / size of the way down; null when outside. */
export function heightOf(bar: Bar, at: number): number | null {
  if (!(at >= 0 && at < bar.size)) return null;
  return bar.span[0] + (length(bar.span) * (at + 0.5)) / bar.size;
}

/**
 * Ticks on the bars of one step, their numbers beside the axes' names or under them where the column, which ends at
 * `right`, is narrow. Indices outside their axis are left out: they are of an older program.
 */
export function ticksOf(
  bars: readonly Bar[],
  index: readonly (number | null)[] | null,
  right: number,
  type: Type,
): Tick[] {
  if (index === null || index.length !== bars.length) return [];
  return bars.flatMap((bar): Tick[] => {
    const at = index[bar.axis] ?? null;
    const x = bar.x + bar.width + NAME_GAP;
    const centre = middle(bar.span);
    const tick = { key: bar.key, axis: bar.axis };
    if (at === null) {
      return [{ ...tick, span: bar.span, text: null, place: { x, y: centre }, chip: null, raise: 0 }];
    }
    const y = heightOf(bar, at);
    if (y === null) return [];
    const text = count(at);
    const [nameWide, textWide] = [sansWidth(`${bar.label} `, type.small), sansWidth(text, type.small)];
    const beside = x + nameWide + textWide <= right;
    const raise = beside ? 0 : type.small * 0.52;
    const wide = Math.min(
      beside ? nameWide + textWide : Math.max(sansWidth(bar.label, type.small), textWide),
      right - x,
    );
    const tall = type.small * 1.15 + 2 * raise;
    return [
      {
        ...tick,
        span: [y, y],
        text,
        place: { x: beside ? x + nameWide : x, y: centre + raise },
        chip: { x: x - 2, y: centre - tall / 2, width: wide + 3, height: tall },
        raise,
      },
    ];
  });
}

/** Lines along the ribbons from the ticks of one step to those of the next. */
export function threadsBetween(
  sources: readonly Bar[],
  targets: readonly Bar[],
  links: readonly AxisLink[],
  from: readonly Tick[],
  to: readonly Tick[],
): { readonly key: string; readonly path: string }[] {
  return links.flatMap((link) => {
    const [source, target] = [sources[link.from], targets[link.to]];
    const start = from.find((tick) => tick.axis === link.from && tick.text !== null);
    const end = to.find((tick) => tick.axis === link.to && tick.text !== null);
    if (!source || !target || !start || !end || link.input !== 0) return [];
    const path = threadPath(source.x + source.width, start.span[0], target.x, end.span[0]);
    return [{ key: `${source.key}>${target.key}`, path }];
  });
}
