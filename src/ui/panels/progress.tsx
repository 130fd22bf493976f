import { useEffect, useState } from "react";
import { useApp, useServices } from "../services";

/** Work shorter than this shows no progress: a bar that flashes only disturbs. */
const PATIENCE = 250;

/** How far a long run has come, with a way to stop it; the last good result stays on the page meanwhile. */
export function Progress() {
  const { runner, conductor } = useServices();
  const results = useApp((state) => state.results);
  // Of very many windows the step that is looked at is shown before the outputs are there.
  const behind = useApp((state) => state.session.behind);
  const done = results.status === "running" ? results.done : behind;
  const running = done !== null;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!running) {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [running]);

  if (results.status === "failed") {
    const cancelled = results.error.tag === "cancelled";
    return (
      <div className="progress" role="status">
        <span>
          {cancelled ? "Stopped. The numbers shown are those of the last finished run." : results.error.message}
        </span>
        <button type="button" className="button button--small" onClick={() => conductor.rerun()}>
          Run again
        </button>
      </div>
    );
  }
  if (!shown || done === null) return null;
  return (
    <div className="progress" role="status">
      <span>computing</span>
      <progress aria-label="computing" max={1} value={done} />
      <button type="button" className="button button--small" onClick={() => runner.cancel()}>
        Cancel
      </button>
    </div>
  );
}
