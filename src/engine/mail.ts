import type { ImageNumbers } from "../model/levels";
import type { HeldImage } from "../model/runner";
import type { ToWorker } from "./protocol";

/** Numbers of a picture that are copied into one message: a few milliseconds of work. */
export const PIECE = 2 ** 20;

/** Pieces that are on their way at once: of bytes, which take a quarter of the memory, more. */
const UNDER_WAY = { numbers: 2, bytes: 8 } as const;

/** What is sent to one worker, in order. */
export interface Mail {
  post(message: ToWorker): void;
  /** Sends a piece ahead of its picture; lost while another picture is on its way. */
  ahead(piece: ImageNumbers, at: number, of: number): void;
  /** The memory of a piece that the worker has taken in: the next one is copied into it, for fresh memory costs more than copying. */
  emptied(piece: ImageNumbers): void;
  /** Sends nothing more: the worker is gone. */
  stop(): void;
}

function imageOf(message: ToWorker): HeldImage | null {
  return "op" in message && (message.op === "start" || message.op === "setImage") ? message.args.image : null;
}

/** The message with an empty picture in the place of its own, which the pieces sent before make up. */
function withoutNumbers(message: ToWorker, { shape }: HeldImage): ToWorker {
  const image = { shape, data: new Float32Array(0) };
  if ("op" in message && message.op === "setImage") return { ...message, args: { ...message.args, image } };
  if ("op" in message && message.op === "start") return { ...message, args: { ...message.args, image } };
  return message;
}

/**
 * Sends messages to a worker; a large picture goes piece by piece, as fast as the worker takes them in, so that copying it
 * never holds up the page; whatever is posted meanwhile follows it.
 */
export function mailTo(worker: Pick<Worker, "postMessage">, piece = PIECE): Mail {
  let waiting: ToWorker[] | null = null;
  let stopped = false;

  /** Memory for pieces that came back, and who waits for some. */
  let free: ImageNumbers[] = [];
  let wake: (() => void) | null = null;

  async function deliver(message: ToWorker, image: HeldImage): Promise<void> {
    const { data } = image;
    const isBytes = data instanceof Uint8Array;
    const fresh = (): ImageNumbers => (isBytes ? new Uint8Array(piece) : new Float32Array(piece));
    const count = Math.min(Math.ceil(data.length / piece), isBytes ? UNDER_WAY.bytes : UNDER_WAY.numbers);
    free = Array.from({ length: count }, fresh);
    for (let at = 0; at < data.length; at += piece) {
      while (free.length === 0) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      if (stopped) return;
      const [part = fresh()] = free.splice(0, 1);
      const taken = Math.min(piece, data.length - at);
      part.set(data.subarray(at, at + taken));
      worker.postMessage({ piece: part, count: taken, at, of: data.length, isAhead: false } satisfies ToWorker, [
        part.buffer,
      ]);
    }
    free = [];
    worker.postMessage(withoutNumbers(message, image), []);
  }

  function post(message: ToWorker): void {
    if (stopped) return;
    if (waiting) {
      waiting.push(message);
      return;
    }
    const image = imageOf(message);
    if (image && "op" in message && message.op === "setImage" && message.args.isAhead) {
      worker.postMessage(withoutNumbers(message, image), []);
      return;
    }
    if (!image || image.data.length <= piece) {
      worker.postMessage(message, []);
      return;
    }
    waiting = [];
    void deliver(message, image).then(() => {
      const followed = waiting ?? [];
      waiting = null;
      for (const each of followed) post(each);
    });
  }

  return {
    post,
    ahead(part, at, of) {
      if (stopped || waiting) return;
      const message = { piece: part, count: part.length, at, of, isAhead: true } satisfies ToWorker;
      worker.postMessage(message, [part.buffer]);
    },
    emptied(part) {
      if (!waiting) return;
      free.push(part);
      wake?.();
    },
    stop() {
      stopped = true;
      free.push(new Float32Array(0));
      wake?.();
    },
  };
}
