import { boundsOf, moveBy, resizeTo, withShape } from "../../model/region/edit";
import { replaceShape } from "../../state/actions";
import { editedShape } from "../../state/drawing";
import { useApp, useServices } from "../services";

const FIELDS = ["x", "y", "width", "height"] as const;
type Field = (typeof FIELDS)[number];

/** The selected shape in numbers: where it lies and how large it is, in image pixels; and whether it adds. */
export function ShapeFields({ index }: { index: number }) {
  const { store } = useServices();
  const edit = useApp((state) => state.document.region.shapes[index]);
  if (!edit) return null;
  const shape = editedShape(edit);
  const bounds = boundsOf(shape);
  const adds = "add" in edit;

  const change = (field: Field, text: string) => {
    const value = Number(text.replace(",", "."));
    if (text.trim() === "" || !Number.isFinite(value)) return;
    const [x, y, width, height] = bounds;
    const next = {
      x: () => moveBy(shape, value - x, 0),
      y: () => moveBy(shape, 0, value - y),
      width: () => resizeTo(shape, [x, y, Math.max(value, 0.1), height]),
      height: () => resizeTo(shape, [x, y, width, Math.max(value, 0.1)]),
    }[field]();
    replaceShape(store, index, withShape(edit, next));
  };

  return (
    <div className="shape-fields" role="group" aria-label="selected shape">
      {FIELDS.map((field, at) => (
        <label key={field}>
          <span className="soft">{field}</span>
          <input
            key={bounds[at]}
            inputMode="decimal"
            defaultValue={Math.round((bounds[at] ?? 0) * 10) / 10}
            onBlur={(event) => {
              if (event.target.value !== event.target.defaultValue) change(field, event.target.value);
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter") change(field, event.currentTarget.value);
            }}
          />
        </label>
      ))}
      <button
        type="button"
        className="button button--small"
        title={adds ? "this shape adds to the region; make it subtract" : "this shape subtracts; make it add"}
        onClick={() => replaceShape(store, index, adds ? { subtract: shape } : { add: shape })}
      >
        {adds ? "adds" : "subtracts"}
      </button>
    </div>
  );
}
