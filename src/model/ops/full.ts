import { checkedSize, creation, tuple } from "../creation";
import { DTYPE_OF_NUMBER, type NumberKind } from "../dtype";
import type { Shape } from "../layout";
import { checkExact } from "../limits";
import { pythonNumber } from "../python-number";
import type { Operation } from "./operation";

/** One number everywhere; its kind decides the dtype. */
export interface FullArgs {
  readonly size: Shape;
  readonly value: number;
  /** `float` when left out. */
  readonly kind?: NumberKind;
}

/** `torch.full`. Throws `PlaygroundError` "integer-too-large". */
export const full: Operation<FullArgs> = creation({
  name: "full",
  shape({ size, value, kind = "float" }) {
    if (kind === "int") checkExact(value);
    return checkedSize(size);
  },
  dtype: ({ kind = "float" }) => DTYPE_OF_NUMBER[kind],
  written: ({ size, value, kind = "float" }) => `${tuple(size)}, ${pythonNumber(value, kind)}`,
});
