import { registerAsStridedGradients } from "./as-strided";
import { registerElementwiseGradients } from "./elementwise";
import { registerIndexSelectGradient } from "./index-select";
import { registerReshapeGradient } from "./reshape";
import { registerWindowMapsGradients } from "./window-maps";

/**
 * Registers the gradients of our kernels, and those of tfjs's that PyTorch has otherwise. Whoever imports tfjs's own calls
 * this afterwards: of two gradients of a kernel the last one counts.
 */
export function registerOwnGradients(): void {
  registerAsStridedGradients();
  registerReshapeGradient();
  registerElementwiseGradients();
  registerIndexSelectGradient();
  registerWindowMapsGradients();
}
