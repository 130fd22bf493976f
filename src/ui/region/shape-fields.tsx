import { useState } from "react";
import { boundsOf, moveBy, resizeTo, withShape } from "../../model/region/edit";
import { replaceShape } from "../../state/actions";
import { editedShape } from "../../state/drawing";
import { useApp, useServices } from "../services";

const FIELDS = ["x", "y", "width", "height"] as const;
type Field = (typeof FIELDS)[number];

/** A number of the shape: what is typed is taken with Enter or on leaving the field, if it is a number. */
function NumberField({ name, value, onTake }: { name: Field; value: number; onTake: (value: number) => void }) {
  const written = String(Math.round(value * 10) / 10);
  // Only while it is being edited: what is typed must never be taken for the number that it has replaced.
  const [typed, setTyped] = useState<string | null>(null);
  const take = () => {
    if (typed === null) return;
    setTyped(null);
    const wanted = Number(typed.replace(",", "."));
    if (typed !== written && typed.trim() !== "" && Number.isFinite(wanted)) onTake(wanted);
  };
  return (
    <label>
      <span className="soft">{name}</span>
      <input
        inputMode="decimal"
        value={typed ?? written}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === "Enter") take();
        }}
      />
    </label>
  );
}

/** The selected shape in numbers: where it lies and how large it is, in image pixels; and whether it adds. */
export function ShapeFields({ index }: { index: number }) {
  const { store } = useServices();
  const edit = useApp((state) => state.document.region.shapes[index]);
  if (!edit) return null;
  const shape = editedShape(edit);
  const bounds = boundsOf(shape);
  const adds = "add" in edit;

  const change = (field: Field, value: number) => {
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
        <NumberField key={field} name={field} value={bounds[at] ?? 0} onTake={(value) => change(field, value)} />
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
