import { lossLine } from "../../model/loss";
import type { GradientsReady } from "../../state/app-state";
import { areStale, readyGradients, refusalOf } from "../../state/gradients";
import { programsOf } from "../../state/programs";
import { significant } from "../../views/format";
import { useApp } from "../services";
import { GradientChecker } from "./gradient-check";
import { GradientControls } from "./gradient-controls";
import { GradientFilter } from "./gradient-filter";
import { GradientImage } from "./gradient-image";
import { LearnPanel } from "./learn-panel";

/** The lines that a person would write in PyTorch, with the loss that they give. */
function Lines({ ready }: { ready: GradientsReady | null }) {
  const document = useApp((state) => state.document);
  const last = useApp((state) => programsOf(state)?.maps.program.calls.at(-1)?.name ?? "image");
  const { of } = document.gradients;
  const name = of === "output" ? "output" : typeof document.program === "string" ? "maps" : last;
  return (
    <pre className="gradients__lines" aria-label="in PyTorch">
      {lossLine(document.gradients, name)}
      {ready && <span className="soft">{`  # ${significant(ready.values.loss, 6)}`}</span>}
      {"\nloss.backward()"}
    </pre>
  );
}

function Missing({ what }: { what: string }) {
  return (
    <div>
      <h3>
        <code>{what}.grad</code>
      </h3>
      <p className="soft">
        <code>None</code>: no way leads from <code>{what}</code> to the loss.
      </p>
    </div>
  );
}

/** What comes back from a loss: ∂loss/∂filter and ∂loss/∂image. */
export function GradientsPanel() {
  const state = useApp((each) => each.gradients);
  const stale = useApp(areStale);
  const refusal = useApp(refusalOf);
  const ready = readyGradients(state);
  return (
    <section className="gradients" aria-label="Gradients">
      <div className="panel__head panel__head--tabs" />
      <GradientControls />
      <Lines ready={refusal === null && !stale ? ready : null} />
      {refusal !== null && (
        <p className="gradients__refused" role="status">
          PyTorch refuses this program, so nothing comes back through it: <code>{refusal}</code>
        </p>
      )}
      {refusal === null && state.status === "failed" && (
        <p className="gradients__refused" role="alert">
          {state.error.message}
        </p>
      )}
      {refusal === null && !ready && state.status !== "failed" && (
        <p className="soft" role="status">
          computing…
        </p>
      )}
      {refusal === null && ready && state.status !== "failed" && (
        <div className={`gradients__found${stale ? " gradients__found--stale" : ""}`}>
          {ready.values.filter ? (
            <GradientFilter ready={ready} values={ready.values.filter} />
          ) : (
            <Missing what="filt" />
          )}
          {ready.values.image ? <GradientImage values={ready.values.image} stale={stale} /> : <Missing what="image" />}
        </div>
      )}
      {refusal === null && ready && !stale && state.status === "ready" && <GradientChecker ready={ready} />}
      {refusal === null && <LearnPanel />}
    </section>
  );
}
