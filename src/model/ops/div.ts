import { binary, type NoArgs } from "../elementwise";
import type { Operation } from "./operation";

/** `a / b`, element by element: always true division, so that integers give float32. */
export const div: Operation<NoArgs> = binary(
  "div",
  "/",
  () => "float32",
  () => "float32",
);
