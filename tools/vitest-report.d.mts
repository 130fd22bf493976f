/**
 * What the JSON report of a run of vitest says: how many tests passed, how many failed or could not be loaded, and a line
 * for each of these. A run that ended badly without any, ran nothing, or died before writing its report is one failure.
 */
export function readVitestReport(
  path: string,
  succeeded: boolean,
): { passed: number; failed: number; failures: string[] };
