import { conv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Conv2D";
import { backend, registerKernel } from "@tensorflow/tfjs-core";

// tfjs's own convolution, which is only ever measured: this file is fetched with the first measurement of it on wasm.
registerKernel(conv2DConfig);
// A backend sets up the kernels that it finds when it starts; to this one, which runs already, it is brought by hand.
conv2DConfig.setupFunc?.(backend());
