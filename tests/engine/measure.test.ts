import { describe, expect, it } from "vitest";
import { startBackend } from "../../src/engine/backends";
import { measure } from "../../src/engine/measure";
import { DEFAULT_DOCUMENT } from "../../src/model/document";
import type { ImageShape } from "../../src/model/geometry";
import { numel } from "../../src/model/layout";
import { METHODS, type MeasureRequest, SWEEPS } from "../../src/model/measure";
import { alive, atDesk, jobOf } from "./at-desk";
import { numbers, onEveryBackend } from "./on-every-backend";

const SHAPE: ImageShape = [2, 3, 24, 30];
const image = { shape: SHAPE, data: numbers(numel(SHAPE), 1) };
const job = jobOf({
  filter: numbers(27, 2),
  region: { shapes: [{ add: { ellipse: [15, 12, 8, 6] } }], keep: "centre", outside: "zeros" },
});
const WINDOWS = 2 * 22 * 28;

onEveryBackend("a measurement", (backend) => {
  const status = { backend, detail: backend, notice: null };
  const of = (request: MeasureRequest, changes = {}) =>
    atDesk(image, (use) => use({ ...job, ...changes }, (task) => measure(task, request, status), "nothing"));

  it.each(METHODS)(
    "of %s has as many samples as asked, its windows, its multiply-adds and its phases",
    async (method) => {
      const found = await of({ method, runs: 3, mask: "drawn" });
      expect(found).toMatchObject({ backend, method, windows: WINDOWS });
      expect(found.runs).toHaveLength(3);
      expect(found.runs.every((each) => each > 0)).toBe(true);
      const isDense = method === "conv2d" || method === "dense";
      expect(found.kept === WINDOWS).toBe(isDense);
      expect(found.kept).toBeGreaterThan(0);
      expect(found.coverage).toBeCloseTo(found.kept / WINDOWS);
      expect(found.macs).toBe(found.kept * 27);
      expect(found.phases.multiply).toBeGreaterThan(0);
      expect(found.phases.gather === null).toBe(method !== "gather");
      expect(found.phases.runs === null).toBe(isDense);
    },
  );

  it("names its threads on the CPU and none on a GPU", async () => {
    const { detail } = await of({ method: "dense", runs: 1, mask: { sweep: "blocks", coverage: 1 } });
    const onCpu = backend === "wasm" || backend === "cpu";
    expect(detail).toBe(onCpu ? `${backend} · 1 thread` : backend);
  });

  // On a GPU the one with the most phases stands for all: each of its samples is waited for.
  it.each(backend === "wasm" || backend === "cpu" ? METHODS : (["gather"] as const))(
    "of %s moves on with every sample, and can be stopped after any, also while phases are taken",
    async (method) => {
      const tried = async (looksBefore: number) => {
        const done: number[] = [];
        let looks = 0;
        const checkpoint = () => ((looks += 1) > looksBefore ? Promise.reject(new Error("stop")) : Promise.resolve());
        const progress = (part: number) => done.push(part);
        const ended = await atDesk(image, (use) =>
          use(
            job,
            (task) => measure({ ...task, checkpoint, progress }, { method, runs: 1, mask: "drawn" }, status),
            "nothing",
          ).then(
            () => "done",
            (thrown: unknown) => String(thrown),
          ),
        );
        return { done, looks, ended };
      };
      const before = alive();
      const { done, looks, ended } = await tried(Infinity);
      // Two to warm up, one sample, and five for each median of the phases and of reading back.
      const samples = 3 + 5 * { conv2d: 2, dense: 3, region: 4, gather: 5 }[method];
      expect([ended, done]).toEqual(["done", Array.from({ length: samples }, (_, k) => (k + 1) / samples)]);
      expect(looks).toBeGreaterThanOrEqual(samples);
      // The last five are those of the read-back.
      for (const stop of [4, samples - 7, samples - 1]) {
        const early = await tried(stop);
        expect(early.ended, `after ${stop} looks`).toBe("Error: stop");
        expect(early.looks).toBe(stop + 1);
        expect(alive(), `tensors left when stopped after ${stop} looks`).toBe(before);
      }
    },
  );

  it.each(SWEEPS)("swept by %s keeps about the share that is asked for", async (sweep) => {
    for (const method of ["region", "gather"] as const) {
      const found = await of({ method, runs: 1, mask: { sweep, coverage: 0.25 } });
      expect(found.coverage).toBeGreaterThan(0.15);
      expect(found.coverage).toBeLessThan(0.4);
      expect(Object.values(found.phases), "taken apart over the drawn region only").toEqual([
        null,
        null,
        null,
        null,
        null,
      ]);
    }
  });
});

describe("a measurement, whatever the backend", () => {
  const status = { backend: "wasm", detail: "wasm", notice: null } as const;

  it("refuses tf.conv2d where tfjs has no such geometry, naming the numbers", async () => {
    await startBackend("wasm", () => undefined);
    const geometry = { ...DEFAULT_DOCUMENT, stride: [2, 2], dilation: [2, 3] } as const;
    await atDesk(image, async (use) => {
      const asked = use({ ...job, geometry }, (task) =>
        measure(task, { method: "conv2d", runs: 3, mask: "drawn" }, status),
      );
      await expect(asked).rejects.toMatchObject({ tag: "unmeasurable" });
      await expect(asked).rejects.toThrow("stride is 2 × 2 and dilation 2 × 3");
    });
  });

  it("works for a region that keeps nothing", async () => {
    await startBackend("wasm", () => undefined);
    const region = { ...job.region, shapes: [{ add: { rect: [90, 90, 2, 2] } }] } as const;
    await atDesk(image, async (use) => {
      for (const method of METHODS) {
        const found = await use({ ...job, region }, (task) =>
          measure(task, { method, runs: 1, mask: "drawn" }, status),
        );
        if (method === "gather" || method === "region") expect(found).toMatchObject({ kept: 0, coverage: 0, macs: 0 });
      }
    });
  });

  it("stops when told to, between two samples, and leaves nothing", async () => {
    await startBackend("wasm", () => undefined);
    const before = alive();
    await atDesk(image, async (use) => {
      let looks = 0;
      const stopped = use(
        job,
        (task) =>
          measure(
            {
              ...task,
              checkpoint: () => ((looks += 1) > 3 ? Promise.reject(new Error("stop")) : Promise.resolve()),
            },
            { method: "gather", runs: 50, mask: "drawn" },
            status,
          ),
        "nothing",
      );
      await expect(stopped).rejects.toThrow("stop");
    });
    expect(alive()).toBe(before);
  });
});
