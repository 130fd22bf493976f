import type { Axis } from "../../model/axes";
import { moveTo, partAt, type PartRef, type Tiling, TILING_LISTS, type TilingList } from "../../model/tiling";
import { count } from "../../views/format";

const LIST_NAMES: Readonly<Record<TilingList, string>> = {
  outerRows: "tiles downwards",
  outerColumns: "tiles across",
  innerRows: "inside, rows",
  innerColumns: "inside, columns",
};

/** Which axes lay tiles out and which lie inside a tile; every part stands in one of four places, in an order. */
export function AxesEditor(props: { axes: readonly Axis[]; tiling: Tiling; onChange: (tiling: Tiling) => void }) {
  const { axes, tiling, onChange } = props;
  const move = (ref: PartRef, list: TilingList, position: number) => onChange(moveTo(tiling, ref, list, position));
  return (
    <div className="axes-editor" role="group" aria-label="axes inside and outside of a tile">
      {TILING_LISTS.map((list) => (
        <div key={list} className="axes-editor__list">
          <span className="soft">{LIST_NAMES[list]}</span>
          {tiling[list].length === 0 && <span className="soft">–</span>}
          {tiling[list].map((ref, position) => {
            const { name, family, size } = partAt(axes, ref);
            return (
              <div key={`${ref.axis}.${ref.part}`} className="axes-editor__axis">
                <span className={`axis-${family.toLowerCase()}`}>{name}</span>
                <span className="soft">{count(size)}</span>
                <select
                  className="select select--small"
                  aria-label={`place of ${name}`}
                  value={list}
                  onChange={(event) => {
                    const to = TILING_LISTS.find((each) => each === event.target.value);
                    if (to) move(ref, to, tiling[to].length);
                  }}
                >
                  {TILING_LISTS.map((each) => (
                    <option key={each} value={each}>
                      {LIST_NAMES[each]}
                    </option>
                  ))}
                </select>
                <button
                  type="button"
                  className="button button--quiet button--small"
                  aria-label={`${name}: further out`}
                  title="further out"
                  disabled={position === 0}
                  onClick={() => move(ref, list, position - 1)}
                >
                  ↑
                </button>
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
