/** What code can be written for. Apart from the writers, which are loaded when they are asked for. */
export const CODE_TARGETS = ["pytorch", "numpy", "tfjs"] as const;
export type CodeTarget = (typeof CODE_TARGETS)[number];

/** Their names as people write them. */
export const TARGET_NAMES: Readonly<Record<CodeTarget, string>> = {
  pytorch: "PyTorch",
  numpy: "NumPy",
  tfjs: "TensorFlow.js",
};
