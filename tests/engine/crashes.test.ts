import { afterEach, describe, expect, it } from "vitest";
import { createEngine, type Engine, type EngineOptions } from "../../src/engine/client";
import { DEFAULT_DOCUMENT } from "../../src/model/document";
import { PlaygroundError } from "../../src/model/errors";
import { patchMaps } from "../../src/model/recipes/patch-maps";
import type { EngineStatus } from "../../src/model/runner";
import { presetTiling } from "../../src/model/tiling";
import { trace } from "../../src/model/trace";
import { jobOf } from "./at-desk";
import { numbers } from "./on-every-backend";

// What the page must survive: workers that die, hang, lose their GPU, or are never made.

const IMAGE = { shape: [1, 1, 8, 8] as const, data: numbers(64, 1) };
const JOB = jobOf({ filter: numbers(9, 2) });

const engines: Engine[] = [];
afterEach(() => {
  for (const each of engines.splice(0)) each.dispose();
});

const realWorker = (): Worker => new Worker(new URL("../../src/engine/worker.ts", import.meta.url), { type: "module" });

/** A worker that runs this code instead of the engine's. */
const scripted = (code: string): Worker =>
  new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));

/** Answers everything at once with nothing, except that it does `on[op]` when asked for that. */
const answering = (on: Record<string, string>): Worker =>
  scripted(`
    const on = ${JSON.stringify(on)};
    onmessage = ({ data }) => {
      if (data.signal) return;
      postMessage({ kind: "status", status: { backend: "wasm", detail: "pretended", notice: data.args.notice ?? null } });
      if (on[data.op] === "throw") { setTimeout(() => { throw new Error("out of memory") }); return; }
      if (on[data.op] === "hang") return;
      if (on[data.op] === "lost") { postMessage({ kind: "lost", backend: "webgl", why: "it went away" }); return; }
      postMessage({ id: data.id, kind: "done", value: null });
    };`);

/** An engine whose first workers are these and whose later ones are real. */
function withWorkers(first: readonly (() => Worker)[], options: EngineOptions = {}) {
  const heard: EngineStatus[] = [];
  let spawned = 0;
  const engine = createEngine({
    ...options,
    spawn: () => {
      const make = first[spawned] ?? realWorker;
      spawned += 1;
      return make();
    },
  });
  engine.onStatus((status) => heard.push(status));
  engines.push(engine);
  return { engine, heard, spawned: () => spawned };
}

const failureOf = async (promise: Promise<unknown>): Promise<PlaygroundError> => {
  const thrown: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof PlaygroundError)) throw new Error(`not refused, or not by us: ${String(thrown)}`);
  return thrown;
};

describe("an engine whose worker is busy looking through a step", () => {
  it("sends a run at once, without waiting for it to give way", async () => {
    const { engine } = withWorkers([() => answering({ survey: "hang" })]);
    await engine.setImage(IMAGE);
    await engine.run(JOB);
    const survey = failureOf(
      engine.survey("maps", 1, { outerRows: [], outerColumns: [], innerRows: [], innerColumns: [], wrap: 0 }),
    );
    const run = engine.run(JOB);
    expect((await survey).tag).toBe("superseded");
    expect(await run).toBeNull();
  });

  it("has it give way even when the run in its place is told to give way in the same moment", async () => {
    const ends = new Map<number, string>();
    const { engine } = withWorkers([
      () => {
        const worker = realWorker();
        worker.addEventListener("message", ({ data }: MessageEvent<{ id?: number; kind: string }>) => {
          if (data.id !== undefined && data.kind !== "progress") ends.set(data.id, data.kind);
        });
        return worker;
      },
    ]);
    const shape = [1, 1, 900, 900] as const;
    await engine.setImage({ shape, data: numbers(810_000, 3) });
    await engine.run(JOB);
    const answered = Math.max(...ends.keys());
    const steps = trace(
      patchMaps({ image: shape, geometry: DEFAULT_DOCUMENT, program: "contiguous", sum_over: ["C"] }),
    );
    const last = steps.at(-1);
    if (last?.kind !== "done") throw new Error("the maps have no last step");
    const survey = failureOf(engine.survey("maps", steps.length - 1, presetTiling(last.axes, "maps")));
    const run = engine.run(jobOf({ filter: numbers(9, 1) }));
    expect((await survey).tag).toBe("superseded");
    await engine.run(jobOf({ filter: numbers(9, 4) }));
    await run;
    expect(ends.get(answered + 1), "what the survey came to in the worker").toBe("failed");
  });
});

