import { useEffect, useRef, useState } from "react";
import { LEARNING_RATES, OPTIMIZERS } from "../../model/document";
import { filterNumbers } from "../../state/actions";
import { setGradients, setLearningRate } from "../../state/gradients";
import { gentlerRate, MOST_STEPS } from "../../state/learning";
import { scaleFor } from "../../views/colour";
import { count, significant } from "../../views/format";
import { drawLossCurve } from "../../views/loss-curve";
import { NumberGrid } from "../controls/number-grid";
import { useApp, useAttempt, useServices } from "../services";
import { useSize } from "../use-size";
import { channelName } from "./filter-panel";

const HEIGHT = 170;
/** Above this many numbers only the first channels are shown. */
const CELLS_AT_ONCE = 320;

const OPTIMIZER_SAYS = {
  sgd: "SGD: against the gradient, lr times it; torch.optim.SGD without momentum",
  adam: "Adam: torch.optim.Adam with its betas (0.9, 0.999) and eps 1e-8",
} as const;

/** The learning rate, taken when Enter is pressed or the field is left. */
function Rate() {
  const { store } = useServices();
  const { lr } = useApp((state) => state.document.gradients);
  const [typed, setTyped] = useState(String(lr));
  useEffect(() => setTyped(String(lr)), [lr]);
  const commit = () => {
    const wanted = Number(typed.replace(",", "."));
    if (typed.trim() !== "" && Number.isFinite(wanted)) setLearningRate(store, wanted);
    setTyped(String(store.getState().document.gradients.lr));
  };
  return (
    <label title={`from ${LEARNING_RATES[0]} to ${LEARNING_RATES[1]}`}>
      <span className="soft">learning rate </span>
      <input
        className="learn__rate"
        inputMode="decimal"
        aria-label="learning rate"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === "Enter" && commit()}
      />
    </label>
  );
}

function Controls() {
  const { store, learner } = useServices();
  const attempt = useAttempt();
  const { optimizer } = useApp((state) => state.document.gradients);
  const learning = useApp((state) => state.learning);
  const playing = learning.status === "playing";
  const some = learning.status !== "idle" && learning.losses.length > 0;
  const over = learning.status === "diverged" || (some && learning.losses.length >= MOST_STEPS);
  return (
    <div className="learn__controls">
      <button
        type="button"
        className={`button learn__play${playing ? "" : " button--primary"}`}
        disabled={over}
        onClick={() => (playing ? learner.pause() : attempt(() => learner.play()))}
      >
        {playing ? "Pause" : "Play"}
      </button>
      <button type="button" className="button" disabled={playing || over} onClick={() => attempt(() => learner.step())}>
        Step
      </button>
      <button type="button" className="button" disabled={!some} onClick={() => learner.reset()}>
        Reset
      </button>
      <select
        className="select select--small"
        aria-label="optimizer"
        title={OPTIMIZER_SAYS[optimizer]}
        value={optimizer}
        onChange={(event) => {
          const chosen = OPTIMIZERS.find((each) => each === event.target.value);
          if (chosen) setGradients(store, { optimizer: chosen });
        }}
      >
        <option value="adam">Adam</option>
        <option value="sgd">SGD</option>
      </select>
      <Rate />
      <button type="button" className="button" disabled={playing || !some} onClick={() => learner.keep()}>
        Keep this filter
      </button>
    </div>
  );
}

/** The filter as it is learned. */
function LearnedFilter() {
  const document = useApp((state) => state.document);
  const channels = useApp((state) => state.picture?.image.shape[1] ?? 1);
  const learning = useApp((state) => state.learning);
  const [rows, columns] = document.kernel_size;
  const numbers = learning.status === "idle" ? filterNumbers(document, channels) : learning.state.filter;
  const scale = scaleFor(numbers, "diverging");
  const taps = rows * columns;
  const shown = Math.min(channels, Math.max(1, Math.floor(CELLS_AT_ONCE / taps)));
  return (
    <div className="learn__filter">
      <div className={`slices${columns > 5 ? " slices--stacked" : ""}`}>
        {Array.from({ length: shown }, (_, c) => (
          <NumberGrid
            key={c}
            label={channels > 1 ? `learned filter, channel ${channelName(c, channels)}` : "learned filter"}
            caption={channelName(c, channels)}
            rows={rows}
            columns={columns}
            numbers={numbers.subarray(c * taps, (c + 1) * taps)}
            scale={scale}
            lit={null}
          />
        ))}
      </div>
      {shown < channels && (
        <p className="hint">
          the first {shown} of {channels} channels
        </p>
      )}
    </div>
  );
}

function Curve({ losses }: { losses: readonly number[] }) {
  const box = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const { width } = useSize(box);
  useEffect(() => {
    if (svg.current && width > 0) drawLossCurve(svg.current, losses, { width, height: HEIGHT });
  }, [losses, width]);
  return (
    <div ref={box} className="learn__curve" style={{ height: HEIGHT }} data-testid="loss-curve">
      <svg ref={svg} />
    </div>
  );
}

const NONE: readonly number[] = [];

/** Says how far it is, or why it goes no further. */
function Standing() {
  const learning = useApp((state) => state.learning);
  if (learning.status === "idle") return null;
  const { losses, document } = learning;
  const { optimizer, lr } = document.gradients;
  const last = losses.at(-1);
  if (learning.status === "diverged") {
    return (
      <p className="gradients__refused" role="alert">
        Step {count(losses.length)} gave no number any more ({String(last)}): the steps overshoot and grow. Reset, and
        choose a smaller learning rate, such as {gentlerRate(lr)}
        {optimizer === "sgd" ? ", or Adam, whose steps do not grow with the gradient" : ""}.
      </p>
    );
  }
  return (
    <>
      <p className="learn__standing">
        <span>
          <span className="soft">steps </span>
          <b>{count(losses.length)}</b>
        </span>
        {last !== undefined && (
          <span>
            <span className="soft">loss </span>
            <b className="mono">{significant(last, 4)}</b>
          </span>
        )}
      </p>
      {learning.status === "failed" && (
        <p className="gradients__refused" role="alert">
          {learning.error.message}
        </p>
      )}
      {losses.length >= MOST_STEPS && <p className="hint hint--rule">It stops after {count(MOST_STEPS)} steps.</p>}
    </>
  );
}

/** Learns the filter whose result comes nearest to the target. */
export function LearnPanel() {
  const { store } = useServices();
  const { loss } = useApp((state) => state.document.gradients);
  const learning = useApp((state) => state.learning);
  const losses = learning.status === "idle" ? NONE : learning.losses;
  return (
    <section className="learn" aria-label="Learn the filter">
      <h3>Learn the filter</h3>
      {loss === "mse" ? (
        <>
          <p className="hint">
            Begins with the filter on the page and changes its numbers, step by step, so that its result comes nearer to
            the target.
          </p>
          <Controls />
          <div className="learn__body">
            <LearnedFilter />
            <div className="learn__side">
              <Standing />
              <Curve losses={losses} />
            </div>
          </div>
        </>
      ) : (
        <p className="hint">
          A {loss} has no least value to be learned.{" "}
          <button type="button" className="button button--small" onClick={() => setGradients(store, { loss: "mse" })}>
            Use the squared error to a target
          </button>
        </p>
      )}
    </section>
  );
}
