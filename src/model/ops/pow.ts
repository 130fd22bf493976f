import { notImplemented, promoted } from "../dtype";
import { binary, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `a ** b`, element by element. */
export const pow: Operation<NoArgs> = binary("pow", "**", (a, b) =>
  a === "bool" && b === "bool" ? notImplemented("pow", "bool") : promoted(a, b),
);
