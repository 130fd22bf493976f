import { expect, it } from "vitest";
import { mailTo } from "../../src/engine/mail";
import type { ToWorker } from "../../src/engine/protocol";
import { numbers } from "./on-every-backend";

/** A worker that keeps what it was sent. */
function listener() {
  const heard: ToWorker[] = [];
  return { heard, worker: { postMessage: (message: ToWorker) => void heard.push(message) } };
}

const DATA = numbers(10, 3);
const request = (data: Float32Array<ArrayBuffer>): ToWorker => ({
  id: 1,
  op: "setImage",
  args: { image: { shape: [1, 1, 1, data.length], data } },
});

it("a large picture goes in pieces, followed by its request and by what was posted meanwhile", async () => {
  const { heard, worker } = listener();
  const mail = mailTo(worker, 4);
  mail.post(request(DATA));
  mail.post({ signal: "cancel", id: 1 });
  await expect.poll(() => heard.length).toBe(5);
  const pieces = heard.flatMap((message) => ("piece" in message ? [message] : []));
  expect(pieces.map(({ at, of }) => [at, of])).toEqual([
    [0, 10],
    [4, 10],
    [8, 10],
  ]);
  expect(pieces.flatMap(({ piece }) => [...piece])).toEqual([...DATA]);
  expect(heard[3]).toEqual({
    id: 1,
    op: "setImage",
    args: { image: { shape: [1, 1, 1, 10], data: new Float32Array(0) } },
  });
  expect(heard[4]).toEqual({ signal: "cancel", id: 1 });
});

it("everything else goes at once, and nothing to a worker that is gone", async () => {
  const { heard, worker } = listener();
  const mail = mailTo(worker, 4);
  mail.post(request(DATA.slice(0, 4)));
  expect(heard).toHaveLength(1);
  mail.post(request(DATA));
  mail.stop();
  mail.post({ signal: "cancel", id: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(heard.filter((message) => !("piece" in message))).toHaveLength(1);
});
