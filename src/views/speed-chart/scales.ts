import type { Spread } from "../../model/speed";

/** Shortest time drawn, in milliseconds: a logarithm needs one. */
const SHORTEST = 1e-6;

export type Scale = (value: number) => number;

export const positive = (value: number): number => Math.max(value, SHORTEST);

/** The ends of the time axis: all that is drawn, and a little air. */
export function timeDomain(spreads: readonly Spread[], kind: "log" | "linear"): [number, number] {
  const highest = Math.max(...spreads.map(({ high }) => high), SHORTEST);
  if (kind === "linear") return [0, highest * 1.08];
  return [Math.min(...spreads.map(({ low }) => positive(low))) / 1.25, highest * 1.25];
}

/** 1, 2 and 5 of every decade between two ends, the ones first. */
export function decades([low, high]: readonly [number, number]): number[] {
  const exponents: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e += 1) exponents.push(e);
  return [1, 2, 5]
    .flatMap((digit) => exponents.map((e) => Number(`${digit}e${e}`)))
    .filter((value) => value >= low * 0.999 && value <= high * 1.001);
}

/** As many of the values, the first ones first, as leave `least` pixels between them. */
export function apart(values: readonly number[], position: Scale, least: number): number[] {
  const kept: number[] = [];
  for (const value of values) {
    if (kept.every((other) => Math.abs(position(other) - position(value)) >= least)) kept.push(value);
  }
  return kept.toSorted((a, b) => a - b);
}
