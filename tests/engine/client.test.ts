import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { createEngine, type Engine, type EngineOptions } from "../../src/engine/client";
import { DEFAULT_DOCUMENT } from "../../src/model/document";
import { flagsOf } from "../../src/model/runs";
import { PlaygroundError } from "../../src/model/errors";
import { BACKENDS, type EngineStatus, type Job, TENSOR_NAMES } from "../../src/model/runner";
import { summarise } from "../../src/model/summary";
import { dense } from "../oracle/convolution";
import { jobOf } from "./at-desk";
import { expectClose, numbers, TOLERANCE } from "./on-every-backend";

const engines: Engine[] = [];

function engine(options?: EngineOptions): Engine {
  const made = createEngine(options);
  engines.push(made);
  return made;
}

afterEach(() => {
  for (const each of engines.splice(0)) each.dispose();
});

let shared: Engine | null = null;

/** One engine for all tests that do not care what it did before; starting one takes longer than most of them. */
async function sharedEngine(): Promise<Engine> {
  shared ??= createEngine();
  await shared.backend("wasm");
  return shared;
}

afterAll(() => shared?.dispose());

const SMALL = { shape: [1, 3, 12, 12] as const, data: numbers(432, 1) };
const FILTER = numbers(27, 5);
const region = {
  shapes: [{ add: { rect: [2, 2, 4, 4] as const } }],
  keep: "centre" as const,
  outside: "zeros" as const,
};
const job = (changes: Partial<Job> = {}): Job => jobOf({ filter: FILTER, region, ...changes });

/** Many windows and a large kernel: seconds of work in dozens of slabs. */
const LARGE = { shape: [1, 2, 900, 900] as const, data: numbers(1_620_000, 2) };
const heavy = (seed = 1): Job =>
  job({ geometry: { ...DEFAULT_DOCUMENT, kernel_size: [31, 31] }, filter: numbers(2 * 961, seed) });

const tagOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "done",
    (thrown: unknown) => (thrown instanceof PlaygroundError ? thrown.tag : `not ours: ${String(thrown)}`),
  );

