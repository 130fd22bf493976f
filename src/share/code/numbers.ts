import { shortestDecimal } from "../../model/filter";
import type { Shape } from "../../model/layout";

/** How a language writes what is no finite number. */
export interface NumberWords {
  readonly nan: string;
  readonly infinity: string;
}

const LINE = 100;

/** One float32 as the shortest text that gives back its bits; −0 keeps its sign. */
export function numberText(value: number, { nan, infinity }: NumberWords): string {
  if (Number.isNaN(value)) return nan;
  if (!Number.isFinite(value)) return value < 0 ? `-${infinity}` : infinity;
  if (Object.is(value, -0)) return "-0.0";
  return String(shortestDecimal(value));
}

/** Items after one another, broken into lines of at most 100 characters. */
export function wrapped(items: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const item of items) {
    if (line !== "" && indent.length + line.length + item.length + 2 > LINE) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? item : ` ${item}`;
  }
  if (line !== "") lines.push(line);
  return lines.map((each) => `${indent}${each}`).join("\n");
}

/** Numbers as nested lists of a shape, `[[1, 2], [3, 4]]`, a last axis per line where that is more than one line. */
export function nestedText(data: ArrayLike<number>, shape: Shape, words: NumberWords): string {
  const write = (axis: number, at: number, indent: string): string => {
    const size = shape[axis] as number;
    const inner = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
    if (axis === shape.length - 1) {
      const items = Array.from({ length: size }, (_, k) => numberText(data[at + k] as number, words));
      const flat = `[${items.join(", ")}]`;
      if (indent.length + flat.length < LINE) return flat;
      const broken = wrapped(
        items.map((item) => `${item},`),
        `${indent}    `,
      );
      return `[\n${broken}\n${indent}]`;
    }
    const parts = Array.from({ length: size }, (_, k) => write(axis + 1, at + k * inner, `${indent}    `));
    return `[\n${parts.map((part) => `${indent}    ${part},`).join("\n")}\n${indent}]`;
  };
  return shape.length === 0 ? numberText(data[0] as number, words) : write(0, 0, "");
}
