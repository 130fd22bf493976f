import { at, operand, upTo } from "../dims";
import { PlaygroundError, PyTorchError } from "../errors";
import { contiguousLayout, type Shape } from "../layout";
import type { Operation } from "./operation";

export type MatmulArgs = Readonly<Record<string, never>>;

/** `a @ b` for matrices and vectors. */
export const matmul: Operation<MatmulArgs> = {
  name: "matmul",

  outcome(inputs) {
    const a = operand(inputs, 0).shape;
    const b = operand(inputs, 1).shape;
    check(a, b);
    return { layout: contiguousLayout([...a.slice(0, -1), ...b.slice(1)]), copies: true };
  },

  code: (_args, operands) => `${operand(operands, 0)} @ ${operand(operands, 1)}`,

  heading: () => ({ name: "@ filter", args: "" }),

  sources(inputs, _args, index) {
    const a = operand(inputs, 0).shape;
    const b = operand(inputs, 1).shape;
    const row = index.slice(0, a.length - 1);
    const column = index.slice(a.length - 1);
    return upTo(at(b, 0)).flatMap((inner) => [
      { input: 0, index: [...row, inner] },
      { input: 1, index: [inner, ...column] },
    ]);
  },

  targets(inputs, _args, input, index) {
    const a = operand(inputs, 0).shape;
    const b = operand(inputs, 1).shape;
    if (input === 0) {
      const row = index.slice(0, -1);
      return b.length === 2 ? upTo(at(b, 1)).map((column) => [...row, column]) : [row];
    }
    const column = index.slice(1);
    return a.length === 2 ? upTo(at(a, 0)).map((row) => [row, ...column]) : [column];
  },

  axes: (axes) => [...operand(axes, 0).slice(0, -1), ...operand(axes, 1).slice(1)],

  links(_axes, inputs) {
    const rows = operand(inputs, 0).shape.length - 1;
    const columns = operand(inputs, 1).shape.length - 1;
    return [
      ...upTo(rows).map((axis) => ({ input: 0, from: axis, to: axis })),
      ...upTo(columns).map((axis) => ({ input: 1, from: axis + 1, to: rows + axis })),
    ];
  },

  multiplyAdds(inputs) {
    const a = operand(inputs, 0).shape;
    const b = operand(inputs, 1).shape;
    return (a.length === 2 ? at(a, 0) : 1) * at(b, 0) * (b.length === 2 ? at(b, 1) : 1);
  },
};

/** PyTorch's refusals (aten/src/ATen/native/LinearAlgebra.cpp and Blas.cpp). */
function check(a: Shape, b: Shape): void {
  if (a.length === 0 || b.length === 0) {
    throw new PyTorchError(
      `both arguments to matmul need to be at least 1D, but they are ${a.length}D and ${b.length}D`,
    );
  }
  if (a.length > 2 || b.length > 2) {
    throw new PlaygroundError(
      "matmul-rank",
      `the playground multiplies matrices and vectors only, not ${a.length} axes by ${b.length}`,
      { a: a.length, b: b.length },
    );
  }
  if (at(a, a.length - 1) === at(b, 0)) return;
  if (b.length === 2) {
    const left = a.length === 2 ? a.join("x") : `1x${a.join("x")}`;
    throw new PyTorchError(`mat1 and mat2 shapes cannot be multiplied (${left} and ${b.join("x")})`);
  }
  if (a.length === 2) throw new PyTorchError(`size mismatch, got ${at(a, 0)}, ${a.join("x")},${at(b, 0)}`);
  throw new PyTorchError(
    `inconsistent tensor size, expected tensor [${a.join()}] and src [${b.join()}] to have the same number of elements, but got ${a.join()} and ${b.join()} elements respectively`,
  );
}
