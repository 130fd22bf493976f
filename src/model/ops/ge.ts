import { comparison, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `a >= b`: for every element whether it is at least the other, a bool. */
export const ge: Operation<NoArgs> = comparison("ge", ">=");
