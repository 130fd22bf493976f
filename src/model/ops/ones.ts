import { checkedSize, creation, writtenSize } from "../creation";
import type { Shape } from "../layout";
import type { Operation } from "./operation";

export interface OnesArgs {
  readonly size: Shape;
}

/** `torch.ones`: a tensor of ones, float32. */
export const ones: Operation<OnesArgs> = creation({
  name: "ones",
  shape: ({ size }) => checkedSize(size),
  dtype: () => "float32",
  written: ({ size }) => writtenSize(size),
});
