import type { WorkingImage } from "../model/runner";
import type { ToWorker } from "./protocol";

/** Numbers of a picture that are copied into one message: a few milliseconds of work. */
export const PIECE = 2 ** 21;

/** What is sent to one worker, in order. */
export interface Mail {
  post(message: ToWorker): void;
  /** Sends nothing more: the worker is gone. */
  stop(): void;
}

function imageOf(message: ToWorker): WorkingImage | null {
  return "op" in message && (message.op === "start" || message.op === "setImage") ? message.args.image : null;
}

/** The message with an empty picture in the place of its own, which the pieces sent before make up. */
function emptied(message: ToWorker, { shape }: WorkingImage): ToWorker {
  const image = { shape, data: new Float32Array(0) };
  if ("op" in message && message.op === "setImage") return { ...message, args: { image } };
  if ("op" in message && message.op === "start") return { ...message, args: { ...message.args, image } };
  return message;
}

/** Lets everything else that waits have its turn, without a timer's delay. */
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });

/**
 * Sends messages to a worker; a large picture goes piece by piece, so that copying it never holds up the page, and
 * whatever is posted meanwhile follows it.
 */
export function mailTo(worker: Pick<Worker, "postMessage">, piece = PIECE): Mail {
  let waiting: ToWorker[] | null = null;
  let stopped = false;

  async function deliver(message: ToWorker, image: WorkingImage): Promise<void> {
    const { data } = image;
    for (let at = 0; at < data.length; at += piece) {
      const part = data.slice(at, at + piece);
      worker.postMessage({ piece: part, at, of: data.length } satisfies ToWorker, [part.buffer]);
      // One after the other is the point.
      // oxlint-disable-next-line no-await-in-loop
      await breathe();
      if (stopped) return;
    }
    worker.postMessage(emptied(message, image), []);
  }

  function post(message: ToWorker): void {
    if (stopped) return;
    if (waiting) {
      waiting.push(message);
      return;
    }
    const image = imageOf(message);
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
    stop() {
      stopped = true;
    },
  };
}
