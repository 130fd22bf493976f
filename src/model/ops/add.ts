import { binary, type NoArgs } from "../elementwise";
import { promoted } from "../dtype";
import type { Operation } from "./operation";

/** `a + b`, element by element; of two bools the logical or. */
export const add: Operation<NoArgs> = binary("add", "+", promoted);
