import type { CaseResult, Timed } from "./results";

export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

export declare function quantile(values: readonly number[], share: number): number;
export declare function spread(values: readonly number[]): Spread;
export declare function ratio(above: readonly number[], below: readonly number[]): Spread;
export declare function timed(result: Pick<CaseResult, "methods">, name: string): Timed | undefined;
export declare function ratioOf(result: CaseResult, above: string, below: string): Spread | null;
export declare function rate(work: number, samples: readonly number[]): Spread;
