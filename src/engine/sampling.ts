import { getBackend, reshape, slice, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { bytesOf } from "../model/layout";
import { quantile } from "../model/measure";

/** A sample repeats the work until it has lasted this long: browsers round their clocks. */
const SAMPLE_MS = 5;
/** Samples of each phase. */
const PHASE_SAMPLES = 5;
/** Bytes of results that are read back in one sample, and how many of them. */
const READBACK_BYTES = 64 * 2 ** 20;
const MOST_READ = 1024;

/** Something to be timed: carried out whole, its result on the backend. */
export type Work = () => Tensor;

/** Whether a GPU computes. Elsewhere the work is done when the call returns, and a result can be read as often as one likes. */
export const onGpu = (): boolean => getBackend() !== "wasm" && getBackend() !== "cpu";

/** Waits until a GPU has really done what it was told. */
async function finished(result: Tensor): Promise<void> {
  if (!onGpu()) return;
  const first = tidy(() => slice(reshape(result, [result.size]), [0], [1]));
  await first.data();
  first.dispose();
}

/** Milliseconds that one round of the work takes, over as many rounds as fill a sample. */
export async function sample(work: Work): Promise<number> {
  let rounds = 0;
  const started = performance.now();
  let lasted = 0;
  // GPUs are asked in batches that double: waiting for each round would measure the waiting.
  for (let batch = 1; lasted < SAMPLE_MS; batch *= 2) {
    for (let k = 0; k < batch; k += 1) {
      const result = work();
      if (k === batch - 1) await finished(result);
      result.dispose();
    }
    rounds += batch;
    lasted = performance.now() - started;
  }
  return lasted / rounds;
}

/** The same for work that waits for something on its way. */
export async function sampleLater(work: () => Promise<Tensor>): Promise<number> {
  let rounds = 0;
  const started = performance.now();
  let lasted = 0;
  for (let batch = 1; lasted < SAMPLE_MS; batch *= 2) {
    for (let k = 0; k < batch; k += 1) {
      const result = await work();
      if (k === batch - 1) await finished(result);
      result.dispose();
    }
    rounds += batch;
    lasted = performance.now() - started;
  }
  return lasted / rounds;
}

/** The median of several samples, in milliseconds. */
export async function medianOf(work: Work, samples = PHASE_SAMPLES): Promise<number> {
  const found: number[] = [];
  for (let k = 0; k < samples; k += 1) found.push(await sample(work));
  return quantile(found, 0.5);
}

/** The same for work that leaves nothing on the backend. */
export function medianOfPlain(work: () => unknown): number {
  const found: number[] = [];
  for (let k = 0; k < PHASE_SAMPLES; k += 1) {
    const started = performance.now();
    let rounds = 0;
    do {
      work();
      rounds += 1;
    } while (performance.now() - started < SAMPLE_MS);
    found.push((performance.now() - started) / rounds);
  }
  return quantile(found, 0.5);
}

/** Milliseconds that it takes to bring one result from the backend. */
export const readback = (work: Work): Promise<number> => (onGpu() ? readbackFromGpu(work) : readbackFromMemory(work));

async function readbackFromMemory(work: Work): Promise<number> {
  const result = work();
  const found: number[] = [];
  for (let k = 0; k < PHASE_SAMPLES; k += 1) {
    const started = performance.now();
    let lasted = 0;
    let rounds = 0;
    for (; lasted < SAMPLE_MS; lasted = performance.now() - started) {
      await result.data();
      rounds += 1;
    }
    found.push(lasted / rounds);
  }
  result.dispose();
  return quantile(found, 0.5);
}

/** A GPU's result stays here once it was read: many results, one after the other, fill a sample. */
async function readbackFromGpu(work: Work): Promise<number> {
  const found: number[] = [];
  for (let k = 0, count = 1; k < PHASE_SAMPLES; k += 1) {
    for (;;) {
      const results = Array.from({ length: count }, work);
      await Promise.all(results.map(finished));
      const started = performance.now();
      for (const result of results) await result.data();
      const lasted = performance.now() - started;
      const bytes = results.reduce((sum, result) => sum + bytesOf(result.size), 0);
      for (const result of results) result.dispose();
      if (lasted >= SAMPLE_MS || 2 * bytes > READBACK_BYTES || count >= MOST_READ) {
        found.push(lasted / count);
        break;
      }
      count *= 2;
    }
  }
  return quantile(found, 0.5);
}
