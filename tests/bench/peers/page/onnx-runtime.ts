import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import * as ort from "onnxruntime-web/wasm";
import type { Case } from "../results";
import { gridOf, imageShape } from "./cases";
import type { Inputs } from "./inputs";
import type { Method } from "./method";
import { convModel } from "./onnx-model";

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { wasm: wasmUrl };
ort.env.logLevel = "error";

/**
 * A model of one `Conv` on ONNX Runtime Web's wasm. As it is called, the image is handed over and copied in each run;
 * `held`, the model holds it (and nothing may be folded away beforehand), so that the convolution itself is what is
 * left, and copying the output.
 */
export async function onnxConv(each: Case, { image, filter, expected }: Inputs, held: boolean): Promise<Method> {
  const { channels, kernel, stride, dilation } = each;
  const shape = imageShape(each);
  const model = convModel({
    image: held ? { dims: shape, values: image } : shape,
    filter: { dims: [1, channels, kernel, kernel], values: filter },
    output: [1, 1, ...gridOf(each)],
    strides: [stride, stride],
    dilations: [dilation, dilation],
  });
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ["wasm"],
    graphOptimizationLevel: held ? "disabled" : "all",
  });
  const feeds: Record<string, ort.Tensor> = held ? {} : { x: new ort.Tensor("float32", image, shape) };
  return {
    run: () => session.run(feeds),
    async read() {
      const { y } = await session.run(feeds);
      if (!(y?.data instanceof Float32Array)) throw new Error("no float32 output");
      return y.data;
    },
    expected: () => expected,
    dispose: () => session.release(),
  };
}
