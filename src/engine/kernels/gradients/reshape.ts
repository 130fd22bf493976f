import { type GradConfig, registerGradient, Reshape, reshape, type Tensor } from "@tensorflow/tfjs-core";

const reshapeGradient: GradConfig = {
  kernelName: Reshape,
  inputsToSave: ["x"],
  gradFunc: (dy, [x]) => ({
    // A gradient of a single-output kernel comes as one tensor, and `x` is saved as asked above.
    x: () => reshape(dy as Tensor, (x as Tensor).shape),
  }),
};

/** Registers the gradient of tfjs's reshape, which tfjs-core alone comes without; the engine's own kernels use it. */
export function registerReshapeGradient(): void {
  registerGradient(reshapeGradient);
}
