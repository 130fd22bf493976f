import { promoted, refuseBoolSub } from "../dtype";
import { binary, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

const broadcasting = binary("sub", "-", (a, b) => {
  refuseBoolSub(a, b);
  return promoted(a, b);
});

/** `a - b`, element by element; PyTorch refuses bools, before it looks at the shapes. */
export const sub: Operation<NoArgs> = {
  ...broadcasting,

  outcome(inputs, args, facts) {
    refuseBoolSub(facts?.[0]?.dtype ?? "float32", facts?.[1]?.dtype ?? "float32");
    return broadcasting.outcome(inputs, args, facts);
  },
};
