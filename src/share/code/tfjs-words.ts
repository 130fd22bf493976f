import { at } from "../../model/dims";
import { numel, type Shape } from "../../model/layout";
import { nestedText, numberText, type NumberWords } from "./numbers";
import { ranked, type Place } from "./operation-lines";

/* Pieces that tfjs lines are made of. */

const WORDS: NumberWords = { nan: "NaN", infinity: "Infinity" };

/** A list in JavaScript: `[1, 2]`. */
export const list = (values: readonly number[]): string => `[${values.join(", ")}]`;

/** Operand k as an expression, its shape, and the shape of the result. */
export const x = ({ operands }: Place, k = 0): string => at(operands, k);
export const shapeOf = ({ inputs }: Place, k = 0): Shape => at(inputs, k).layout.shape;
export const made = ({ result }: Place): Shape => result.layout.shape;
/** True when the result holds bools. */
export const isBool = ({ result }: Place): boolean => result.dtype === "bool";
/** A number as JavaScript writes it. */
export const number = (value: number): string => numberText(value, WORDS);

/** A Python number as the result would hold it. */
export function held(value: number, { result: { dtype } }: Place): number {
  if (dtype === "bool") return Number(value !== 0);
  return dtype === "int64" ? Math.trunc(value) : value;
}

/** An expression of one shape as one of another. */
export const reshapedTo = (text: string, from: Shape, to: Shape): string =>
  String(from) === String(to) ? text : `${text}.reshape(${list(to)})`;
/** The first operand in the shape of the result. */
export const reshaped = (_args: unknown, place: Place): string => `${x(place)}.reshape(${list(made(place))})`;

/** Repeated to another shape, axes of size 1 put in front. */
export function spread(text: string, from: Shape, to: Shape): string {
  if (String(from) === String(to)) return text;
  return `tf.broadcastTo(${reshapedTo(text, from, ranked(from, to.length))}, ${list(to)})`;
}

/** Numbers written out, in the shape of the result. */
export const numbers = (place: Place, values: ArrayLike<number>): string => {
  const flat = nestedText(values, [numel(made(place))], WORDS);
  return `tf.tensor(${flat}, ${list(made(place))}, "float32")`;
};
