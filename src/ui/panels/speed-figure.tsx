import { useEffect, useRef, useState } from "react";
import type { Findings } from "../../model/speed";
import { coveragesOf, drawSpeedChart } from "../../views/speed-chart";
import { Segmented } from "../controls/segmented";
import { useApp, useSession } from "../services";
import { useSize } from "../use-size";
import { SWEEP_SAYS } from "./speed-words";

const HEIGHT = 280;
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

/** Time against coverage; the pointer or the arrow keys read the values at one of the coverages. */
export function SpeedFigure({ findings }: { findings: Findings }) {
  const set = useSession();
  const scale = useApp((state) => state.session.speedScale);
  const box = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const { width } = useSize(box);
  const [reading, setReading] = useState<number | null>(null);
  const last = coveragesOf(findings).length - 1;

  useEffect(() => {
    if (!svg.current || width === 0) return;
    drawSpeedChart(svg.current, findings, { width, height: HEIGHT, scale, reading, onRead: setReading });
  }, [findings, width, scale, reading]);

  return (
    <figure className="speed__figure">
      <figcaption className="speed__caption">
        <span className="soft">{SWEEP_SAYS[findings.settings.sweep]}</span>
        <Segmented
          label="how the axes are divided"
          value={scale}
          choices={[
            { value: "log", label: "log", title: "equal steps are equal ratios" },
            { value: "linear", label: "linear", title: "equal steps are equal differences" },
          ]}
          onChange={(value) => set({ speedScale: value })}
        />
      </figcaption>
      <div
        ref={box}
        className="speed__chart"
        role="application"
        aria-roledescription="chart"
        aria-label="time of one run against the share of the windows that is kept. Left and right arrow keys read the values at each share, Escape stops reading."
        tabIndex={0}
        onBlur={() => setReading(null)}
        onKeyDown={(event) => {
          const step = STEPS[event.key];
          if (event.key === "Escape" && reading !== null) setReading(null);
          else if (step === undefined || last < 0) return;
          else setReading(Math.min(Math.max(reading === null ? (step < 0 ? last : 0) : reading + step, 0), last));
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <svg ref={svg} data-testid="speed" />
      </div>
    </figure>
  );
}
