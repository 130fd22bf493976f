import { mul, reshape, sum, type Tensor, type Tensor3D, zeros } from "@tensorflow/tfjs-core";
import { at, operand, upTo } from "../../model/dims";
import { type Equation, readEquation } from "../../model/einsum";
import { contiguousLayout, numel } from "../../model/layout";
import type { EinsumArgs } from "../../model/ops/einsum";
import { fromTensor, materialise, storedAs, type Strided, viewAs } from "../strided";
import type { Evaluator } from "./evaluator";
import { multiplied } from "./matmul";

/** A tensor with a label for every axis; axes of size 1 have none and are left out. */
interface Labelled {
  readonly tensor: Strided;
  readonly labels: readonly string[];
}

/** An operand with one axis per label: a repeated label reads the diagonal, sizes of 1 go. */
function labelled(input: Strided, letters: readonly string[]): Labelled {
  const { layout } = input;
  const labels = [...new Set(letters)].filter((label) => layout.shape[letters.indexOf(label)] !== 1);
  const shape = labels.map((label) => at(layout.shape, letters.indexOf(label)));
  const stride = labels.map((label) =>
    upTo(letters.length)
      .filter((axis) => letters[axis] === label)
      .reduce((step, axis) => step + at(layout.stride, axis), 0),
  );
  return { tensor: viewAs(input, { shape, stride, offset: layout.offset }), labels };
}

const sizeOf = (labels: readonly string[], { sizes }: Equation): number =>
  labels.reduce((product, label) => product * (sizes.get(label) ?? 1), 1);

/** The numbers with their axes in this order of labels, row-major. */
function inOrder({ tensor, labels }: Labelled, order: readonly string[]): Tensor {
  const { shape, stride, offset } = tensor.layout;
  const axes = order.map((label) => labels.indexOf(label));
  const layout = { shape: axes.map((axis) => at(shape, axis)), stride: axes.map((axis) => at(stride, axis)), offset };
  return materialise(viewAs(tensor, layout));
}

const rowMajor = (tensor: Tensor, labels: readonly string[], equation: Equation): Labelled => ({
  tensor: fromTensor(tensor, contiguousLayout(labels.map((label) => sizeOf([label], equation)))),
  labels,
});

/** The labels that nothing needs any more are added up. */
function reduced(from: Labelled, needed: ReadonlySet<string>, equation: Equation): Labelled {
  const kept = from.labels.filter((label) => needed.has(label));
  if (kept.length === from.labels.length) return from;
  const gone = from.labels.filter((label) => !needed.has(label));
  const rows = reshape(inOrder(from, [...kept, ...gone]), [sizeOf(kept, equation), sizeOf(gone, equation)]);
  return rowMajor(sum(rows, 1), kept, equation);
}

/** Two operands made one by a product of matrices, or element by element where nothing is added up or spread out. */
function contracted(left: Labelled, right: Labelled, later: ReadonlySet<string>, equation: Equation): Labelled {
  const a = reduced(left, new Set([...later, ...right.labels]), equation);
  const b = reduced(right, new Set([...later, ...left.labels]), equation);
  const both = a.labels.filter((label) => b.labels.includes(label) && later.has(label));
  const gone = a.labels.filter((label) => b.labels.includes(label) && !later.has(label));
  const rows = a.labels.filter((label) => !b.labels.includes(label));
  const columns = b.labels.filter((label) => !a.labels.includes(label));
  const [batch, n, inner, p] = [both, rows, gone, columns].map((labels) => sizeOf(labels, equation)) as [
    number,
    number,
    number,
    number,
  ];
  if (inner === 1 && (n === 1 || p === 1)) {
    const product = mul(
      reshape(inOrder(a, [...both, ...rows]), [batch, n]),
      reshape(inOrder(b, [...both, ...columns]), [batch, p]),
    );
    return rowMajor(product, [...both, ...rows, ...columns], equation);
  }
  const one: Tensor3D = reshape(inOrder(a, [...both, ...rows, ...gone]), [batch, n, inner]);
  const other: Tensor3D = reshape(inOrder(b, [...both, ...gone, ...columns]), [batch, inner, p]);
  return rowMajor(multiplied(one, other), [...both, ...rows, ...columns], equation);
}

/** `torch.einsum`: operands are joined from left to right; a label is added up once nothing later has it. */
export const einsum: Evaluator<EinsumArgs> = (args, inputs, { layout, copies }) => {
  if (!copies) return viewAs(operand(inputs, 0), layout);
  const equation = readEquation(
    args.equation,
    inputs.map((input) => input.layout.shape),
  );
  if ([...equation.sizes.values()].includes(0)) return fromTensor(zeros([numel(layout.shape)]), layout);
  const [first, ...rest] = inputs.map((input, k) => labelled(input, at(equation.operands, k)));
  let held = first as Labelled;
  rest.forEach((next, k) => {
    const later = new Set([...equation.output, ...equation.operands.slice(k + 2).flat()]);
    held = contracted(held, next, later, equation);
  });
  held = reduced(held, new Set(equation.output), equation);
  const order = equation.output.filter((label) => held.labels.includes(label));
  return storedAs(reshape(inOrder(held, order), [...layout.shape]), layout);
};
