import { useEffect, useRef, useState } from "react";
import type { Compared, GradientCheck } from "../../model/learning";
import type { GradientsReady } from "../../state/app-state";
import { checkDifferentiable } from "../../state/gradients";
import { count, significant } from "../../views/format";
import { plainError } from "../../model/errors";
import { useServices } from "../services";

type State =
  | { readonly status: "idle" }
  | { readonly status: "running"; readonly done: number }
  | { readonly status: "done"; readonly check: GradientCheck }
  | { readonly status: "failed"; readonly message: string };

const said = (name: string, found: Compared | null): string =>
  found === null
    ? `${name} is None. `
    : `${name}: ${count(found.checked)} of ${count(found.of)} numbers, largest difference ${significant(found.absolute, 2)}, ${significant(found.relative, 2)} of the largest gradient. `;

/** Compares the gradients with finite differences, on demand. */
export function GradientChecker({ ready }: { ready: GradientsReady }) {
  const { conductor, runner, store } = useServices();
  const [state, setState] = useState<State>({ status: "idle" });
  const turn = useRef(0);
  // What was found speaks of other gradients from here on.
  useEffect(() => {
    turn.current += 1;
    setState({ status: "idle" });
  }, [ready]);

  const check = async () => {
    turn.current += 1;
    const mine = turn.current;
    const show = (next: State) => turn.current === mine && setState(next);
    show({ status: "running", done: 0 });
    try {
      await conductor.settled();
      const found = await runner.checkGradients(checkDifferentiable(store.getState()), (done) =>
        show({ status: "running", done }),
      );
      show({ status: "done", check: found });
    } catch (thrown) {
      const { tag, message } = plainError(thrown);
      show(tag === "cancelled" ? { status: "idle" } : { status: "failed", message });
    }
  };

  return (
    <div className="gradients__check">
      <button
        type="button"
        className="button button--small"
        title="compare with central finite differences of some numbers, chosen by a fixed seed"
        onClick={() => (state.status === "running" ? runner.cancel() : void check())}
      >
        {state.status === "running" ? "Cancel" : "Check with finite differences"}
      </button>
      {state.status === "running" && <progress aria-label="checking" max={1} value={state.done} />}
      {state.status === "failed" && <span role="alert">{state.message}</span>}
      {state.status === "done" && (
        <p role="status">
          {said("filt.grad", state.check.filter)}
          {said("image.grad", state.check.image)}
          <span className="soft">
            Central differences of a {state.check.precision} loss, h = 2<sup>{Math.log2(state.check.step)}</sup> ·
            max(1, |x|).
          </span>
        </p>
      )}
    </div>
  );
}
