import { PlaygroundError } from "../../model/errors";
import { type Measurement, type Method, METHODS } from "../../model/measure";
import type { Step } from "../../model/program";
import {
  BACKENDS,
  type BackendName,
  type GradientName,
  type ProgramName,
  VALUE_NAMES,
  type TensorName,
  type TensorValues,
} from "../../model/runner";

/** One step as the scripting interface tells it: the layout in elements, the error in PyTorch's own words. */
export interface TracedStep {
  readonly code: string;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  readonly contiguous: boolean;
  readonly copies: boolean;
  readonly error?: string;
}

/** What `measure` resolves to: `runs` are the milliseconds of each sample, `phases` those of each part, null for none. */
export type Measured = Pick<
  Measurement,
  "backend" | "method" | "coverage" | "kept" | "macs" | "runs" | "median" | "phases"
>;

/** `window.playground`: see docs/scripting.md. Every promise rejects with an Error whose message can be read aloud. */
export interface Playground {
  /** What a link would carry now: fields that equal their default are left out. */
  document(): object;
  /** Checks a document and shows it; resolves when its results are on the page. */
  load(document: unknown): Promise<void>;
  /** Resolves when nothing is running. */
  settled(): Promise<void>;
  /** Chooses a backend, or just asks; resolves to the one really in use. */
  backend(name?: BackendName | "auto"): Promise<BackendName>;
  /**
   * The steps of the patch maps ("maps"), of the masked convolution ("output") or of a program typed by hand ("code"),
   * which stands in the place of the patch maps; step 0 is the image.
   */
  trace(which?: ProgramName | "code"): TracedStep[];
  /** The numbers of a tensor, row-major, as a copy of its own: one of the known names, or a variable of a typed program. */
  tensor(name: string): Promise<TensorValues>;
  /** Times one way to compute the convolution over the drawn region, in 1 to 101 samples (15 when left out). */
  measure(request: { method: Method; runs?: number }): Promise<Measured>;
}

/** What the page lends to the scripting interface. */
export interface PlaygroundHost {
  document(): object;
  load(document: unknown): Promise<void>;
  settled(): Promise<void>;
  backend(name: BackendName | "auto" | null): Promise<BackendName>;
  /** Null for "code" while no program was typed. */
  steps(which: ProgramName | "code"): readonly Step[] | null;
  /** A tensor that a typed program calls so; null when it calls none so. */
  variable(name: string): Promise<TensorValues> | null;
  tensor(name: TensorName | GradientName): Promise<TensorValues>;
  measure(request: { readonly method: Method; readonly runs: number }): Promise<Measurement>;
}

/** Characters of a wrong name that an error tells back: enough to recognise it. */
const TOLD = 60;

/** An argument as it is told back: scripts may hand in anything. */
function shown(argument: unknown): string {
  if (typeof argument !== "string") return typeof argument;
  return argument.length > TOLD ? `"${argument.slice(0, TOLD)}…"` : `"${argument}"`;
}

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

/** A step in the words of the scripting interface; a refused one has no layout, only its error. */
export function tracedStep(step: Step): TracedStep {
  if (step.kind === "refused") {
    return { code: step.code, shape: [], stride: [], offset: 0, contiguous: false, copies: false, error: step.error };
  }
  const { code, layout, contiguous, copies } = step;
  return { code, shape: [...layout.shape], stride: [...layout.stride], offset: layout.offset, contiguous, copies };
}

/** Samples that are taken when a script does not say how many, and the most that are. */
const RUNS = 15;
const MOST_RUNS = 101;

/** Which method, in how many samples. Throws "measure" when a script asks for something else. */
function checkMeasure(request: unknown): { method: Method; runs: number } {
  let asked: { method?: unknown; runs?: unknown } = {};
  try {
    // Copied first: a script's object may answer differently, or throw, each time it is read.
    if (typeof request === "object" && request !== null) asked = { ...request };
  } catch {
    // Then it names no method.
  }
  const method = METHODS.find((each) => each === asked.method);
  if (!method) {
    const given = asked.method === undefined ? "measure needs a method" : `there is no method ${shown(asked.method)}`;
    throw new PlaygroundError("measure", `${given}: choose ${listed(METHODS)}, as in measure({ method: "region" })`);
  }
  const { runs = RUNS } = asked;
  if (typeof runs !== "number" || !Number.isInteger(runs) || runs < 1 || runs > MOST_RUNS) {
    const given = typeof runs === "number" ? String(runs) : shown(runs);
    throw new PlaygroundError("measure", `runs must be a whole number from 1 to ${MOST_RUNS}, not ${given}`);
  }
  return { method, runs };
}

/** Builds `window.playground`. Arguments come from scripts of any kind and are checked before use. */
export function createPlayground(host: PlaygroundHost): Playground {
  return Object.freeze({
    // A copy: a script may do with it what it likes.
    document: () => structuredClone(host.document()),
    load: (document: unknown) => host.load(document),
    settled: () => host.settled(),
    async backend(name?: BackendName | "auto") {
      if (name !== undefined && name !== "auto" && !BACKENDS.includes(name)) {
        throw new PlaygroundError("backend", `there is no backend ${shown(name)}: choose "auto", ${listed(BACKENDS)}`);
      }
      return host.backend(name ?? null);
    },
    trace(which: ProgramName | "code" = "maps") {
      if (which !== "maps" && which !== "output" && which !== "code") {
        throw new PlaygroundError("trace", `there is no program ${shown(which)}: choose "maps", "output" or "code"`);
      }
      const steps = host.steps(which);
      if (!steps) throw new PlaygroundError("trace", "no program was typed: the document's program is not {code: …}");
      return steps.map(tracedStep);
    },
    async tensor(name: string) {
      const known = VALUE_NAMES.find((each) => each === name);
      // A variable may be called as one of the known tensors is: the known one it stays.
      const variable = known || typeof name !== "string" ? null : host.variable(name);
      if (variable) return variable;
      if (!known)
        throw new PlaygroundError("tensor", `there is no tensor ${shown(name)}: choose ${listed(VALUE_NAMES)}`);
      await host.settled();
      return host.tensor(known);
    },
    async measure(request: { method: Method; runs?: number }) {
      const checked = checkMeasure(request);
      await host.settled();
      const { backend, method, coverage, kept, macs, runs, median, phases } = await host.measure(checked);
      return { backend, method, coverage, kept, macs, runs, median, phases };
    },
  });
}
