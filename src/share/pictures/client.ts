import { PlaygroundError } from "../../model/errors";
import { checkFileSize } from "./limits";
import type {
  PictureAnswers,
  PictureCall,
  PictureInfo,
  PicturePiece,
  PictureProgress,
  PictureReply,
  PictureRequest,
  Working,
  WorkingOptions,
} from "./protocol";

export type { PictureInfo, PicturePiece, PictureProgress, Working, WorkingOptions } from "./protocol";

/** Pictures, decoded and reduced off the main thread. Every rejection is a `PlaygroundError`. */
export interface Pictures {
  /** Fetches a file of this site, `file` being relative to the page ("samples/chelsea.png"), and opens it. */
  sample(file: string, signal?: AbortSignal): Promise<PictureInfo>;
  /** Checks and decodes a file; `name` only serves error messages. An aborted call rejects with tag "cancelled". */
  open(
    blob: Blob,
    name: string,
    signal?: AbortSignal,
    onProgress?: (progress: PictureProgress) => void,
  ): Promise<PictureInfo>;
  /**
   * The picture as numbers. Of several calls for one picture only the newest waits; those it replaces reject with
   * "superseded". `onPiece` is handed copies of the numbers of a large picture while they are made, in order.
   */
  working(id: number, options: WorkingOptions, onPiece?: (piece: PicturePiece) => void): Promise<Working>;
  /** Lets a picture go; what still waits for it rejects with tag "cancelled". */
  forget(id: number): void;
  /** Ends the worker; everything that waits rejects with tag "cancelled". */
  dispose(): void;
}

/** The part of a Worker that is used. */
export type PictureWorker = Pick<Worker, "postMessage" | "terminate" | "addEventListener">;

const spawnWorker = (): PictureWorker => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

const cancelled = (): PlaygroundError => new PlaygroundError("cancelled", "loading the picture was cancelled");
const superseded = (): PlaygroundError => new PlaygroundError("superseded", "a newer request took its place");

/** Who hears of a request while it is worked on. */
interface Heard {
  readonly onProgress?: (progress: PictureProgress) => void;
  readonly onPiece?: ((piece: PicturePiece) => void) | undefined;
}

interface Task {
  readonly request: PictureRequest;
  readonly heard: Heard;
  resolve(answer: PictureAnswers[keyof PictureAnswers]): void;
  reject(error: PlaygroundError): void;
}

/** Pictures with a worker of their own, started on first use and again after a crash. */
export function createPictures(spawn: () => PictureWorker = spawnWorker, base?: string): Pictures {
  const files = new Map<number, { readonly blob: Blob; readonly name: string }>();
  let waiting: Task[] = [];
  let running: { readonly call: number; readonly task: Task } | null = null;
  let worker: PictureWorker | null = null;
  let calls = 0;
  let ids = 0;
  let disposed = false;

  const finish = (end: (task: Task) => void): void => {
    const task = running?.task;
    running = null;
    if (task) end(task);
    pump();
  };

  /** A worker that failed as a whole is replaced on the next call; files are kept here, so nothing is lost. */
  const crashed = (dead: PictureWorker, why: string): void => {
    if (dead !== worker) return;
    worker.terminate();
    worker = null;
    const cause = why ? ` (${why})` : "";
    finish((task) =>
      task.reject(
        new PlaygroundError(
          "picture-worker",
          `the part of the page that decodes pictures stopped${cause}, perhaps for lack of memory; try again, or take a smaller picture`,
        ),
      ),
    );
  };

  const start = (): PictureWorker => {
    const started = spawn();
    started.addEventListener("message", (event: MessageEvent<PictureReply>) => {
      const reply = event.data;
      if (started !== worker || reply.call !== running?.call) return;
      if ("progress" in reply) return running.task.heard.onProgress?.(reply.progress);
      if ("piece" in reply) return running.task.heard.onPiece?.(reply);
      if ("answer" in reply) return finish((task) => task.resolve(reply.answer));
      const { tag, message, detail } = reply.error;
      finish((task) => task.reject(new PlaygroundError(tag, message, detail)));
    });
    started.addEventListener("error", (event) => {
      event.preventDefault();
      crashed(started, event.message);
    });
    started.addEventListener("messageerror", () => crashed(started, "its answer could not be read"));
    return started;
  };

  const pump = (): void => {
    if (running) return;
    const task = waiting.shift();
    if (!task) return;
    calls += 1;
    running = { call: calls, task };
    try {
      worker ??= start();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
      worker.postMessage({ call: calls, request: task.request } satisfies PictureCall);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      finish((failed) =>
        failed.reject(
          new PlaygroundError("picture-worker", `this browser refused the worker that decodes pictures: ${why}`),
        ),
      );
    }
  };

  /** Rejects what waits and passes `test`. */
  const withdraw = (test: (request: PictureRequest) => boolean, why: () => PlaygroundError): void => {
    const withdrawn = waiting.filter(({ request }) => test(request));
    waiting = waiting.filter(({ request }) => !test(request));
    for (const task of withdrawn) task.reject(why());
  };

  /** Rejects the same, and what already runs: that is left to end, its answer unheard. */
  const cancel = (test: (request: PictureRequest) => boolean): void => {
    withdraw(test, cancelled);
    if (running && test(running.task.request)) running.task.reject(cancelled());
  };

  const send = <Op extends keyof PictureAnswers>(
    request: PictureRequest & { readonly op: Op },
    heard: Heard = {},
  ): Promise<PictureAnswers[Op]> =>
    new Promise((resolve, reject) => {
      if (disposed) return reject(cancelled());
      // The worker answers each request with the answer of its own op, see PictureAnswers.
      waiting.push({ request, heard, resolve: (answer) => resolve(answer as PictureAnswers[Op]), reject });
      pump();
    });

  const forget = (id: number): void => {
    files.delete(id);
    cancel((request) => request.id === id);
    if (worker) send({ op: "forget", id }).catch(() => undefined);
  };

  const open: Pictures["open"] = async (blob, name, signal, onProgress) => {
    if (signal?.aborted) throw cancelled();
    checkFileSize(blob.size);
    ids += 1;
    const id = ids;
    const abort = (): void => forget(id);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      const heard = (progress: PictureProgress): void => {
        if (!signal?.aborted) onProgress?.(progress);
      };
      const info = await send({ op: "open", id, blob, name }, { onProgress: heard });
      if (signal?.aborted) throw cancelled();
      files.set(id, { blob, name });
      return info;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  };

  return {
    open,
    forget,

    async sample(file, signal) {
      const root = base ?? document.baseURI;
      const url = new URL(file, root);
      if (url.origin !== new URL(root).origin) {
        throw new PlaygroundError("picture-fetch", `samples come from this site only, not from ${url.origin}`);
      }
      let blob: Blob;
      try {
        const response = await fetch(url, signal ? { signal } : {});
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
        blob = await response.blob();
      } catch (thrown) {
        if (signal?.aborted) throw cancelled();
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        throw new PlaygroundError("picture-fetch", `the sample ${file} could not be fetched: ${why}`, { file });
      }
      return open(blob, file.split("/").at(-1) ?? file, signal);
    },

    async working(id, options, onPiece) {
      const known = files.get(id);
      if (!known) throw new PlaygroundError("picture-unknown", `there is no open picture ${id}`, { id });
      withdraw((request) => request.op === "working" && request.id === id, superseded);
      return send({ op: "working", id, ...known, options }, { onPiece });
    },

    dispose() {
      disposed = true;
      cancel(() => true);
      worker?.terminate();
      worker = null;
      running = null;
      files.clear();
    },
  };
}
