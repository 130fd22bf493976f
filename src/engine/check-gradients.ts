import { type Compared, compared, type GradientCheck } from "../model/learning";
import { addedLoss, type LossSpec } from "../model/loss";
import { RANDOM_STREAMS, uniform32 } from "../model/random";
import type { WorkingImage } from "../model/runner";
import type { Task } from "./desk";
import { lossBench } from "./gradients";
import { typedForward } from "./typed-loss";
import { plainLoss } from "./window-differences";

/** Numbers of a gradient that are compared at most. */
const MOST = 100;
/** Multiply-adds of plain loops that a check may take for the filter: some seconds. */
const MOST_WORK = 3e9;
/** h in double precision; in float32, where a loss has seven digits, it must be larger. */
const STEP = 2 ** -17;
const COARSE_STEP = 2 ** -5;
/** Numbers that are compared at most where each takes two runs of a whole program. */
const MOST_RUNS = 24;

/** At most `most` of the numbers 0 to size − 1, ascending, the same each time. */
function chosen(size: number, most: number): number[] {
  if (size <= most) return Array.from({ length: size }, (_, k) => k);
  const next = uniform32(0, RANDOM_STREAMS.check);
  const picked = new Set<number>();
  while (picked.size < most) picked.add(Math.floor((next() / 2 ** 32) * size));
  return [...picked].toSorted((a, b) => a - b);
}

interface Subject {
  readonly gradient: Float32Array;
  readonly values: ArrayLike<number>;
  readonly most: number;
  /** The central difference for one of its numbers, moved by h either way. */
  readonly difference: (at: number, h: number) => number | Promise<number>;
}

/**
 * Compares the gradients of a loss with central differences of some hundred numbers at most: for the controls' programs
 * by plain loops in double precision, for a typed program by running it again. Rejects when told to stop.
 */
export async function checkGradients(task: Task, spec: LossSpec): Promise<GradientCheck> {
  const bench = await lossBench(task, spec);
  // The back-propagation is only the beginning of the work.
  const found = await bench.at(task.job.filter, true).finally(() => bench.dispose());
  const program = spec.of === "maps" ? task.job.typed : null;
  const step = program ? COARSE_STEP : STEP;
  const subjects = program
    ? await ofProgram(task, spec, found.filter, found.image)
    : ofWindows(task, spec, found.filter, found.image);
  const work = subjects.reduce(
    (sum, subject) => sum + (subject ? Math.min(subject.gradient.length, subject.most) : 0),
    0,
  );
  let done = 0;
  const results: (Compared | null)[] = [];
  for (const subject of subjects) {
    if (!subject) {
      results.push(null);
      continue;
    }
    const { gradient, values, most, difference } = subject;
    const places = chosen(gradient.length, most);
    const differences: number[] = [];
    for (const at of places) {
      differences.push(await difference(at, step * Math.max(1, Math.abs(values[at] as number))));
      done += 1;
      task.progress(done / work);
      await task.checkpoint();
    }
    results.push(
      compared(
        places.map((at) => gradient[at] as number),
        differences,
        gradient.length,
      ),
    );
  }
  const [filter = null, image = null] = results;
  return { filter, image, step, precision: program ? "float32" : "float64" };
}

type Gradient = Float32Array | null;

function ofWindows(task: Task, spec: LossSpec, filter: Gradient, image: Gradient): (Subject | null)[] {
  const plain = plainLoss(task, spec);
  const affordable = Math.max(1, Math.floor(MOST_WORK / plain.cost));
  return [
    filter && {
      gradient: filter,
      values: task.job.filter,
      most: Math.min(MOST, affordable),
      difference: (at, h) => plain.filterDifference(at, h),
    },
    image && {
      gradient: image,
      values: Float32Array.from(task.image.data),
      most: MOST,
      difference: (at, h) => plain.pixelDifference(at, h),
    },
  ];
}

async function ofProgram(task: Task, spec: LossSpec, filter: Gradient, image: Gradient): Promise<(Subject | null)[]> {
  const forward = await typedForward(task, spec);
  // A copy: the desk's own numbers may move while programs are evaluated.
  const data = Float32Array.from(task.image.data);
  /** The central difference when one number of the filter, or of the picture, moves. */
  const moved =
    (numbers: Float32Array<ArrayBuffer>, run: (other: Float32Array<ArrayBuffer>) => Promise<Float32Array>) =>
    async (at: number, h: number): Promise<number> => {
      const shifted = async (by: number): Promise<{ x: number; y: Float32Array }> => {
        const other = numbers.slice();
        const x = Math.fround((other[at] as number) + by);
        other[at] = x;
        return { x, y: await run(other) };
      };
      const [above, below] = [await shifted(h), await shifted(-h)];
      const lossOf = (y: Float32Array): number => addedLoss(spec.loss, y, forward.target, y.length);
      // Divided by how far it really moved: float32 rounds x ± h.
      return (lossOf(above.y) - lossOf(below.y)) / (above.x - below.x);
    };
  return [
    filter && {
      gradient: filter,
      values: task.job.filter,
      most: MOST_RUNS,
      difference: moved(task.job.filter, (other) => forward.run(other, null)),
    },
    image && {
      gradient: image,
      values: data,
      most: MOST_RUNS,
      difference: moved(data, (other) =>
        forward.run(task.job.filter, { shape: task.image.shape, data: other } satisfies WorkingImage),
      ),
    },
  ];
}
