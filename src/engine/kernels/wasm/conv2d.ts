import { conv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Conv2D";
import { registerKernel } from "@tensorflow/tfjs-core";

// tfjs's own convolution, which is only ever measured: this file is fetched with the first measurement of it.
registerKernel(conv2DConfig);
