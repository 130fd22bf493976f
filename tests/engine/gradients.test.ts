import { expect, it } from "vitest";
import { checkGradients } from "../../src/engine/check-gradients";
import { gradients } from "../../src/engine/gradients";
import { learn } from "../../src/engine/learn";
import { readProgram } from "../../src/language/read";
import type { SumAxis } from "../../src/model/document";
import type { ImageShape } from "../../src/model/geometry";
import { numel } from "../../src/model/layout";
import type { Learned, LearnRequest } from "../../src/model/learning";
import type { LossSpec } from "../../src/model/loss";
import { optimizerStart } from "../../src/model/optimizer";
import type { Gradients, Job } from "../../src/model/runner";
import { MAPS_GRADIENTS } from "../fixtures/load";
import { filterGradient, imageGradient } from "../oracle/gradients";
import { atDesk, jobOf } from "./at-desk";
import { expectClose, numbers, onEveryBackend, TOLERANCE } from "./on-every-backend";

const SUM: LossSpec = { of: "maps", loss: "sum", target: null };
const THREAD: ImageShape = [1, 5, 12, 12];
const GEOMETRY = {
  kernel_size: [3, 3],
  stride: [3, 3],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
} as const;

/** The gradients of one job; nothing of it stays. */
const found = (shape: ImageShape, data: Float32Array<ArrayBuffer>, job: Job, loss: LossSpec): Promise<Gradients> =>
  atDesk({ shape, data }, (run) => run(job, (task) => gradients(task, loss, "cpu"), "nothing"));

const typed = (code: string, image: ImageShape, geometry: Job["geometry"]): Job["typed"] => {
  const reading = readProgram(code, { image, filter: [image[1], ...geometry.kernel_size], region: true });
  expect(reading.error).toBeNull();
  return reading.program;
};

