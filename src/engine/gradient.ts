// What tfjs can go back through: without this import it knows no gradient at all.
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { grad, onesLike, reshape, slice, type Tensor, type Tensor1D, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { at } from "../model/dims";
import { PlaygroundError } from "../model/errors";
import { gradientWay, isSame } from "../model/gradient-way";
import type { Layout } from "../model/layout";
import { outcomeOf } from "../model/outcome";
import type { Call, Operand, Program } from "../model/program";
import { registerOwnGradients } from "./kernels/gradients/own";
import { evaluatorOf } from "./ops";
import { materialise, storedAs, type Strided } from "./strided";
import type { DType } from "../model/dtype";

// This file is fetched when the first gradient is asked for, long after the backend has registered ours.
registerOwnGradients();

/** A tensor with its kind of numbers. */
export interface Typed extends Strided {
  readonly dtype?: DType;
}

/**
 * The values of a `grad` call: the loss's derivative with respect to every element of a tensor, by tfjs's own autograd over
 * the calls between the two. `valueOf` gives every value that the loss was computed from; `layout` is the result's. The
 * caller disposes the storage.
 */
export function gradientOf(
  program: Program,
  { inputs }: Call,
  layout: Layout,
  valueOf: (operand: Operand) => Typed,
): Tensor1D {
  const [loss, leaf] = inputs;
  if (!loss || !leaf) throw new PlaygroundError("missing-operand", "a gradient takes a loss and a tensor");
  return tidy(() => {
    const start = storedAs(materialise(valueOf(leaf)), layout).storage;
    if (isSame(loss, leaf)) return onesLike(start);
    const way = gradientWay(program, leaf, loss);
    if (!("call" in loss) || !way.includes(loss.call)) return zerosLike(start);
    const forward = (values: Tensor): Tensor => {
      const made = new Map<number, Typed>();
      const lookUp = (operand: Operand): Typed => {
        if (isSame(operand, leaf)) return { storage: reshape(values, [values.size]), layout };
        return ("call" in operand ? made.get(operand.call) : undefined) ?? valueOf(operand);
      };
      for (const k of way) made.set(k, carriedOut(at(program.calls, k), at(program.calls, k).inputs.map(lookUp)));
      const { storage, layout: last } = lookUp(loss);
      return reshape(slice(storage, [last.offset], [1]), []);
    };
    return reshape(grad(forward)(start), [start.size]);
  });
}

/** One call, carried out under tfjs's tape. */
function carriedOut(call: Call, inputs: readonly Typed[]): Typed {
  const dtypes = inputs.map(({ dtype = "float32" }) => dtype);
  const operands = inputs.map(({ layout, storage }, k) => ({ layout, dtype: at(dtypes, k), storage: storage.size }));
  const outcome = outcomeOf(call, operands);
  return { ...evaluatorOf(call)(call.args, inputs, { ...outcome, dtypes }), dtype: outcome.dtype };
}
