import { useEffect, useRef } from "react";
import type { ProgramKind } from "../../model/document";
import { advice } from "../../model/advice";
import { setProgram } from "../../state/actions";
import { litIndices, selectionOf } from "../../state/linked";
import { programsOf, shownStep } from "../../state/programs";
import { readingOf } from "../../state/typed";
import { riverInPieces } from "../../views/river";
import { Segmented } from "../controls/segmented";
import { useApp, useDrawing, useServices, useSession } from "../services";
import { useSize } from "../use-size";

const PROGRAMS = ["thread", "contiguous", "reshape"] as const satisfies readonly ProgramKind[];
const PROGRAM_SAYS = {
  thread: "the thread's own lines: a view straight after the permute",
  contiguous: ".contiguous() before that view",
  reshape: ".reshape in place of that view",
} as const;

/** The river: every step of the program with its shape, strides, and whether it is a view or a copy. */
export function ShapesPanel() {
  const { store } = useServices();
  const set = useSession();
  const program = useApp((state) => state.document.program);
  const programs = useApp(programsOf);
  const reading = useApp(({ document, picture }) => picture && readingOf(document, picture.image.shape));
  const chosen = useApp((state) => state.session.chosen);
  const step = useApp((state) => shownStep(state)?.step ?? null);
  const selection = useApp(selectionOf);
  // The Code tab says it beside the line.
  const tab = useApp((state) => state.session.tab);
  const box = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const { width } = useSize(box);
  const traced = programs?.[chosen.program];
  const refused = traced?.steps.at(-1);
  const drawSoon = useDrawing();

  useEffect(() => {
    const node = svg.current;
    if (!node || !traced || width === 0) return undefined;
    return drawSoon(node, function* drawing() {
      const lit = selection ? litIndices(store.getState(), chosen.program, selection) : undefined;
      yield "computed";
      yield* riverInPieces(
        node,
        { steps: traced.steps },
        {
          width,
          height: 296,
          chosen: step,
          ...(lit ? { lit } : {}),
          onChoose: (at) => set({ chosen: { program: chosen.program, step: at } }),
        },
      );
    });
  }, [store, drawSoon, traced, width, step, selection, chosen.program, set]);

  return (
    <section className="panel panel--shapes" aria-labelledby="shapes-title">
      <div className="panel__head">
        <h2 id="shapes-title" className="panel__title panel__title--near">
          Shapes
        </h2>
        <Segmented
          label="which program"
          value={chosen.program}
          choices={[
            { value: "maps", label: "patch maps", title: "one k×k map per window" },
            { value: "output", label: "masked convolution", title: "only the kept windows are multiplied" },
          ]}
          onChange={(value) => set({ chosen: { program: value, step: null }, tiling: { preset: "maps" } })}
        />
        {chosen.program === "maps" && (
          <div className="panel__aside">
            <span className="soft">program</span>
            <Segmented
              label="program"
              value={typeof program === "string" ? program : null}
              choices={PROGRAMS.map((kind) => ({ value: kind, label: kind, title: PROGRAM_SAYS[kind] }))}
              onChange={(kind) => setProgram(store, kind)}
            />
            {typeof program !== "string" && (
              <button type="button" className="button button--small" onClick={() => set({ tab: "code" })}>
                your code
              </button>
            )}
          </div>
        )}
      </div>
      <div ref={box} className="shapes__scroll">
        <svg ref={svg} data-testid="river" />
      </div>
      {traced && refused?.kind === "refused" && !reading && (
        <div className="shapes__refused" role="status">
          <p>
            PyTorch refuses <code>{refused.code}</code>: {refused.error}
          </p>
          <p>
            {advice(refused, traced.program)}{" "}
            <button type="button" className="button button--small" onClick={() => setProgram(store, "contiguous")}>
              add .contiguous()
            </button>{" "}
            <button type="button" className="button button--small" onClick={() => setProgram(store, "reshape")}>
              use .reshape
            </button>
          </p>
        </div>
      )}
      {chosen.program === "maps" && reading?.error && tab !== "code" && (
        <div className="shapes__refused" role="status">
          <p>
            Line {reading.error.range.from.line}: {reading.error.type && <code>{reading.error.type}: </code>}
            {reading.error.message}
          </p>
          <p>{reading.error.advice}</p>
        </div>
      )}
    </section>
  );
}
