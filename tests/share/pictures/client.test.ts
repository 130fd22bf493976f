import { afterEach, describe, expect, it, vi } from "vitest";
import { createPictures, type Pictures, type PictureWorker } from "../../../src/share/pictures/client";
import type { PictureCall, PictureRequest } from "../../../src/share/pictures/protocol";
import { failure } from "./files";

/** A worker answered by hand. */
class HandWorker {
  readonly calls: PictureCall[] = [];
  terminated = false;
  private readonly listeners = new Map<string, (event: object) => void>();

  postMessage(call: PictureCall): void {
    this.calls.push(call);
  }
  terminate(): void {
    this.terminated = true;
  }
  addEventListener(type: string, listener: (event: object) => void): void {
    this.listeners.set(type, listener);
  }
  fire(type: string, event: object): void {
    this.listeners.get(type)?.({ preventDefault: () => undefined, ...event });
  }
  /** The request that came last. */
  get last(): PictureRequest {
    return (this.calls.at(-1) as PictureCall).request;
  }
  answer(answer: unknown): void {
    this.fire("message", { data: { call: this.calls.at(-1)?.call, answer } });
  }
}

function byHand(base?: string): { pictures: Pictures; workers: HandWorker[]; worker: () => HandWorker } {
  const workers: HandWorker[] = [];
  const spawn = (): PictureWorker => {
    const worker = new HandWorker();
    workers.push(worker);
    return worker;
  };
  const worker = (): HandWorker => workers.at(-1) as HandWorker;
  return { pictures: createPictures(spawn, base), workers, worker };
}

