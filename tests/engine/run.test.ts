import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valuesAt } from "../../src/engine/convolve";
import { namedValues } from "../../src/engine/named-values";
import { runJob } from "../../src/engine/run";
import { SHOWN_LIMIT, stepValues } from "../../src/engine/step-values";
import { startBackend } from "../../src/engine/backends";
import { DEFAULT_DOCUMENT, KEEP_RULES, OUTSIDE_FILLS, SUM_AXES } from "../../src/model/document";
import { type Geometry, type ImageShape, PADDING_MODES, windowCount, windowGrid } from "../../src/model/geometry";
import { numel } from "../../src/model/layout";
import { maskedConvolution } from "../../src/model/recipes/masked-convolution";
import { patchMaps } from "../../src/model/recipes/patch-maps";
import type { Job, JobResult } from "../../src/model/runner";
import { flagsOf, repeated } from "../../src/model/runs";
import * as oracle from "../oracle/convolution";
import { patches, pixel, windows } from "../oracle/image";
import { alive, atDesk, jobOf } from "./at-desk";
import { expectClose, numbers, onEveryBackend, TOLERANCE } from "./on-every-backend";

const SHAPE: ImageShape = [2, 3, 7, 6];
const image = { shape: SHAPE, data: numbers(numel(SHAPE), 1) };
const geometry: Geometry = { ...DEFAULT_DOCUMENT, kernel_size: [3, 2], padding: [1, 1], stride: [2, 1] };
const filter = numbers(18, 2);
const rect = { shapes: [{ add: { rect: [1, 1, 3, 4] as const } }], keep: "centre" as const };
const job = (changes: Partial<Job> = {}): Job =>
  jobOf({ geometry, filter, region: { ...rect, outside: "zeros" }, ...changes });

/** Mean over the channels of the pixel under each window's centre, zero in zero padding. */
const centres = (g: Geometry): number[] =>
  windows(g, SHAPE).map(([b, y, x]) => {
    const [down, right] = [0, 1].map((axis) => Math.floor((g.dilation[axis]! * (g.kernel_size[axis]! - 1)) / 2));
    const channels = [0, 1, 2].map((c) => pixel(image, g, b, c, y + down!, x + right!));
    return channels.reduce((sum, value) => sum + value, 0) / 3;
  });

/** 1 for every window of the batch that was kept. */
const keptFlags = ({ kept, output }: JobResult): Uint8Array => repeated(flagsOf(kept), output.shape[0]);

