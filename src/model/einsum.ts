import { at, upTo } from "./dims";
import { PyTorchError } from "./errors";
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

/** Stands for all axes that an ellipsis covers, until it is known how many those are. */
const ELLIPSIS = "...";

/** The labels of the axes that an ellipsis covers: counted from the last, as they are broadcast, and sorted before letters. */
const covered = (from: number, count: number): string[] =>
  upTo(count - from).map((k) => `.${String(from + k).padStart(2, "0")}`);

/** Reads one side of an equation; throws PyTorch's error for a sign it does not know. */
function lettersOf(text: string, start: number, operand: number | null): string[] {
  const found: string[] = [];
  for (let place = 0; place < text.length; place += 1) {
    const letter = text.charAt(place);
    if (letter === " ") continue;
    if (letter === ".") {
      refuseStrayDot(text.slice(place, place + 3), found.includes(ELLIPSIS), operand);
      found.push(ELLIPSIS);
      place += 2;
      continue;
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

function refuseStrayDot(dots: string, again: boolean, operand: number | null): void {
  if (again) {
    throw new PyTorchError(
      operand === null
        ? "einsum(): found '.' for output but an ellipsis (...) was already found"
        : `einsum(): found '.' for operand ${operand} for which an ellipsis was already found`,
    );
  }
  if (dots === ELLIPSIS) return;
  throw new PyTorchError(
    operand === null
      ? "einsum(): found '.' for output that is not part of any ellipsis (...)"
      : `einsum(): found '.' for operand ${operand} that is not part of any ellipsis`,
  );
}

/** Reads an equation for operands of these shapes; throws PyTorch's errors (aten/src/ATen/native/Linear.cpp, `einsum`). */
export function readEquation(equation: string, shapes: readonly Shape[]): Equation {
  const arrow = equation.indexOf("->");
  const left = arrow < 0 ? equation : equation.slice(0, arrow);
  const texts = left.split(",");
  let start = 0;
  const read = texts.map((text, k) => {
    if (k >= shapes.length) {
      throw new PyTorchError("einsum(): fewer operands were provided than specified in the equation");
    }
    const letters = lettersOf(text, start, k);
    start += text.length + 1;
    return letters;
  });
  if (read.length < shapes.length) {
    throw new PyTorchError("einsum(): more operands were provided than specified in the equation");
  }
  const spans = read.map((letters, k) => spanOf(letters, at(shapes, k).length, k));
  const most = Math.max(0, ...spans);
  const operands = read.map((letters, k) =>
    letters.flatMap((letter) => (letter === ELLIPSIS ? covered(most - at(spans, k), most) : [letter])),
  );
  const output = outputOf(equation, arrow, left, { letters: operands.flat(), ellipsis: covered(0, most) });
  const summed = [...new Set(operands.flat())].filter((letter) => !output.includes(letter)).toSorted();
  return { operands, output, summed, sizes: sizesOf(operands, shapes) };
}

/** How many axes the ellipsis of an operand covers; throws PyTorch's error when the axes are not as many as the labels. */
function spanOf(letters: readonly string[], rank: number, operand: number): number {
  const named = letters.filter((letter) => letter !== ELLIPSIS).length;
  const isOpen = named < letters.length;
  if (isOpen && named > rank) {
    throw new PyTorchError(
      `einsum(): the number of subscripts in the equation (${named}) is more than the number of dimensions (${rank}) for operand ${operand}`,
    );
  }
  if (!isOpen && named !== rank) {
    throw new PyTorchError(
      `einsum(): the number of subscripts in the equation (${named}) does not match the number of dimensions (${rank}) for operand ${operand} and no ellipsis was given`,
    );
  }
  return rank - named;
}

/** The same equation with a letter for every axis that an ellipsis covers, and with its result spelled out. */
export function spelledOut({ operands, output }: Equation): string {
  const used = new Set([...operands.flat(), ...output]);
  const free = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".split("").filter((letter) => !used.has(letter));
  const names = new Map<string, string>();
  for (const label of used) if (!isLetter(label)) names.set(label, free.shift() ?? label);
  const side = (labels: readonly string[]): string => labels.map((label) => names.get(label) ?? label).join("");
  return `${operands.map(side).join(",")}->${side(output)}`;
}

function outputOf(
  equation: string,
  arrow: number,
  left: string,
  { letters, ellipsis }: { readonly letters: readonly string[]; readonly ellipsis: readonly string[] },
): string[] {
  if (arrow < 0) {
    const once = letters.filter(
      (letter) => isLetter(letter) && letters.indexOf(letter) === letters.lastIndexOf(letter),
    );
    // JavaScript sorts capitals before small letters, as PyTorch numbers them.
    return [...ellipsis, ...once.toSorted()];
  }
  const output: string[] = [];
  for (const letter of lettersOf(equation.slice(arrow + 2), left.length + 2, null)) {
    if (letter === ELLIPSIS) {
      output.push(...ellipsis);
      continue;
    }
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
          letter.startsWith(".")
            ? // PyTorch leaves out the space before "has".
              `einsum(): dimension ${axis} covered by ellipsis in operand ${k}has size ${size} which does not broadcast with previously seen ellipsis with size ${seen} for the respective dimension`
            : `einsum(): subscript ${letter} has size ${size} for operand ${k} which does not broadcast with previously seen size ${seen}`,
        );
      }
      sizes.set(letter, size === 1 ? seen : size);
    }
  });
  return sizes;
}
