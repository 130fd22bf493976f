import { at } from "../../model/dims";
import { PlaygroundError } from "../../model/errors";
import { numel } from "../../model/layout";
import { countInto, emptyHistogram, type Histogram, told } from "../../model/summary";
import { formOnDemand, type Survey, type TileRequest, type TileValues } from "../../model/tile-request";
import { tileGrid } from "../../model/tile-grid";
import { type Tiling, tilingKey } from "../../model/tiling";
import type { ProgramName } from "../../model/runner";
import { trace } from "../../model/trace";
import type { Task } from "../desk";
import { createRecent } from "../recent";
import { programFor } from "../step-values";
import { createFarView, farLevel, type FarView } from "./far-view";
import { createMeanSquares, type MeanSquares } from "./mean-squares";
import { inputUnderCentre } from "./outside";
import { type Plane, rowMajorPlane } from "./plane";
import { createReader, type Inputs, type Reader } from "./reader";
import { PAUSE_BEHIND, pacer, squaresOf } from "./reduce";

/** Look-ups of one piece of a survey. */
const PIECE = 6_000_000;
/** Tilings whose far view is kept. */
const VIEWS = 2;

type Checkpoint = () => Promise<void>;

/** One step of one job, any part of which is computed when it is asked for. */
export interface Subject {
  tiles(request: TileRequest, checkpoint: Checkpoint): Promise<TileValues>;
  survey(tiling: Tiling, checkpoint: Checkpoint): Promise<Survey>;
  elements(from: number, to: number, checkpoint: Checkpoint): Promise<Float32Array<ArrayBuffer>>;
}

/** What is computed from, beside the form. */
function inputsOf({ image, job, kept }: Task, isFilled: boolean): Inputs {
  const inputs = { image: () => image.data, filter: job.filter };
  const { outside } = job.region;
  // What the dense convolution fills is the dense convolution.
  if (!isFilled || outside === "dense") return inputs;
  const zero = (): number => 0;
  return {
    ...inputs,
    outside: { kept: kept.flags(), at: outside === "input" ? inputUnderCentre(image, job.geometry) : zero },
  };
}

export { rehearseMeans } from "./rehearsal";

/** Throws `PlaygroundError` "not-on-demand" for a step that has no closed form. */
export function createSubject(task: Task, name: ProgramName, step: number): Subject {
  const program = programFor(task, name);
  const steps = trace(program);
  const form = formOnDemand(program, steps, step);
  const traced = at(steps, step);
  if (!form || traced?.kind !== "done") {
    throw new PlaygroundError("not-on-demand", `step ${step} of ${name} is computed whole or not at all`, { step });
  }
  const total = numel(traced.layout.shape);
  const inputs = inputsOf(task, form.only !== null);
  const readerOf = (plane: Plane): Reader => createReader(form, plane, inputs);
  const inOrder = readerOf(rowMajorPlane(form));
  const near = createRecent<Reader>(VIEWS);
  const far = createRecent<FarView>(VIEWS);
  const means = createRecent<{ readonly of: MeanSquares | null }>(VIEWS);
  let found: FarView["tally"] | null = null;
  let counting: { readonly histogram: Histogram; next: number } | null = null;

  const nearOf = (tiling: Tiling): Reader => near.of(tilingKey(tiling), () => readerOf(tileGrid(traced.axes, tiling)));
  const meansOf = (tiling: Tiling): MeanSquares | null =>
    means.of(tilingKey(tiling), () => ({ of: createMeanSquares(form, nearOf(tiling).plane, inputs) })).of;
  const farOf = (tiling: Tiling): FarView => far.of(tilingKey(tiling), () => createFarView(nearOf(tiling)));

  /** Counts values until `most` look-ups were made; true when all are counted. */
  async function count(histogram: Histogram, from: number, most: number, checkpoint: Checkpoint): Promise<number> {
    const { plane, work } = inOrder;
    const cells = new Float32Array(plane.columns);
    const pace = pacer(checkpoint, PAUSE_BEHIND);
    const perRow = plane.columns * work;
    let row = from;
    for (let spent = 0; row < plane.rows && spent < most; spent += perRow) {
      countInto(histogram, cells, inOrder.row(row, 0, plane.columns, cells));
      row += 1;
      // What is counted is counted, even if the work ends here.
      if (counting) counting.next = row;
      await pace(perRow);
    }
    return row;
  }

  return {
    async tiles({ tiling, level, pool, rect }, checkpoint) {
      const reader = nearOf(tiling);
      const nearest = farLevel(reader.plane);
      const span = 2 ** Math.max(0, level - nearest);
      const [from, to] = [rect.top * span, (rect.top + rect.rows) * span];
      // What a survey has left is there; otherwise means need no look at every cell.
      if (pool === "mean" && !(level >= nearest && far.get(tilingKey(tiling))?.has(from, to))) {
        const values = (await meansOf(tiling)?.of(rect, level, checkpoint)) ?? null;
        if (values) return { rect, level, values };
      }
      if (level < nearest) return { rect, level, values: await squaresOf(reader, rect, level, pool, checkpoint) };
      const view = farOf(tiling);
      await view.ensure(from, to, checkpoint);
      return { rect, level, values: view.squares(rect, level, pool) };
    },

    async survey(tiling, checkpoint) {
      const started = performance.now();
      const tell = (tally: FarView["tally"], done: number, histogram: Histogram | null): Survey => ({
        done,
        extent: told(tally.extent),
        least: tally.least,
        most: tally.most,
        odd: tally.odd,
        milliseconds: performance.now() - started,
        histogram,
      });
      if (!found) {
        const view = farOf(tiling);
        if (!(await view.ensure(0, Infinity, checkpoint, PIECE))) return tell(view.tally, view.done() / 2, null);
        found = view.tally;
        return tell(found, 0.5, null);
      }
      counting ??= { histogram: emptyHistogram(told(found.extent), total), next: 0 };
      const next = await count(counting.histogram, counting.next, PIECE, checkpoint);
      const { rows } = inOrder.plane;
      return tell(found, 0.5 + next / rows / 2, next < rows ? null : counting.histogram);
    },

    async elements(from, to, checkpoint) {
      const { plane, work } = inOrder;
      const values = new Float32Array(Math.max(0, Math.min(to, total) - from));
      const pace = pacer(checkpoint);
      for (let filled = 0; filled < values.length;) {
        const row = Math.floor((from + filled) / plane.columns);
        const first = from + filled - row * plane.columns;
        const last = Math.min(plane.columns, first + values.length - filled);
        filled += inOrder.row(row, first, last, values.subarray(filled));
        await pace((last - first) * work);
      }
      return values;
    },
  };
}

/** The steps that were asked about last, by what they are called. */
export interface DemandDesk {
  of(task: Task, job: number, name: ProgramName, step: number): Subject;
  clear(): void;
}

/** What the patch maps of the controls depend on: not the region. */
const mapsKey = ({ desk, job }: Task): string =>
  `${desk.placeKey(job)} ${desk.filterId(job.filter)} ${job.program} ${job.sum_over.join()}`;

/** Keeps what was worked out about a step from one request to the next. `job` numbers the jobs, pictures included. */
export function createDemandDesk(): DemandDesk {
  const subjects = createRecent<Subject>(1);
  return {
    of(task, job, name, step) {
      const of = name === "maps" && task.job.typed === null ? mapsKey(task) : job;
      return subjects.of(`${of} ${name} ${step}`, () => createSubject(task, name, step));
    },
    clear: () => subjects.clear(),
  };
}
