import { getBackend } from "@tensorflow/tfjs-core";
import { tapCount, windowsPerImage } from "../model/addressing";
import { type Measurement, type MeasureRequest, type Phases, quantile } from "../model/measure";
import { keptRuns } from "../model/region/kept-windows";
import { regionRuns } from "../model/region/region-runs";
import type { EngineStatus } from "../model/runner";
import type { Runs } from "../model/runs";
import { sweptRuns } from "../model/sweep";
import type { Task } from "./desk";
import { type Bench, gathered, kernel, library } from "./measured-methods";
import { onGpu, type Pauses, PHASE_SAMPLES, readback, sample } from "./sampling";

/** Samples that are not counted: the first ones load code and compile shaders. */
const WARM_UP = 2;

const NOT_TAKEN_APART: Phases = { runs: null, gather: null, multiply: null, scatter: null, readback: null };

/**
 * Times one method over a job's picture and filter; see model/measure.ts. Rejects with "unmeasurable", and when told to
 * stop, which it hears between any two samples.
 */
export async function measure(
  task: Task,
  { method, runs, mask }: MeasureRequest,
  status: EngineStatus,
): Promise<Measurement> {
  const { job, image } = task;
  const { addressing } = task.prepared();
  const [, , height, width] = image.shape;
  const windows = addressing.batch * windowsPerImage(addressing);
  const build = (): Runs =>
    keptRuns(regionRuns(job.region.shapes, height, width), job.geometry, image.shape, job.region.keep);
  const chosen = (): Runs =>
    mask === "drawn"
      ? task.kept.runs
      : sweptRuns(mask.sweep, mask.coverage, { region: job.region, geometry: job.geometry, image: image.shape });
  if (method === "conv2d" && getBackend() === "wasm") await import("./kernels/wasm/conv2d");
  const bench = ((): Bench => {
    switch (method) {
      case "conv2d":
        return library(task, windows);
      case "dense":
        return kernel(task, task.all(), null);
      case "region":
        return kernel(task, chosen(), mask === "drawn" ? build : null);
      case "gather":
        return gathered(task, chosen(), build);
    }
  })();
  try {
    const isApart = mask === "drawn";
    const total = WARM_UP + runs + (isApart ? PHASE_SAMPLES * (bench.medians + 1) : 0);
    let count = 0;
    const pauses: Pauses = {
      taken() {
        count += 1;
        task.progress(count / total);
      },
      checkpoint: task.checkpoint,
    };
    const samples: number[] = [];
    for (let k = 0; k < WARM_UP + runs; k += 1) {
      samples.push(await sample(bench.work));
      pauses.taken();
      await pauses.checkpoint();
    }
    const found = samples.slice(WARM_UP);
    const phases = isApart
      ? { ...(await bench.phases(pauses)), readback: await readback(bench.work, pauses) }
      : NOT_TAKEN_APART;
    return {
      backend: status.backend,
      // Threads are what the backends on the CPU could have more of.
      detail: onGpu() ? status.detail : `${status.detail} · 1 thread`,
      method,
      coverage: windows === 0 ? 0 : bench.kept / windows,
      kept: bench.kept,
      windows,
      macs: bench.kept * tapCount(addressing),
      runs: found,
      median: quantile(found, 0.5),
      phases,
    };
  } finally {
    bench.dispose();
  }
}
