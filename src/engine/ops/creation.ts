import { fill, tensor1d } from "@tensorflow/tfjs-core";
import { numel } from "../../model/layout";
import { checkElements, MOST_COMPUTED } from "../../model/limits";
import type { ArangeArgs } from "../../model/ops/arange";
import type { EyeArgs } from "../../model/ops/eye";
import type { FullArgs } from "../../model/ops/full";
import type { RandArgs } from "../../model/ops/rand";
import type { RandnArgs } from "../../model/ops/randn";
import type { TensorArgs } from "../../model/ops/tensor";
import { RANDOM_STREAMS, standardNormal, standardUniform } from "../../model/random";
import { fromTensor } from "../strided";
import type { Evaluator, Told } from "./evaluator";

/** The same number everywhere. */
const filled = ({ layout }: Told, value: number) => {
  checkElements(layout.shape, MOST_COMPUTED);
  return fromTensor(fill([numel(layout.shape)], value, "float32"), layout);
};

/** Numbers in row-major order. */
const written = ({ layout }: Told, make: (count: number) => Float32Array) => {
  checkElements(layout.shape, MOST_COMPUTED);
  return fromTensor(tensor1d(make(numel(layout.shape)), "float32"), layout);
};

export const zeros: Evaluator<unknown> = (_args, _inputs, told) => filled(told, 0);

export const ones: Evaluator<unknown> = (_args, _inputs, told) => filled(told, 1);

export const full: Evaluator<FullArgs> = ({ value }, _inputs, told) => filled(told, value);

export const eye: Evaluator<EyeArgs> = ({ n, m }, _inputs, told) =>
  written(told, (count) => {
    const values = new Float32Array(count);
    const columns = m ?? n;
    for (let row = 0; row < Math.min(n, columns); row += 1) values[row * columns + row] = 1;
    return values;
  });

export const arange: Evaluator<ArangeArgs> = ({ start, step }, _inputs, told) =>
  written(told, (count) => Float32Array.from({ length: count }, (_, i) => start + i * step));

export const tensor: Evaluator<TensorArgs> = ({ values }, _inputs, told) =>
  written(told, () => Float32Array.from(values));

export const randn: Evaluator<RandnArgs> = ({ seed }, _inputs, told) =>
  written(told, (count) => standardNormal(seed, count, RANDOM_STREAMS.program));

export const rand: Evaluator<RandArgs> = ({ seed }, _inputs, told) =>
  written(told, (count) => standardUniform(seed, count, RANDOM_STREAMS.program));
