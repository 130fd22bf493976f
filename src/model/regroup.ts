import { axisSize, type Axis, type AxisLink, type AxisPart } from "./axes";
import { at } from "./dims";
import { numel, type Shape } from "./layout";

interface Piece {
  readonly part: AxisPart;
  /** The input axis it comes from. */
  readonly from: number;
}

interface Regrouped {
  readonly axes: Axis[];
  readonly links: AxisLink[];
}

/** The meaning of an axis of size 1 that stands for nothing. */
const ONE: AxisPart = { name: "1", family: "other", size: 1 };

const sizeOf = (pieces: readonly Piece[]): number => pieces.reduce((product, { part }) => product * part.size, 1);

/**
 * What axes mean after a `view` to `shape`: a merged axis holds the parts of those it was made of, a split axis gives
 * them back. `counts`, when given, says how many parts each new axis takes (sizes of 1 leave that open); it is ignored
 * when it does not fit the sizes.
 */
export function regroup(axes: readonly Axis[], shape: Shape, counts?: readonly number[]): Regrouped {
  const pieces = axes.flatMap((axis, from) => axis.parts.map((part) => ({ part, from })));
  const taken = (counts && counted(pieces, shape, counts)) ?? matched(axes, pieces, shape);
  const links = new Map<string, AxisLink>();
  taken.forEach((group, to) => {
    for (const { from } of group) links.set(`${from},${to}`, { input: 0, from, to });
  });
  return {
    axes: taken.map((group, to) => ({ parts: nameless(group, at(shape, to)) })),
    links: [...links.values()],
  };
}

/** Parts of an axis; one without pieces, or whose pieces do not multiply to its size, gets a plain part of its size. */
function nameless(group: readonly Piece[], size: number): AxisPart[] {
  if (group.length > 0 && sizeOf(group) === size) return group.map(({ part }) => part);
  if (size === 1) return [ONE];
  return [{ name: "mixed", family: group[0]?.part.family ?? "other", size }];
}

function counted(pieces: readonly Piece[], shape: Shape, counts: readonly number[]): Piece[][] | null {
  if (counts.length !== shape.length || counts.reduce((sum, count) => sum + count, 0) !== pieces.length) return null;
  let start = 0;
  const taken = counts.map((count) => pieces.slice(start, (start += count)));
  return taken.every((group, axis) => sizeOf(group) === shape[axis]) ? taken : null;
}

/** Walks along parts and new axes together; each time their products agree, the two runs correspond. */
function matched(axes: readonly Axis[], pieces: readonly Piece[], shape: Shape): Piece[][] {
  if (numel(shape) === 0) {
    return shape.map((size, axis) => {
      const old = axes[axis];
      return old && axisSize(old) === size ? old.parts.map((part) => ({ part, from: axis })) : [];
    });
  }
  const taken: Piece[][] = shape.map(() => []);
  let piece = 0;
  let axis = 0;
  while (piece < pieces.length && axis < shape.length) {
    const firstPiece = piece;
    const firstAxis = axis;
    let have = at(pieces, piece++).part.size;
    let want = at(shape, axis++);
    while (have !== want) {
      if (have < want) have *= at(pieces, piece++).part.size;
      else want *= at(shape, axis++);
    }
    const run = pieces.slice(firstPiece, piece);
    const dealt = deal(run, shape.slice(firstAxis, axis));
    dealt.forEach((group, i) => (taken[firstAxis + i] = group));
  }
  const last = taken[shape.length - 1];
  if (last) last.push(...pieces.slice(piece)); // only parts of size 1 are left
  return taken;
}

/** Deals a run of parts out to the axes it corresponds to, cutting a part in two where an axis ends inside it. */
function deal(run: readonly Piece[], sizes: Shape): Piece[][] {
  const waiting = [...run];
  const dealt: Piece[][] = [];
  for (const size of sizes) {
    const group: Piece[] = [];
    let missing = size;
    while (missing > 1 || (group.length === 0 && waiting[0]?.part.size === 1)) {
      const next = waiting.shift();
      if (!next) break;
      if (missing % next.part.size === 0) {
        group.push(next);
        missing /= next.part.size;
      } else if (next.part.size % missing === 0) {
        const { part, from } = next;
        group.push({ from, part: { ...part, name: `${part.name}_outer`, size: missing } });
        waiting.unshift({ from, part: { ...part, name: `${part.name}_inner`, size: part.size / missing } });
        missing = 1;
      } else {
        return sizes.map(() => [...run]); // no part boundary fits: all axes of the run mix all of it
      }
    }
    dealt.push(group);
  }
  dealt.at(-1)?.push(...waiting);
  return dealt;
}
