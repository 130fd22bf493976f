import { comparison, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `a <= b`: for every element whether it is at most the other, a bool. */
export const le: Operation<NoArgs> = comparison("le", "<=");
