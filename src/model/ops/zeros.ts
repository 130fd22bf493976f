import { checkedSize, creation, writtenSize } from "../creation";
import type { Shape } from "../layout";
import type { Operation } from "./operation";

export interface ZerosArgs {
  readonly size: Shape;
}

/** `torch.zeros`: a tensor of zeros, float32. */
export const zeros: Operation<ZerosArgs> = creation({
  name: "zeros",
  shape: ({ size }) => checkedSize(size),
  dtype: () => "float32",
  written: ({ size }) => writtenSize(size),
});
