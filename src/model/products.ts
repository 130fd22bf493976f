import { broadcast } from "./broadcast";
import { at } from "./dims";
import { PyTorchError } from "./errors";
import { contiguousLayout, isContiguous, numel, type Layout, type Shape } from "./layout";

/*
 * How PyTorch multiplies matrices (aten/src/ATen/native/LinearAlgebra.cpp and Blas.cpp): the refusals of each way and
 * the layout it leaves, which is row-major for all of them.
 */

/** A matrix by a matrix: throws when the inner sizes differ. */
export function checkMm(a: Shape, b: Shape): void {
  if (a[1] === b[0]) return;
  throw new PyTorchError(`mat1 and mat2 shapes cannot be multiplied (${a.join("x")} and ${b.join("x")})`);
}

/** A matrix by a vector. */
export function checkMv(a: Shape, b: Shape): void {
  if (a[1] === b[0]) return;
  throw new PyTorchError(`size mismatch, got ${at(a, 0)}, ${a.join("x")},${at(b, 0)}`);
}

/** A vector by a vector. */
export function checkDot(a: Shape, b: Shape): void {
  if (a[0] === b[0]) return;
  throw new PyTorchError(
    `inconsistent tensor size, expected tensor [${a.join()}] and src [${b.join()}] to have the same number of elements, but got ${a.join()} and ${b.join()} elements respectively`,
  );
}

/** Matrices by matrices, one by one: [B, n, m] and [B, m, p]. */
export function checkBmm(a: Shape, b: Shape): void {
  if (a.length !== 3) throw new PyTorchError("batch1 must be a 3D tensor");
  if (b.length !== 3) throw new PyTorchError("batch2 must be a 3D tensor");
  if (a[0] === b[0] && a[2] === b[1]) return;
  throw new PyTorchError(
    `Expected size for first two dimensions of batch2 tensor to be: [${a[0]}, ${a[2]}] but got: [${b[0]}, ${b[1]}].`,
  );
}

/**
 * Whether `matmul` folds the leading axes of `a` into the rows of one matrix; it does not where the matrices of a batch
 * lie transposed (LinearAlgebra.cpp, `should_fold`).
 */
function shouldFold(a: Layout, b: Layout): boolean {
  if (a.shape.length < 3 || (b.shape.length !== 1 && b.shape.length !== 2)) return false;
  const transposedBatch =
    a.shape.length === 3 &&
    b.shape.length === 2 &&
    a.stride.at(-1) !== 1 &&
    a.stride[0] === at(a.shape, 1) * at(a.shape, 2);
  return !transposedBatch;
}

/** Which of PyTorch's routines a `matmul` ends in, which its refusals speak of. */
export type Routine = "dot" | "mv" | "mm" | "bmm";

/** How `matmul` goes about it, and what it leaves. Throws PyTorch's refusals. */
export function matmulPlan(
  a: Layout,
  b: Layout,
): {
  readonly layout: Layout;
  readonly routine: Routine;
  /** True when the second operand takes the first one's place in the routine. */
  readonly swapped: boolean;
} {
  const [rankA, rankB] = [a.shape.length, b.shape.length];
  if (rankA === 0 || rankB === 0) {
    throw new PyTorchError(`both arguments to matmul need to be at least 1D, but they are ${rankA}D and ${rankB}D`);
  }
  const layout = (): Layout => contiguousLayout(productShape(a.shape, b.shape));
  if (rankA <= 2 && rankB <= 2) {
    const routine = rankB === 2 ? "mm" : rankA === 2 ? "mv" : "dot";
    if (routine === "dot") checkDot(a.shape, b.shape);
    else if (routine === "mv") checkMv(a.shape, b.shape);
    else checkMm(rankA === 1 ? [1, at(a.shape, 0)] : a.shape, b.shape);
    return { layout: layout(), routine, swapped: false };
  }
  if (shouldFold(a, b) || shouldFold(b, a)) {
    const swapped = rankB > rankA;
    const many = swapped ? [...b.shape.slice(0, -2), ...b.shape.slice(-2).toReversed()] : a.shape;
    const one = swapped ? a.shape.toReversed() : b.shape;
    const folded = [numel(many.slice(0, -1)), at(many, many.length - 1)];
    if (one.length === 1) {
      checkMv(folded, one);
      return { layout: layout(), routine: "mv", swapped };
    }
    checkMm(folded, one);
    return { layout: swapped ? transposedBack(layout()) : layout(), routine: "mm", swapped };
  }
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [n, inner] = rankA > 1 ? a.shape.slice(-2) : [1, at(a.shape, 0)];
  const [innerB, p] = rankB > 1 ? b.shape.slice(-2) : [at(b.shape, 0), 1];
  const count = numel(batch);
  checkBmm([count, n ?? 1, inner ?? 1], [count, innerB ?? 1, p ?? 1]);
  return { layout: layout(), routine: "bmm", swapped: false };
}

/** What `.mT.contiguous()` makes of the product that was computed the other way round: no copy where none is needed. */
function transposedBack(layout: Layout): Layout {
  const { shape } = layout;
  const other = contiguousLayout([...shape.slice(0, -2), ...shape.slice(-2).toReversed()]);
  const back = { shape, stride: [...other.stride.slice(0, -2), ...other.stride.slice(-2).toReversed()], offset: 0 };
  return isContiguous(back) ? back : layout;
}

/** The shape of `a @ b`: batch axes broadcast, then rows of a and columns of b; a vector has neither. */
export const productShape = (a: Shape, b: Shape): number[] => [
  ...broadcast(a.slice(0, -2), b.slice(0, -2)),
  ...a.slice(-2, -1),
  ...(b.length > 1 ? b.slice(-1) : []),
];
