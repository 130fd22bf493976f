import { FILTER_PRESETS, LOSS_OF, LOSSES, type LossName, type LossTarget } from "../../model/document";
import { hiddenPreset } from "../../model/loss-target";
import { drawTarget, hideAnother, setGradients } from "../../state/gradients";
import { setSession } from "../../state/store";
import { Segmented } from "../controls/segmented";
import { useApp, useServices } from "../services";
import { TargetPainter } from "./target-painter";

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
  const { target } = document.gradients;
  const drawn = target !== "zeros" && "values" in target;
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
      {drawn && <TargetPainter />}
    </div>
  );
}

const STANDS = {
  zeros: "the zeros that stand",
  input: "the pixels that stand",
  dense: "the dense convolution that stands",
} as const;

/** What a loss over the masked output makes of the windows that do not run. */
function OutsideHint() {
  const { shapes, outside } = useApp((state) => state.document.region);
  if (shapes.length === 0) return null;
  return (
    <p className="hint">
      In this loss {STANDS[outside]} outside the region {outside === "zeros" || outside === "input" ? "are" : "is"}{" "}
      constant: no gradient flows through, and only the kept windows pull.
    </p>
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
      {of === "output" && <OutsideHint />}
    </div>
  );
}
