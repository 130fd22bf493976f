import type { Document } from "../model/document";
import { plainError, PlaygroundError } from "../model/errors";
import type { Runner } from "../model/runner";
import { type Findings, measurePlan } from "../model/speed";
import type { AppState, SpeedSubject } from "./app-state";
import type { Store } from "./store";

/** Measures what the document's speed settings say, over the document's convolution. */
export interface Meter {
  /** Begins anew; does nothing while it measures. Resolves when it has ended, however that came about. */
  measure(): Promise<void>;
  /** Stops after the measurement that runs; what was found stays. */
  cancel(): void;
}

const GEOMETRY = ["kernel_size", "stride", "padding", "padding_mode", "dilation"] as const;

/** What has changed so that measurements of `about` speak of something else, in words; null when nothing has. */
function changedSince(about: SpeedSubject, { document, picture, session }: AppState): string | null {
  const { document: then } = about;
  if (picture !== about.picture) return "the picture";
  if (GEOMETRY.some((field) => document[field] !== then[field])) return "the kernel's geometry";
  if (document.filter !== then.filter) return "the filter";
  if (document.region.shapes !== then.region.shapes || document.region.keep !== then.region.keep) return "the region";
  return session.backend?.detail === about.backend ? null : "the backend";
}

/**
 * Why the findings are not those of what the page shows: "the region", "the settings"; null when they are, or when
 * there are none. A method that was measured and is no longer chosen makes no difference.
 */
export function staleBecause(state: AppState): string | null {
  const { speed, document } = state;
  if (speed.status === "idle") return null;
  const { settings } = speed.findings;
  const other =
    document.speed.sweep !== settings.sweep ||
    document.speed.methods.some((method) => !settings.methods.includes(method));
  return changedSince(speed.about, state) ?? (other ? "what is to be measured" : null);
}

/** The findings of the methods that are chosen now; null when there are none. */
export function shownFindings({ speed, document }: AppState): Findings | null {
  if (speed.status === "idle") return null;
  return withMethods(speed.findings, document.speed);
}

let shown: { of: Findings; by: Document["speed"]; findings: Findings } | null = null;

/** Remembers its last answer, for views that draw only what is new. */
function withMethods(of: Findings, by: Document["speed"]): Findings {
  if (shown?.of === of && shown.by === by) return shown.findings;
  const methods = of.settings.methods.filter((method) => by.methods.includes(method));
  const chosen = ({ request }: { request: { method: (typeof methods)[number] } }) => methods.includes(request.method);
  const findings: Findings =
    methods.length === of.settings.methods.length
      ? of
      : {
          ...of,
          settings: { ...of.settings, methods },
          measured: of.measured.filter(chosen),
          refusals: of.refusals.filter(chosen),
        };
  shown = { of, by, findings };
  return findings;
}

function nothingFound({ document, picture }: SpeedSubject): Findings {
  const { kernel_size, stride, padding, padding_mode, dilation, speed } = document;
  return {
    settings: speed,
    geometry: { kernel_size, stride, padding, padding_mode, dilation },
    image: picture.image.shape,
    measured: [],
    refusals: [],
  };
}

/**
 * Measurements, one request at a time, so that everything else the page asks of the engine comes in between. They stop
 * when what they speak of changes. `settled` resolves when the engine holds what the document says.
 */
export function createMeter(store: Store, runner: Runner, settled: () => Promise<void>): Meter {
  let running: { stopped: boolean; asking: boolean; readonly giveUp: () => void } | null = null;

  const cancel = () => {
    if (!running || running.stopped) return;
    running.stopped = true;
    running.giveUp();
    // Between two measurements it would be the page's own work that is stopped.
    if (running.asking) runner.cancel();
  };

  function subject(): SpeedSubject {
    const { document, picture, session } = store.getState();
    if (!picture) throw new PlaygroundError("no-image", "there is no picture to measure on yet");
    return { document, picture, backend: session.backend?.detail ?? null };
  }

  /** Says what it is going to measure: until the page has settled, what was found before would look like what is found now. */
  function announce(): void {
    if (!store.getState().picture) return;
    const about = subject();
    const [doing] = measurePlan(about.document.speed);
    if (doing) store.setState({ speed: { status: "running", about, findings: nothingFound(about), doing, done: 0 } });
  }

  async function work(mine: { readonly stopped: boolean; asking: boolean }, about: SpeedSubject): Promise<void> {
    let findings = nothingFound(about);
    const plan = measurePlan(about.document.speed);
    const show = (at: number, part = 0) => {
      const doing = plan[at];
      const done = (at + part) / plan.length;
      if (doing && running === mine) store.setState({ speed: { status: "running", about, findings, doing, done } });
    };
    try {
      for (const [at, request] of plan.entries()) {
        if (mine.stopped) break;
        show(at);
        try {
          mine.asking = true;
          // Measured at the same time, each would disturb the other.
          const measurement = await runner.measure(request, (part) => show(at, part));
          findings = { ...findings, measured: [...findings.measured, { request, measurement }] };
        } catch (thrown) {
          const { tag, message } = plainError(thrown);
          if (tag !== "unmeasurable") throw thrown;
          findings = { ...findings, refusals: [...findings.refusals, { request, message }] };
        } finally {
          mine.asking = false;
        }
      }
      store.setState({ speed: { status: mine.stopped ? "stopped" : "done", about, findings } });
    } catch (thrown) {
      const error = plainError(thrown);
      const stopped = error.tag === "cancelled";
      store.setState({
        speed: stopped ? { status: "stopped", about, findings } : { status: "failed", about, findings, error },
      });
    }
  }

  return {
    async measure() {
      if (running) return;
      let giveUp: () => void = () => undefined;
      const givenUp = new Promise<void>((resolve) => (giveUp = resolve));
      const mine = { stopped: false, asking: false, giveUp };
      running = mine;
      let unwatch: () => void = () => undefined;
      try {
        announce();
        await Promise.race([settled(), givenUp]);
        if (mine.stopped && !store.getState().picture) return;
        const about = subject();
        unwatch = store.subscribe((state) => {
          if (changedSince(about, state)) cancel();
        });
        await work(mine, about);
      } finally {
        unwatch();
        running = null;
      }
    },
    cancel,
  };
}
