import { axisOf } from "../axes";
import { at, combinations, upTo } from "../dims";
import { type Equation, readEquation } from "../einsum";
import { einsumLayout } from "../einsum-layout";
import type { Layout } from "../layout";
import { checkElements } from "../limits";
import type { Operation, Source } from "./operation";

/** `bchwij,cij->bhwij`: a letter per axis; letters that are not in the result are summed over. */
export interface EinsumArgs {
  readonly equation: string;
}

/** `torch.einsum` of any number of operands. A view where only axes are reordered or a diagonal is read. */
export const einsum: Operation<EinsumArgs> = {
  name: "einsum",

  outcome(inputs, args, facts) {
    const equation = equationOf(inputs, args);
    checkElements(equation.output.map((label) => equation.sizes.get(label) ?? 1));
    // Which dtypes go together is said by `dtype`; here they only decide what is copied on the way.
    const dtypes = facts?.map(({ dtype }) => dtype) ?? [];
    const { layout, copied } = einsumLayout(equation, inputs, dtypes);
    return { layout, copies: copied };
  },

  dtype: (dtypes, args, inputs) => einsumLayout(equationOf(inputs, args), inputs, dtypes).dtype,

  code: ({ equation }, operands) => `torch.einsum(${[`"${equation}"`, ...operands].join(", ")})`,

  heading: ({ equation }) => ({ name: "einsum", args: `("${equation}")` }),

  *sources(inputs, args, index): Generator<Source> {
    const { operands, output, sizes } = equationOf(inputs, args);
    if ([...sizes.values()].includes(0)) return;
    const known = new Map(output.map((label, axis) => [label, at(index, axis)]));
    for (const [input, letters] of operands.entries()) {
      const { shape } = at(inputs, input);
      const labels = [...new Set(letters)];
      const choices = labels.map((label) => {
        const size = at(shape, letters.indexOf(label));
        const place = known.get(label);
        return place === undefined ? size : [size === 1 ? 0 : place];
      });
      for (const each of combinations(choices)) {
        yield { input, index: letters.map((letter) => at(each, labels.indexOf(letter))) };
      }
    }
  },

  targets(inputs, args, input, index): Iterable<number[]> {
    const { operands, output, sizes } = equationOf(inputs, args);
    const letters = at(operands, input);
    const { shape } = at(inputs, input);
    // Off the diagonal of a repeated letter nothing is read.
    const isRead = letters.every((letter, axis) => index[axis] === index[letters.indexOf(letter)]);
    if (!isRead || [...sizes.values()].includes(0)) return [];
    return combinations(
      output.map((label) => {
        const axis = letters.indexOf(label);
        return axis < 0 || shape[axis] === 1 ? (sizes.get(label) ?? 1) : [at(index, axis)];
      }),
    );
  },

  axes(axes, inputs, args) {
    const { operands, output, sizes } = equationOf(inputs, args);
    return output.map((label) => {
      const size = sizes.get(label) ?? 1;
      for (const [k, letters] of operands.entries()) {
        const axis = letters.indexOf(label);
        const own = axes[k]?.[axis];
        if (axis >= 0 && own && at(inputs, k).shape[axis] === size) return own;
      }
      return axisOf(label, "other", size);
    });
  },

  links(_axes, inputs, args) {
    const { operands, output } = equationOf(inputs, args);
    return operands.flatMap((letters, input) =>
      upTo(letters.length).flatMap((from) => {
        const to = output.indexOf(at(letters, from));
        return to < 0 ? [] : [{ input, from, to }];
      }),
    );
  },

  /** Operands are joined one by one; a label is summed over once no later operand has it. */
  multiplyAdds(inputs, args) {
    const { operands, output, sizes } = equationOf(inputs, args);
    const product = (labels: Iterable<string>): number =>
      [...labels].reduce((total, label) => total * (sizes.get(label) ?? 1), 1);
    const [first = []] = operands;
    if (operands.length === 1) {
      const all = product(new Set(first));
      return output.length === new Set(first).size ? 0 : Math.max(0, all - product(output));
    }
    let held = new Set(first);
    let total = 0;
    for (let k = 1; k < operands.length; k += 1) {
      const joined = new Set([...held, ...at(operands, k)]);
      total += product(joined);
      const later = new Set([...output, ...operands.slice(k + 1).flat()]);
      held = new Set([...joined].filter((label) => later.has(label)));
    }
    return total;
  },
};

const equationOf = (inputs: readonly Layout[], { equation }: EinsumArgs): Equation =>
  readEquation(
    equation,
    inputs.map(({ shape }) => shape),
  );
