import { at, upTo } from "./dims";
import { PlaygroundError, PyTorchError } from "./errors";
import type { Shape } from "./layout";

/** An equation read: which labels each operand has, which the result has, and which are summed over. */
export interface Equation {
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** Labels that are in no output, in PyTorch's order: capitals first. */
  readonly summed: readonly string[];
  /** The size of every label: the one that is not 1, where there is one. */
  readonly sizes: ReadonlyMap<string, number>;
}

const isLetter = (letter: string): boolean => /^[A-Za-z]$/.test(letter);

/** Reads one side of an equation; throws PyTorch's error for a sign it does not know. */
function lettersOf(text: string, start: number, operand: number | null): string[] {
  const found: string[] = [];
  for (let place = 0; place < text.length; place += 1) {
    const letter = text.charAt(place);
    if (letter === " ") continue;
    if (letter === ".") {
      if (text.slice(place, place + 3) !== "...") {
        throw new PyTorchError(
          operand === null
            ? "einsum(): found '.' for output but an ellipsis (...) was already found"
            : `einsum(): found '.' for operand ${operand} that is not part of any ellipsis`,
        );
      }
      throw new PlaygroundError("einsum-ellipsis", "an ellipsis in einsum is outside: give every axis its letter");
    }
    if (!isLetter(letter)) {
      throw new PyTorchError(
        `einsum(): invalid subscript given at index ${start + place} in the equation string, subscripts must be in [a-zA-Z]`,
      );
    }
    found.push(letter);
  }
  return found;
}

/** Reads an equation for operands of these shapes; throws PyTorch's errors (aten/src/ATen/native/Linear.cpp, `einsum`). */
export function readEquation(equation: string, shapes: readonly Shape[]): Equation {
  const arrow = equation.indexOf("->");
  const left = arrow < 0 ? equation : equation.slice(0, arrow);
  const texts = left.split(",");
  let start = 0;
  const operands = texts.map((text, k) => {
    if (k >= shapes.length) {
      throw new PyTorchError("einsum(): fewer operands were provided than specified in the equation");
    }
    const letters = lettersOf(text, start, k);
    start += text.length + 1;
    return letters;
  });
  if (operands.length < shapes.length) {
    throw new PyTorchError("einsum(): more operands were provided than specified in the equation");
  }
  operands.forEach((letters, k) => {
    const rank = at(shapes, k).length;
    if (letters.length !== rank) {
      throw new PyTorchError(
        `einsum(): the number of subscripts in the equation (${letters.length}) does not match the number of dimensions (${rank}) for operand ${k} and no ellipsis was given`,
      );
    }
  });
  const output = outputOf(equation, arrow, left, operands.flat());
  const summed = [...new Set(operands.flat())].filter((letter) => !output.includes(letter)).toSorted();
  return { operands, output, summed, sizes: sizesOf(operands, shapes) };
}

function outputOf(equation: string, arrow: number, left: string, letters: readonly string[]): string[] {
  // JavaScript sorts capitals before small letters, as PyTorch numbers them.
  if (arrow < 0) return letters.filter((letter) => letters.filter((other) => other === letter).length === 1).toSorted();
  const output: string[] = [];
  for (const letter of lettersOf(equation.slice(arrow + 2), left.length + 2, null)) {
    if (!letters.includes(letter)) {
      throw new PyTorchError(
        `einsum(): output subscript ${letter} does not appear in the equation for any input operand`,
      );
    }
    if (output.includes(letter)) {
      throw new PyTorchError(`einsum(): output subscript ${letter} appears more than once in the output`);
    }
    output.push(letter);
  }
  return output;
}

function sizesOf(operands: readonly (readonly string[])[], shapes: readonly Shape[]): Map<string, number> {
  const sizes = new Map<string, number>();
  operands.forEach((letters, k) => {
    const shape = at(shapes, k);
    const first = new Map<string, number>();
    for (const axis of upTo(letters.length)) {
      const letter = at(letters, axis);
      const size = at(shape, axis);
      const before = first.get(letter);
      if (before !== undefined) {
        if (before === size) continue;
        throw new PyTorchError(
          `einsum(): subscript ${letter} is repeated for operand ${k} but the sizes don't match, ${size} != ${before}`,
        );
      }
      first.set(letter, size);
      const seen = sizes.get(letter) ?? 1;
      if (size !== 1 && seen !== 1 && seen !== size) {
        throw new PyTorchError(
          `einsum(): subscript ${letter} has size ${size} for operand ${k} which does not broadcast with previously seen size ${seen}`,
        );
      }
      sizes.set(letter, size === 1 ? seen : size);
    }
  });
  return sizes;
}
