import { FILTER_PRESETS, LOSS_OF, LOSSES, type LossName, type LossTarget } from "../../model/document";
import { hiddenPreset, targetFilter } from "../../model/loss-target";
import { drawTarget, hideAnother, setGradients, setTargetNumber } from "../../state/gradients";
import { setSession } from "../../state/store";
import { scaleFor } from "../../views/colour";
import { NumberGrid } from "../controls/number-grid";
import { Segmented } from "../controls/segmented";
import { useApp, useServices } from "../services";

const LOSS_SAYS: Readonly<Record<LossName, readonly [string, string]>> = {
  sum: ["sum", "all numbers added up, as in the thread"],
  mean: ["mean", "the sum divided by how many there are"],
  mse: ["squared error", "the mean of the squared differences from a target"],
};

const choiceOf = (target: LossTarget): string => {
  if (target === "zeros") return "zeros";
  if ("preset" in target) return target.preset;
  return "hidden" in target ? "hidden" : "drawn";
};

/** The target of the squared error: a preset's result, that of one whose name is hidden, of a drawn filter, or zeros. */
function Target() {
  const { store } = useServices();
  const document = useApp((state) => state.document);
  const revealed = useApp((state) => state.session.revealed);
  const channels = useApp((state) => state.picture?.image.shape[1] ?? 1);
  const { target } = document.gradients;
  const [rows, columns] = document.kernel_size;
  const drawn = target !== "zeros" && "values" in target ? targetFilter(target, channels, document.kernel_size) : null;
  const hidden = target !== "zeros" && "hidden" in target ? target.hidden : null;
  return (
    <div className="gradients__target">
      <label>
        <span className="soft">target: what this filter makes of the picture </span>
        <select
          className="select select--small"
          aria-label="target"
          value={choiceOf(target)}
          onChange={(event) => {
            const { value } = event.target;
            const preset = FILTER_PRESETS.find((each) => each === value);
            setSession(store, { revealed: false });
            if (preset) setGradients(store, { target: { preset } });
            else if (value === "hidden") hideAnother(store);
            else if (value === "drawn") drawTarget(store);
            else setGradients(store, { target: "zeros" });
          }}
        >
          <option value="hidden">a hidden preset</option>
          <option value="drawn">drawn by hand</option>
          {FILTER_PRESETS.map((preset) => (
            <option key={preset} value={preset}>
              {preset}
            </option>
          ))}
          <option value="zeros">none: zeros</option>
        </select>
      </label>
      {hidden !== null && (
        <>
          {revealed ? (
            <span role="status">
              it is <b>{hiddenPreset(hidden)}</b>
            </span>
          ) : (
            <button
              type="button"
              className="button button--small"
              onClick={() => setSession(store, { revealed: true })}
            >
              Reveal
            </button>
          )}
          <button
            type="button"
            className="button button--small"
            onClick={() => {
              setSession(store, { revealed: false });
              hideAnother(store);
            }}
          >
            Hide another
          </button>
        </>
      )}
      {drawn && (
        <NumberGrid
          label="target filter"
          caption={`type its numbers${channels > 1 ? `; the same for all ${channels} channels` : ""}`}
          rows={rows}
          columns={columns}
          numbers={drawn.subarray(0, rows * columns)}
          scale={scaleFor(drawn, "diverging")}
          lit={null}
          onNumber={(row, column, value) => setTargetNumber(store, row, column, value)}
        />
      )}
    </div>
  );
}

/** Which loss is gone back from. */
export function GradientControls() {
  const { store } = useServices();
  const { of, loss } = useApp((state) => state.document.gradients);
  const typed = useApp((state) => typeof state.document.program !== "string");
  return (
    <div className="gradients__controls">
      <Segmented
        label="what the loss is of"
        value={of}
        choices={LOSS_OF.map((each) => ({
          value: each,
          label: each === "maps" && typed ? "last tensor" : each,
          title: each === "output" ? "the masked output" : typed ? "what the last line makes" : "the patch maps",
        }))}
        onChange={(value) => setGradients(store, { of: value })}
      />
      <Segmented
        label="loss"
        value={loss}
        choices={LOSSES.map((each) => ({ value: each, label: LOSS_SAYS[each][0], title: LOSS_SAYS[each][1] }))}
        onChange={(value) => setGradients(store, { loss: value })}
      />
      {loss === "mse" && <Target />}
    </div>
  );
}