/** Lets promises that are already settled be heard. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const blob = new Blob(["x"]);
async function opened({ pictures, worker }: ReturnType<typeof byHand>): Promise<number> {
  const opening = pictures.open(blob, "x.png");
  const { id } = worker().last;
  worker().answer({ id });
  return (await opening).id;
}

afterEach(() => vi.unstubAllGlobals());

describe("calls", () => {
  it("no worker is started before it is needed", () => {
    const { workers } = byHand();
    expect(workers).toHaveLength(0);
  });

  it("run one at a time, in order", async () => {
    const { pictures, worker } = byHand();
    const [first, second] = [pictures.open(blob, "a"), pictures.open(blob, "b")];
    expect(worker().calls).toHaveLength(1);
    worker().answer({ id: 1 });
    await first;
    expect(worker().last).toMatchObject({ op: "open", id: 2, name: "b" });
    worker().answer({ id: 2 });
    expect(await second).toEqual({ id: 2 });
  });

  it("errors arrive as PlaygroundErrors with tag and numbers", async () => {
    const { pictures, worker } = byHand();
    const opening = pictures.open(blob, "a");
    const error = { tag: "picture-kind", message: "text", detail: { kind: "text" } };
    worker().fire("message", { data: { call: 1, error } });
    await expect(opening).rejects.toMatchObject({ name: "PlaygroundError", ...error });
  });

  it("a reply under another number is ignored", async () => {
    const { pictures, worker } = byHand();
    const opening = pictures.open(blob, "a");
    worker().fire("message", { data: { call: 99, answer: { id: 7 } } });
    worker().answer({ id: 1 });
    expect(await opening).toEqual({ id: 1 });
  });

  it("working sends the file along, so that any worker can answer", async () => {
    const hand = byHand();
    const id = await opened(hand);
    const work = hand.pictures.working(id, { color: "gray", resize: [2, 3] });
    expect(hand.worker().last).toEqual({
      op: "working",
      id,
      blob,
      name: "x.png",
      options: { color: "gray", resize: [2, 3] },
    });
    hand.worker().answer({ reduced: null });
    expect(await work).toEqual({ reduced: null });
  });

  it("pieces of a picture are handed on while it is made, those of an older call are not", async () => {
    const hand = byHand();
    const id = await opened(hand);
    const heard: number[] = [];
    const work = hand.pictures.working(id, { color: "rgb", resize: null }, ({ at }) => heard.push(at));
    const call = hand.worker().calls.at(-1)?.call ?? 0;
    const piece = { piece: new Uint8Array(4), of: 8 };
    hand.worker().fire("message", { data: { call, ...piece, at: 0 } });
    hand.worker().fire("message", { data: { call: call - 1, ...piece, at: 2 } });
    hand.worker().fire("message", { data: { call, ...piece, at: 4 } });
    hand.worker().answer({ reduced: null });
    await work;
    expect(heard).toEqual([0, 4]);
  });

  it("an unknown picture is refused", async () => {
    const { pictures } = byHand();
    expect((await failure(() => pictures.working(5, { color: "rgb", resize: null }))).tag).toBe("picture-unknown");
  });

  it("a file too large is refused before a worker is started", async () => {
    const { pictures, workers } = byHand();
    const large = Object.defineProperty(new Blob([]), "size", { value: 2 ** 30 });
    expect((await failure(() => pictures.open(large, "a"))).tag).toBe("picture-file-too-large");
    expect(workers).toHaveLength(0);
  });
});

describe("newest wins", () => {
  it("of three calls for one picture the first runs, the second is superseded, the third waits", async () => {
    const hand = byHand();
    const id = await opened(hand);
    const sizes = [1, 2, 3].map((side) => hand.pictures.working(id, { color: "rgb", resize: [side, side] }));
    const [first, second, third] = sizes.map((each) =>
      each.then(() => "done").catch((error: { tag: string }) => error.tag),
    );
    expect(await second).toBe("superseded");
    hand.worker().answer({});
    expect(await first).toBe("done");
    expect(hand.worker().last).toMatchObject({ options: { resize: [3, 3] } });
    hand.worker().answer({});
    expect(await third).toBe("done");
  });

  it("calls for different pictures do not supersede each other", async () => {
    const hand = byHand();
    const [a, b] = [await opened(hand), await opened(hand)];
    const options = { color: "rgb", resize: null } as const;
    const running = hand.pictures.working(a, options);
    const [one, two] = [hand.pictures.working(a, options), hand.pictures.working(b, options)];
    for (const work of [running, one, two]) {
      hand.worker().answer({});
      await work;
    }
  });
});

describe("letting go", () => {
  it("an aborted call rejects at once; what the worker still says is unheard, what it kept is forgotten", async () => {
    const { pictures, worker } = byHand();
    const control = new AbortController();
    const opening = pictures.open(blob, "a", control.signal);
    control.abort();
    expect((await failure(() => opening)).tag).toBe("cancelled");
    worker().answer({ id: 1 });
    expect(worker().last).toEqual({ op: "forget", id: 1 });
    expect((await failure(() => pictures.working(1, { color: "rgb", resize: null }))).tag).toBe("picture-unknown");
  });

  it("a call aborted beforehand starts nothing", async () => {
    const { pictures, workers } = byHand();
    expect((await failure(() => pictures.open(blob, "a", AbortSignal.abort()))).tag).toBe("cancelled");
    expect(workers).toHaveLength(0);
  });

  it("forget cancels what waits for that picture only", async () => {
    const hand = byHand();
    const [a, b] = [await opened(hand), await opened(hand)];
    const options = { color: "rgb", resize: null } as const;
    const kept = hand.pictures.working(b, options);
    const gone = hand.pictures.working(a, options);
    hand.pictures.forget(a);
    expect((await failure(() => gone)).tag).toBe("cancelled");
    hand.worker().answer({ reduced: null });
    expect(await kept).toEqual({ reduced: null });
    expect(hand.worker().last).toEqual({ op: "forget", id: a });
  });

  it("dispose ends the worker and all that waits", async () => {
    const { pictures, worker } = byHand();
    const waiting = [pictures.open(blob, "a"), pictures.open(blob, "b")];
    const ends = waiting.map((each) => failure(() => each));
    pictures.dispose();
    expect((await Promise.all(ends)).map(({ tag }) => tag)).toEqual(["cancelled", "cancelled"]);
    expect(worker().terminated).toBe(true);
    expect((await failure(() => pictures.open(blob, "c"))).tag).toBe("cancelled");
  });
});

describe("a worker that stops", () => {
  it("rejects what ran in clear words; the next call gets a new worker, and open pictures are still there", async () => {
    const hand = byHand();
    const id = await opened(hand);
    const running = hand.pictures.working(id, { color: "rgb", resize: null });
    const waiting = hand.pictures.working(id, { color: "gray", resize: null });
    const [first] = hand.workers;
    first?.fire("error", { message: "out of memory" });
    const refused = await failure(() => running);
    expect(refused.tag).toBe("picture-worker");
    expect(refused.message).toContain("(out of memory)");
    expect(first?.terminated).toBe(true);
    expect(hand.workers).toHaveLength(2);
    expect(hand.worker().last).toMatchObject({ op: "working", id, blob });
    hand.worker().answer({ reduced: null });
    expect(await waiting).toEqual({ reduced: null });
  });

  it("an error of a worker already replaced is ignored", async () => {
    const hand = byHand();
    const lost = failure(() => hand.pictures.open(blob, "a"));
    const [old] = hand.workers;
    old?.fire("messageerror", {});
    expect((await lost).tag).toBe("picture-worker");
    const opening = hand.pictures.open(blob, "b");
    old?.fire("error", { message: "late" });
    old?.fire("message", { data: { call: 2, answer: { id: 666 } } });
    hand.worker().answer({ id: 2 });
    expect(await opening).toEqual({ id: 2 });
    await turn();
    expect(hand.workers).toHaveLength(2);
  });

  it("a browser that refuses workers is reported, again on each call", async () => {
    const pictures = createPictures(() => {
      throw new Error("workers are switched off");
    });
    for (const name of ["a", "b"]) {
      const { tag, message } = await failure(() => pictures.open(blob, name));
      expect(tag).toBe("picture-worker");
      expect(message).toContain("refused the worker that decodes pictures: workers are switched off");
    }
  });
});

describe("sample", () => {
  const base = "https://example.org/playground/";

  it("fetches a file of this site, relative to the page, and opens it", async () => {
    const { pictures, worker } = byHand(base);
    const fetched: string[] = [];
    vi.stubGlobal("fetch", async (url: URL) => {
      fetched.push(url.href);
      return new Response("bytes");
    });
    const opening = pictures.sample("samples/chelsea.png");
    await vi.waitFor(() => expect(worker()).toBeDefined());
    expect(worker().last).toMatchObject({ op: "open", name: "chelsea.png" });
    worker().answer({ id: 1 });
    expect(await opening).toEqual({ id: 1 });
    expect(fetched).toEqual(["https://example.org/playground/samples/chelsea.png"]);
  });

  it("never asks another site", async () => {
    const { pictures } = byHand(base);
    vi.stubGlobal("fetch", () => expect.unreachable());
    for (const file of ["https://elsewhere.org/a.png", "//elsewhere.org/a.png", "data:image/png;base64,AA"]) {
      expect((await failure(() => pictures.sample(file))).tag).toBe("picture-fetch");
    }
  });

  it("a missing file and a dead network are named", async () => {
    const { pictures } = byHand(base);
    vi.stubGlobal("fetch", async () => new Response("", { status: 404 }));
    expect((await failure(() => pictures.sample("samples/none.png"))).message).toBe(
      "the sample samples/none.png could not be fetched: the server answered 404",
    );
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network down")));
    expect((await failure(() => pictures.sample("samples/none.png"))).message).toContain("network down");
  });

  it("an aborted fetch is cancelled, not failed", async () => {
    const { pictures } = byHand(base);
    vi.stubGlobal("fetch", () => Promise.reject(new Error("aborted")));
    expect((await failure(() => pictures.sample("samples/a.png", AbortSignal.abort()))).tag).toBe("cancelled");
  });
});
