import { useRef, useState } from "react";
import { colourOf, type ColourScale, inkOn } from "../../views/colour";
import { cell as cellText } from "../../views/format";

export interface NumberGridProps {
  readonly label: string;
  /** Stands below the grid; none when empty. */
  readonly caption: string;
  readonly rows: number;
  readonly columns: number;
  /** Row-major. */
  readonly numbers: ArrayLike<number>;
  readonly scale: ColourScale;
  /** Cells that the followed number uses, as row·columns + column. */
  readonly lit: ReadonlySet<number> | null;
  /** Takes a typed number; a grid without it is only read. */
  readonly onNumber?: (row: number, column: number, value: number) => void;
  /** Hears which cell is pointed at or has the focus. */
  readonly onPoint?: (row: number, column: number) => void;
}

/** Numbers as a grid: arrow keys move, and where they may be changed typing replaces the number, Enter takes it, Escape leaves it. */
export function NumberGrid(props: NumberGridProps) {
  const { label, caption, rows, columns, numbers, scale, lit, onNumber, onPoint } = props;
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const [typed, setTyped] = useState<string | null>(null);
  const typing = useRef(false);
  const grid = useRef<HTMLDivElement>(null);
  const [row, column] = [Math.min(at[0], rows - 1), Math.min(at[1], columns - 1)];

  const cell = (r: number, c: number) => grid.current?.querySelector<HTMLElement>(`[data-cell="${r}-${c}"]`);
  const move = (r: number, c: number) => {
    const next: [number, number] = [Math.min(Math.max(r, 0), rows - 1), Math.min(Math.max(c, 0), columns - 1)];
    setAt(next);
    cell(...next)?.focus();
  };
  const start = (text: string) => {
    if (!onNumber) return;
    typing.current = true;
    setTyped(text);
  };
  // Closing the field takes the focus from it, and losing the focus closes it: only the first of the two counts.
  const finish = (keep: boolean) => {
    if (!typing.current) return;
    typing.current = false;
    if (keep && typed !== null && typed.trim() !== "") {
      onNumber?.(row, column, Number(typed.replace(",", ".").replace("−", "-")));
    }
    setTyped(null);
  };

  return (
    <figure className={`slice${onNumber ? "" : " slice--read"}`}>
      <div
        ref={grid}
        className="slice__grid"
        role="grid"
        aria-label={label}
        aria-readonly={!onNumber}
        style={{ gridTemplateColumns: `repeat(${columns}, minmax(${columns > 9 ? 22 : 26}px, 1fr))` }}
      >
        {Array.from({ length: rows }, (_, r) => (
          <div key={r} role="row" className="slice__row">
            {Array.from({ length: columns }, (__, c) => {
              const value = numbers[r * columns + c] ?? 0;
              const active = r === row && c === column;
              const editing = active && typed !== null;
              return (
                <div
                  key={c}
                  role="gridcell"
                  data-cell={`${r}-${c}`}
                  tabIndex={active ? 0 : -1}
                  className={`slice__cell${lit?.has(r * columns + c) ? " slice__cell--lit" : ""}`}
                  style={{ background: colourOf(scale, value), color: inkOn(scale, value) }}
                  aria-label={`tap ${r}, ${c}: ${value}`}
                  title={`tap (${r}, ${c}): ${value}`}
                  onFocus={() => {
                    setAt([r, c]);
                    onPoint?.(r, c);
                  }}
                  onPointerEnter={() => onPoint?.(r, c)}
                  onDoubleClick={() => start(String(value))}
                  onKeyDown={(event) => {
                    if (editing) return;
                    const { key } = event;
                    if (key === "ArrowRight") move(r, c + 1);
                    else if (key === "ArrowLeft") move(r, c - 1);
                    else if (key === "ArrowDown") move(r + 1, c);
                    else if (key === "ArrowUp") move(r - 1, c);
                    else if (onNumber && (key === "Enter" || key === "F2")) start(String(value));
                    else if (onNumber && /^[-−.,0-9]$/.test(key) && !event.ctrlKey && !event.metaKey) start(key);
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
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}