onEveryBackend("a job", (backend) => {
  const run = (changes: Partial<Job> = {}): Promise<JobResult> =>
    atDesk(image, (use) => use(job(changes), (task) => runJob(task, backend)));

  it.each(OUTSIDE_FILLS)("fills what the region leaves out with %s", async (outside) => {
    const result = await run({ region: { ...rect, outside } });
    const dense = oracle.dense(image, geometry, filter);
    const kept = keptFlags(result);
    const fill = { zeros: dense.map(() => 0), dense, input: centres(geometry) }[outside];
    const expected = dense.map((value, n) => (kept[n] ? value : fill[n]!));
    expectClose(result.output.data, expected, TOLERANCE[backend]);
    expectClose(result.dense.data, dense, TOLERANCE[backend]);
    expect(result.backend).toBe(backend);
    expect(result.output.shape).toEqual([2, 1, ...windowGrid(geometry, SHAPE)]);
  });

  it("keeps nothing when the region is empty, and everything when nothing is drawn", async () => {
    const nothing = await run({
      region: { shapes: [{ add: { rect: [50, 50, 2, 2] } }], keep: "centre", outside: "zeros" },
      shown: { program: "output", step: 8 },
    });
    expect(nothing.keptBy).toEqual({ centre: 0, any: 0, all: 0 });
    expect(nothing.output.data.every((value) => value === 0)).toBe(true);
    expect(nothing.shown).toMatchObject({ shape: [nothing.output.data.length] });
    const everything = await run({
      geometry: { ...geometry, padding: [0, 0] },
      region: { ...rect, shapes: [], outside: "zeros" },
    });
    expect(everything.output.data).toEqual(everything.dense.data);
  });

  it("shows no rows, no sums where no window is kept", async () => {
    const empty = {
      shapes: [{ add: { rect: [50, 50, 2, 2] as const } }],
      keep: "any" as const,
      outside: "zeros" as const,
    };
    for (const [step, shape] of [
      [6, [0, 18]],
      [7, [0]],
    ] as const) {
      const { shown } = await run({ region: empty, shown: { program: "output", step } });
      expect(shown).toMatchObject({ shape, data: new Float32Array(0) });
    }
  });

  it("lets NaN and infinities reach the windows that see them, and no other", async () => {
    const data = image.data.slice();
    data[6 * 2 + 3] = NaN;
    data[42 * 4 + 6 * 5 + 1] = Infinity;
    const spoilt = { shape: SHAPE, data };
    await atDesk(spoilt, async (use) => {
      const result = await use(job({ region: { ...rect, outside: "zeros" } }), (task) => runJob(task, backend));
      const dense = oracle.dense(spoilt, geometry, filter);
      expect(dense.some(Number.isNaN), "the test spoils something").toBe(true);
      expectClose(result.dense.data, dense, TOLERANCE[backend], "dense");
      const kept = keptFlags(result);
      const masked = dense.map((value, n) => (kept[n] ? value : 0));
      expectClose(result.output.data, masked, TOLERANCE[backend], "output");
      const maps = await use(job(), (task) => namedValues(task, "maps"));
      expectClose(maps.data, oracle.maps(spoilt, geometry, filter).map(Math.fround), TOLERANCE[backend], "maps");
    });
  });

  it.each(PADDING_MODES)("shows every step of both programs, padding %s", async (padding_mode) => {
    const g = { ...geometry, padding_mode, dilation: [1, 2] as const };
    const seen = patches(image, g);
    const products = oracle.products(image, g, filter);
    await atDesk(image, async (use) => {
      const values = async (program: "maps" | "output", step: number) =>
        (await use(job({ geometry: g }), (task) => stepValues(task, program, step))).data;
      // image, pad, unfold, unfold, slice, contiguous, view, permute, contiguous, view, multiply, sum
      expect([...(await values("maps", 0))]).toEqual([...image.data]);
      const byWindow = [...(await values("maps", 7))];
      const tolerance = TOLERANCE[backend];
      expectClose(byWindow, seen, tolerance, "permuted patches");
      expectClose(await values("maps", 9), seen, tolerance, "patches");
      expectClose(await values("maps", 10), products, tolerance, "products");
      expectClose(await values("maps", 11), oracle.maps(image, g, filter), tolerance, "maps");
      expectClose(await values("output", 6), seen, tolerance, "rows");
      const kept = (await use(job({ geometry: g }), (task) => namedValues(task, "kept"))).data;
      const rows = seen.filter((_, at) => kept[Math.floor(at / 18)]);
      expectClose(await values("output", 7), rows, tolerance, "kept rows");
    });
  });

  it("leaves nothing of a visit, and of a run only what the next may need", async () => {
    await atDesk(image, async (use) => {
      await use(job(), (task) => runJob(task, backend));
      const after = alive();
      for (const name of ["patches", "products", "depthwise", "output"] as const) {
        await use(job(), (task) => namedValues(task, name), "nothing");
        expect(alive(), name).toBe(after);
      }
      for (let k = 0; k < 10; k += 1) {
        await use(job({ filter: numbers(18, k), geometry: { ...geometry, stride: [1, 1 + (k % 3)] } }), (task) =>
          runJob(task, backend),
        );
      }
      await use(job(), (task) => runJob(task, backend));
      expect(alive()).toBe(after);
    });
  });
});

const start = () => startBackend("wasm", () => undefined);
const size = (most: number) => fc.integer({ min: 1, max: most });
const pair = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));

