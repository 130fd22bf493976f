import { useState } from "react";
import { SPEED_RUNS } from "../../model/document";
import { METHODS, SWEEPS } from "../../model/measure";
import { METHOD_NAMES } from "../../model/speed";
import { setSpeedRuns, setSweep, toggleMethod } from "../../state/actions";
import { methodColour } from "../../views/speed-chart";
import { Segmented } from "../controls/segmented";
import { Stepper } from "../controls/stepper";
import { useApp, useAttempt, useServices } from "../services";
import { METHOD_SAYS, SWEEP_SAYS } from "./speed-words";

/** Measure or cancel; which methods, over which windows, in how many samples. */
export function SpeedControls() {
  const { store, meter } = useServices();
  const attempt = useAttempt();
  const { methods, sweep, runs } = useApp((state) => state.document.speed);
  const running = useApp((state) => state.speed.status === "running");
  const [rule, setRule] = useState<string | null>(null);
  const [least, most] = SPEED_RUNS;
  return (
    <div className="speed__controls">
      <div className="speed__row">
        <button
          type="button"
          className={`button speed__measure${running ? "" : " button--primary"}`}
          onClick={() => (running ? meter.cancel() : attempt(() => meter.measure()))}
        >
          {running ? "Cancel" : "Measure"}
        </button>
        <div className="speed__methods" role="group" aria-label="methods">
          {METHODS.map((method) => (
            <label key={method} className="check" title={METHOD_SAYS[method]}>
              <input
                type="checkbox"
                checked={methods.includes(method)}
                // At least one is measured.
                disabled={methods.length === 1 && methods[0] === method}
                style={{ accentColor: methodColour(method) }}
                onChange={() => toggleMethod(store, method)}
              />
              {METHOD_NAMES[method]}
            </label>
          ))}
        </div>
      </div>
      <div className="speed__row">
        <div className="speed__field">
          <span className="soft">windows by</span>
          <Segmented
            label="how windows are chosen for 1 to 100 %"
            value={sweep}
            choices={SWEEPS.map((each) => ({ value: each, label: each, title: SWEEP_SAYS[each] }))}
            onChange={(value) => setSweep(store, value)}
          />
        </div>
        <div className="speed__field speed__samples">
          <span className="soft">samples</span>
          <Stepper
            label="samples"
            value={runs}
            least={least}
            most={most}
            rule={`a median needs at least ${least} samples, and ${most} are enough for any`}
            onChange={(value) => setSpeedRuns(store, value)}
            onRule={setRule}
          />
        </div>
      </div>
      {rule && (
        <p className="hint hint--rule" role="status">
          {rule}
        </p>
      )}
    </div>
  );
}
