import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readVitestReport } from "../../tools/vitest-report.mjs";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "report-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Assertion {
  status: string;
  fullName: string;
  failureMessages: string[];
}

function reported(assertions: Assertion[], whole: { status?: string; message?: string } = {}): string {
  const path = join(folder, "report.json");
  const count = (status: string) => assertions.filter((each) => each.status === status).length;
  const file = { name: join(process.cwd(), "tests", "a.test.ts"), status: "passed", message: "", ...whole };
  const testResults = [{ ...file, assertionResults: assertions }];
  writeFileSync(
    path,
    JSON.stringify({ numPassedTests: count("passed"), numFailedTests: count("failed"), testResults }),
  );
  return path;
}

const PASSED: Assertion = { status: "passed", fullName: "adds", failureMessages: [] };
const FAILED: Assertion = {
  status: "failed",
  fullName: "tiles are drawn",
  failureMessages: ["\u001B[31mAssertionError\u001B[39m: expected 1 to be 2\n    at somewhere"],
};

it("tells each test that failed by its file, its name and the first line of its error", () => {
  expect(readVitestReport(reported([PASSED, FAILED, PASSED], { status: "failed" }), false)).toEqual({
    passed: 2,
    failed: 1,
    failures: [`${join("tests", "a.test.ts")} › tiles are drawn: AssertionError: expected 1 to be 2`],
  });
  expect(readVitestReport(reported([PASSED]), true)).toEqual({ passed: 1, failed: 0, failures: [] });
});

it("counts a file that could not be loaded, and what ended badly without a failed test, as one failure each", () => {
  const unloaded = readVitestReport(reported([], { status: "failed", message: "Cannot find module\nx" }), false);
  expect(unloaded).toEqual({
    passed: 0,
    failed: 1,
    failures: [`${join("tests", "a.test.ts")}: Cannot find module`],
  });
  const mixed = reported([PASSED, FAILED], { status: "failed" });
  const { testResults, ...counts } = JSON.parse(readFileSync(mixed, "utf8"));
  const other = {
    name: join(process.cwd(), "b.test.ts"),
    status: "failed",
    message: "no such file",
    assertionResults: [],
  };
  writeFileSync(mixed, JSON.stringify({ ...counts, testResults: [...testResults, other] }));
  expect(readVitestReport(mixed, false)).toMatchObject({ passed: 1, failed: 2, failures: { length: 2 } });
  expect(readVitestReport(reported([PASSED]), false)).toMatchObject({ passed: 1, failed: 1 });
  expect(readVitestReport(reported([]), true)).toMatchObject({ passed: 0, failed: 1, failures: ["nothing was run"] });
  expect(readVitestReport(join(folder, "none.json"), false)).toMatchObject({ passed: 0, failed: 1 });
});
