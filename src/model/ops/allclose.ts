import { broadcast, broadcastAll } from "../broadcast";
import { combinations, operand } from "../dims";
import { DTYPE_NAMES, dtypeAt } from "../dtype";
import { PyTorchError } from "../errors";
import { contiguousLayout, numel } from "../layout";
import { pythonPlain } from "../python-number";
import type { Operation } from "./operation";

/** How far apart two numbers may be: |a − b| ≤ atol + rtol·|b|. */
export interface AllcloseArgs {
  readonly rtol: number;
  readonly atol: number;
}

/** `torch.allclose(a, b)`: one bool, a tensor without axes here and a Python bool in PyTorch. NaN is close to nothing. */
export const allclose: Operation<AllcloseArgs> = {
  name: "allclose",

  outcome(inputs, { rtol, atol }) {
    if (!(rtol >= 0))
      throw new PyTorchError(`rtol must be greater than or equal to zero, but got ${pythonPlain(rtol)}`);
    if (!(atol >= 0))
      throw new PyTorchError(`atol must be greater than or equal to zero, but got ${pythonPlain(atol)}`);
    broadcast(operand(inputs, 0).shape, operand(inputs, 1).shape);
    return { layout: contiguousLayout([]), copies: true };
  },

  dtype(dtypes) {
    const [a, b] = [dtypeAt(dtypes, 0), dtypeAt(dtypes, 1)];
    if (a !== b) throw new PyTorchError(`${DTYPE_NAMES[a]} did not match ${DTYPE_NAMES[b]}`);
    return "bool";
  },

  code({ rtol, atol }, operands) {
    const tolerances = rtol === 1e-5 && atol === 1e-8 ? "" : `, rtol=${pythonPlain(rtol)}, atol=${pythonPlain(atol)}`;
    return `torch.allclose(${operand(operands, 0)}, ${operand(operands, 1)}${tolerances})`;
  },

  heading: () => ({ name: "allclose", args: "" }),

  *sources(inputs) {
    const shape = broadcastAll(inputs);
    // Each operand's own elements, each once, however often it is repeated.
    for (const input of inputs.keys()) {
      if (numel(shape) === 0) continue;
      for (const index of combinations([...operand(inputs, input).shape])) yield { input, index };
    }
  },

  targets: (inputs) => (numel(broadcastAll(inputs)) === 0 ? [] : [[]]),

  axes: () => [],

  links: () => [],

  multiplyAdds: (inputs) => 2 * numel(broadcastAll(inputs)),
};
