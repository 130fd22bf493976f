import { checkedSize, creation, writtenSize } from "../creation";
import type { Shape } from "../layout";
import type { Operation } from "./operation";

/** How many numbers, and which ones: the same seed gives the same numbers on every machine. */
export interface RandArgs {
  readonly seed: number;
  readonly size: Shape;
}

/** `torch.rand`: uniform in [0, 1), float32. The numbers are the playground's own (`random.ts`), not those PyTorch draws. */
export const rand: Operation<RandArgs> = creation({
  name: "rand",
  shape: ({ size }) => checkedSize(size),
  dtype: () => "float32",
  written: ({ size }) => writtenSize(size),
});
