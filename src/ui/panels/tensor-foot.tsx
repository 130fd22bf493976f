import { useEffect, useRef } from "react";
import type { Histogram } from "../../model/summary";
import { drawHistogram, histogramText } from "../../views/histogram";
import { drawLegend } from "../../views/legend";
import type { Pool, TileData } from "../../views/tiles";
import { useSession } from "../services";

/** Legend and histogram of the shown values. */
export function TensorFoot({ data, summary, pool }: { data: TileData; summary: Histogram; pool: Pool }) {
  const set = useSession();
  const legend = useRef<SVGSVGElement>(null);
  const histogram = useRef<SVGSVGElement>(null);
  useEffect(() => {
    if (legend.current) drawLegend(legend.current, data.scale, { width: 210, notFinite: summary.notFinite });
    if (histogram.current) drawHistogram(histogram.current, summary, { width: 150, height: 32 });
  }, [data, summary]);
  return (
    <div className="tensor__foot">
      <svg ref={legend} className="soft" />
      <svg ref={histogram} className="soft" />
      <span className="soft">{histogramText(summary)}</span>
      <label className="soft" title="what a screen pixel shows that covers several values">
        zoomed out{" "}
        <select
          className="select select--small"
          value={pool}
          onChange={(event) => set({ pool: event.target.value === "mean" ? "mean" : "peak" })}
        >
          <option value="peak">peak</option>
          <option value="mean">mean</option>
        </select>
      </label>
    </div>
  );
}
