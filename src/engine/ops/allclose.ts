import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { broadcastAll } from "../../model/broadcast";
import { contiguousLayout, numel } from "../../model/layout";
import type { AllcloseArgs } from "../../model/ops/allclose";
import { fromTensor } from "../strided";
import { asNumber } from "./comparison";
import { combined } from "./elementwise";
import type { Evaluator } from "./evaluator";

/** The largest float32: what is farther apart is infinitely far apart, or NaN. */
const LARGEST = 3.4028234663852886e38;

/** `torch.allclose`: equal, or a finite way apart that the tolerances allow, everywhere (aten/src/ATen/native/TensorCompare.cpp, `isclose`). */
export const allclose: Evaluator<AllcloseArgs> = ({ rtol, atol }, inputs, { layout }) => {
  const shape = broadcastAll(inputs.map((input) => input.layout));
  if (numel(shape) === 0) return fromTensor(tf.ones([1]), layout);
  const close = combined(inputs, contiguousLayout(shape), ([a, b]) => {
    const [x, y] = [a as Tensor, b as Tensor];
    const apart = tf.abs(tf.sub(x, y));
    const allowed = tf.add(tf.mul(tf.abs(y), rtol), atol);
    const near = tf.logicalAnd(tf.lessEqual(apart, LARGEST), tf.lessEqual(apart, allowed));
    return asNumber(tf.logicalOr(tf.equal(x, y), near));
  });
  return fromTensor(tf.min(close.storage), layout);
};
