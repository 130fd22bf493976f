/**
 * What the JSON report of a run of vitest says: how many tests passed and failed, and a line for each failure. A run that
 * ended badly without a failed test, ran nothing, or died before writing its report counts as one failure.
 */
export function readVitestReport(
  path: string,
  succeeded: boolean,
): { passed: number; failed: number; failures: string[] };
