import type { Step } from "../../model/program";
import type { Hue } from "../axis-hues";
import { count } from "../format";
import { length, middle, nameHue, type Bar, type Span } from "./bars";
import { NAME_GAP, type Type } from "./columns";
import type { RiverLayout } from "./layout";
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
  /** Left and right edge of the bar. */
  readonly edges: Span;
  readonly span: Span;
  /** What is printed over the axis's name; null when the whole axis is meant. */
  readonly label: TickLabel | null;
}

/** The axis's name and the index on a chip of paper, each given by its left edge and middle. */
export interface TickLabel {
  readonly chip: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly name: { readonly x: number; readonly y: number; readonly text: string; readonly hue: Hue };
  readonly index: { readonly x: number; readonly y: number; readonly text: string };
}

/** What a selection adds to a river: it changes with every move of the pointer, the river does not. */
export interface RiverLight {
  readonly ticks: readonly Tick[];
  readonly threads: readonly { readonly key: string; readonly path: string }[];
}

/** The height of index `at` on a bar: the middle of its cell, (at + ½) / size of the way down; null when outside. */
export function heightOf(bar: Bar, at: number): number | null {
  if (!(at >= 0 && at < bar.size)) return null;
  return bar.span[0] + (length(bar.span) * (at + 0.5)) / bar.size;
}

/** Ticks on every lit step, and lines along the ribbons between them. */
export function lightOf({ columns, type }: RiverLayout, steps: readonly Step[], lit: Lit): RiverLight {
  const perColumn = columns.map((column) => {
    const index = lit[column.step] ?? null;
    if (column.kind === "refused" || index === null || index.length !== column.bars.length) return [];
    return column.bars.flatMap((bar) => {
      const tick = tickOn(bar, index[bar.axis] ?? null, column.x + column.width - 2, type);
      return tick === null ? [] : [{ ...tick, key: `${column.key}/${bar.key}` }];
    });
  });
  const threads = columns.flatMap((after, at) => {
    const before = columns[at - 1];
    const step = steps[at];
    if (before?.kind !== "done" || after.kind !== "done" || step?.kind !== "done") return [];
    return step.links.flatMap(({ input, from, to }) => {
      const start = perColumn[at - 1]?.find((tick) => tick.axis === from && tick.label !== null);
      const end = perColumn[at]?.find((tick) => tick.axis === to && tick.label !== null);
      if (start === undefined || end === undefined || input !== 0) return [];
      const path = threadPath(start.edges[1], start.span[0], end.edges[0], end.span[0]);
      return [{ key: `${start.key}>${end.key}`, path }];
    });
  });
  return { ticks: perColumn.flat(), threads };
}

/**
 * The tick of index `at` on a bar; null when it is outside, and thus of an older program. Its number stands beside the
 * axis's name, or under it where the column, which ends at `right`, is narrow.
 */
function tickOn(bar: Bar, at: number | null, right: number, type: Type): Tick | null {
  const tick = { key: bar.key, axis: bar.axis, edges: [bar.x, bar.x + bar.width] as const };
  if (at === null) return { ...tick, span: bar.span, label: null };
  const y = heightOf(bar, at);
  if (y === null) return null;
  const text = count(at);
  const x = bar.x + bar.width + NAME_GAP;
  const centre = middle(bar.span);
  const [name, space, index] = [bar.label, " ", text].map((part) => sansWidth(part, type.small)) as [
    number,
    number,
    number,
  ]; // map forgets that three stay three
  const beside = x + name + space + index <= right;
  const shift = beside ? 0 : type.small * 0.52;
  const wide = Math.min(beside ? name + space + index : Math.max(name, index), right - x);
  const tall = type.small * 1.15 + 2 * shift;
  return {
    ...tick,
    span: [y, y],
    label: {
      chip: { x: x - 2, y: centre - tall / 2, width: wide + 3, height: tall },
      name: { x, y: centre - shift, text: bar.label, hue: nameHue(bar) },
      index: { x: beside ? x + name + space : x, y: centre + shift, text },
    },
  };
}
