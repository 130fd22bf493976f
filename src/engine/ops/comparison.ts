import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { binary } from "./elementwise";

/** Bools are 0 and 1 in float32, like every other number. tfjs's WebGPU casts a bool by reading its bits as a float's. */
export const asNumber = (bool: Tensor): Tensor => tf.where(bool, 1, 0);

/** Each comparison, as numbers. */
export const COMPARE = {
  gt: (a: Tensor, b: Tensor) => asNumber(tf.greater(a, b)),
  lt: (a: Tensor, b: Tensor) => asNumber(tf.less(a, b)),
  ge: (a: Tensor, b: Tensor) => asNumber(tf.greaterEqual(a, b)),
  le: (a: Tensor, b: Tensor) => asNumber(tf.lessEqual(a, b)),
  eq: (a: Tensor, b: Tensor) => asNumber(tf.equal(a, b)),
  ne: (a: Tensor, b: Tensor) => asNumber(tf.notEqual(a, b)),
} as const;

export const gt = binary(COMPARE.gt);
export const lt = binary(COMPARE.lt);
export const ge = binary(COMPARE.ge);
export const le = binary(COMPARE.le);
export const eq = binary(COMPARE.eq);
export const ne = binary(COMPARE.ne);
