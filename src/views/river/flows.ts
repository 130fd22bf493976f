import type { AxisLink } from "../../model/axes";
import type { Hue } from "../axis-hues";
import { divide, length, type Bar, type Span } from "./bars";

/** One strand of a ribbon: which stretch of which bar flows into which stretch of a bar of the next step. */
export interface Flow {
  /** Unique between two columns, and the same while the axes keep their names. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly hue: Hue;
  readonly source: Span;
  readonly target: Span;
}

interface Pair {
  readonly link: AxisLink;
  readonly source: Bar;
  readonly target: Bar;
}

/**
 * The strands between two columns. Meanings that both bars share flow from segment to segment, so that what a view
 * merges lands in its own part of the merged bar and keeps its hue. An axis whose meaning changes (H into h_windows
 * and kh) is shared among the axes it becomes, in proportion to their heights.
 */
export function flowsBetween(sources: readonly Bar[], targets: readonly Bar[], links: readonly AxisLink[]): Flow[] {
  const pairs = links.flatMap((link): Pair[] => {
    const source = sources[link.from];
    const target = targets[link.to];
    return link.input === 0 && source !== undefined && target !== undefined ? [{ link, source, target }] : [];
  });
  const kept = pairs.flatMap(keptStrands);
  const changed = pairs.filter(({ source, target }) => !sharesMeaning(source, target));
  return [...kept, ...changed.map((pair) => changedStrand(pair, changed))];
}

const sharesMeaning = (source: Bar, target: Bar): boolean =>
  source.segments.some(({ name }) => target.segments.some((segment) => segment.name === name));

function keptStrands({ link, source, target }: Pair): Flow[] {
  return source.segments.flatMap((part): Flow[] => {
    const into = target.segments.find(({ name }) => name === part.name);
    if (into === undefined || length(part.span) + length(into.span) === 0) return [];
    return [
      {
        key: `${source.key}>${target.key}:${part.name}`,
        from: link.from,
        to: link.to,
        hue: part.hue,
        source: part.span,
        target: into.span,
      },
    ];
  });
}

const onlyHue = ({ segments: [first, ...more] }: Bar): Hue | undefined => (more.length === 0 ? first?.hue : undefined);

function changedStrand(pair: Pair, changed: readonly Pair[]): Flow {
  const { link, source, target } = pair;
  const siblings = changed.filter((other) => other.source === source);
  const joined = changed.filter((other) => other.target === target);
  siblings.sort((a, b) => a.link.to - b.link.to);
  joined.sort((a, b) => a.link.from - b.link.from);
  const leaves = divide(
    source.span,
    siblings.map((other) => length(other.target.span)),
  );
  const arrives = divide(
    target.span,
    joined.map((other) => length(other.source.span)),
  );
  return {
    key: `${source.key}>${target.key}`,
    from: link.from,
    to: link.to,
    hue: onlyHue(target) ?? onlyHue(source) ?? "other",
    source: leaves[siblings.indexOf(pair)] ?? source.span,
    target: arrives[joined.indexOf(pair)] ?? target.span,
  };
}
