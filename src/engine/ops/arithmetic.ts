import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { binary, unary } from "./elementwise";
import type { Told } from "./evaluator";

/** `a + b`; of bools, which are 0 and 1, the logical or. */
export const plus = (a: Tensor, b: Tensor, { dtype }: Pick<Told, "dtype">): Tensor => {
  const sum = tf.add(a, b);
  return dtype === "bool" ? tf.minimum(sum, 1) : sum;
};

/** `a / b`; tfjs's WebGL says 1 for equal numbers, 0 / 0 included, which is NaN. */
export function quotient(a: Tensor, b: Tensor): Tensor {
  const plain = tf.div(a, b);
  if (tf.getBackend() !== "webgl") return plain;
  const isNothing = tf.logicalAnd(tf.equal(a, 0), tf.equal(b, 0));
  return tf.where(isNothing, tf.fill(plain.shape, NaN), plain);
}

const onGpu = (): boolean => ["webgl", "webgpu"].includes(tf.getBackend());

/** Zero to a negative power is infinite; the GPU backends of tfjs multiply that by the sign of zero, which gives NaN. */
function infiniteAtZero(plain: Tensor, a: Tensor, b: Tensor): Tensor {
  const isInfinite = tf.logicalAnd(tf.equal(a, 0), tf.less(b, 0));
  return tf.where(isInfinite, tf.fill(plain.shape, Infinity), plain);
}

/** `a ** b`; integers to a negative power are cut to whole numbers, as PyTorch does (aten/src/ATen/native/Pow.h, `powi`). */
export function power(a: Tensor, b: Tensor, { dtype }: Pick<Told, "dtype">): Tensor {
  const plain = tf.pow(a, b);
  if (dtype !== "int64") return onGpu() ? infiniteAtZero(plain, a, b) : plain;
  const isFraction = tf.logicalAnd(tf.less(b, 0), tf.notEqual(tf.abs(a), 1));
  return tf.where(isFraction, tf.zerosLike(plain), plain);
}

export const add = binary(plus);
export const sub = binary((a, b) => tf.sub(a, b));
export const div = binary(quotient);
export const pow = binary(power);
export const neg = unary((x) => tf.neg(x));
export const abs = unary((x) => tf.abs(x));
export const relu = unary((x) => tf.relu(x));
