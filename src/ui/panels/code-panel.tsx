import { Suspense, useCallback, useMemo, useState } from "react";
import { recipes } from "../../language/recipes";
import { MISTAKES } from "../../language/recipes/wrong";
import type { PrintedPart, PrintedValue } from "../../language/printed";
import { programText } from "../../language/write";
import { setProgram } from "../../state/actions";
import { programsOf } from "../../state/programs";
import { readingOf } from "../../state/typed";
import { later } from "../later";
import { useApp, useServices, useSession } from "../services";
import { CodeCost } from "./code-cost";
import { usePrinted } from "./use-printed";

// CodeMirror comes with it, when the tab is first opened.
const CodeField = later(async () => (await import("./code-field")).CodeField);

/** A recipe that was chosen, and what was broken in it on purpose. */
interface Chosen {
  readonly code: string;
  readonly shows: string;
  readonly wrong: ReadonlySet<string>;
}

const broken = ({ code, wrong }: Pick<Chosen, "code" | "wrong">): string =>
  MISTAKES.reduce((text, mistake) => (wrong.has(mistake.id) ? mistake.apply(text) : text), code);

/** One printed piece: text as it is, numbers as PyTorch prints them; where those are not there, a way to see them. */
function Printed({ part, written }: { part: PrintedPart; written: (value: PrintedValue) => string | null }) {
  const set = useSession();
  if (typeof part === "string") return part;
  const numbers = written(part);
  if (numbers !== null) return numbers;
  const { operand } = part;
  const step = "call" in operand ? operand.call + 1 : 0;
  return (
    <button
      type="button"
      className="code__numbers"
      title="show these numbers in the Tensor tab"
      onClick={() => set({ chosen: { program: "maps", step }, tab: "tensor" })}
    >
      numbers of step {step}
    </button>
  );
}

/** The program as PyTorch text: typed, pasted or taken from a recipe; what it prints, and where it cannot be read. */
export function CodePanel() {
  const { store } = useServices();
  const document = useApp((state) => state.document);
  const picture = useApp((state) => state.picture);
  const programs = useApp(programsOf);
  const image = picture?.image.shape;
  const reading = useMemo(() => (image ? readingOf(document, image) : null), [document, image]);
  const { program } = document;
  const code = typeof program === "string" ? (programs ? programText(programs.maps.program) : "") : program.code;
  const offered = useMemo(() => (image ? recipes({ image, geometry: document }) : []), [image, document]);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const of = chosen && broken(chosen) === code ? chosen : null;
  const possible = MISTAKES.filter(({ id, apply }) => of && (of.wrong.has(id) || apply(code) !== code));

  const write = useCallback((text: string) => setProgram(store, { code: text }), [store]);
  const take = (next: Chosen) => {
    setChosen(next);
    write(broken(next));
  };
  const written = usePrinted(reading);
  const error = reading?.error ?? null;
  const mark = useMemo(
    () =>
      error && { ...error.range, message: `${error.type ? `${error.type}: ` : ""}${error.message}\n${error.advice}` },
    [error],
  );

  return (
    <section className="code" aria-label="Code">
      <div className="panel__head panel__head--tabs">
        <select
          className="select select--small"
          aria-label="recipe"
          value=""
          onChange={(event) => {
            const recipe = offered.find(({ id }) => id === event.target.value);
            if (recipe) take({ code: recipe.code, shows: recipe.shows, wrong: new Set() });
          }}
        >
          <option value="" disabled>
            recipes…
          </option>
          {offered.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <div className="code__body">
        <Suspense fallback={<pre className="code__field code__plain">{code}</pre>}>
          <CodeField text={code} mark={mark} onText={write} />
        </Suspense>
        <div className="code__side">
          {of && <p>{of.shows}</p>}
          {possible.length > 0 && (
            <fieldset className="code__wrong">
              <legend>Wrong on purpose</legend>
              {possible.map(({ id, title, lesson }) => (
                <label key={id} className="check">
                  <input
                    type="checkbox"
                    checked={of?.wrong.has(id) ?? false}
                    onChange={(event) => {
                      if (!of) return;
                      const wrong = new Set(of.wrong);
                      if (event.target.checked) wrong.add(id);
                      else wrong.delete(id);
                      take({ ...of, wrong });
                    }}
                  />
                  <span>
                    {title}
                    {of?.wrong.has(id) && <span className="soft"> {lesson}</span>}
                  </span>
                </label>
              ))}
            </fieldset>
          )}
          {error && (
            <div className="code__error" role="status">
              <p>
                <b>line {error.range.from.line}</b> {error.type && <code>{error.type}: </code>}
                <code>{error.message}</code>
              </p>
              <p>{error.advice}</p>
            </div>
          )}
          {reading && reading.printed.length > 0 && (
            <div className="code__printed">
              <h3>printed</h3>
              <pre aria-label="printed">
                {reading.printed.map(({ parts }, at) => (
                  // Lines are never reordered.
                  // oxlint-disable-next-line react/no-array-index-key
                  <span key={at}>
                    {parts.map((part, k) => (
                      // oxlint-disable-next-line react/no-array-index-key -- as above
                      <Printed key={k} part={part} written={written} />
                    ))}
                    {"\n"}
                  </span>
                ))}
              </pre>
            </div>
          )}
          {reading && <CodeCost reading={reading} />}
          {reading?.notes.map((note) => (
            <p key={note} className="soft">
              {note}
            </p>
          ))}
          {!reading && (
            <p className="soft">
              These are the lines of the program above. Type, paste or choose a recipe: every line becomes a step, and
              what PyTorch would refuse is said in its own words.
            </p>
          )}
          <p className="soft">
            <code>image</code>, <code>filt</code> and <code>region</code> are what the page holds.
          </p>
        </div>
      </div>
    </section>
  );
}