onEveryBackend("a loss and its gradients", (backend) => {
  const tolerance = TOLERANCE[backend];

  it("are PyTorch's for the sum of the maps, whatever the geometry", async () => {
    for (const each of MAPS_GRADIENTS) {
      const job = jobOf({ geometry: each, filter: each.filter, sum_over: ["C"] });
      const { filter, image, result } = await found(each.image_shape, each.image, job, SUM);
      expectClose(filter!.data, each.grad_filter, tolerance, `filt.grad of ${each.name}`);
      expectClose(image!.data, each.grad_image, tolerance, `image.grad of ${each.name}`);
      expect(new Set(result)).toEqual(new Set([1]));
    }
  });

  it("are the same through the kernels and through a typed program, for every loss and every sum", async () => {
    const data = numbers(numel(THREAD), 1);
    const filter = numbers(45, 2);
    const target = numbers(45, 3);
    const code = "windows = image.unfold(2, 3, 3).unfold(3, 3, 3).permute(0, 2, 3, 1, 4, 5)\nmaps = (windows * filt)";
    const sums: readonly (readonly [readonly SumAxis[], string])[] = [
      [["C"], ".sum(3)"],
      [[], ""],
      [["C", "kh", "kw"], ".sum((3, 4, 5))"],
    ];
    for (const [sum_over, written] of sums) {
      for (const loss of [
        { ...SUM, loss: "mean" },
        { ...SUM, loss: "mse" },
        { ...SUM, loss: "mse", target },
      ] as const) {
        const byKernels = jobOf({ geometry: GEOMETRY, filter, sum_over });
        const byProgram = { ...byKernels, typed: typed(code + written, THREAD, GEOMETRY) };
        const [one, other] = [await found(THREAD, data, byKernels, loss), await found(THREAD, data, byProgram, loss)];
        expectClose([one.loss], [other.loss], tolerance, "loss");
        expectClose(one.filter!.data, other.filter!.data, tolerance, "filt.grad");
        expectClose(one.image!.data, other.image!.data, tolerance, "image.grad");
      }
    }
  });

  it("of the masked output go through the kept windows only; what stands outside is a constant", async () => {
    const data = numbers(2 * numel(THREAD), 4);
    const shape: ImageShape = [2, 5, 12, 12];
    const filter = numbers(45, 5);
    const shapes = [{ add: { rect: [0, 0, 6, 12] } }] as const;
    const half: Float32Array<ArrayBuffer> = data.map((value, at) => (at % 12 < 6 ? value : 0));
    for (const outside of ["zeros", "input", "dense"] as const) {
      const job = jobOf({ geometry: GEOMETRY, filter, region: { shapes, keep: "centre", outside } });
      const of = await found(shape, data, job, { of: "output", loss: "sum", target: null });
      // 3 × 3 windows at stride 3 do not overlap: what the kept ones see is the left half.
      expectClose(of.filter!.data, filterGradient({ shape, data: half }, GEOMETRY), tolerance, "filt.grad");
      const whole = imageGradient({ shape, data }, GEOMETRY, filter);
      expectClose(
        of.image!.data,
        whole.map((value, at) => (at % 12 < 6 ? value : 0)),
        tolerance,
        "image.grad",
      );
      expect([...of.result!]).toEqual(Array.from({ length: 32 }, (_, n) => (n % 4 < 2 ? 1 : 0)));
    }
  });

  it("are null where no way leads to the loss", async () => {
    const data = numbers(numel(THREAD), 6);
    const job = jobOf({ geometry: GEOMETRY, filter: numbers(45, 7) });
    const cut = await found(THREAD, data, { ...job, typed: typed("out = image.detach() * 2", THREAD, GEOMETRY) }, SUM);
    expect([cut.filter, cut.image]).toEqual([null, null]);
    const plain = await found(THREAD, data, { ...job, typed: typed("out = image * 2", THREAD, GEOMETRY) }, SUM);
    expect(plain.filter).toBeNull();
    expect(new Set(plain.image!.data)).toEqual(new Set([2]));
  });

  it("says in PyTorch's words why there are none", async () => {
    const shape: ImageShape = [2, 5, 12, 12];
    const data = numbers(numel(shape), 8);
    const job = jobOf({ geometry: GEOMETRY, filter: numbers(45, 9), program: "thread" });
    await expect(found(shape, data, job, SUM)).rejects.toThrow(/^view size is not compatible/);
    const whole = { ...job, typed: typed("out = image > 0", shape, GEOMETRY) };
    await expect(found(shape, data, whole, SUM)).rejects.toThrow(/^only Tensors of floating point dtype/);
  });

  it("agree with finite differences, for the controls' programs in double precision", async () => {
    const shape: ImageShape = [1, 2, 7, 6];
    const data = numbers(numel(shape), 10);
    const geometry = {
      ...GEOMETRY,
      stride: [2, 1],
      padding: [1, 2],
      padding_mode: "reflect",
      dilation: [1, 2],
    } as const;
    const filter = numbers(18, 11);
    const region = { shapes: [{ add: { rect: [0, 0, 4, 7] } }], keep: "centre", outside: "input" } as const;
    const job = jobOf({ geometry, filter, region, sum_over: ["kh"] });
    const checked = (its: Job, loss: LossSpec) =>
      atDesk({ shape, data }, (run) => run(its, (task) => checkGradients(task, loss), "nothing"));
    const target = numbers(18, 12);
    for (const of of ["maps", "output"] as const) {
      for (const loss of [
        { of, loss: "mse", target },
        { of, loss: "mean", target: null },
      ] as const) {
        const { filter: ofFilter, image, precision } = await checked(job, loss);
        expect([precision, ofFilter!.checked, ofFilter!.of, image!.checked, image!.of]).toEqual([
          "float64",
          18,
          18,
          84,
          84,
        ]);
        expect(ofFilter!.relative).toBeLessThan(tolerance);
        expect(image!.relative).toBeLessThan(tolerance);
      }
    }
    const code = "out = F.conv2d(image, filt[None]).relu()";
    const byProgram = await checked({ ...job, typed: typed(code, shape, geometry) }, { ...SUM, loss: "mse", target });
    expect([byProgram.precision, byProgram.filter!.checked, byProgram.image!.checked]).toEqual(["float32", 18, 24]);
    expect(byProgram.filter!.relative).toBeLessThan(0.05);
  });

  it("lead a filter to its target, and say when a step is too large", async () => {
    const data = numbers(numel(THREAD), 13);
    const target = numbers(45, 14);
    const loss: LossSpec = { of: "maps", loss: "mse", target };
    const taught = (job: Job, change: Partial<LearnRequest>): Promise<Learned> => {
      const state = optimizerStart(job.filter);
      const request = { loss, optimizer: "sgd", lr: 1, state, steps: 40, milliseconds: 60_000, ...change } as const;
      return atDesk({ shape: THREAD, data }, (run) => run(job, (task) => learn(task, request)));
    };
    const job = jobOf({ geometry: GEOMETRY, filter: new Float32Array(45) });
    const { losses, state, diverged } = await taught(job, {});
    expect([losses.length, diverged, state.steps]).toEqual([40, false, 40]);
    for (const [k, each] of losses.entries()) if (k > 0) expect(each).toBeLessThan(losses[k - 1]!);
    expect(losses.at(-1)! / losses[0]!).toBeLessThan(0.7);

    // One step of SGD is the gradient, times the rate.
    const once = await taught(job, { steps: 1, lr: 0.25 });
    const { filter } = await found(THREAD, data, job, loss);
    expectClose(
      once.state.filter,
      filter!.data.map((each) => -0.25 * each),
      tolerance,
      "the first step",
    );

    const wild = await taught(job, { lr: 1000, steps: 200 });
    expect([wild.diverged, wild.losses.length < 200]).toEqual([true, true]);
    expect(
      wild.state.filter.every((each) => Number.isFinite(each)),
      "the last filter that was one",
    ).toBe(true);
  });
});