describe("a job, whatever the backend", () => {
  it("shows on demand what is too large to be handed over, refuses the whole of it, and still has the rest", async () => {
    await start();
    const shape: ImageShape = [1, 1, 1300, 1300];
    await atDesk({ shape, data: new Float32Array(numel(shape)).fill(1) }, async (use) => {
      const g = { ...DEFAULT_DOCUMENT, kernel_size: [7, 7] as const };
      const big = jobOf({ geometry: g, filter: new Float32Array(49).fill(1), shown: { program: "maps", step: 3 } });
      expect(windowCount(g, shape) * 49).toBeGreaterThan(SHOWN_LIMIT);
      const result = await use(big, (task) => runJob(task, "wasm"));
      expect(result.shown).toEqual({ shape: [1, 1, 1294, 1294, 7, 7], onDemand: true });
      const whole = use(big, (task) => stepValues(task, "maps", 3));
      await expect(whole).rejects.toMatchObject({ tag: "too-large", detail: { limit: 128 } });
      await expect(whole).rejects.toThrow("a smaller kernel");
      expect(result.dense.data.every((value) => value === 49)).toBe(true);
      const image0 = await use(big, (task) => stepValues(task, "maps", 0));
      expect(image0.shape).toEqual(shape);
      await expect(use(big, (task) => namedValues(task, "patches"))).rejects.toMatchObject({ tag: "too-large" });
      // Summed over everything, what is shown is small enough again, though its products are not.
      const sums = await use({ ...big, sum_over: SUM_AXES }, (task) => stepValues(task, "maps", 9));
      const dense = await use(big, (task) => namedValues(task, "dense"));
      expectClose(sums.data, dense.data, 1e-6);
    });
  });

  it("works in slabs of windows when their patches are many", async () => {
    await start();
    const shape: ImageShape = [2, 1, 160, 120];
    const data = numbers(numel(shape), 3);
    const g = { ...DEFAULT_DOCUMENT, kernel_size: [31, 29] as const, padding: [3, 2] as const };
    const wide = numbers(31 * 29, 4);
    await atDesk({ shape, data }, async (use) => {
      const region = { ...rect, shapes: [{ add: { ellipse: [30, 40, 20, 30] as const } }], outside: "dense" as const };
      const done: number[] = [];
      const result = await use(jobOf({ geometry: g, filter: wide, region }), (task) =>
        runJob({ ...task, progress: (part) => done.push(part) }, "wasm"),
      );
      const expected = windows(g, shape).map(([b, y, x]) => {
        let sum = 0;
        for (let i = 0; i < 31; i += 1) {
          for (let j = 0; j < 29; j += 1) sum += pixel({ shape, data }, g, b, 0, y + i, x + j) * wide[i * 29 + j]!;
        }
        return sum;
      });
      expectClose(result.dense.data, expected, 1e-5);
      expectClose(result.output.data, expected, 1e-5);
      expect(done.length).toBeGreaterThan(1);
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      const sums = await use(jobOf({ geometry: g, filter: wide, region, sum_over: SUM_AXES }), (task) =>
        stepValues(task, "maps", 10),
      );
      expectClose(sums.data, expected, 1e-5);
      const depthwise = await use(jobOf({ geometry: g, filter: wide, region }), (task) =>
        namedValues(task, "depthwise"),
      );
      expectClose(depthwise.data, expected, 1e-5);
    });
  });

  it("stops at the next checkpoint when told to, leaving no tensor of its own", async () => {
    await start();
    const before = alive();
    await atDesk(image, async (use) => {
      const stopped = use(job(), (task) =>
        runJob({ ...task, checkpoint: () => Promise.reject(new Error("stop")) }, "wasm"),
      );
      await expect(stopped).rejects.toThrow("stop");
    });
    expect(alive()).toBe(before);
  });

  it.each([
    ["no picture of that size", { filter: numbers(4, 1) }, "filter-shape"],
    ["no kernel of that size", { geometry: { ...geometry, kernel_size: [30, 2] as const } }, "no-window-fits"],
    ["no such step", { shown: { program: "maps", step: 40 } as const }, "unknown-step"],
    ["no half steps", { shown: { program: "maps", step: 1.5 } as const }, "unknown-step"],
  ])("has %s", async (_, changes, tag) => {
    await start();
    const running = atDesk(image, (use) => use(job(changes), (task) => stepValues(task, "maps", task.job.shown.step)));
    await expect(running).rejects.toMatchObject({ tag });
  });

  it("refuses a picture whose numbers are not as many as its shape says", () => {
    return expect(
      atDesk({ shape: [1, 1, 2, 2], data: new Float32Array(5) }, () => Promise.resolve()),
    ).rejects.toMatchObject({ tag: "image-shape" });
  });

  it("gives PyTorch's words for the thread's program on a batch, and everything that needs no refused step", async () => {
    await start();
    const words = "view size is not compatible with input tensor's size and stride";
    await atDesk(image, async (use) => {
      const thread = job({ program: "thread", shown: { program: "maps", step: 7 } });
      const result = await use(thread, (task) => runJob(task, "wasm"));
      expect(result.shown).toMatchObject({ tag: "pytorch", message: expect.stringContaining(words) });
      for (const name of ["patches", "products", "maps"] as const) {
        await expect(use(thread, (task) => namedValues(task, name))).rejects.toMatchObject({ tag: "pytorch" });
      }
      for (const name of ["image", "filter", "depthwise", "output", "dense", "kept", "region"] as const) {
        expect((await use(thread, (task) => namedValues(task, name))).data.length).toBeGreaterThan(0);
      }
      expect((await use(thread, (task) => stepValues(task, "maps", 6))).shape).toEqual([2, 20, 3, 3, 2].with(1, 4 * 7));
    });
  });

  it("agrees, kernels and programs step by step, on output and maps of any geometry and region", async () => {
    await start();
    const cases = fc.record({
      shape: fc.tuple(size(2), size(3), fc.integer({ min: 5, max: 9 }), fc.integer({ min: 5, max: 24 })),
      kernel_size: pair(1, 3),
      stride: pair(1, 3),
      padding: pair(0, 2),
      dilation: pair(1, 2),
      padding_mode: fc.constantFrom(...PADDING_MODES),
      sum_over: fc.subarray([...SUM_AXES]),
      outside: fc.constantFrom(...OUTSIDE_FILLS),
      rect: fc.tuple(fc.integer({ min: -2, max: 6 }), fc.integer({ min: -2, max: 6 }), size(20), size(6)),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, sum_over, outside, rect: drawn, ...g }) => {
        const taps = numel(g.kernel_size) * shape[1];
        const drawnJob = jobOf({
          geometry: g,
          sum_over,
          filter: numbers(taps, taps),
          region: { shapes: [{ add: { rect: drawn } }], keep: "any", outside },
        });
        await atDesk({ shape, data: numbers(numel(shape), 9) }, async (use) => {
          const [kernel, program] = await use(drawnJob, async (task) => {
            const steps = maskedConvolution({ image: shape, geometry: g, kept: task.kept.rows, outside });
            return [
              (await runJob(task, "wasm")).output.data,
              (await stepValues(task, "output", steps.calls.length)).data,
            ];
          });
          expectClose(kernel, program, 1e-5, "output");
          const [maps, stepped] = await use(drawnJob, async (task) => {
            const lines = patchMaps({ image: shape, geometry: g, program: "contiguous", sum_over });
            const inputs = { image: task.desk.imageTensor(), filter: task.filter([shape[1], ...g.kernel_size]) };
            const last = lines.calls.length;
            return [(await stepValues(task, "maps", last)).data, (await valuesAt(lines, last, inputs, task)).data];
          });
          expectClose(maps, stepped, 1e-5, "maps");
        });
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it("outputs, on every kept window, what it outputs without a region", async () => {
    await start();
    const cases = fc.record({
      shape: fc.tuple(size(2), size(3), fc.integer({ min: 5, max: 9 }), fc.integer({ min: 5, max: 9 })),
      kernel_size: pair(1, 3),
      stride: pair(1, 3),
      padding: pair(0, 2),
      dilation: pair(1, 2),
      padding_mode: fc.constantFrom(...PADDING_MODES),
      keep: fc.constantFrom(...KEEP_RULES),
      outside: fc.constantFrom(...OUTSIDE_FILLS),
      rect: fc.tuple(fc.integer({ min: -2, max: 6 }), fc.integer({ min: -2, max: 6 }), size(6), size(6)),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, keep, outside, rect: drawn, ...g }) => {
        const found = numel(g.kernel_size) * shape[1];
        const drawnJob = jobOf({
          geometry: g,
          filter: numbers(found, found),
          region: { shapes: [{ add: { rect: drawn } }], keep, outside },
        });
        const result = await atDesk({ shape, data: numbers(numel(shape), 9) }, (use) =>
          use(drawnJob, (task) => runJob(task, "wasm")),
        );
        keptFlags(result).forEach((flag, n) => {
          if (flag) expect(result.output.data[n]).toBe(result.dense.data[n]);
          else if (outside === "zeros") expect(result.output.data[n]).toBe(0);
        });
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
