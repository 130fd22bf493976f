import type { Case, Results } from "./results";

export declare function titleOf(each: Case): string;
export declare function report(results: Results): string;
