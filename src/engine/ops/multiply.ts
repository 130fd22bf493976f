import { mul } from "@tensorflow/tfjs-core";
import { binary } from "./elementwise";

export const multiply = binary((a, b) => mul(a, b));
