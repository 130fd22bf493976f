import { comparison, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `a != b`: for every element whether it differs from the other, a bool. */
export const ne: Operation<NoArgs> = comparison("ne", "!=");
