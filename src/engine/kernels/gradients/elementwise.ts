import {
  Abs,
  Equal,
  Greater,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalOr,
  mul,
  NotEqual,
  registerGradient,
  sign,
  type Tensor,
  zeros,
} from "@tensorflow/tfjs-core";

/** What is true or false has no slope; tfjs knows that of `greaterEqual` only, and fails at the others. */
const WITHOUT_SLOPE = [Equal, NotEqual, Less, LessEqual, Greater, LogicalAnd, LogicalOr];

/**
 * Registers the gradients of tfjs's comparisons, which carry nothing, and of its `abs`: tfjs goes down at zero, PyTorch
 * takes the sign, which is 0 there (tools/autograd/derivatives.yaml).
 */
export function registerElementwiseGradients(): void {
  for (const kernelName of WITHOUT_SLOPE) {
    registerGradient({
      kernelName,
      inputsToSave: ["a", "b"],
      gradFunc: (_dy, [a, b]) => ({
        // Saved as asked above.
        a: () => zeros((a as Tensor).shape),
        b: () => zeros((b as Tensor).shape),
      }),
    });
  }
  registerGradient({
    kernelName: Abs,
    inputsToSave: ["x"],
    // A gradient of a single-output kernel comes as one tensor, and `x` is saved as asked above.
    gradFunc: (dy, [x]) => ({ x: () => mul(dy as Tensor, sign(x as Tensor)) }),
  });
}
