import * as tf from "@tensorflow/tfjs-core";
import type { Case } from "../results";
import { type Backend, useBackend } from "./backends";
import { gridOf } from "./cases";
import { channelsLast, type Inputs } from "./inputs";
import type { Method } from "./method";

/** Window rows from which the time of all of them is estimated. */
const SOME_ROWS = 8;

/** `tf.conv2d`, channels last (the only layout that tfjs's wasm and cpu backends take). */
export async function tfjsConv2d(backend: Backend, each: Case, { image, filter, expected }: Inputs): Promise<Method> {
  await useBackend(backend);
  const { size, channels, kernel, stride, dilation } = each;
  const pixels = tf.tensor4d(channelsLast(image, channels), [1, size, size, channels]);
  const weights = tf.tensor4d(channelsLast(filter, channels), [kernel, kernel, channels, 1]);
  const convolve = (x: tf.Tensor4D): tf.Tensor4D => tf.conv2d(x, weights, stride, "valid", "NHWC", dilation);

  function estimate(): number {
    const reach = dilation * (kernel - 1) + 1;
    const strip = tf.slice(pixels, [0, 0, 0, 0], [1, reach + (SOME_ROWS - 1) * stride, size, channels]);
    convolve(strip).dispose();
    const started = performance.now();
    convolve(strip).dispose();
    const elapsed = performance.now() - started;
    strip.dispose();
    return (elapsed * gridOf(each)[0]) / SOME_ROWS;
  }

  return {
    enter: () => useBackend(backend),
    run: () => convolve(pixels).dispose(),
    async read() {
      const output = convolve(pixels);
      const values = await output.data<"float32">();
      output.dispose();
      return values;
    },
    expected: () => expected,
    ...(backend === "cpu" ? { estimate } : {}),
    dispose: () => tf.dispose([pixels, weights]),
  };
}
