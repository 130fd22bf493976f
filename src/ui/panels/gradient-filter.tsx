import { useEffect, useMemo, useRef, useState } from "react";
import type { TensorValues } from "../../model/runner";
import type { GradientsReady } from "../../state/app-state";
import { setSession } from "../../state/store";
import { type ColourScale, scaleFor } from "../../views/colour";
import { drawLegend } from "../../views/legend";
import { NumberGrid } from "../controls/number-grid";
import { useLitTaps } from "../linked";
import { useApp, useServices } from "../services";
import { channelName } from "./filter-panel";
import { PullsOnTap } from "./gradient-pulls";

/** Above this many numbers one channel is shown at a time. */
const CELLS_AT_ONCE = 320;

interface ChannelProps {
  channel: number;
  values: TensorValues;
  scale: ColourScale;
  /** True while the pointer or the focus is on a tap: then that one alone is lit. */
  pointing: boolean;
  onPoint: () => void;
}

function Channel({ channel, values, scale, pointing, onPoint }: ChannelProps) {
  const { store } = useServices();
  const [channels = 1, rows = 1, columns = 1] = values.shape;
  const taps = rows * columns;
  const name = channelName(channel, channels);
  const tap = useApp((state) => state.session.tap);
  const followed = useLitTaps(channel);
  const lit = useMemo(
    () => (pointing ? null : followed) ?? (tap?.c === channel ? new Set([tap.i * columns + tap.j]) : null),
    [pointing, followed, tap, channel, columns],
  );
  return (
    <NumberGrid
      label={name ? `gradient of the filter, channel ${name}` : "gradient of the filter"}
      caption={name}
      rows={rows}
      columns={columns}
      numbers={values.data.subarray(channel * taps, (channel + 1) * taps)}
      scale={scale}
      lit={lit}
      onPoint={(i, j) => {
        setSession(store, { tap: { c: channel, i, j } });
        onPoint();
      }}
    />
  );
}

/** ∂loss/∂filter as the filter's own grid, and what pulls on a tap of it. */
export function GradientFilter({ ready, values }: { ready: GradientsReady; values: TensorValues }) {
  const [channels = 1, rows = 1, columns = 1] = values.shape;
  const { store } = useServices();
  const [chosen, setChosen] = useState(0);
  const [pointing, setPointing] = useState(false);
  const left = () => {
    if (!pointing) return;
    setPointing(false);
    setSession(store, { hover: null });
  };
  const legend = useRef<SVGSVGElement>(null);
  const scale = useMemo(() => scaleFor(values.data, "diverging"), [values]);
  useEffect(() => {
    if (legend.current) drawLegend(legend.current, scale, { width: 240 });
  }, [scale]);
  const oneAtATime = values.data.length > CELLS_AT_ONCE;
  const shown = oneAtATime ? [Math.min(chosen, channels - 1)] : Array.from({ length: channels }, (_, c) => c);
  return (
    <div className="gradients__filter">
      <h3>
        <code>filt.grad</code> <span className="soft mono">[{values.shape.join(", ")}]</span>
      </h3>
      {oneAtATime && channels > 1 && (
        <label className="hint">
          channel{" "}
          <select
            className="select select--small"
            value={shown[0]}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {Array.from({ length: channels }, (_, c) => (
              <option key={c} value={c}>
                {channelName(c, channels) || c}
              </option>
            ))}
          </select>
        </label>
      )}
      <div
        className={`slices${columns > 5 ? " slices--stacked" : ""}`}
        data-rows={rows}
        onPointerLeave={left}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && left()}
      >
        {shown.map((channel) => (
          <Channel
            key={channel}
            channel={channel}
            values={values}
            scale={scale}
            pointing={pointing}
            onPoint={() => setPointing(true)}
          />
        ))}
      </div>
      <svg ref={legend} className="soft" />
      <PullsOnTap ready={ready} values={values} pointing={pointing} />
    </div>
  );
}
