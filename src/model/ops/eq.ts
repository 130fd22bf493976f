import { comparison, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `a == b`: for every element whether it equals the other, a bool. */
export const eq: Operation<NoArgs> = comparison("eq", "==");
