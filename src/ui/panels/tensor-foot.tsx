import { useEffect, useRef } from "react";
import type { Histogram } from "../../model/summary";
import { drawHistogram, histogramText } from "../../views/histogram";
import { drawLegend } from "../../views/legend";
import type { Pool } from "../../model/pool";
import type { TileData } from "../../views/tiles";
import { useSession } from "../services";

/** Legend and histogram of the shown values. */
export function TensorFoot({ data, summary, pool }: { data: TileData; summary: Histogram; pool: Pool }) {
  const set = useSession();
  const legend = useRef<SVGSVGElement>(null);
  const histogram = useRef<SVGSVGElement>(null);
  useEffect(() => {
    if (legend.current) drawLegend(legend.current, data.scale, { width: 190, notFinite: summary.notFinite });
    if (histogram.current) drawHistogram(histogram.current, summary, { width: 120, height: 32 });
  }, [data, summary]);
  return (
    <div className="tensor__foot">
      <svg ref={legend} className="soft" />
      <svg ref={histogram} className="soft" />
      <span className="soft">{histogramText(summary)}</span>
      <select
        className="select select--small soft"
        aria-label="what a screen pixel shows that covers several values"
        title="zoomed out, a screen pixel covers several values: it shows the one of largest magnitude, or their mean"
        value={pool}
        onChange={(event) => set({ pool: event.target.value === "mean" ? "mean" : "peak" })}
      >
        <option value="peak">pixel: peak</option>
        <option value="mean">pixel: mean</option>
      </select>
    </div>
  );
}
