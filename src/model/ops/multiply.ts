import { binary, type NoArgs } from "../elementwise";
import { promoted } from "../dtype";
import type { Operation } from "./operation";

export type MultiplyArgs = NoArgs;

/** `a * b`, element by element, sizes of 1 repeated as needed (broadcasting). */
export const multiply: Operation<MultiplyArgs> = {
  ...binary("multiply", "*", promoted),
  heading: (_args, [, second = "filter"] = []) => ({
    name: `× ${/^filt\b/.test(second) ? "filter" : second}`,
    args: "",
  }),
};
