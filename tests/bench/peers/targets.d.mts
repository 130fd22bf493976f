import type { CaseResult, Results } from "./results";
import type { Spread } from "./statistics.mjs";

export interface Found {
  readonly id: string;
  readonly value: Spread;
}

export interface Target {
  readonly what: string;
  readonly better: "more" | "less";
  readonly bound: number;
  readonly unit: string;
  /** Among the cases that the row names. */
  readonly worst: Found | null;
  /** Among all measured cases of its kind. */
  readonly anywhere: Found | null;
  readonly reached: boolean | null;
}

export declare function shareOfCeiling(result: CaseResult): Spread | null;
export declare function targets(results: Results): readonly Target[];
