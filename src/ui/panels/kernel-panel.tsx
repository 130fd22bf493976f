import { useState } from "react";
import { AXIS_NAMES, type Axis2, droppedAlong, PADDING_MODES, windowGrid } from "../../model/geometry";
import { legalPaddingModes, legalRange } from "../../model/legal";
import { setGeometry, setLinked, setPaddingMode } from "../../state/actions";
import type { LinkedField } from "../../state/app-state";
import { count } from "../../views/format";
import { Icon } from "../controls/icon";
import { Stepper } from "../controls/stepper";
import { useApp, useServices } from "../services";

const FIELDS: readonly { field: LinkedField; label: string }[] = [
  { field: "kernel_size", label: "size" },
  { field: "stride", label: "stride" },
  { field: "padding", label: "padding" },
  { field: "dilation", label: "dilation" },
];

function GeometryRow({
  field,
  label,
  onRule,
}: {
  field: LinkedField;
  label: string;
  onRule: (rule: string | null) => void;
}) {
  const { store } = useServices();
  const document = useApp((state) => state.document);
  const picture = useApp((state) => state.picture);
  const linked = useApp((state) => state.session.linked[field]);
  const shape = picture?.image.shape ?? [1, 3, 1, 1];
  const stepper = (axis: Axis2) => {
    const { least, most, rule } = legalRange(document, shape, field, axis);
    return (
      <Stepper
        key={axis}
        label={`${label} along the ${AXIS_NAMES[axis]}`}
        value={document[field][axis]}
        least={least}
        most={most}
        rule={rule}
        onChange={(value) => setGeometry(store, field, axis, value)}
        onRule={onRule}
      />
    );
  };
  return (
    <div className="geometry-row" role="group" aria-label={label}>
      <span className="geometry-row__label">{label}</span>
      {stepper(0)}
      {stepper(1)}
      <button
        type="button"
        className="button button--quiet button--icon"
        aria-pressed={linked}
        aria-label={`${label}: rows and columns change together`}
        title={linked ? "rows and columns change together" : "rows and columns change apart"}
        onClick={() => setLinked(store, field, !linked)}
      >
        <Icon name={linked ? "link" : "unlink"} />
      </button>
    </div>
  );
}

/** Kernel, stride, padding, dilation, each per axis; what the floor drops is said here and drawn on the picture. */
export function KernelPanel() {
  const { store } = useServices();
  const document = useApp((state) => state.document);
  const picture = useApp((state) => state.picture);
  const [rule, setRule] = useState<string | null>(null);
  const shape = picture?.image.shape;
  const grid = shape && windowGrid(document, shape);
  const dropped = shape && ([droppedAlong(document, 0, shape[2]), droppedAlong(document, 1, shape[3])] as const);
  const modes = legalPaddingModes(document, shape ?? [1, 3, 1, 1]);
  const stopped = PADDING_MODES.map((mode) => modes[mode]).find((reason) => reason !== null);
  const padded = document.padding[0] > 0 || document.padding[1] > 0;
  return (
    <section className="panel panel--kernel" aria-labelledby="kernel-title">
      <div className="panel__head">
        <h2 id="kernel-title" className="panel__title">
          Kernel
        </h2>
        {grid && (
          <span className="hint">
            {count(grid[0])} × {count(grid[1])} windows
          </span>
        )}
      </div>
      <div className="geometry-row geometry-row--head" aria-hidden="true">
        <span />
        <span className="axis-h">rows</span>
        <span className="axis-w">columns</span>
        <span />
      </div>
      {FIELDS.map(({ field, label }) => (
        <GeometryRow key={field} field={field} label={label} onRule={setRule} />
      ))}
      {padded && (
        <label className="geometry-row geometry-row--wide">
          <span className="geometry-row__label">padding mode</span>
          <select
            className="select"
            value={document.padding_mode}
            onChange={(event) => {
              const mode = PADDING_MODES.find((each) => each === event.target.value);
              if (mode) setPaddingMode(store, mode);
            }}
          >
            {PADDING_MODES.map((mode) => (
              <option key={mode} disabled={modes[mode] !== null} title={modes[mode] ?? undefined}>
                {mode}
              </option>
            ))}
          </select>
        </label>
      )}
      {padded && stopped && <p className="hint hint--rule">{stopped}</p>}
      {rule && (
        <p className="hint hint--rule" role="status">
          {rule}
        </p>
      )}
      {dropped && (dropped[0] > 0 || dropped[1] > 0) && (
        <p className="hint">
          the floor drops{" "}
          {[
            dropped[0] > 0 ? `${dropped[0]} ${dropped[0] === 1 ? "row" : "rows"}` : "",
            dropped[1] > 0 ? `${dropped[1]} ${dropped[1] === 1 ? "column" : "columns"}` : "",
          ]
            .filter(Boolean)
            .join(" and ")}
          , hatched on the picture
        </p>
      )}
    </section>
  );
}
