import type { Axis, AxisPart } from "./axes";
import { PlaygroundError } from "./errors";

/** One part of one axis of a tensor, by position. */
export interface PartRef {
  readonly axis: number;
  readonly part: number;
}

/** The four places a part can stand: laying tiles out, or inside each tile. */
export const TILING_LISTS = ["outerRows", "outerColumns", "innerRows", "innerColumns"] as const;
export type TilingList = (typeof TILING_LISTS)[number];

/**
 * How a tensor of any rank is shown as a grid of equal tiles: every part of every axis stands in exactly one list,
 * outermost first. `wrap` breaks the outer columns into lines of so many tiles, as text is broken; 0 never breaks.
 */
export type Tiling = Readonly<Record<TilingList, readonly PartRef[]>> & { readonly wrap: number };

/** Ready-made tilings: k×k maps one per window, planes of windows one per tap, and the tensor as PyTorch prints it. */
export const TILING_PRESETS = ["maps", "taps", "plain"] as const;
export type TilingPreset = (typeof TILING_PRESETS)[number];

/** Width over height that a broken line of tiles aims at. */
const ASPECT = 1.6;
/** Beyond this ratio of height to width (or width to height) a strip of tiles is broken into lines. */
const STRIP = 12;

/** Every part of every axis, in storage order of a row-major tensor. */
export function partRefs(axes: readonly Axis[]): PartRef[] {
  return axes.flatMap((axis, at) => axis.parts.map((_, part) => ({ axis: at, part })));
}

/** The part a reference names; throws `PlaygroundError` "tiling-unknown-part" when the tensor has no such part. */
export function partAt(axes: readonly Axis[], ref: PartRef): AxisPart {
  const part = axes[ref.axis]?.parts[ref.part];
  if (part === undefined) {
    throw new PlaygroundError("tiling-unknown-part", `the tensor has no part ${ref.part} of axis ${ref.axis}`, {
      axis: ref.axis,
      part: ref.part,
    });
  }
  return part;
}

const same = (a: PartRef, b: PartRef): boolean => a.axis === b.axis && a.part === b.part;

/**
 * Checks that a tiling fits a tensor: every part in exactly one place, none unknown, `wrap` a whole number. Throws
 * `PlaygroundError` "tiling-unknown-part", "tiling-repeated-part", "tiling-missing-part" or "tiling-wrap".
 */
export function checkTiling(axes: readonly Axis[], tiling: Tiling): void {
  const placed = TILING_LISTS.flatMap((list) => tiling[list]);
  for (const [at, ref] of placed.entries()) {
    const { name } = partAt(axes, ref);
    if (placed.findIndex((other) => same(other, ref)) !== at) {
      throw new PlaygroundError("tiling-repeated-part", `${name} stands in two places of the tiling`, { name });
    }
  }
  for (const ref of partRefs(axes)) {
    if (!placed.some((other) => same(other, ref))) {
      const { name } = partAt(axes, ref);
      throw new PlaygroundError("tiling-missing-part", `${name} stands nowhere in the tiling`, { name });
    }
  }
  if (!Number.isInteger(tiling.wrap) || tiling.wrap < 0) {
    throw new PlaygroundError("tiling-wrap", `a line holds a whole number of tiles, not ${tiling.wrap}`, {
      wrap: tiling.wrap,
    });
  }
}

/** Whether `checkTiling` passes. */
export function assignable(axes: readonly Axis[], tiling: Tiling): boolean {
  try {
    checkTiling(axes, tiling);
    return true;
  } catch {
    return false;
  }
}

/**
 * The tiling with one part taken out of its place and put at `position` of `list` (counted after it was taken out;
 * beyond the end means the end). Lines are no longer broken when the outer columns change.
 */
export function moveTo(tiling: Tiling, ref: PartRef, list: TilingList, position: number): Tiling {
  const without = (refs: readonly PartRef[]): PartRef[] => refs.filter((other) => !same(other, ref));
  const touchesColumns = list === "outerColumns" || tiling.outerColumns.some((other) => same(other, ref));
  const moved = {
    outerRows: without(tiling.outerRows),
    outerColumns: without(tiling.outerColumns),
    innerRows: without(tiling.innerRows),
    innerColumns: without(tiling.innerColumns),
    wrap: touchesColumns ? 0 : tiling.wrap,
  };
  moved[list].splice(Math.max(position, 0), 0, ref);
  return moved;
}

/** A text that two tilings share exactly when they lay out alike; for caches and for comparing with a preset. */
export function tilingKey(tiling: Tiling): string {
  const lists = TILING_LISTS.map((list) => tiling[list].map((ref) => `${ref.axis}.${ref.part}`).join(","));
  return `${lists.join("|")}|${tiling.wrap}`;
}

/** Product of the sizes of the parts named. */
export function sizeOf(axes: readonly Axis[], refs: readonly PartRef[]): number {
  return refs.reduce((product, ref) => product * partAt(axes, ref).size, 1);
}

/** Tiles per line that makes `tiles` tiles of height × width cells fill a landscape rectangle. */
export function balancedWrap(tiles: number, height: number, width: number): number {
  return Math.max(
    1,
    Math.min(tiles, Math.ceil(Math.sqrt((tiles * ASPECT * Math.max(height, 1)) / Math.max(width, 1)))),
  );
}

