import { MOST_CODE } from "../model/document";

/** What a pasted text may hold; each is stated in the error that meets it. */
export const LANGUAGE_LIMITS = {
  /** Characters of the whole text. */
  characters: MOST_CODE,
  lines: 1_000,
  /** Tensors made, one after another. */
  steps: 200,
  /** Brackets, calls and operators inside each other. */
  nesting: 60,
  /** Entries of a tuple or list, and numbers of a `torch.tensor([…])`. */
  entries: 4_096,
  /** Axes of a tensor. */
  axes: 32,
  /** Digits of a number as it is written. */
  digits: 40,
  /** Elements of a tensor with a storage of its own. */
  elements: 2 ** 28,
  /** Characters of one string, and of everything printed. */
  printed: 20_000,
} as const;
