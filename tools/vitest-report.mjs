import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

function firstLine(message = "") {
  return stripVTControlCharacters(message).split("\n", 1)[0];
}

function failuresOf({ name, message, status, assertionResults }) {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter((each) => each.status === "failed");
  // A file that cannot be loaded has failed without a test.
  if (failed.length === 0) return status === "failed" ? [`${file}: ${firstLine(message)}`] : [];
  return failed.map((each) => `${file} › ${each.fullName}: ${firstLine(each.failureMessages[0])}`);
}

/**
 * What the JSON report of a run of vitest says: how many tests passed and failed, and a line for each failure. A run that
 * ended badly without a failed test, ran nothing, or died before writing its report counts as one failure.
 */
export function readVitestReport(path, succeeded) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return { passed: 0, failed: 1, failures: ["the run ended without a report"] };
  }
  const { numPassedTests: passed, numFailedTests } = report;
  const failures = report.testResults.flatMap(failuresOf);
  const isSilent = numFailedTests === 0 && (!succeeded || passed === 0);
  if (isSilent && failures.length === 0) failures.push(passed === 0 ? "nothing was run" : "the run ended badly");
  return { passed, failed: isSilent ? 1 : numFailedTests, failures };
}
