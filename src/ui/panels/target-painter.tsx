import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { isTargetShared, setTargetNumbers, setTargetShared, targetNumbers } from "../../state/gradients";
import { type ColourScale, scaleFor } from "../../views/colour";
import { NumberGrid } from "../controls/number-grid";
import { Segmented } from "../controls/segmented";
import { useApp, useServices } from "../services";
import { channelName } from "./filter-panel";

/** What the brush leaves in a cell; any other number is typed into it. */
const BRUSHES = [
  { value: "-1", label: "−1" },
  { value: "-0.5", label: "−½" },
  { value: "0", label: "0", title: "rubs out" },
  { value: "0.5", label: "½" },
  { value: "1", label: "1" },
] as const;
type Brush = (typeof BRUSHES)[number]["value"];

/** Above this many numbers only the first channels are shown. */
const CELLS_AT_ONCE = 320;

interface SliceProps {
  readonly channel: number;
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly numbers: Float32Array;
  readonly scale: ColourScale;
  readonly brush: number;
}

/** The cell that an event's target lies in, as [row, column]. */
function cellOf(node: Element | null | undefined): readonly [number, number] | null {
  const found = /^(\d+)-(\d+)$/.exec(node?.closest("[data-cell]")?.getAttribute("data-cell") ?? "");
  return found ? [Number(found[1]), Number(found[2])] : null;
}

/** One slice of the target as a canvas: the pointer drags the brush over cells, Space sets it down on the one in focus. */
function Slice({ channel, name, rows, columns, numbers, scale, brush }: SliceProps) {
  const { store } = useServices();
  const [stroke, setStroke] = useState<ReadonlySet<number> | null>(null);
  const painting = useRef<Set<number> | null>(null);
  const commit = (cells: Iterable<number>) =>
    setTargetNumbers(
      store,
      [...cells].map((cell) => ({
        channel,
        row: Math.floor(cell / columns),
        column: cell % columns,
        value: brush,
      })),
    );
  const touch = (event: PointerEvent<HTMLDivElement>) => {
    // The pointer belongs to where it went down: what lies under it now is asked of the page.
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const cell = event.currentTarget.contains(under) ? cellOf(under) : null;
    if (!cell || !painting.current) return;
    painting.current.add(cell[0] * columns + cell[1]);
    setStroke(new Set(painting.current));
  };
  const end = (keep: boolean) => {
    const cells = painting.current;
    painting.current = null;
    setStroke(null);
    if (keep && cells && cells.size > 0) commit(cells);
  };
  const shown = stroke ? numbers.map((value, cell) => (stroke.has(cell) ? brush : value)) : numbers;
  return (
    // The cells inside have the roles; this only hears what they hear.
    <div
      className="painted"
      onPointerDown={(event) => {
        if (event.button !== 0 || !cellOf(event.target as Element)) return; // pointer events come from elements
        painting.current = new Set();
        event.currentTarget.setPointerCapture(event.pointerId);
        touch(event);
      }}
      onPointerMove={(event) => painting.current && touch(event)}
      onPointerUp={() => end(true)}
      onPointerCancel={() => end(false)}
      onKeyDownCapture={(event: KeyboardEvent<HTMLDivElement>) => {
        const node = event.target as Element; // key events come from elements
        const cell = event.key === " " && node.tagName !== "INPUT" ? cellOf(node) : null;
        if (!cell) return;
        event.preventDefault();
        event.stopPropagation();
        commit([cell[0] * columns + cell[1]]);
      }}
    >
      <NumberGrid
        label={name ? `target filter, ${name}` : "target filter"}
        caption={name}
        rows={rows}
        columns={columns}
        numbers={shown}
        scale={scale}
        lit={null}
        onNumber={(row, column, value) => setTargetNumbers(store, [{ channel, row, column, value }])}
      />
    </div>
  );
}

/** The target filter, painted with a brush or typed, one slice for all channels or one for each. */
export function TargetPainter() {
  const { store } = useServices();
  const held = useApp((state) => state.document);
  const channels = useApp((state) => state.picture?.image.shape[1] ?? 1);
  const [brush, setBrush] = useState<Brush>("1");
  const shared = isTargetShared(held);
  const [rows, columns] = held.kernel_size;
  const taps = rows * columns;
  const numbers = targetNumbers(held, channels);
  const all = shared ? 1 : channels;
  const shown = Math.min(all, Math.max(1, Math.floor(CELLS_AT_ONCE / taps)));
  return (
    <div className="painter">
      <div className="painter__tools">
        <span className="soft">brush</span>
        <Segmented label="brush" value={brush} choices={BRUSHES} onChange={setBrush} />
        {channels > 1 && (
          <label className="check hint" title="one slice for all channels, or one for each">
            <input type="checkbox" checked={shared} onChange={() => setTargetShared(store, !shared)} />
            the same for all {channels} channels
          </label>
        )}
      </div>
      <div className={`slices${columns > 5 ? " slices--stacked" : ""}`}>
        {Array.from({ length: shown }, (_, c) => (
          <Slice
            key={c}
            channel={c}
            name={shared ? "" : channelName(c, channels)}
            rows={rows}
            columns={columns}
            numbers={numbers.subarray(c * taps, (c + 1) * taps)}
            scale={scaleFor(numbers, "diverging")}
            brush={Number(brush)}
          />
        ))}
      </div>
      <p className="hint">
        Drag over the cells, or move with the arrow keys and press Space; Enter or a digit types another number.
        {shown < all ? ` The first ${shown} of ${all} channels.` : ""}
      </p>
    </div>
  );
}
