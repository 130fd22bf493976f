import { expect, it } from "vitest";
import { withPart } from "../../tools/report-part.mjs";

it("a part of a report is put at its end, then replaced, and the others stay", () => {
  const one = withPart("", "peers", "# Peers\n\nfast");
  expect(one).toBe("<!-- begin: peers -->\n\n# Peers\n\nfast\n\n<!-- end: peers -->\n");
  const two = withPart(one, "page", "slow");
  expect(two.startsWith(one.trimEnd())).toBe(true);
  const three = withPart(two, "peers", "faster");
  expect(three).toContain("faster");
  expect(three).not.toContain("fast\n");
  expect(three).toContain("<!-- begin: page -->\n\nslow\n\n<!-- end: page -->");
  expect(withPart(three, "page", "slow")).toBe(three);
});
