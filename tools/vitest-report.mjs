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
 * What the JSON report of a run of vitest says: how many tests passed, how many failed or could not be loaded, and a line
 * for each of these. A run that ended badly without any, ran nothing, or died before writing its report is one failure.
 */
export function readVitestReport(path, succeeded) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return { passed: 0, failed: 1, failures: ["the run ended without a report"] };
  }
  const passed = report.numPassedTests;
  const failures = report.testResults.flatMap(failuresOf);
  if (failures.length === 0 && passed === 0) failures.push("nothing was run");
  if (failures.length === 0 && !succeeded) failures.push("the run ended badly");
  return { passed, failed: failures.length, failures };
}
