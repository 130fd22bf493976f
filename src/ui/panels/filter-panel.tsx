import { useEffect, useRef, useState } from "react";
import { FILTER_PRESETS, type FilterSource } from "../../model/document";
import { presetAdvice } from "../../model/filter";
import { filterNumbers, isShared, setFilter, setFilterNumber, setShared } from "../../state/actions";
import { setSession } from "../../state/store";
import { colourOf, inkOn, scaleFor } from "../../views/colour";
import { cell as cellText } from "../../views/format";
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

/** One channel's slice as a grid: arrow keys move, typing replaces the number, Enter takes it, Escape leaves it. */
function Slice({ channel, name, rows, columns, numbers }: SliceProps) {
  const { store } = useServices();
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const [typed, setTyped] = useState<string | null>(null);
  const typing = useRef(false);
  const grid = useRef<HTMLDivElement>(null);
  const litTaps = useLitTaps(channel);
  const scale = scaleFor(numbers, "diverging");
  const [row, column] = [Math.min(at[0], rows - 1), Math.min(at[1], columns - 1)];

  const cell = (r: number, c: number) => grid.current?.querySelector<HTMLElement>(`[data-cell="${r}-${c}"]`);
  const move = (r: number, c: number) => {
    const next: [number, number] = [Math.min(Math.max(r, 0), rows - 1), Math.min(Math.max(c, 0), columns - 1)];
    setAt(next);
    cell(...next)?.focus();
  };
  const start = (text: string) => {
    typing.current = true;
    setTyped(text);
  };
  // Closing the field takes the focus from it, and losing the focus closes it: only the first of the two counts.
  const finish = (keep: boolean) => {
    if (!typing.current) return;
    typing.current = false;
    if (keep && typed !== null && typed.trim() !== "") {
      setFilterNumber(store, channel, row, column, Number(typed.replace(",", ".").replace("−", "-")));
    }
    setTyped(null);
  };

  return (
    <figure className="slice">
      <div
        ref={grid}
        className="slice__grid"
        role="grid"
        aria-label={name ? `filter, channel ${name}` : "filter"}
        style={{ gridTemplateColumns: `repeat(${columns}, minmax(${columns > 9 ? 22 : 26}px, 1fr))` }}
      >
        {Array.from({ length: rows }, (_, r) => (
          <div key={r} role="row" className="slice__row">
            {Array.from({ length: columns }, (__, c) => {
              const value = numbers[(channel * rows + r) * columns + c] ?? 0;
              const active = r === row && c === column;
              const editing = active && typed !== null;
              return (
                <div
                  key={c}
                  role="gridcell"
                  data-cell={`${r}-${c}`}
                  tabIndex={active ? 0 : -1}
                  className={`slice__cell${litTaps?.has(r * columns + c) ? " slice__cell--lit" : ""}`}
                  style={{ background: colourOf(scale, value), color: inkOn(scale, value) }}
                  aria-label={`tap ${r}, ${c}: ${value}`}
                  title={`tap (${r}, ${c}): ${value}`}
                  onFocus={() => setAt([r, c])}
                  onDoubleClick={() => start(String(value))}
                  onKeyDown={(event) => {
                    if (editing) return;
                    const { key } = event;
                    if (key === "ArrowRight") move(r, c + 1);
                    else if (key === "ArrowLeft") move(r, c - 1);
                    else if (key === "ArrowDown") move(r + 1, c);
                    else if (key === "ArrowUp") move(r - 1, c);
                    else if (key === "Enter" || key === "F2") start(String(value));
                    else if (/^[-−.,0-9]$/.test(key) && !event.ctrlKey && !event.metaKey) start(key);
                    else return;
                    event.preventDefault();
                    event.stopPropagation();
                  }}
                >
                  {editing ? (
                    <input
                      className="slice__input"
                      aria-label={`new value of tap ${r}, ${c}`}
                      inputMode="decimal"
                      // The field appears because the person asked for it on this very cell.
                      ref={(node) => node?.focus()}
                      value={typed}
                      onChange={(event) => setTyped(event.target.value)}
                      onBlur={() => finish(true)}
                      onKeyDown={(event) => {
                        event.stopPropagation();
                        if (event.key === "Enter") {
                          finish(true);
                          move(r + 1 < rows ? r + 1 : r, c);
                        } else if (event.key === "Tab") {
                          finish(true);
                        } else if (event.key === "Escape") {
                          finish(false);
                          cell(r, c)?.focus();
                        }
                      }}
                    />
                  ) : (
                    cellText(value)
                  )}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {name && <figcaption>{name}</figcaption>}
    </figure>
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
