import { keep, type Tensor1D, tidy } from "@tensorflow/tfjs-core";
import { type Addressing, prepare, tapCount } from "../model/addressing";
import type { ImageShape } from "../model/geometry";
import type { BackendName, Job } from "../model/runner";
import { cellCount, fullRuns, type Runs, rowsBetween } from "../model/runs";
import { placeWindows, type PlacedWindows } from "./kernels/placed-windows";
import { preparedImage } from "./kernels/prepared-image";

/** Multiply-adds that are done between two looks at whether the work is still wanted. */
const AT_ONCE: Readonly<Record<BackendName, number>> = { wasm: 1e9, webgl: 1e9, webgpu: 1e9, cpu: 1e8 };

/** A picture as the window kernels read it. */
export interface Prepared {
  readonly storage: Tensor1D;
  readonly addressing: Addressing;
}

/** What the window kernels need, kept from job to job: the prepared picture, and the windows that were placed in it. */
export interface WindowDesk {
  /** The picture `image` (number `version`; with the geometry, `key`) prepared for a job's geometry; stays the desk's. */
  prepared(version: number, key: string, job: Job, shape: ImageShape, image: Tensor1D): Prepared;
  /** All windows of a grid; the same object for the same grid. */
  all(addressing: Addressing): Runs;
  /** These windows in parts of so few multiply-adds that work can stop between them. */
  parts(addressing: Addressing, runs: Runs, backend: BackendName): readonly PlacedWindows[];
  /** Starts a piece of work. */
  begin(): void;
  /** Ends it: only what it used stays. */
  keepUsed(): void;
  /** Ends it without a trace. */
  dropAdded(): void;
  clear(): void;
}

/** Runs cut between rows so that each part has about `most` cells, at least a row. */
export function cut(runs: Runs, most: number): Runs[] {
  const count = cellCount(runs);
  if (count <= most) return [runs];
  const rowsAtOnce = Math.max(1, Math.floor((runs.rows * most) / count));
  const parts: Runs[] = [];
  for (let from = 0; from < runs.rows; from += rowsAtOnce) {
    parts.push(rowsBetween(runs, from, Math.min(runs.rows, from + rowsAtOnce)));
  }
  return parts;
}

export function createWindowDesk(): WindowDesk {
  let work = 0;
  let picture: (Prepared & { readonly key: string; readonly of: string; readonly added: number }) | null = null;
  let grid: Runs = fullRuns(0, 0);
  // Parts are found again by the runs they were cut from.
  const placed = new Map<Runs, { readonly parts: readonly PlacedWindows[]; readonly added: number; used: number }>();

  function forgetWhere(which: (entry: { readonly added: number; readonly used: number }) => boolean): void {
    for (const [runs, entry] of placed) {
      if (!which(entry)) continue;
      placed.delete(runs);
      for (const part of entry.parts) part.dispose();
    }
  }

  function forgetPicture(): void {
    picture?.storage.dispose();
    picture = null;
    forgetWhere(() => true);
  }

  return {
    prepared(version, key, job, shape, image) {
      if (picture?.key === key) return picture;
      const preparation = prepare(job.geometry, shape);
      const { addressing } = preparation;
      const { stride, padding, padding_mode } = job.geometry;
      const of = [version, stride[1], padding, padding_mode].join("|");
      if (picture?.of === of) {
        // Neither the kernel nor the step down changes anything about it: only where windows stand in it.
        forgetWhere(() => true);
        picture = { ...picture, addressing, key };
        return picture;
      }
      forgetPicture();
      const storage = tidy(() => keep(preparedImage(image, preparation, shape)));
      picture = { storage, addressing, key, of, added: work };
      return picture;
    },
    all({ grid: [rows, columns] }) {
      if (grid.rows !== rows || grid.columns !== columns) grid = fullRuns(rows, columns);
      return grid;
    },
    parts(addressing, runs, backend) {
      const known = placed.get(runs);
      if (known) {
        known.used = work;
        return known.parts;
      }
      const most = Math.ceil(AT_ONCE[backend] / (tapCount(addressing) * addressing.batch));
      const parts = cut(runs, most).map((part) => placeWindows(addressing, part, () => work));
      placed.set(runs, { parts, added: work, used: work });
      return parts;
    },
    begin() {
      work += 1;
    },
    keepUsed() {
      forgetWhere(({ used }) => used !== work);
      for (const { parts } of placed.values()) for (const part of parts) part.forget(({ used }) => used !== work);
    },
    dropAdded() {
      forgetWhere(({ added }) => added === work);
      for (const { parts } of placed.values()) for (const part of parts) part.forget(({ added }) => added === work);
      if (picture?.added === work) forgetPicture();
    },
    clear: forgetPicture,
  };
}
