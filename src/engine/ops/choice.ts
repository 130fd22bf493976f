import { cast, scalar, type Tensor, where as choose } from "@tensorflow/tfjs-core";
import { operand } from "../../model/dims";
import type { DType } from "../../model/dtype";
import type { MaskedFillArgs } from "../../model/ops/masked-fill";
import { combined } from "./elementwise";
import type { Evaluator } from "./evaluator";

/** A Python number as a tensor of this kind holds it. */
export function heldAs(value: number, dtype: DType): number {
  if (dtype === "bool") return value === 0 ? 0 : 1;
  return dtype === "int64" ? Math.trunc(value) : value;
}

/** `torch.where(condition, a, b)`. */
export const where: Evaluator<unknown> = (_args, inputs, { layout }) =>
  combined(inputs, layout, ([condition, a, b]) => choose(cast(condition as Tensor, "bool"), a as Tensor, b as Tensor));

/** `x.masked_fill(mask, value)`. */
export const maskedFill: Evaluator<MaskedFillArgs> = ({ value }, inputs, { layout, dtype }) =>
  combined([operand(inputs, 0), operand(inputs, 1)], layout, ([x, mask]) =>
    choose(cast(mask as Tensor, "bool"), scalar(heldAs(value, dtype)), x as Tensor),
  );
