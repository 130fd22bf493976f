import * as tf from "@tensorflow/tfjs-core";
import { SLICES_FIRST, SLICES_LAST, TAP_BANK } from "../names.mjs";
import type { Case } from "../results";
import { useBackend } from "./backends";
import { gridOf } from "./cases";
import { channelsLast, type Inputs } from "./inputs";
import type { NamedMethod } from "./method";

/** Patch maps, naively: the products of each window summed over C alone, [windows, kh·kw]. For stride 1. */
export function naiveMaps(each: Case, { image, filter }: Inputs): Float32Array {
  const { size, channels, kernel, dilation } = each;
  const [rows, columns] = gridOf(each);
  const taps = kernel * kernel;
  const maps = new Float32Array(rows * columns * taps);
  for (let n = 0; n < rows * columns; n += 1) {
    const at = Math.floor(n / columns) * size + (n % columns);
    for (let tap = 0; tap < taps; tap += 1) {
      const under = at + Math.floor(tap / kernel) * dilation * size + (tap % kernel) * dilation;
      let sum = 0;
      for (let c = 0; c < channels; c += 1) {
        sum += (image[c * size * size + under] as number) * (filter[c * taps + tap] as number);
      }
      maps[n * taps + tap] = sum;
    }
  }
  return maps;
}

interface Composed {
  readonly compute: () => tf.Tensor;
  readonly held: readonly tf.Tensor[];
}

/** For each tap the part of the image under it, times the tap's weights, summed over C; all of them stacked. */
function slices(each: Case, { image, filter }: Inputs, layout: "first" | "last"): Composed {
  const { size, channels, kernel, dilation } = each;
  const [rows, columns] = gridOf(each);
  const first = layout === "first";
  const values = first ? image : channelsLast(image, channels);
  const pixels = tf.tensor(values, first ? [channels, size, size] : [size, size, channels]);
  const weights = Array.from({ length: kernel * kernel }, (_, tap) => {
    const ofTap = Array.from({ length: channels }, (__, c) => filter[c * kernel * kernel + tap] as number);
    return tf.tensor(ofTap, first ? [channels, 1, 1] : [channels]);
  });
  const compute = (): tf.Tensor =>
    tf.tidy(() => {
      const maps = weights.map((weight, tap) => {
        const [y, x] = [Math.floor(tap / kernel) * dilation, (tap % kernel) * dilation];
        const under = first
          ? tf.slice(pixels, [0, y, x], [channels, rows, columns])
          : tf.slice(pixels, [y, x, 0], [rows, columns, channels]);
        return tf.sum(tf.mul(under, weight), first ? 0 : -1);
      });
      return tf.stack(maps, first ? 0 : -1);
    });
  return { compute, held: [pixels, ...weights] };
}

/** kh·kw filters, each with the numbers of one tap: kh·kw times the work, but in one op that is well optimised. */
function tapBank(each: Case, { image, filter }: Inputs): Composed {
  const { size, channels, kernel, dilation } = each;
  const taps = kernel * kernel;
  const bank = new Float32Array(taps * channels * taps);
  for (let tap = 0; tap < taps; tap += 1) {
    for (let c = 0; c < channels; c += 1) bank[(tap * channels + c) * taps + tap] = filter[c * taps + tap] as number;
  }
  const pixels = tf.tensor3d(channelsLast(image, channels), [size, size, channels]);
  const weights = tf.tensor4d(bank, [kernel, kernel, channels, taps]);
  return { compute: () => tf.conv2d(pixels, weights, 1, "valid", "NHWC", dilation), held: [pixels, weights] };
}

/** [taps, windows] → [windows, taps]. */
function windowsFirst(values: Float32Array, taps: number): Float32Array {
  return channelsLast(values, taps);
}

function method(name: string, make: () => Composed, expected: Float32Array, tapsFirst: number | null): NamedMethod {
  return {
    name,
    async make() {
      await useBackend("wasm");
      const { compute, held } = make();
      return {
        enter: () => useBackend("wasm"),
        run: () => compute().dispose(),
        async read() {
          const output = compute();
          const values = await output.data<"float32">();
          output.dispose();
          return tapsFirst === null ? values : windowsFirst(values, tapsFirst);
        },
        expected: () => expected,
        dispose: () => tf.dispose([...held]),
      };
    },
  };
}

/** Patch maps of every window with tfjs's own ops, on wasm. */
export function composedMaps(each: Case, inputs: Inputs, expected: Float32Array): readonly NamedMethod[] {
  return [
    method(SLICES_FIRST, () => slices(each, inputs, "first"), expected, each.kernel ** 2),
    method(SLICES_LAST, () => slices(each, inputs, "last"), expected, null),
    method(TAP_BANK, () => tapBank(each, inputs), expected, null),
  ];
}
