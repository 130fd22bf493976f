import { checkedSize, creation, writtenSize } from "../creation";
import type { Shape } from "../layout";
import type { Operation } from "./operation";

/** How many numbers, and which ones: the same seed gives the same numbers on every machine. */
export interface RandnArgs {
  readonly seed: number;
  readonly size: Shape;
}

/** `torch.randn`: standard normal, float32. The numbers are the playground's own (`random.ts`), not those PyTorch draws. */
export const randn: Operation<RandnArgs> = creation({
  name: "randn",
  shape: ({ size }) => checkedSize(size),
  dtype: () => "float32",
  written: ({ size }) => writtenSize(size),
});
