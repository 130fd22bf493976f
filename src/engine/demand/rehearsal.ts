import { DEFAULT_DOCUMENT } from "../../model/document";
import type { ImageShape } from "../../model/geometry";
import { numel } from "../../model/layout";
import { patchMaps } from "../../model/recipes/patch-maps";
import { tileGrid } from "../../model/tile-grid";
import { formOnDemand } from "../../model/tile-request";
import { presetTiling } from "../../model/tiling";
import { trace } from "../../model/trace";
import { createMeanSquares } from "./mean-squares";

/** A picture of few rows, each long enough that the loops along it are what is compiled. */
const SHAPE: ImageShape = [1, 3, 24, 2048];
/** Far and farther: sums between few columns, and sums up to every pixel. */
const LEVELS = [6, 4];
/** How long it goes on: by then the browser has compiled what the means of a large picture spend their time in. */
const MILLISECONDS = 60;

/** Works out means of a made-up picture's maps for a while, and throws them away. `pause` is waited for in between. */
export async function rehearseMeans(pause: () => Promise<void>): Promise<void> {
  const { kernel_size, stride, padding, padding_mode, dilation } = DEFAULT_DOCUMENT;
  const geometry = { kernel_size, stride, padding, padding_mode, dilation };
  const program = patchMaps({ image: SHAPE, geometry, program: "thread", sum_over: ["C"] });
  const steps = trace(program);
  const last = steps.at(-1);
  const form = formOnDemand(program, steps, steps.length - 1);
  if (last?.kind !== "done" || !form) return;
  const grid = tileGrid(last.axes, presetTiling(last.axes, "maps"));
  const pixels = new Float32Array(numel(SHAPE)).fill(0.5);
  const inputs = {
    image: () => pixels,
    filter: new Float32Array(SHAPE[1] * numel(kernel_size)).fill(1),
  };
  const until = performance.now() + MILLISECONDS;
  for (let turn = 0; performance.now() < until; turn += 1) {
    const level = LEVELS[turn % LEVELS.length] as number;
    const rect = {
      top: 0,
      left: 0,
      rows: Math.ceil(grid.rows / 2 ** level),
      columns: Math.ceil(grid.columns / 2 ** level),
    };
    // One after the other, so that whatever else is asked has its turn.
    await createMeanSquares(form, grid, inputs)?.of(rect, level, pause);
    await pause();
  }
}
