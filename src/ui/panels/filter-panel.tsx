import { useEffect, useState } from "react";
import { FILTER_PRESETS, type FilterSource } from "../../model/document";
import { presetAdvice } from "../../model/filter";
import { filterNumbers, isShared, setFilter, setFilterNumber, setShared } from "../../state/actions";
import { setSession } from "../../state/store";
import { scaleFor } from "../../views/colour";
import { NumberGrid } from "../controls/number-grid";
import { useLitTaps } from "../linked";
import { useApp, useServices } from "../services";

/** Above this many numbers one channel is shown at a time. */
const CELLS_AT_ONCE = 320;
const RGB = ["R", "G", "B"];

export const channelName = (channel: number, channels: number): string =>
  channels === 3 ? (RGB[channel] ?? "") : channels === 1 ? "" : `c ${channel}`;

function filterName(filter: FilterSource): string {
  if ("preset" in filter) return filter.preset;
  return "random" in filter ? "random" : "edited";
}

interface SliceProps {
  channel: number;
  name: string;
  rows: number;
  columns: number;
  numbers: Float32Array;
}

/** One channel's slice. */
function Slice({ channel, name, rows, columns, numbers }: SliceProps) {
  const { store } = useServices();
  const taps = rows * columns;
  return (
    <NumberGrid
      label={name ? `filter, channel ${name}` : "filter"}
      caption={name}
      rows={rows}
      columns={columns}
      numbers={numbers.subarray(channel * taps, (channel + 1) * taps)}
      scale={scaleFor(numbers, "diverging")}
      lit={useLitTaps(channel)}
      onNumber={(row, column, value) => setFilterNumber(store, channel, row, column, value)}
    />
  );
}

/** Presets, seeded random numbers, and every number editable, one slice per channel or one shared. */
export function FilterPanel() {
  const { store } = useServices();
  const document = useApp((state) => state.document);
  const channels = useApp((state) => state.picture?.image.shape[1] ?? 0);
  const [chosen, setChosen] = useState(0);
  const { filter, kernel_size } = document;
  const shared = isShared(document);
  useEffect(() => setChosen(0), [channels]);
  if (channels === 0) return null;

  const numbers = filterNumbers(document, channels);
  const name = filterName(filter);
  const slices = shared ? 1 : channels;
  const oneAtATime = slices * kernel_size[0] * kernel_size[1] > CELLS_AT_ONCE;
  const visible = oneAtATime ? [Math.min(chosen, slices - 1)] : Array.from({ length: slices }, (_, c) => c);
  const advice = "preset" in filter ? presetAdvice(filter.preset, kernel_size) : null;

  return (
    <section className="panel panel--filter" aria-labelledby="filter-title">
      <div className="panel__head">
        <h2 id="filter-title" className="panel__title">
          Filter
        </h2>
        {channels > 1 && (
          <label className="check hint" title="one slice for all channels, or one per channel">
            <input type="checkbox" checked={shared} onChange={() => setShared(store, !shared)} />
            shared
          </label>
        )}
        <select
          className="select select--small"
          aria-label="filter preset"
          value={name}
          onChange={(event) => {
            const preset = FILTER_PRESETS.find((each) => each === event.target.value);
            if (preset) setFilter(store, { preset });
            else if (event.target.value === "random") setFilter(store, { random: { seed: 0, shared: false } });
          }}
        >
          {FILTER_PRESETS.map((preset) => (
            <option key={preset} value={preset}>
              {preset}
            </option>
          ))}
          <option value="random">random</option>
          {name === "edited" && <option value="edited">edited by hand</option>}
        </select>
        {"random" in filter && (
          <button
            type="button"
            className="button button--small"
            title={`seed ${filter.random.seed}; the next seed gives other numbers`}
            onClick={() => setFilter(store, { random: { ...filter.random, seed: (filter.random.seed + 1) >>> 0 } })}
          >
            seed {filter.random.seed}
          </button>
        )}
      </div>
      {oneAtATime && slices > 1 && (
        <label className="hint">
          channel{" "}
          <select
            className="select select--small"
            value={visible[0]}
            onChange={(e) => setChosen(Number(e.target.value))}
          >
            {Array.from({ length: slices }, (_, c) => (
              <option key={c} value={c}>
                {channelName(c, channels) || c}
              </option>
            ))}
          </select>
        </label>
      )}
      <div className={`slices${kernel_size[1] > 5 ? " slices--stacked" : ""}`}>
        {visible.map((channel) => (
          <Slice
            key={channel}
            channel={channel}
            name={shared ? (channels > 1 ? `all ${channels} channels` : "") : channelName(channel, channels)}
            rows={kernel_size[0]}
            columns={kernel_size[1]}
            numbers={numbers}
          />
        ))}
      </div>
      {advice && <p className="hint hint--rule">{advice}</p>}
      <button
        type="button"
        className="button button--small filter__load"
        title="a filter from elsewhere: tensor([[…]]) as text, .npy, .npz or .safetensors"
        onClick={() => setSession(store, { numbers: { target: "filter", file: null } })}
      >
        Paste or load numbers…
      </button>
    </section>
  );
}
