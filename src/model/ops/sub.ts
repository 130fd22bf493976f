import { promoted, refuseBoolSub } from "../dtype";
import { binary, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `a - b`, element by element; PyTorch refuses bools. */
export const sub: Operation<NoArgs> = binary("sub", "-", (a, b) => {
  refuseBoolSub(a, b);
  return promoted(a, b);
});
