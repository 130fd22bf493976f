import type { RefusedStep, Step } from "../../model/program";
import type { Box, Type } from "./columns";
import {
  monoRoom,
  sansWidth,
  shorten,
  words,
  wrap,
  wrapParagraph,
  wrapTuple,
  type TextBlock,
  type TextLines,
} from "./text";

const MOST_ARGS_LINES = 2;

/** The operation's name at the top of a column; `y` is set by the layout. */
export function nameBlock(step: Step, { inner }: Box, type: Type): TextBlock {
  const room = monoRoom(inner.width + 1, type.strong);
  const line = shorten(step.heading.name, (text) => text.length <= room);
  return {
    x: inner.x,
    y: 0,
    size: type.strong,
    lineHeight: type.line,
    lines: [line],
    full: line === step.heading.name ? null : step.heading.name,
  };
}

/** Its arguments over at most two lines; `y` is set by the layout. */
export function argsBlock(step: Step, { inner }: Box, type: Type): TextBlock {
  const room = monoRoom(inner.width, type.small);
  const { args } = step.heading;
  const { lines, cut } =
    args === "" ? { lines: [], cut: false } : wrapTuple(args, (line) => line.length <= room, MOST_ARGS_LINES, "end");
  return { x: inner.x, y: 0, size: type.small, lineHeight: type.line, lines, full: cut ? args : null };
}

/** What a refused column says: that PyTorch refused, its line, and its words as far as there is room. */
export interface Refusal {
  readonly verdict: TextBlock;
  readonly code: TextBlock;
  readonly error: TextBlock;
}

/** Sets the refusal into `area`, px. */
export function refusalOf(
  step: RefusedStep,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  type: Type,
): Refusal {
  const sans = (line: string) => sansWidth(line, type.small) <= area.width;
  const block = (y: number, lines: readonly string[], full: string | null): TextBlock => ({
    x: area.x,
    y,
    size: type.small,
    lineHeight: type.line,
    lines,
    full,
  });
  const first = area.y + type.small;
  // The cross before the words takes an em and a half.
  const verdict = wrap(words("✕ refused by PyTorch"), sans);
  const codeTop = first + verdict.length * type.line + 6;
  const room = monoRoom(area.width, type.small);
  const code = wrapCode(step.code, room);
  const errorTop = codeTop + code.lines.length * type.line + 6;
  const most = Math.floor((area.y + area.height - errorTop) / type.line);
  const error = wrapParagraph(words(step.error), sans, most);
  return {
    verdict: block(first, verdict, null),
    code: block(codeTop, code.lines, code.cut ? step.code : null),
    error: block(errorTop, error.lines, error.cut ? step.error : null),
  };
}

/** A PyTorch line over at most four lines, broken before a method where that is enough, else at any space as well. */
function wrapCode(code: string, room: number): TextLines {
  const fits = (line: string) => line.length <= room;
  const coarse = code.split(/(?<== )|(?<=[\w)\]])(?=\.[a-z_]+\()/u);
  if (coarse.every((part) => fits(part.trimEnd()))) return wrapParagraph(coarse, fits, 4);
  return wrapParagraph(
    coarse.flatMap((part) => words(part)),
    fits,
    4,
  );
}
