import { expect, it } from "vitest";
import { rehearseMeans } from "../../src/engine/demand/rehearsal";

it("runs to its end, pausing again and again", async () => {
  let pauses = 0;
  await rehearseMeans(async () => {
    pauses += 1;
  });
  expect(pauses).toBeGreaterThan(1);
});
