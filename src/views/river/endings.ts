import type { DoneStep } from "../../model/program";
import type { Hue } from "../axis-hues";
import { middle, type Bar } from "./bars";
import type { Type } from "./columns";
import { taperPath, tornPath } from "./paths";
import { sums } from "./words";

/** Where an axis ends: summed away with a Σ, dropped, or torn because PyTorch refused the step. */
export interface Ending {
  readonly key: string;
  readonly kind: "sum" | "drop" | "torn";
  readonly hue: Hue;
  readonly path: string;
  /** The Σ, centred here; null where nothing is summed. */
  readonly mark: { readonly x: number; readonly y: number } | null;
}

/** Axes of the previous step that flow nowhere narrow to a point before the column edge at `right`. */
export function endingsOf(bars: readonly Bar[], step: DoneStep, right: number, key: string, type: Type): Ending[] {
  const flowing = new Set(step.links.filter((link) => link.input === 0).map((link) => link.from));
  const summed = sums(step);
  return bars
    .filter((bar) => !flowing.has(bar.axis))
    .flatMap((bar) =>
      bar.segments.map((segment, at): Ending => {
        const start = bar.x + bar.width;
        const tip = summed ? right - type.small * 0.55 : start + (right - start) * 0.6;
        return {
          key: `${key}/${bar.key}/${segment.name}`,
          kind: summed ? "sum" : "drop",
          hue: segment.hue,
          path: taperPath(start, segment.span, tip, middle(bar.span)),
          mark: summed && at === 0 ? { x: right + 1, y: middle(bar.span) } : null,
        };
      }),
    );
}

/** Every ribbon of the previous step, torn off at `right`. */
export function tearsOf(bars: readonly Bar[], right: number, key: string): Ending[] {
  return bars.flatMap((bar) =>
    bar.segments
      .filter(({ span }) => span[1] > span[0])
      .map((segment) => ({
        key: `${key}/${bar.key}/${segment.name}`,
        kind: "torn" as const,
        hue: segment.hue,
        path: tornPath(bar.x + bar.width, segment.span, right, 7),
        mark: null,
      })),
  );
}
