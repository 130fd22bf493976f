import { getBackend, reshape, slice, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { bytesOf } from "../model/layout";
import { quantile } from "../model/measure";
import { release } from "./spare";

/** A sample repeats the work until it has lasted this long: browsers round their clocks. */
const SAMPLE_MS = 5;
/** Samples of each phase. */
export const PHASE_SAMPLES = 5;
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

/** What comes between two samples, so that nothing of it is measured. */
export interface Pauses {
  /** Hears of every sample that was taken. */
  readonly taken: () => void;
  /** Rejects when work is to stop. */
  readonly checkpoint: () => Promise<void>;
}

async function medianOfSamples(take: () => number | Promise<number>, { taken, checkpoint }: Pauses): Promise<number> {
  const found: number[] = [];
  for (let k = 0; k < PHASE_SAMPLES; k += 1) {
    found.push(await take());
    taken();
    await checkpoint();
  }
  return quantile(found, 0.5);
}

/** The median of `PHASE_SAMPLES` samples, in milliseconds. */
export const medianOf = (work: Work, pauses: Pauses): Promise<number> => medianOfSamples(() => sample(work), pauses);

/** The same for work that leaves nothing on the backend. */
export const medianOfPlain = (work: () => unknown, pauses: Pauses): Promise<number> =>
  medianOfSamples(() => {
    const started = performance.now();
    let rounds = 0;
    do {
      work();
      rounds += 1;
    } while (performance.now() - started < SAMPLE_MS);
    return (performance.now() - started) / rounds;
  }, pauses);

/** Milliseconds that it takes to bring one result from the backend, the median of `PHASE_SAMPLES` samples. */
export const readback = (work: Work, pauses: Pauses): Promise<number> =>
  onGpu() ? readbackFromGpu(work, pauses) : readbackFromMemory(work, pauses);

async function readbackFromMemory(work: Work, pauses: Pauses): Promise<number> {
  const result = work();
  try {
    return await medianOfSamples(async () => {
      const read: ArrayBufferLike[] = [];
      const started = performance.now();
      let lasted = 0;
      for (; lasted < SAMPLE_MS; lasted = performance.now() - started) read.push((await result.data()).buffer);
      // On cpu they are the result's own.
      if (getBackend() === "wasm") read.forEach(release);
      return lasted / read.length;
    }, pauses);
  } finally {
    result.dispose();
  }
}

/** A GPU's result stays here once it was read: many results, one after the other, fill a sample. */
function readbackFromGpu(work: Work, pauses: Pauses): Promise<number> {
  let count = 1;
  return medianOfSamples(async () => {
    for (;;) {
      const { lasted, bytes } = await readMany(work, count);
      if (lasted >= SAMPLE_MS || 2 * bytes > READBACK_BYTES || count >= MOST_READ) return lasted / count;
      count *= 2;
      await pauses.checkpoint();
    }
  }, pauses);
}

/** How long reading so many results took in all, and their bytes. */
async function readMany(work: Work, count: number): Promise<{ readonly lasted: number; readonly bytes: number }> {
  const results = Array.from({ length: count }, work);
  try {
    await Promise.all(results.map(finished));
    const started = performance.now();
    for (const result of results) await result.data();
    const lasted = performance.now() - started;
    return { lasted, bytes: results.reduce((sum, result) => sum + bytesOf(result.size), 0) };
  } finally {
    for (const result of results) result.dispose();
  }
}
