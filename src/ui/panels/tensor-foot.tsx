import { useEffect, useMemo, useRef } from "react";
import { drawHistogram, histogramOf, histogramText } from "../../views/histogram";
import { drawLegend } from "../../views/legend";
import type { TileData } from "../../views/tiles";

/** Legend and histogram of the shown values. */
export function TensorFoot({ data }: { data: TileData }) {
  const legend = useRef<SVGSVGElement>(null);
  const histogram = useRef<SVGSVGElement>(null);
  const counted = useMemo(() => histogramOf(data.values, data.scale), [data]);
  useEffect(() => {
    if (legend.current) drawLegend(legend.current, data.scale, { width: 250, notFinite: counted.notFinite });
    if (histogram.current) drawHistogram(histogram.current, counted, { width: 180, height: 32 });
  }, [data, counted]);
  return (
    <div className="tensor__foot">
      <svg ref={legend} className="soft" />
      <svg ref={histogram} className="soft" />
      <span className="soft">{histogramText(counted)}</span>
    </div>
  );
}
