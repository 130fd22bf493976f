import { at, upTo } from "../../model/dims";
import { readEquation, spelledOut } from "../../model/einsum";
import type { Shape } from "../../model/layout";
import type { Place } from "./operation-lines";
import { list, made, reshapedTo, shapeOf, spread, x } from "./tfjs-words";

/** Products of vectors, matrices, and batches of matrices. */
export function product(_args: unknown, place: Place): string {
  const [a, b] = [shapeOf(place), shapeOf(place, 1)];
  const result = made(place);
  if (a.length <= 2 && b.length <= 2) return `tf.dot(${x(place)}, ${x(place, 1)})`;
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  const ends = (a.length === 1 ? 0 : 1) + (b.length === 1 ? 0 : 1);
  const batch = result.slice(0, result.length - ends);
  const whole = (k: number, own: Shape, as: Shape): string =>
    spread(reshapedTo(x(place, k), own, as), as, [...batch, ...as.slice(-2)]);
  const found = `tf.matMul(${whole(0, a, left)}, ${whole(1, b, right)})`;
  return reshapedTo(found, [...batch, at(left, left.length - 2), at(right, right.length - 1)], result);
}

/** One operand of einsum with one axis for every label, of size 1 where it lacks the label. */
function aligned(place: Place, k: number, letters: readonly string[], labels: readonly string[]): string {
  let text = x(place, k);
  let shape = [...shapeOf(place, k)];
  let own = [...letters];
  for (let axis = own.length - 1; axis >= 0; axis -= 1) {
    const first = own.indexOf(at(own, axis));
    if (first === axis) continue;
    // A label that stands twice reads the diagonal: of both axes as one, every (size + 1)-th number.
    const size = at(shape, axis);
    const order = [first, axis, ...upTo(own.length).filter((each) => each !== first && each !== axis)];
    const rest = order.slice(2).map((each) => at(shape, each));
    text = `${place.helper("every")}(${text}.transpose(${list(order)}).reshape(${list([size * size, ...rest])}), 0, 0, ${size}, ${size + 1})`;
    own = [at(own, first), ...order.slice(2).map((each) => at(own, each))];
    shape = [size, ...rest];
    axis = own.length;
  }
  const order = labels.flatMap((label) => (own.includes(label) ? [own.indexOf(label)] : []));
  const isInOrder = order.every((axis, to) => axis === to);
  const moved = isInOrder ? text : `${text}.transpose(${list(order)})`;
  const sizes = order.map((axis) => at(shape, axis));
  return reshapedTo(
    moved,
    sizes,
    labels.map((label) => (own.includes(label) ? at(shape, own.indexOf(label)) : 1)),
  );
}

/** `torch.einsum`: by tfjs's own where it has it, else as products of tensors with an axis for every label. */
export function einsum({ equation }: { readonly equation: string }, place: Place): string {
  const shapes = place.inputs.map(({ layout }) => layout.shape);
  const read = readEquation(equation, shapes);
  const { operands, output, summed, sizes } = read;
  const isPlain = operands.every(
    (letters, k) =>
      new Set(letters).size === letters.length &&
      letters.every((letter, axis) => at(at(shapes, k), axis) === sizes.get(letter)),
  );
  if (isPlain && !place.differentiable && operands.length === 2 && summed.length > 0) {
    return `tf.einsum(${[JSON.stringify(spelledOut(read)), ...place.operands].join(", ")})`;
  }
  const labels = [...output, ...summed];
  const [first = "", ...others] = operands.map((letters, k) => aligned(place, k, letters, labels));
  const products = others.reduce((text, other) => `${text}.mul(${other})`, first);
  const axes = summed.map((_, k) => output.length + k);
  return axes.length === 0 ? products : `${products}.sum(${list(axes)})`;
}
