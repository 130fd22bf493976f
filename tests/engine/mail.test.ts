import { expect, it } from "vitest";
import { type Mail, mailTo } from "../../src/engine/mail";
import type { ToWorker } from "../../src/engine/protocol";
import type { ImageNumbers } from "../../src/model/levels";
import { numbers } from "./on-every-backend";

/** A worker that takes down what it was sent, and gives pieces back once it is asked to. */
function listener() {
  const heard: ToWorker[] = [];
  const taken: number[][] = [];
  const held: ImageNumbers[] = [];
  const worker = {
    postMessage(message: ToWorker) {
      heard.push(message);
      if (!("piece" in message)) return;
      taken.push([...message.piece.subarray(0, message.count)]);
      held.push(message.piece);
    },
  };
  const giveBack = (mail: Mail): void => held.splice(0).forEach((piece) => mail.emptied(piece.fill(255)));
  return { heard, taken, worker, giveBack };
}

const DATA = numbers(18, 3);
const request = (data: ImageNumbers): ToWorker => ({
  id: 1,
  op: "setImage",
  args: { image: { shape: [1, 1, 1, data.length], data }, isAhead: false },
});
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

it("a large picture goes in pieces, two at a time, followed by its request and by what was posted meanwhile", async () => {
  const { heard, taken, worker, giveBack } = listener();
  const mail = mailTo(worker, 4);
  mail.post(request(DATA));
  mail.post({ signal: "cancel", id: 1 });
  await aMoment();
  expect(taken).toHaveLength(2);
  giveBack(mail);
  await aMoment();
  expect(taken).toHaveLength(4);
  giveBack(mail);
  await aMoment();
  expect(taken.flat()).toEqual([...DATA]);
  const pieces = heard.flatMap((message) => ("piece" in message ? [[message.at, message.count, message.of]] : []));
  expect(pieces).toEqual([0, 4, 8, 12, 16].map((at) => [at, Math.min(4, 18 - at), 18]));
  expect(heard.slice(5)).toEqual([
    { id: 1, op: "setImage", args: { image: { shape: [1, 1, 1, 18], data: new Float32Array(0) }, isAhead: false } },
    { signal: "cancel", id: 1 },
  ]);
});

it("bytes go as bytes", async () => {
  const { heard, taken, worker, giveBack } = listener();
  const mail = mailTo(worker, 4);
  const bytes = Uint8Array.from({ length: 6 }, (_, k) => 40 * k);
  mail.post(request(bytes));
  await aMoment();
  expect(taken).toEqual([
    [0, 40, 80, 120],
    [160, 200],
  ]);
  expect(heard.slice(0, 2).every((message) => "piece" in message && message.piece instanceof Uint8Array)).toBe(true);
  giveBack(mail);
});

it("everything else goes at once, and nothing to a worker that is gone", async () => {
  const { heard, worker, giveBack } = listener();
  const mail = mailTo(worker, 4);
  mail.post(request(DATA.slice(0, 4)));
  expect(heard).toHaveLength(1);
  mail.post(request(DATA));
  await aMoment();
  mail.stop();
  giveBack(mail);
  mail.post({ signal: "cancel", id: 1 });
  await aMoment();
  expect(heard.slice(1).every((message) => "piece" in message)).toBe(true);
  expect(heard).toHaveLength(3);
});

it("pieces sent ahead go at once, and their picture follows without its numbers", () => {
  const { heard, worker } = listener();
  const mail = mailTo(worker, 4);
  mail.ahead(DATA.slice(0, 10), 0, 18);
  mail.ahead(DATA.slice(10), 10, 18);
  const image = { shape: [1, 1, 1, 18] as const, data: DATA };
  mail.post({ id: 1, op: "setImage", args: { image, isAhead: true } });
  expect(heard.slice(0, 2)).toMatchObject([
    { at: 0, count: 10, of: 18, isAhead: true },
    { at: 10, count: 8, of: 18, isAhead: true },
  ]);
  expect(heard.slice(2)).toEqual([
    { id: 1, op: "setImage", args: { image: { ...image, data: new Float32Array(0) }, isAhead: true } },
  ]);
});

it("nothing is sent ahead while a picture is on its way, nor to a worker that is gone", async () => {
  const { heard, worker, giveBack } = listener();
  const mail = mailTo(worker, 4);
  mail.post(request(DATA));
  mail.ahead(DATA.slice(), 0, 18);
  await aMoment();
  mail.stop();
  giveBack(mail);
  mail.ahead(DATA.slice(), 0, 18);
  expect(heard.some((message) => "piece" in message && message.isAhead)).toBe(false);
});