describe("an engine in its worker", () => {
  it("computes on wasm what a first run asks for", async () => {
    const runner = engine();
    await runner.setImage(SMALL);
    const result = await runner.run(job());
    expect(result.backend).toBe("wasm");
    expect(result.output.shape).toEqual([1, 1, 10, 10]);
    expect(result.keptBy).toEqual({ centre: 16, any: 36, all: 4 });
    expectClose(result.dense.data, dense(SMALL, DEFAULT_DOCUMENT, FILTER), 1e-5);
    flagsOf(result.kept).forEach((flag, n) => {
      expect(result.output.data[n]).toBe(flag ? result.dense.data[n] : 0);
    });
    expect(result.shown).toMatchObject({ shape: [1, 3, 12, 12], data: SMALL.data });
  });

  it("hands out any part of a step, and what all of it holds, without the whole", async () => {
    const runner = await sharedEngine();
    await runner.setImage(SMALL);
    await runner.run(job());
    const maps = (await runner.tensor("maps")).data;
    expectClose(await runner.elements("maps", 9, 5, 77), maps.slice(5, 77), 1e-6);
    const tiling = {
      outerRows: [
        { axis: 0, part: 0 },
        { axis: 0, part: 1 },
      ],
      outerColumns: [{ axis: 0, part: 2 }],
      innerRows: [{ axis: 1, part: 0 }],
      innerColumns: [{ axis: 2, part: 0 }],
      wrap: 0,
    };
    const rect = { top: 28, left: 29, rows: 4, columns: 1 };
    const { values } = await runner.tiles("maps", 9, { tiling, level: 0, pool: "mean", rect });
    // Window (9, 9), its last column; a row of squares lies over the edge.
    expectClose(values, [maps[99 * 9 + 5]!, maps[99 * 9 + 8]!, 0, 0], 1e-6);
    let survey = await runner.survey("maps", 9, tiling);
    for (let asked = 1; !survey.histogram; asked += 1) {
      expect(asked).toBeLessThan(10);
      survey = await runner.survey("maps", 9, tiling);
    }
    const all = summarise(maps);
    expect(survey.done).toBe(1);
    expectClose(survey.histogram.counts, all.counts, 1e-2);
    expect(maps[survey.most!]).toBe(all.max);
    expect(maps[survey.least!]).toBe(all.min);
    expect(await tagOf(runner.tiles("maps", 99, { tiling, level: 0, pool: "mean", rect }))).toBe("not-on-demand");
  });

  it("writes every number anew into memory that was given back", async () => {
    const runner = await sharedEngine();
    await runner.setImage(SMALL);
    const all = job({ shown: { program: "maps", step: 8 } });
    const first = await runner.run(all);
    const before = structuredClone(first);
    runner.recycle(first);
    expect(first.dense.data.length, "its arrays are empty now").toBe(0);
    const other = await runner.run(job({ ...all, filter: numbers(27, 6), region: { ...region, shapes: [] } }));
    expectClose(other.dense.data, dense(SMALL, DEFAULT_DOCUMENT, numbers(27, 6)), 1e-5);
    expect(other.output.data).toEqual(other.dense.data);
    runner.recycle(other);
    expect({ ...(await runner.run(all)), milliseconds: 0 }).toEqual({ ...before, milliseconds: 0 });
  });

  it("keeps to the picture it was given, whatever becomes of the caller's array", async () => {
    const runner = await sharedEngine();
    const data = SMALL.data.slice();
    const handedOver = runner.setImage({ ...SMALL, data });
    data.fill(7);
    await handedOver;
    expect((await runner.run(job())).shown).toMatchObject({ data: SMALL.data });
  });

  it.each(BACKENDS)("goes over to %s, says so, and gives the same numbers", async (name) => {
    const runner = await sharedEngine();
    const heard: EngineStatus[] = [];
    runner.onStatus((status) => heard.push(status));
    await runner.setImage(SMALL);
    await runner.run(job());
    const status = await runner.backend(name);
    expect(status).toMatchObject({ backend: name, notice: null });
    expect(status.detail).toContain(name);
    expect(heard.at(-1)).toEqual(status);
    const result = await runner.run(job());
    expect(result.backend).toBe(name);
    expectClose(result.dense.data, dense(SMALL, DEFAULT_DOCUMENT, FILTER), TOLERANCE[name]);
  });

  it("hands out every tensor by name, and any step by number", async () => {
    const runner = await sharedEngine();
    await runner.setImage(SMALL);
    await runner.run(job());
    const shapes = [];
    for (const name of TENSOR_NAMES) {
      const { shape, data } = await runner.tensor(name);
      expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
      shapes.push([name, shape]);
    }
    expect(Object.fromEntries(shapes)).toEqual({
      image: [1, 3, 12, 12],
      filter: [3, 3, 3],
      patches: [100, 3, 3, 3],
      products: [100, 3, 3, 3],
      maps: [100, 3, 3],
      depthwise: [1, 3, 10, 10],
      output: [1, 1, 10, 10],
      dense: [1, 1, 10, 10],
      kept: [100],
      region: [12, 12],
    });
    expect((await runner.step("output", 5)).shape).toEqual([16, 27]);
  });

  it("says what is missing when there is no picture, or no job yet", async () => {
    const runner = engine();
    expect(await tagOf(runner.tensor("maps"))).toBe("no-job");
    expect(await tagOf(runner.run(job()))).toBe("no-image");
    await runner.setImage(SMALL);
    expect(await tagOf(runner.tensor("maps"))).toBe("done");
  });

  it("brings errors over with tag, words and numbers", async () => {
    const runner = await sharedEngine();
    await runner.setImage(SMALL);
    const running = runner.run(
      job({ geometry: { ...DEFAULT_DOCUMENT, kernel_size: [13, 3] }, filter: numbers(117, 1) }),
    );
    await expect(running).rejects.toMatchObject({ tag: "no-window-fits", detail: { padded: 12, reach: 13 } });
    expect(await tagOf(runner.run(job())), "and goes on").toBe("done");
  });

  it("lets the newest wait, rejects those in between, and lets a slow one give way", async () => {
    const runner = await sharedEngine();
    await runner.setImage(SMALL);
    await runner.run(job());
    const quick = [1, 2, 3].map((seed) => tagOf(runner.run(job({ filter: numbers(27, seed) }))));
    expect(await Promise.all(quick)).toEqual(["done", "superseded", "done"]);
    // Slow enough on any machine to be overtaken.
    await runner.backend("cpu");
    await runner.setImage(LARGE);
    let begun: () => void = () => undefined;
    const running = new Promise<void>((resolve) => (begun = resolve));
    const slow = tagOf(runner.run(heavy(), () => begun()));
    await running;
    await new Promise((resolve) => setTimeout(resolve, 400));
    const newer = tagOf(runner.run(job({ filter: numbers(18, 3) })));
    expect(await slow).toBe("superseded");
    expect(await newer).toBe("done");
  });

  it("tells how far it is, and stops when cancelled", async () => {
    const runner = await sharedEngine();
    await runner.setImage(LARGE);
    const done: number[] = [];
    let waiting = Promise.resolve("never asked for");
    const slow = tagOf(
      runner.run(heavy(), (part) => {
        done.push(part);
        if (done.length > 1) return;
        waiting = tagOf(runner.run(heavy(2)));
        runner.cancel();
      }),
    );
    expect(await slow).toBe("cancelled");
    expect(await waiting).toBe("cancelled");
    expect(done.length).toBeLessThan(10);
    expect(done[0]).toBeGreaterThan(0);
    expect(await tagOf(runner.run(job({ filter: numbers(18, 3) })))).toBe("done");
  });

  it("keeps as many tensors after 200 edits as after the first", async () => {
    const runner = await sharedEngine();
    await runner.setImage(SMALL);
    await runner.run(job());
    const before = await runner.liveTensors();
    for (let k = 0; k < 200; k += 1) {
      await runner.run(
        job({
          filter: numbers(27, k),
          geometry: { ...DEFAULT_DOCUMENT, stride: [1 + (k % 3), 1], padding: [k % 2, k % 4], padding_mode: "reflect" },
          region: {
            shapes: [{ add: { ellipse: [k % 12, 6, 3, 4] } }],
            keep: "any",
            outside: k % 2 ? "dense" : "input",
          },
          shown: { program: k % 3 ? "maps" : "output", step: k % 8 },
        }),
      );
      if (k % 20 === 0) await runner.tensor("products");
    }
    await runner.run(job());
    expect(await runner.liveTensors()).toBe(before);
  });

  it("ends what waits when it is disposed, and answers nothing after", async () => {
    const runner = engine();
    const loading = tagOf(runner.setImage(SMALL));
    const waiting = tagOf(runner.run(job()));
    runner.dispose();
    expect(await loading).toBe("disposed");
    expect(await waiting).toBe("disposed");
    expect(await tagOf(runner.run(job()))).toBe("disposed");
  });

  it("stops telling who no longer listens", async () => {
    const runner = engine();
    const listener = vi.fn();
    const stop = runner.onStatus(listener);
    await runner.backend("cpu");
    const heard = listener.mock.calls.length;
    stop();
    await runner.backend("wasm");
    expect(listener).toHaveBeenCalledTimes(heard);
    const late = vi.fn();
    runner.onStatus(late);
    expect(late).toHaveBeenCalledWith(expect.objectContaining({ backend: "wasm" }));
  });
});
