import { expect, it } from "vitest";
import { rehearseMeans } from "../../src/engine/demand/rehearsal";

// How often it pauses depends on how fast it is: once at least, however slow.
it("runs to its end, letting others have their turn", async () => {
  let pauses = 0;
  await rehearseMeans(async () => {
    pauses += 1;
  });
  expect(pauses).toBeGreaterThan(0);
});
