import { expect, it } from "vitest";
import { BUDGET } from "../../src/model/budget";
import { answerCost, askFirst } from "../../src/state/asking";
import { createAppStore } from "../../src/state/store";

const dear = { bytes: 2 * BUDGET.bytes, milliseconds: null };

it("what is within the budget is not asked about", async () => {
  const store = createAppStore();
  expect(await askFirst(store, "it", { bytes: 1, milliseconds: 1 })).toBe("go on");
  expect(store.getState().session.asking).toBeNull();
});

it("what is beyond is done, replaced or left as the answer says; a newer question leaves the older one", async () => {
  const store = createAppStore();
  const first = askFirst(store, "photo.jpg at its full size", dear, "work at 10 × 20");
  expect(store.getState().session.asking).toEqual({
    words: "photo.jpg at its full size takes about 1.1 GB.",
    instead: "work at 10 × 20",
  });
  const second = askFirst(store, "tensors.npz", dear);
  expect(await first).toBe("leave");
  answerCost(store, "instead");
  expect(await second).toBe("instead");
  expect(store.getState().session.asking).toBeNull();
  answerCost(store, "go on");
  expect(store.getState().session.asking).toBeNull();
});
