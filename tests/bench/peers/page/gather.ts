import * as tf from "@tensorflow/tfjs-core";
import { cellCount, cellsOf, type Runs } from "../../../../src/model/runs";
import type { Case } from "../results";
import { useBackend } from "./backends";
import type { Inputs } from "./inputs";
import type { Method } from "./method";

/** Where each element of each kept patch lies in the image, [kept windows, C·kh·kw]. */
function placesOf(each: Case, runs: Runs, taps: number): Int32Array {
  const { size, channels, kernel, stride, dilation } = each;
  const places = new Int32Array(cellCount(runs) * taps);
  let filled = 0;
  for (const cell of cellsOf(runs)) {
    const at = Math.floor(cell / runs.columns) * stride * size + (cell % runs.columns) * stride;
    for (let c = 0; c < channels; c += 1) {
      for (let tap = 0; tap < kernel * kernel; tap += 1) {
        const [y, x] = [Math.floor(tap / kernel) * dilation, (tap % kernel) * dilation];
        places[filled++] = at + (c * size + y) * size + x;
      }
    }
  }
  return places;
}

/**
 * The thread's idea with tfjs's ops, on wasm: gather the patches of the kept windows, multiply them with the filter.
 * The places are found beforehand and the result is not put back into an image: both are in its favour.
 */
export async function gatherMatMul(each: Case, { image, filter, expected }: Inputs, kept: Runs): Promise<Method> {
  await useBackend("wasm");
  const taps = filter.length;
  const indices = placesOf(each, kept, taps);
  const windows = indices.length / taps;
  const [pixels, weights] = [tf.tensor1d(image), tf.tensor2d(filter, [taps, 1])];
  const from = tf.tensor2d(indices, [windows, taps], "int32");
  const compute = (): tf.Tensor =>
    tf.tidy(() => tf.matMul(tf.reshape(tf.gather(pixels, from), [windows, taps]), weights));
  return {
    enter: () => useBackend("wasm"),
    run: () => compute().dispose(),
    async read() {
      const output = compute();
      const values = await output.data<"float32">();
      output.dispose();
      return values;
    },
    expected: () => Float32Array.from(cellsOf(kept), (cell) => expected[cell] as number),
    dispose: () => tf.dispose([pixels, weights, from]),
  };
}
