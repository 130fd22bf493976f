import { useEffect, useRef, useState } from "react";
import { windowCount } from "../../model/geometry";
import { csvOf, markdownOf, subjectLine } from "../../model/speed-report";
import { notes, sentences } from "../../model/speed-summary";
import type { Findings } from "../../model/speed";
import { copyText, saveBytes } from "../../share/save";
import { readyOf } from "../../state/programs";
import { shownFindings, staleBecause } from "../../state/speed";
import { useApp, useAttempt } from "../services";
import { SpeedControls } from "./speed-controls";
import { SpeedFigure } from "./speed-figure";
import { SpeedTable } from "./speed-table";
import { doing, intention } from "./speed-words";

/** How far measuring has come. */
function Progress() {
  const speed = useApp((state) => state.speed);
  if (speed.status !== "running") return null;
  return (
    <div className="speed__progress">
      <span className="soft">{doing(speed.doing)}</span>
      <progress aria-label="measuring" max={1} value={speed.done} />
    </div>
  );
}

/** The findings as text and as a file; a text that the browser keeps from the clipboard is shown to be copied by hand. */
function Take({ findings }: { findings: Findings }) {
  const attempt = useAttempt();
  const [copied, setCopied] = useState<"no" | "yes" | "refused">("no");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => setCopied("no"), [findings]);
  useEffect(() => field.current?.select(), [copied]);
  return (
    <div className="panel__aside">
      <button
        type="button"
        className="button button--small"
        onClick={() => attempt(async () => setCopied((await copyText(markdownOf(findings))) ? "yes" : "refused"))}
      >
        <span aria-live="polite">{copied === "yes" ? "Copied" : "Copy as Markdown"}</span>
      </button>
      <button
        type="button"
        className="button button--small"
        onClick={() => saveBytes("speed.csv", new TextEncoder().encode(csvOf(findings)), "text/csv")}
      >
        Save CSV
      </button>
      {copied === "refused" && (
        <textarea
          ref={field}
          className="speed__text"
          readOnly
          aria-label="the table, to copy by hand"
          value={markdownOf(findings)}
        />
      )}
    </div>
  );
}

/** What will be measured, and on what; shown until something was. */
function Intention() {
  const { methods, sweep } = useApp((state) => state.document.speed);
  const document = useApp((state) => state.document);
  const picture = useApp((state) => state.picture);
  const backend = useApp((state) => state.session.backend);
  const ready = useApp((state) => readyOf(state.results));
  if (!picture) return null;
  const windows = windowCount(document, picture.image.shape);
  const [batch] = picture.image.shape;
  const runs = ready?.result.kept;
  const isOfThese = runs !== undefined && batch * runs.rows * runs.columns === windows;
  const kept = (isOfThese ? ready?.result.keptBy[document.region.keep] : null) ?? null;
  return (
    <p className="speed__intention">
      {intention({
        methods,
        sweep,
        kernel: document.kernel_size,
        image: picture.image.shape,
        backend: backend?.detail ?? null,
        kept,
        windows,
      })}
    </p>
  );
}

/** Why the findings are not to be taken as they stand. */
function Caveat() {
  const speed = useApp((state) => state.speed);
  const because = useApp(staleBecause);
  if (speed.status === "failed") {
    return (
      <p className="speed__error" role="alert">
        Measuring ended: {speed.error.message}
      </p>
    );
  }
  const stopped = speed.status === "stopped" ? "Stopped before the end." : null;
  const stale =
    because === null
      ? null
      : because === "what is to be measured"
        ? "Measured with other settings: measure again."
        : `Measured before ${because} changed: measure again.`;
  const words = [stopped, stale].filter(Boolean).join(" ");
  return words === "" || speed.status === "running" ? null : (
    <p className="hint hint--rule" role="status">
      {words}
    </p>
  );
}

/** What was found: in sentences, as a chart, as a table. */
function Found({ findings }: { findings: Findings }) {
  const stale = useApp(staleBecause) !== null;
  const over = useApp((state) => state.speed.status === "done");
  const said = sentences(findings);
  return (
    <div className={stale ? "speed__found speed__found--stale" : "speed__found"}>
      <div className="speed__sentences">
        {said.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      {notes(findings).map((note) => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
      <div className="speed__body">
        <SpeedFigure findings={findings} />
        <SpeedTable findings={findings} />
      </div>
      <p className="hint">{subjectLine(findings)}.</p>
      <p className="visually-hidden" role="status">
        {over && !stale ? `Measured. ${said.join(" ")}` : ""}
      </p>
    </div>
  );
}

/** How long the ways to compute the convolution take on this machine. */
export function SpeedPanel() {
  const findings = useApp(shownFindings);
  const running = useApp((state) => state.speed.status === "running");
  const some = findings !== null && (findings.measured.length > 0 || findings.refusals.length > 0);
  return (
    <section className="speed" aria-label="Speed">
      <div className="panel__head panel__head--tabs">
        {running ? <Progress /> : some && <Take findings={findings} />}
      </div>
      <SpeedControls />
      <Caveat />
      {some ? <Found findings={findings} /> : <Intention />}
    </section>
  );
}
