import type { CDPSession } from "playwright";
import { expect, it } from "vitest";
import { type OpenPage, pages } from "./page";

/*
 * Two hundred edits in a row. A cycle of fifty ends where it began, so that after every cycle the page must hold as
 * much as it did after the first: as many tensors in the engine, as many nodes, as much memory.
 */

const open = pages();

const CYCLES = 4;
const EDITS_PER_CYCLE = 50;
/** What an entry of the history may hold: a document without its picture. It is the only thing that is meant to stay. */
const BYTES_PER_ENTRY = 2048;

interface Held {
  readonly tensors: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** Makes the page's workers reachable; runs before the page's own scripts. */
function overseen(): void {
  const engines: Worker[] = [];
  Object.assign(window, { engines });
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      if (options?.name === "unfold-engine") engines.push(this);
    }
  };
}

/** How many tensors live in the engine: the worker's own answer to a request of ours. */
const liveTensors = ({ page }: OpenPage): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const [engine, another] = Reflect.get(window, "engines") as Worker[];
        if (!engine || another) {
          reject(new Error("the engine's worker is not the first one any more"));
          return;
        }
        const hear = ({ data }: MessageEvent<{ id?: number; value?: number }>): void => {
          if (data.id !== -1) return;
          engine.removeEventListener("message", hear);
          resolve(data.value ?? NaN);
        };
        engine.addEventListener("message", hear);
        engine.postMessage({ id: -1, op: "liveTensors", args: {} }, []);
      }),
  );

async function held(opened: OpenPage, session: CDPSession): Promise<Held> {
  await opened.settled();
  const tensors = await liveTensors(opened);
  // What one collection lets go may hold on to more, a frame later.
  for (let round = 0; round < 3; round += 1) {
    await session.send("HeapProfiler.collectGarbage");
    await opened.settled();
  }
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  return { tensors, nodes, listeners: jsEventListeners };
}

/** The part of a heap snapshot that is read here: rows of numbers, one row per object. */
interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/**
 * Bytes that scripts hold once garbage is gone, the buffers of arrays among them. What the browser keeps for itself is
 * left out: compiled code, of which it makes more as functions are used, and records of long tasks and requests. Nodes
 * are counted apart.
 */
async function heldBytes(session: CDPSession): Promise<number> {
  let text = "";
  const take = ({ chunk }: { chunk: string }): void => {
    text += chunk;
  };
  session.on("HeapProfiler.addHeapSnapshotChunk", take);
  await session.send("HeapProfiler.takeHeapSnapshot");
  session.off("HeapProfiler.addHeapSnapshotChunk", take);
  const { snapshot, nodes, strings } = JSON.parse(text) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, size] = [fields.indexOf("type"), fields.indexOf("name"), fields.indexOf("self_size")];
  let bytes = 0;
  for (let row = 0; row < nodes.length; row += fields.length) {
    const kind = types[0][nodes[row + type] ?? NaN] ?? "";
    const buffer = strings[nodes[row + name] ?? NaN] === "system / JSArrayBufferData";
    if (buffer || !["code", "native", "synthetic"].includes(kind)) bytes += nodes[row + size] ?? NaN;
  }
  return bytes;
}

const START = {
  v: 1,
  image: { sample: "chelsea" },
  resize: [48, 72],
  stride: [3, 3],
  region: { shapes: [{ add: { ellipse: [30, 20, 15, 12] } }] },
};

/** Edits by controls and keys; the number of them. */
async function byHand(opened: OpenPage): Promise<number> {
  const { page } = opened;
  const stepper = (name: string) => page.getByRole("spinbutton", { name });
  const edits: (() => Promise<unknown>)[] = [
    () => stepper("stride along the rows").press("ArrowDown"),
    () => stepper("size along the rows").press("ArrowUp"),
    () => stepper("padding along the rows").press("ArrowUp"),
    () => stepper("dilation along the rows").press("ArrowUp"),
    () => page.getByLabel("filter preset").selectOption("gaussian"),
    () => page.getByLabel("which windows are kept").selectOption("any"),
    () => page.getByLabel("what stands outside the region").selectOption("dense"),
    () => page.getByRole("button", { name: "invert", exact: true }).click(),
    () => page.locator(".river-column").nth(3).click(),
    () => page.locator(".river-column").last().click(),
  ];
  for (const edit of edits) {
    await edit();
    await opened.settled();
  }
  return edits.length;
}

/** Edits by documents: every field in turn, among them another picture; the number of them. */
const byScript = ({ page }: OpenPage, count: number): Promise<number> =>
  page.evaluate(
    async ({ start, edits }) => {
      const { playground } = window;
      const changes = [
        (n: number) => ({ kernel_size: [1 + (n % 5), 1 + (n % 4)] }),
        (n: number) => ({ filter: { random: { seed: n, shared: n % 2 === 0 } } }),
        (n: number) => ({ program: ["thread", "reshape", "contiguous"][n % 3] }),
        (n: number) => ({ region: { shapes: [{ add: { rect: [n, 2, 9, 20] } }], keep: ["any", "all"][n % 2] } }),
        (n: number) => ({ sum_over: [["C", "kh", "kw"], ["kh", "kw"], []][n % 3], padding: [n % 3, 1] }),
        (n: number) => ({ image: { random: { seed: n, shape: [2, 3, 20, 24] } }, resize: null }),
      ];
      let done = 0;
      while (done < edits - 1) {
        await playground.load({ ...start, ...changes[done % changes.length]?.(done) });
        if (done % 7 === 0) await playground.tensor("depthwise");
        done += 1;
      }
      await playground.load(start);
      return done + 1;
    },
    { start: START, edits: count },
  );

it("two hundred edits leave as many tensors, nodes and bytes as fifty", { timeout: 600_000 }, async () => {
  const opened = await open({ before: overseen, viewport: { width: 480, height: 360 } });
  const session = await opened.context.newCDPSession(opened.page);
  await opened.page.evaluate((document) => window.playground.load(document), START);
  const after: Held[] = [];
  const bytes: number[] = [];
  let edits = 0;
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    const made = await byHand(opened);
    edits += made + (await byScript(opened, EDITS_PER_CYCLE - made));
    after.push(await held(opened, session));
    if (cycle === 0 || cycle === CYCLES - 1) bytes.push(await heldBytes(session));
  }
  expect(edits).toBe(200);
  const told = JSON.stringify(after);
  expect(after[0]?.tensors).toBeGreaterThan(0);
  expect(after, told).toEqual(Array.from({ length: CYCLES }, () => after[0]));
  const [before = NaN, now = NaN] = bytes;
  expect(before).toBeGreaterThan(1e6);
  const entries = edits - EDITS_PER_CYCLE;
  expect((now - before) / entries, `${now} bytes held, ${before} before`).toBeLessThan(BYTES_PER_ENTRY);
});