/** The tiling with its lines broken where that spares a long thin strip; unchanged when it has several outer rows. */
function broken(axes: readonly Axis[], tiling: Tiling): Tiling {
  const columns = sizeOf(axes, tiling.outerColumns);
  const height = sizeOf(axes, tiling.innerRows);
  const width = sizeOf(axes, tiling.innerColumns);
  if (sizeOf(axes, tiling.outerRows) > 1 || columns * width <= STRIP * Math.max(height, 4)) return tiling;
  return { ...tiling, wrap: balancedWrap(columns, height, width) };
}

interface Kinds {
  readonly batch: PartRef[];
  readonly channel: PartRef[];
  readonly rowTaps: PartRef[];
  readonly columnTaps: PartRef[];
  readonly rowWindows: PartRef[];
  readonly columnWindows: PartRef[];
  readonly other: PartRef[];
}

/** Sorts parts by what they stand for: H and W family parts named `k…` are taps, the rest places in image or output. */
function kindsOf(axes: readonly Axis[]): Kinds {
  const kinds: Kinds = {
    batch: [],
    channel: [],
    rowTaps: [],
    columnTaps: [],
    rowWindows: [],
    columnWindows: [],
    other: [],
  };
  for (const ref of partRefs(axes)) {
    const { family, name } = partAt(axes, ref);
    if (family === "B") kinds.batch.push(ref);
    else if (family === "C") kinds.channel.push(ref);
    else if (family === "H") (name.startsWith("k") ? kinds.rowTaps : kinds.rowWindows).push(ref);
    else if (family === "W") (name.startsWith("k") ? kinds.columnTaps : kinds.columnWindows).push(ref);
    else kinds.other.push(ref);
  }
  return kinds;
}

/** The last two axes inside the tile, all others laying tiles out; a tall matrix becomes one tile per row. */
function plain(axes: readonly Axis[]): Tiling {
  const last = axes.length - 1;
  const all = partRefs(axes);
  const above = all.filter((ref) => ref.axis < last - 1);
  const rows = all.filter((ref) => ref.axis === last - 1);
  const columns = all.filter((ref) => ref.axis === last);
  const tall = sizeOf(axes, rows) > STRIP * sizeOf(axes, columns);
  if (sizeOf(axes, rows) <= 1 && sizeOf(axes, above) <= 1) {
    return broken(axes, {
      outerRows: [...above, ...rows],
      outerColumns: columns,
      innerRows: [],
      innerColumns: [],
      wrap: 0,
    });
  }
  return broken(axes, {
    outerRows: [],
    outerColumns: tall ? [...above, ...rows] : above,
    innerRows: tall ? [] : rows,
    innerColumns: columns,
    wrap: 0,
  });
}

/**
 * A ready-made tiling of any step. `maps`: windows lay out the tiles, a tile is what one window holds, its channels
 * side by side. `taps`: taps and channels lay out the tiles, a tile is the plane of all windows. Without windows or
 * without taps both show planes side by side. `plain`: the last axis runs along the rows. Long strips are broken.
 */
export function presetTiling(axes: readonly Axis[], preset: TilingPreset): Tiling {
  if (preset === "plain") return plain(axes);
  const { batch, channel, rowTaps, columnTaps, rowWindows, columnWindows, other } = kindsOf(axes);
  const hasTaps = rowTaps.length + columnTaps.length > 0;
  const hasWindows = rowWindows.length + columnWindows.length > 0;
  if (other.length > 0) {
    const tile = { innerRows: rowTaps, innerColumns: [...channel, ...columnTaps] };
    return preset === "maps" || !hasTaps
      ? broken(axes, {
          outerRows: [...batch, ...rowWindows],
          outerColumns: [...columnWindows, ...other],
          ...tile,
          wrap: 0,
        })
      : {
          outerRows: [...batch, ...channel, ...rowTaps, ...columnTaps],
          outerColumns: [],
          innerRows: rowWindows,
          innerColumns: [...columnWindows, ...other],
          wrap: 0,
        };
  }
  if (!hasWindows && !hasTaps) {
    return broken(axes, { outerRows: batch, outerColumns: channel, innerRows: [], innerColumns: [], wrap: 0 });
  }
  if (hasWindows && hasTaps && preset === "maps") {
    // A tile as wide as the picture (between the two unfolds) has its channels beside it, not inside.
    const whole = columnTaps.length === 0;
    return {
      outerRows: [...batch, ...rowWindows],
      outerColumns: whole ? channel : columnWindows,
      innerRows: rowTaps,
      innerColumns: whole ? columnWindows : [...channel, ...columnTaps],
      wrap: 0,
    };
  }
  if (!hasTaps || !hasWindows) {
    return {
      outerRows: batch,
      outerColumns: channel,
      innerRows: [...rowWindows, ...rowTaps],
      innerColumns: [...columnWindows, ...columnTaps],
      wrap: 0,
    };
  }
  return {
    outerRows: [...batch, ...rowTaps],
    outerColumns: [...channel, ...columnTaps],
    innerRows: rowWindows,
    innerColumns: columnWindows,
    wrap: 0,
  };
}

/** The presets that differ for these axes, the most telling first. */
export function presetsFor(axes: readonly Axis[]): TilingPreset[] {
  const seen = new Set<string>();
  return TILING_PRESETS.filter((preset) => {
    const key = tilingKey(presetTiling(axes, preset));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
