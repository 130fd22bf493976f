import { comparison, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `a > b`: for every element whether it is greater than the other, a bool. */
export const gt: Operation<NoArgs> = comparison("gt", ">");
