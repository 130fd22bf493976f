import { type ReactNode, useEffect, useRef } from "react";
import type { Histogram } from "../../model/summary";
import { drawHistogram, histogramText } from "../../views/histogram";
import { drawLegend } from "../../views/legend";
import type { Pool } from "../../model/pool";
import type { TileData } from "../../views/tiles";
import { useDrawing, useSession } from "../services";
import type { Landmarks } from "./tensor-go-to";

/** What is known of all numbers of the shown step. */
export interface Known {
  /** Extent of those that were seen, and how they are spread once all were; until then nothing is counted. */
  readonly summary: Histogram;
  /** Whether there is anything to be drawn yet. */
  readonly some: boolean;
  /** Whether so little has been seen that extremes cannot be shown yet. */
  readonly early: boolean;
  /** Share of the survey that is done, 0 to 1. */
  readonly done: number;
  /** Why nothing more becomes known, if it does not. */
  readonly failure: string | null;
  /** Where the ends stand. */
  readonly landmarks: () => Landmarks;
  /** Set while a look through all numbers waits to be asked for, because it takes more than the budget: how much. */
  readonly dear: { readonly words: string; readonly lookThrough: () => void } | null;
}

/** Legend and histogram of the shown values. */
export function TensorFoot({
  data,
  known,
  pool,
  children,
}: {
  data: TileData;
  known: Omit<Known, "landmarks" | "some" | "early">;
  pool: Pool;
  children?: ReactNode;
}) {
  const { summary, done, failure, dear } = known;
  const set = useSession();
  const legend = useRef<SVGSVGElement>(null);
  const histogram = useRef<SVGSVGElement>(null);
  const drawSoon = useDrawing();
  const { scale } = data;
  useEffect(() => {
    const node = legend.current;
    if (!node) return undefined;
    return drawSoon(node, () => drawLegend(node, scale, { width: 190, notFinite: summary.notFinite }));
  }, [drawSoon, scale, summary.notFinite]);
  useEffect(() => {
    const node = histogram.current;
    if (!node) return undefined;
    return drawSoon(node, () => drawHistogram(node, summary, { width: 120, height: 32 }));
  }, [drawSoon, summary]);
  return (
    <div className="tensor__foot">
      <svg ref={legend} className="soft" />
      <svg ref={histogram} className="soft" />
      <span className="soft" role={failure === null ? undefined : "alert"}>
        {failure ??
          `${histogramText(summary)}${done < 1 ? ` so far${dear ? "" : `; ${Math.floor(100 * done)} % looked through`}` : ""}`}
      </span>
      {failure === null && dear && done < 1 && (
        <button
          type="button"
          className="button button--quiet button--small"
          title="smallest, largest and histogram of all numbers; it goes on behind what you do"
          onClick={dear.lookThrough}
        >
          look through all, {dear.words}
        </button>
      )}
      <select
        className="select select--small soft"
        aria-label="what a screen pixel shows that covers several values"
        title="zoomed out, a screen pixel covers several values: it shows the extreme, the one of largest magnitude, or their mean"
        value={pool}
        onChange={(event) => set({ pool: event.target.value === "mean" ? "mean" : "peak" })}
      >
        <option value="peak">pixel: extreme</option>
        <option value="mean">pixel: mean</option>
      </select>
      {children}
    </div>
  );
}