describe("an engine whose worker fails", () => {
  it("starts another, gives it the picture and the job that ran, and says so", async () => {
    const { engine, heard, spawned } = withWorkers([() => answering({ run: "throw" })]);
    await engine.setImage(IMAGE);
    const result = await engine.run(JOB);
    expect(result.dense.shape).toEqual([1, 1, 6, 6]);
    expect(spawned()).toBe(2);
    expect(heard.at(-1)?.notice).toContain("stopped unexpectedly");
    expect(heard.at(-1)?.notice).toContain("out of memory");
  });

  it("goes on with the simplest backend when it dies again", async () => {
    const { engine, heard, spawned } = withWorkers([
      () => answering({ run: "throw" }),
      () => answering({ run: "throw" }),
    ]);
    await engine.setImage(IMAGE);
    const result = await engine.run(JOB);
    expect(result.backend).toBe("cpu");
    expect(spawned()).toBe(3);
    expect(heard.at(-1)?.backend).toBe("cpu");
  });

  it("gives a request up that kills every worker, and still answers the next one", async () => {
    const dying = () => answering({ run: "throw" });
    const { engine } = withWorkers([dying, dying, dying]);
    await engine.setImage(IMAGE);
    expect((await failureOf(engine.run(JOB))).tag).toBe("engine-crashed");
    expect((await engine.run(JOB)).backend).toBe("cpu");
  });

  it("leaves a backend whose GPU went away, for good", async () => {
    const { engine, heard } = withWorkers([() => answering({ run: "lost" })]);
    await engine.setImage(IMAGE);
    const result = await engine.run(JOB);
    expect(result.backend).not.toBe("webgl");
    expect(heard.at(-1)?.notice).toContain("webgl stopped: it went away");
  });

  it("ends a worker that does not hear that it was cancelled", async () => {
    const { engine, spawned } = withWorkers([() => answering({ run: "hang" })], { cancelPatience: 50 });
    await engine.setImage(IMAGE);
    const hanging = failureOf(engine.run(JOB));
    await new Promise((resolve) => setTimeout(resolve, 20));
    engine.cancel();
    expect((await hanging).tag).toBe("cancelled");
    expect((await engine.run(JOB)).dense.shape).toEqual([1, 1, 6, 6]);
    expect(spawned()).toBe(2);
  });

  it("does not end a worker whose cancelled job is over by then", async () => {
    const { engine, spawned } = withWorkers([], { cancelPatience: 50 });
    await engine.setImage(IMAGE);
    await engine.run(JOB);
    engine.cancel();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(spawned()).toBe(1);
  });

  it("keeps a worker whose measurement is cancelled while its phases are taken, which it hears", async () => {
    // As long as no test lasts: whatever is not heard is finished.
    const { engine, spawned } = withWorkers([], { cancelPatience: 1_000_000 });
    // Samples that last long enough for a message to arrive before the last of them.
    for (const { method, side, kernel } of [
      { method: "region", side: 900, kernel: 31 },
      { method: "gather", side: 256, kernel: 15 },
    ] as const) {
      await engine.setImage({ shape: [1, 1, side, side], data: numbers(side * side, 1) });
      const geometry = { ...JOB.geometry, kernel_size: [kernel, kernel] } as const;
      await engine.run({ ...JOB, geometry, filter: numbers(kernel * kernel, 2) });
      const tensors = await engine.liveTensors();
      let samples = 0;
      const cancelled = failureOf(
        engine.measure({ method, runs: 1, mask: "drawn" }, () => {
          samples += 1;
          // Two to warm up and one that was asked for come before the phases.
          if (samples === 4) engine.cancel();
        }),
      );
      expect((await cancelled).tag, method).toBe("cancelled");
      expect(await engine.liveTensors(), method).toBe(tensors);
    }
    expect(spawned()).toBe(1);
  });

  it("says so when the browser makes no worker at all", async () => {
    const refuse = () => {
      throw new DOMException("workers are not allowed here", "SecurityError");
    };
    const { engine } = withWorkers([refuse, refuse, refuse]);
    const failure = await failureOf(engine.setImage(IMAGE));
    expect(failure.tag).toBe("worker-refused");
    expect(failure.message).toContain("workers are not allowed here");
  });

  it("says so when the worker's script does not load", async () => {
    const missing = () => new Worker("/there-is-no-such-script.js", { type: "module" });
    const { engine } = withWorkers([missing, missing, missing]);
    expect((await failureOf(engine.setImage(IMAGE))).tag).toBe("worker-refused");
  });
});
