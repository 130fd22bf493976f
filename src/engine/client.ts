import { PlaygroundError } from "../model/errors";
import type { ImageNumbers } from "../model/levels";
import type { EngineStatus, HeldImage, Job, Runner } from "../model/runner";
import { connect } from "./connection";
import { cancelled, createTurns, superseded } from "./latest";
import { transferable } from "./protocol";

/** The engine as the page sees it. */
export interface Engine extends Runner {
  /** Hears which backend runs, at once if that is known and after every change; returns how to stop listening. */
  onStatus(listener: (status: EngineStatus) => void): () => void;
}

export interface EngineOptions {
  /** Makes the worker; tests put one of their own in its place. May throw when the browser refuses. */
  readonly spawn?: () => Worker;
  /** How long a cancelled job may take to stop by itself before its worker is ended. */
  readonly cancelPatience?: number;
}

const spawnWorker = (): Worker =>
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "unfold-engine" });

/** Starts the engine in a worker of its own. Every rejection of its methods is a `PlaygroundError`. */
export function createEngine({ spawn = spawnWorker, cancelPatience = 2000 }: EngineOptions = {}): Engine {
  const listeners = new Set<(status: EngineStatus) => void>();
  let status: EngineStatus | null = null;
  let lastJob: Job | null = null;
  /** The numbers whose pieces were all sent ahead. */
  let offered: ImageNumbers | null = null;
  /** Counts jobs and pictures: whatever is asked about one of them has nothing to do with another. */
  let number = 0;
  let runningId = 0;
  let runs = false;
  let disposed = false;

  const connection = connect(spawn, (now) => {
    status = now;
    for (const listener of listeners) listener(now);
  });
  const turns = createTurns((running) => {
    // A run may be near its end, and is then shown; what is fetched in parts is asked for again.
    if (running === "newest") connection.signal("give-way");
    else connection.giveWay(superseded());
  });

  const whenAlive = <T>(work: () => Promise<T>): Promise<T> =>
    disposed ? Promise.reject(new PlaygroundError("disposed", "the engine was shut down")) : work();

  /** Marks what `cancel` stops while it runs. */
  async function stoppable<T>(work: () => Promise<T>): Promise<T> {
    runningId += 1;
    runs = true;
    try {
      return await work();
    } finally {
      runs = false;
    }
  }

  /** Sets a picture whose pieces were sent ahead; false when they did not all arrive, and it has to be sent. */
  async function settledAhead(image: HeldImage): Promise<boolean> {
    try {
      await connection.ask("setImage", { image, isAhead: true });
      return true;
    } catch (thrown) {
      if (thrown instanceof PlaygroundError && thrown.tag === "not-ahead") return false;
      throw thrown;
    }
  }

  /** Names the job that everything else is asked about from now on. */
  function take(job: Job): void {
    if (job !== lastJob) number += 1;
    lastJob = job;
  }

  function jobForNow(): Job {
    if (!lastJob) throw new PlaygroundError("no-job", "nothing has been run yet, so there are no tensors to read");
    return lastJob;
  }

  return {
    setImage: ({ shape, data }) =>
      whenAlive(async () => {
        number += 1;
        const image = { shape, data };
        const isAhead = offered === data;
        offered = null;
        await turns.inTurn(async () => {
          if (isAhead && (await settledAhead(image))) return;
          await connection.ask("setImage", { image, isAhead: false });
        });
      }),
    offer(piece, at, of) {
      if (!disposed) connection.sendAhead(piece, at, of);
    },
    offered(data) {
      offered = data;
    },
    expectImage(count) {
      if (!disposed) connection.expectImage(count);
    },
    run: (job, onProgress) =>
      whenAlive(() => {
        take(job);
        return turns.newest(() => stoppable(() => connection.ask("run", { job }, onProgress)));
      }),
    prepare: (job) => take(job),
    recycle(result) {
      if (!disposed) connection.giveBack(transferable(result));
    },
    measure: (request, onProgress) =>
      whenAlive(async () => {
        const job = jobForNow();
        return turns.inTurn(() => stoppable(() => connection.ask("measure", { job, request }, onProgress)));
      }),
    gradients: (loss, onProgress) =>
      whenAlive(async () => {
        const job = jobForNow();
        return turns.inTurn(() => stoppable(() => connection.ask("gradients", { job, loss }, onProgress)));
      }),
    pulls: (loss, tap) =>
      whenAlive(async () => {
        const job = jobForNow();
        return turns.inTurn(() => stoppable(() => connection.ask("pulls", { job, loss, tap })));
      }),
    checkGradients: (loss, onProgress) =>
      whenAlive(async () => {
        const job = jobForNow();
        return turns.inTurn(() => stoppable(() => connection.ask("checkGradients", { job, loss }, onProgress)));
      }),
    learn: (request) =>
      whenAlive(async () => {
        const job = jobForNow();
        return turns.inTurn(() => stoppable(() => connection.ask("learn", { job, request })));
      }),
    timeProgram: (samples, onProgress) =>
      whenAlive(async () => {
        const job = jobForNow();
        return turns.inTurn(() => stoppable(() => connection.ask("timeProgram", { job, runs: samples }, onProgress)));
      }),
    tensor: (name) =>
      whenAlive(async () => {
        const job = jobForNow();
        return turns.inTurn(() => connection.ask("tensor", { job, name }));
      }),
    step: (program, step) =>
      whenAlive(async () => {
        const job = jobForNow();
        return turns.inTurn(() => connection.ask("step", { job, program, step }));
      }),
    tiles: (program, step, request) =>
      whenAlive(async () => {
        const asked = { job: jobForNow(), number, program, step };
        return turns.patient(() => connection.ask("tiles", { ...asked, request }));
      }),
    survey: (program, step, tiling) =>
      whenAlive(async () => {
        const asked = { job: jobForNow(), number, program, step };
        return turns.patient(() => connection.ask("survey", { ...asked, tiling }));
      }),
    elements: (program, step, from, to) =>
      whenAlive(async () => {
        const asked = { job: jobForNow(), number, program, step };
        return turns.patient(() => connection.ask("elements", { ...asked, from, to }));
      }),
    backend: (name) => whenAlive(() => turns.inTurn(() => connection.ask("backend", { name }))),
    liveTensors: () => whenAlive(() => turns.inTurn(() => connection.ask("liveTensors", {}))),
    cancel() {
      turns.dropNewest(cancelled());
      if (!runs) return;
      const id = runningId;
      connection.signal("cancel");
      // A kernel that has begun cannot be interrupted from inside.
      setTimeout(() => {
        if (runs && runningId === id && !disposed) connection.abandon(cancelled());
      }, cancelPatience);
    },
    dispose() {
      disposed = true;
      const reason = new PlaygroundError("disposed", "the engine was shut down");
      turns.dropAll(reason);
      connection.dispose(reason);
      listeners.clear();
    },
    onStatus(listener) {
      listeners.add(listener);
      if (status) listener(status);
      return () => listeners.delete(listener);
    },
  };
}
