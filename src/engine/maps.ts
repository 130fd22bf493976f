import { tidy } from "@tensorflow/tfjs-core";
import type { SumAxis } from "../model/document";
import type { Task } from "./desk";
import { windowMaps } from "./kernels/window-maps";
import { numbersOf } from "./reading";
import { giveBack, takeFloats } from "./spare";

/**
 * The products of all windows summed over `sumOver`, [N, …] row-major, by the kernel that never holds the patches. The
 * caller has checked that they are not too many.
 */
export async function mapsOfAll(task: Task, sumOver: readonly SumAxis[]): Promise<Float32Array<ArrayBuffer>> {
  const { storage, addressing } = task.prepared();
  const parts = task.parts(task.all());
  const found: Float32Array<ArrayBuffer>[] = [];
  for (const [k, part] of parts.entries()) {
    const maps = tidy(() => windowMaps(storage, task.filter([task.job.filter.length]).storage, part, sumOver));
    found.push(await numbersOf(maps));
    maps.dispose();
    task.progress((k + 1) / parts.length);
    await task.checkpoint();
  }
  if (found.length === 1) return found[0] as Float32Array<ArrayBuffer>;
  // Each part has its windows of every picture; all windows of a picture come before those of the next.
  const all = takeFloats(found.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (let b = 0; b < addressing.batch; b += 1) {
    for (const part of found) {
      const share = part.length / addressing.batch;
      all.set(part.subarray(b * share, (b + 1) * share), filled);
      filled += share;
    }
  }
  giveBack(found.map(({ buffer }) => buffer));
  return all;
}
