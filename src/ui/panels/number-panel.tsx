import { memo, useMemo } from "react";
import { type Equation, equationOf, type SumEquation } from "../../model/equation";
import { filterNumbers } from "../../state/actions";
import { significant } from "../../views/format";
import { useSelection } from "../linked";
import { useApp, useSession } from "../services";
import { useDrawn } from "../use-drawn";
import { channelName } from "./filter-panel";

/** A number as it stands in an equation: enough digits to follow it, a true minus sign, brackets when negative. */
const factor = (value: number): string => (value < 0 ? `(${significant(value)})` : significant(value));

function Terms({ equation, channels }: { equation: SumEquation; channels: number }) {
  const many = equation.groups.length > 1 || equation.count > 1;
  return (
    <div className="number__terms">
      {equation.groups.map((group) => (
        <div key={group.c} className="number__group">
          {channels > 1 && <b className="axis-c">{channelName(group.c, channels)} </b>}
          {group.terms.map((term, at) => (
            <span key={`${term.i} ${term.j}`} className="number__term">
              {at > 0 && " + "}
              <span
                className={term.padded ? "number__padded" : undefined}
                title={
                  term.pixel
                    ? `${term.padded ? "in the padding, copied from " : ""}pixel (${term.pixel[0]}, ${term.pixel[1]}), tap (${term.i}, ${term.j})`
                    : `zero padding, tap (${term.i}, ${term.j})`
                }
              >
                {factor(term.imageValue)}
                {term.padded ? "ᵖ" : ""}
              </span>
              {" × "}
              {factor(term.filterValue)}
            </span>
          ))}
          {group.count > group.terms.length && <span> + {group.count - group.terms.length} more</span>}
          {many && equation.groups.length > 1 && <span className="soft"> = {significant(group.sum)}</span>}
        </div>
      ))}
      {equation.groups.some((group) => group.terms.some((term) => term.padded)) && (
        <p className="hint">ᵖ stands in the padding</p>
      )}
    </div>
  );
}

const sums = ({ summed }: SumEquation): string =>
  summed.length === 0 ? "patch · filter" : `Σ(${summed.join(", ")}) patch · filter`;

/** Rebuilt only when it is another equation. */
const Reading = memo(function Reading({ equation, channels }: { equation: Equation | null; channels: number }) {
  if (!equation) {
    return (
      <p className="hint">
        Point at a pixel, a window, a cell or an output pixel: its whole equation stands here. A click keeps it, arrow
        keys move it on.
      </p>
    );
  }
  return equation.kind === "sum" ? (
    <>
      <p className="number__result">
        <span className="mono">{equation.name}</span>
        <b className="number__value">= {significant(equation.total, 6)}</b>
        <span className="mono soft">= {sums(equation)}</span>
      </p>
      <Terms equation={equation} channels={channels} />
      <p className="hint">{equation.reading}</p>
    </>
  ) : (
    <>
      <p className="mono">{equation.name}</p>
      <p className="number__value">
        {equation.values.map(({ c, value }) => (
          <span key={c} className="number__channel">
            {channels > 1 && <small className="axis-c">{channelName(c, channels)} </small>}
            {significant(value)}{" "}
          </span>
        ))}
      </p>
      <p className="hint">{equation.reading}</p>
    </>
  );
});

/** The whole equation of the followed number, with every value in it. */
export function NumberPanel() {
  const set = useSession();
  const pinned = useApp((state) => state.session.pinned);
  const selection = useSelection();
  const document = useApp((state) => state.document);
  const picture = useApp((state) => state.picture);
  const followed = useDrawn(useMemo(() => ({ selection, document, picture }), [selection, document, picture]));
  const channels = followed.picture?.image.shape[1] ?? 1;
  const equation: Equation | null = useMemo(() => {
    if (!followed.selection || !followed.picture) return null;
    const filter = filterNumbers(followed.document, channels);
    return equationOf(
      followed.selection,
      followed.document,
      followed.picture.image,
      filter,
      followed.document.sum_over,
    );
  }, [followed, channels]);

  return (
    <section className="panel panel--number" aria-labelledby="number-title" data-testid="number">
      <div className="panel__head">
        <h2 id="number-title" className="panel__title">
          This number
        </h2>
        {pinned && (
          <button
            type="button"
            className="button button--quiet button--small"
            title="let go of it (Esc)"
            onClick={() => set({ pinned: null, hover: null })}
          >
            pinned · unpin
          </button>
        )}
      </div>
      <Reading equation={equation} channels={channels} />
    </section>
  );
}
