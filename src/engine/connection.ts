import { PlaygroundError } from "../model/errors";
import type { ImageNumbers } from "../model/levels";
import type { BackendName, EngineStatus, HeldImage } from "../model/runner";
import { type Mail, mailTo } from "./mail";
import { type FromWorker, type OperationName, type Operations, revive, type ToWorker } from "./protocol";

/** A worker that is started again when it dies, and told where the last one was. One request at a time is waited for. */
export interface Connection {
  ask<Op extends OperationName>(
    op: Op,
    args: Operations[Op]["args"],
    onProgress?: (done: number) => void,
  ): Promise<Operations[Op]["result"]>;
  /** Concerns the request that runs; nothing happens when none does. */
  signal(signal: "cancel" | "give-way"): void;
  /**
   * The request that runs gives way, and rejects with `reason` at once: the next one can be sent, and be read as soon as
   * the worker has let go of this one.
   */
  giveWay(reason: PlaygroundError): void;
  /** Has the worker make room for a picture of so many numbers. */
  expectImage(count: number): void;
  /** Sends a piece of a picture that may be set soon; see `Piece`. */
  sendAhead(piece: ImageNumbers, at: number, of: number): void;
  /** Hands the worker memory to use again, if there is a worker. */
  giveBack(buffers: ArrayBuffer[]): void;
  /** Ends the worker, and with it the request that runs, which rejects with `reason`; a new worker takes over. */
  abandon(reason: PlaygroundError): void;
  dispose(reason: PlaygroundError): void;
}

interface Active {
  readonly id: number;
  readonly op: OperationName;
  readonly args: Operations[OperationName]["args"];
  readonly onProgress: ((done: number) => void) | undefined;
  readonly resolve: (value: Operations[OperationName]["result"]) => void;
  readonly reject: (reason: PlaygroundError) => void;
}

/** How often a worker may die over one request before the request is given up. */
const MOST_CRASHES = 2;

const refused = (thrown: unknown): PlaygroundError =>
  new PlaygroundError(
    "worker-refused",
    `the browser does not make a worker for the engine: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
  );

/**
 * Keeps a worker alive. When it crashes, a new one gets the image and the request that ran; the second time it is put on
 * the simplest backend. When a GPU is lost, the new worker avoids that backend. `onStatus` hears which backend runs
 * and why. Requests reject with tag "worker-refused" when the browser makes no worker, "engine-crashed" when it keeps dying.
 */
export function connect(spawn: () => Worker, onStatus: (status: EngineStatus) => void): Connection {
  let worker: Worker | null = null;
  let active: Active | null = null;
  let wanted: BackendName | "auto" = "auto";
  let image: HeldImage | null = null;
  let notice: string | null = null;
  let crashes = 0;
  let lastId = 0;
  let everAnswered = false;
  const avoid = new Set<BackendName>();

  let mail: Mail | null = null;

  const post = (message: ToWorker): void => mail?.post(message);

  function settle(): Active | null {
    const settled = active;
    active = null;
    return settled;
  }

  function hear(from: Worker, message: FromWorker): void {
    // A worker that was given up may have had a last word on its way.
    if (from !== worker) return;
    everAnswered = true;
    switch (message.kind) {
      case "emptied":
        mail?.emptied(message.piece);
        break;
      case "status":
        onStatus(message.status);
        break;
      case "lost":
        avoid.add(message.backend);
        restart(`${message.backend} stopped: ${message.why}.`);
        break;
      case "progress":
        if (message.id === active?.id) active.onProgress?.(message.done);
        break;
      case "done":
        if (message.id !== active?.id) break;
        crashes = 0;
        settle()?.resolve(message.value);
        break;
      case "failed":
        if (message.id === active?.id) settle()?.reject(revive(message.error));
        break;
    }
  }

  function crashed(from: Worker, why: string): void {
    if (from !== worker) return;
    crashes += 1;
    if (crashes > MOST_CRASHES) {
      stop();
      crashes = 0;
      settle()?.reject(
        everAnswered
          ? new PlaygroundError("engine-crashed", `the engine stopped ${MOST_CRASHES + 1} times over this: ${why}`)
          : new PlaygroundError("worker-refused", `the browser does not start the engine's worker: ${why}`),
      );
      return;
    }
    if (crashes === MOST_CRASHES) wanted = "cpu";
    restart(`The engine stopped unexpectedly (${why}) and was started again.`);
  }

  function stop(): void {
    worker?.terminate();
    worker = null;
    mail?.stop();
    mail = null;
  }

  function restart(why: string): void {
    stop();
    notice = why;
    try {
      begin();
    } catch (thrown) {
      settle()?.reject(refused(thrown));
      return;
    }
    if (active) send(active);
  }

  function begin(): void {
    const begun = spawn();
    worker = begun;
    mail = mailTo(begun);
    begun.addEventListener("message", (event: MessageEvent<FromWorker>) => hear(begun, event.data));
    begun.addEventListener("messageerror", () => crashed(begun, "a message could not be read"));
    begun.addEventListener("error", (event) => {
      event.preventDefault();
      crashed(begun, event.message || "its script did not load");
    });
    lastId += 1;
    post({ id: lastId, op: "start", args: { wanted, avoid: [...avoid], image, notice } });
  }

  // `op` and `args` were paired when the request was made; a union of pairs does not survive being taken apart.
  const send = ({ id, op, args }: Active): void => post({ id, op, args } as ToWorker);

  async function ask<Op extends OperationName>(
    op: Op,
    args: Operations[Op]["args"],
    onProgress?: (done: number) => void,
  ): Promise<Operations[Op]["result"]> {
    if (!worker) {
      try {
        begin();
      } catch (thrown) {
        throw refused(thrown);
      }
    }
    lastId += 1;
    const id = lastId;
    const answer = await new Promise<Operations[OperationName]["result"]>((resolve, reject) => {
      active = { id, op, args, onProgress, resolve, reject };
      send(active);
    });
    if (op === "setImage") image = (args as Operations["setImage"]["args"]).image;
    if (op === "backend") wanted = (args as Operations["backend"]["args"]).name;
    return answer;
  }

  // Starts at once: the backend loads while the page still decodes its picture. A refusal is told to whoever asks first.
  try {
    begin();
  } catch {
    worker = null;
  }

  return {
    ask,
    signal(signal) {
      if (active) post({ signal, id: active.id });
    },
    giveWay(reason) {
      if (active) post({ signal: "give-way", id: active.id });
      settle()?.reject(reason);
    },
    expectImage: (count) => post({ expected: count }),
    sendAhead: (piece, at, of) => mail?.ahead(piece, at, of),
    giveBack: (returned) => worker?.postMessage({ returned } satisfies ToWorker, returned),
    abandon(reason) {
      settle()?.reject(reason);
      restart(notice ?? "");
    },
    dispose(reason) {
      stop();
      settle()?.reject(reason);
    },
  };
}
