import { creation } from "../creation";
import type { DType, NumberKind } from "../dtype";
import { PlaygroundError } from "../errors";
import { numel, type Shape } from "../layout";
import { checkExact } from "../limits";
import { pythonNumber } from "../python-number";
import type { Operation } from "./operation";

/** Numbers in row-major order, written out. */
export interface TensorArgs {
  readonly values: readonly number[];
  readonly shape: Shape;
  readonly dtype: DType;
}

/** `torch.tensor([[…], …])`. Throws `PlaygroundError` "tensor-length" and "integer-too-large". */
export const tensor: Operation<TensorArgs> = creation({
  name: "tensor",
  shape({ values, shape, dtype }) {
    if (values.length !== numel(shape)) {
      throw new PlaygroundError(
        "tensor-length",
        `a tensor of shape [${shape.join(", ")}] takes ${numel(shape)} numbers, not ${values.length}`,
        { expected: numel(shape), found: values.length },
      );
    }
    if (dtype === "int64") for (const value of values) checkExact(value);
    return shape;
  },
  dtype: ({ dtype }) => dtype,
  written: ({ values, shape, dtype }) => nested(values, shape, KINDS[dtype]),
});

const KINDS: Readonly<Record<DType, NumberKind>> = { float32: "float", int64: "int", bool: "bool" };

function nested(values: readonly number[], shape: Shape, kind: NumberKind): string {
  const [size, ...inner] = shape;
  if (size === undefined) return pythonNumber(values[0] ?? 0, kind);
  const each = numel(inner);
  const parts = Array.from({ length: size }, (_, i) => nested(values.slice(i * each, (i + 1) * each), inner, kind));
  return `[${parts.join(", ")}]`;
}
