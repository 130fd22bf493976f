import { expect, it } from "vitest";
import { gradients } from "../../src/engine/gradients";
import { readProgram } from "../../src/language/read";
import type { SumAxis } from "../../src/model/document";
import type { ImageShape } from "../../src/model/geometry";
import { numel } from "../../src/model/layout";
import type { LossSpec } from "../../src/model/loss";
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
});
