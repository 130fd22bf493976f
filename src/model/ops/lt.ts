import { comparison, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `a < b`: for every element whether it is less than the other, a bool. */
export const lt: Operation<NoArgs> = comparison("lt", "<");
