import { PlaygroundError } from "../model/errors";

/** Work that is carried out one piece at a time, in the order it was asked for; of some of it only the newest counts. */
export interface Turns {
  /** Waits for its turn, whatever comes later. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for its turn; when a newer one is asked for before that, it rejects with tag "superseded". */
  newest<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for its turn; a `newest` that begins to wait while it runs asks it to give way. */
  patient<T>(work: () => Promise<T>): Promise<T>;
  /** Rejects the waiting `newest`, if there is one. What already runs goes on. */
  dropNewest(reason: PlaygroundError): void;
  /** Rejects everything that waits. What already runs goes on. */
  dropAll(reason: PlaygroundError): void;
}

interface Waiting {
  readonly kind: "in turn" | "newest" | "patient";
  /** Carries the work out; resolves to what tells its caller. */
  readonly start: () => Promise<() => void>;
  readonly drop: (reason: PlaygroundError) => void;
}

/** Thrown at work that was told to stop. */
export const cancelled = (): PlaygroundError => new PlaygroundError("cancelled", "the computation was cancelled");

/** Thrown at work in whose place a newer one of the same kind was asked for. */
export const superseded = (): PlaygroundError =>
  new PlaygroundError("superseded", "a newer request took the place of this one");

/**
 * One running, the newest waiting, the ones in between rejected. `newerWaits` is called when a `newest` begins to wait
 * while another one or something patient runs, so that the running one may give way; it hears which of the two.
 */
export function createTurns(newerWaits: (running: "newest" | "patient") => void = () => undefined): Turns {
  let waiting: Waiting[] = [];
  let running: Waiting | null = null;

  function next(): void {
    if (running) return;
    running = waiting.shift() ?? null;
    void running?.start().then((tell) => {
      // Free before the caller hears of it: what it asks for next must not find its own work still running.
      running = null;
      tell();
      next();
    });
  }

  function dropWhere(which: (entry: Waiting) => boolean, reason: PlaygroundError): void {
    const dropped = waiting.filter(which);
    waiting = waiting.filter((entry) => !which(entry));
    for (const entry of dropped) entry.drop(reason);
  }

  function enqueue<T>(kind: Waiting["kind"], work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      waiting.push({
        kind,
        drop: reject,
        async start() {
          try {
            const value = await work();
            return () => resolve(value);
          } catch (thrown) {
            return () => reject(thrown);
          }
        },
      });
      next();
    });
  }

  return {
    inTurn: (work) => enqueue("in turn", work),
    patient: (work) => enqueue("patient", work),
    newest(work) {
      dropWhere(({ kind }) => kind === "newest", superseded());
      const promise = enqueue("newest", work);
      const waits = waiting.some(({ kind }) => kind === "newest");
      if (running && running.kind !== "in turn" && waits) newerWaits(running.kind);
      return promise;
    },
    dropNewest: (reason) => dropWhere(({ kind }) => kind === "newest", reason),
    dropAll: (reason) => dropWhere(() => true, reason),
  };
}
