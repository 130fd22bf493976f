import { mul, sub, type Tensor } from "@tensorflow/tfjs-core";
import type { ScalarArgs, ScalarOperation } from "../../model/ops/scalar";
import { fromValues } from "../strided";
import { plus, power, quotient } from "./arithmetic";
import { COMPARE } from "./comparison";
import { combined } from "./elementwise";
import type { Evaluator, Told } from "./evaluator";

const COMPUTE: Readonly<Record<ScalarOperation, (a: Tensor, b: Tensor, told: Told) => Tensor>> = {
  add: plus,
  sub: (a, b) => sub(a, b),
  mul: (a, b) => mul(a, b),
  div: quotient,
  pow: power,
  ...COMPARE,
};

/** A tensor and a Python number: the number is a tensor without axes. */
export const scalar: Evaluator<ScalarArgs> = ({ operation, value, reversed }, inputs, told) => {
  const number = fromValues(Float32Array.of(value), []);
  const operands = reversed ? [number, ...inputs] : [...inputs, number];
  return combined(operands, told.layout, ([a, b]) => COMPUTE[operation](a as Tensor, b as Tensor, told));
};
