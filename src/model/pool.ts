/**
 * What stands for several values in one pixel: their mean, or the one of largest magnitude, which shows what a mean of
 * positive and negative values would cancel.
 */
export type Pool = "mean" | "peak";

/** The value of larger magnitude; NaN beats every number. */
export const peakOf = (a: number, b: number): number => (Math.abs(b) <= Math.abs(a) || Number.isNaN(a) ? a : b);
