import type { DoneStep, Step } from "../../model/program";
import { count, tuple } from "../format";
import type { Type } from "./columns";
import { monoRoom, sansWidth, wrapTuple, type TextBlock } from "./text";
import { contiguityOf, memoryOf, type Holding } from "./words";

/** A small sign and the words beside it; the sign never says more than the words. */
export interface Mark {
  readonly sign: "contiguous" | "strided" | Holding;
  /** Left edge and middle of the sign, and its size; null where there is no room for one. */
  readonly icon: { readonly x: number; readonly y: number; readonly width: number } | null;
  readonly text: TextBlock;
}

/** What stands under the bars of a step. */
export interface Foot {
  readonly stride: TextBlock;
  readonly offset: TextBlock | null;
  readonly contiguity: Mark;
  readonly memory: Mark;
}

/** Lines that the fullest column needs, so that rows stand level in all of them. */
export interface FootNeeds {
  /** Signs of contiguity stand in all columns or in none. */
  readonly signs: boolean;
  readonly strideLines: number;
  readonly offset: boolean;
  readonly memoryLines: number;
}

const MOST_STRIDE_LINES = 4;
const ICON_GAP = 5;
/** From the bars to the rule and from the rule to the first stride: the caption stands in between. */
const RULE = 4;

const strideLines = (step: DoneStep, width: number, type: Type) => {
  const room = monoRoom(width, type.small);
  return wrapTuple(tuple(step.layout.stride), (line) => line.length <= room, MOST_STRIDE_LINES, "start");
};

const memoryWidth = (type: Type) => Math.round(type.small * 0.75);
const contiguityWidth = (type: Type) => Math.round(type.small * 1.2);

/** "copy 166 KB" on one line, or on two where the column is narrow. */
function memoryLines(step: DoneStep, at: number, width: number, type: Type): string[] {
  const { holding, size } = memoryOf(step, at);
  if (size === null) return [holding];
  const line = `${holding} ${size}`;
  return sansWidth(line, type.small) + memoryWidth(type) + ICON_GAP <= width ? [line] : [holding, size];
}

export function footNeeds(steps: readonly Step[], inner: readonly number[], type: Type): FootNeeds {
  const needs = { signs: true, strideLines: 1, offset: false, memoryLines: 1 };
  steps.forEach((step, at) => {
    if (step.kind === "refused") return;
    const width = inner[at] ?? 0;
    needs.signs &&= contiguityWidth(type) + ICON_GAP + sansWidth("contiguous", type.small) <= width;
    needs.strideLines = Math.max(needs.strideLines, strideLines(step, width, type).lines.length);
    needs.offset ||= step.layout.offset !== 0;
    needs.memoryLines = Math.max(needs.memoryLines, memoryLines(step, at, width, type).length);
  });
  return needs;
}

/** Px from the top of the foot to its end. */
export const footHeight = (needs: FootNeeds, type: Type): number =>
  RULE + type.line * (1 + needs.strideLines + (needs.offset ? 1 : 0) + 1 + needs.memoryLines) + 16;

/** Sets the foot of one step under `area.y`, px. */
export function footOf(
  step: DoneStep,
  at: number,
  area: { readonly x: number; readonly y: number; readonly width: number },
  needs: FootNeeds,
  type: Type,
): Foot {
  const block = (x: number, y: number, lines: readonly string[], full: string | null): TextBlock => ({
    x,
    y,
    size: type.small,
    lineHeight: type.line,
    lines,
    full,
  });
  const first = area.y + RULE + 2 * type.line;
  const stride = strideLines(step, area.width, type);
  const { stride: numbers, offset } = step.layout;
  const afterStride = first + needs.strideLines * type.line;
  const contiguityAt = afterStride + (needs.offset ? type.line : 0) + 4;
  const memoryAt = contiguityAt + type.line + 1;
  const word = contiguityOf(step);
  const iconWidth = contiguityWidth(type);
  const wordX = needs.signs ? area.x + iconWidth + ICON_GAP : area.x;
  const dot = memoryWidth(type);
  return {
    stride: block(area.x, first, stride.lines, stride.cut ? `stride ${tuple(numbers)}` : null),
    offset: offset === 0 ? null : block(area.x, afterStride, [`offset ${count(offset)}`], null),
    contiguity: {
      sign: word,
      icon: needs.signs ? { x: area.x, y: contiguityAt - type.small * 0.36, width: iconWidth } : null,
      text: block(wordX, contiguityAt, [word], null),
    },
    memory: {
      sign: memoryOf(step, at).holding,
      icon: { x: area.x, y: memoryAt - type.small * 0.36, width: dot },
      text: block(area.x + dot + ICON_GAP, memoryAt, memoryLines(step, at, area.width, type), null),
    },
  };
}
