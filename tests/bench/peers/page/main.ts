import type { Case, CaseResult } from "../results";
import { cases } from "./cases";
import { LEAST_SAMPLE_MS, measure } from "./measure";
import { methodsOf } from "./methods-of";

/** What bench.mjs calls. */
export interface Bench {
  readonly leastSample: number;
  cases(quick: boolean): Case[];
  run(each: Case, rounds: number): Promise<CaseResult>;
}

declare global {
  interface Window {
    bench?: Bench;
  }
}

window.bench = {
  leastSample: LEAST_SAMPLE_MS,
  cases,
  run: async (each, rounds) => ({ case: each, methods: await measure(methodsOf(each), rounds) }),
};
