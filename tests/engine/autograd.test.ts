import { expect, it } from "vitest";
import { gradients } from "../../src/engine/gradients";
import { readProgram } from "../../src/language/read";
import type { BackendName } from "../../src/model/runner";
import { numel } from "../../src/model/layout";
import casesText from "../fixtures/autograd.json?raw";
import { decodeFloats } from "../fixtures/load";
import { atDesk, jobOf } from "./at-desk";
import { expectClose, onEveryBackend, TOLERANCE } from "./on-every-backend";

interface AutogradCase {
  readonly name: string;
  readonly image: readonly [number, number, number, number];
  readonly filter: readonly [number, number, number];
  readonly kept: readonly number[];
  readonly source: string;
  readonly loss: "sum" | "mean" | "mse";
  readonly values: string;
  readonly grad_image: string | null;
  readonly grad_filter: string | null;
}

// What autograd.py writes.
const CASES = JSON.parse(casesText) as readonly AutogradCase[];

/** The numbers that language.py binds to image and filt. */
const counted = (shape: readonly number[]): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: numel(shape) }, (_, n) => ((7 * n) % 17) - 8);

/** Every so many-th program is run: on GPUs that are imitated, most of the time goes into building shaders. */
const EVERY: Readonly<Record<BackendName, number>> = { wasm: 1, cpu: 1, webgl: 28, webgpu: 28 };

onEveryBackend("gradients of whole programs, as PyTorch's autograd has them", (backend) => {
  const programs = CASES.filter((_, n) => n % EVERY[backend] === 0);

  it(`${programs.length} of ${CASES.length}`, async () => {
    expect(CASES.length).toBeGreaterThanOrEqual(100);
    for (const each of programs) {
      const { image: shape, filter: size, kept, source, loss } = each;
      const reading = readProgram(source, { image: shape, filter: size, region: true, kept: Int32Array.from(kept) });
      expect(reading.error, source).toBeNull();
      const [, kh, kw] = size;
      const job = {
        ...jobOf({ filter: counted(size), typed: reading.program }),
        geometry: { ...jobOf({ filter: counted(size) }).geometry, kernel_size: [kh, kw] as const },
      };
      const found = await atDesk({ shape, data: counted(shape) }, (run) =>
        run(job, (task) => gradients(task, { of: "maps", loss, target: null }, backend), "nothing"),
      );
      const words = `${each.name}, ${loss}:\n${source}\n`;
      const tolerance = TOLERANCE[backend];
      expectClose([found.loss], decodeFloats(each.values), tolerance, `loss of ${words}`);
      for (const [name, own, theirs] of [
        ["image", found.image, each.grad_image],
        ["filt", found.filter, each.grad_filter],
      ] as const) {
        expect(own === null, `${name}.grad is None in ${words}`).toBe(theirs === null);
        if (own && theirs !== null) expectClose(own.data, decodeFloats(theirs), tolerance, `${name}.grad of ${words}`);
      }
    }
  });
});
