import { describe, expect, it } from "vitest";
import { Store } from "../../../src/share/pictures/store";

describe("Store", () => {
  it("lets go what was used longest ago once it holds too much", () => {
    const store = new Store<string>(100);
    store.set(1, "one", 40);
    store.set(2, "two", 40);
    expect(store.get(1)).toBe("one");
    store.set(3, "three", 40);
    expect([store.get(1), store.get(2), store.get(3)]).toEqual(["one", undefined, "three"]);
    expect(store.bytes).toBe(80);
  });

  it("keeps the newest even when it is too large alone", () => {
    const store = new Store<string>(100);
    store.set(1, "one", 40);
    store.set(2, "huge", 500);
    expect([store.get(1), store.get(2)]).toEqual([undefined, "huge"]);
    store.set(3, "three", 1);
    expect([store.get(2), store.get(3), store.bytes]).toEqual([undefined, "three", 1]);
  });

  it("makes room for what is not there yet", () => {
    const store = new Store<string>(100);
    for (const id of [1, 2, 3]) store.set(id, "some", 30);
    store.makeRoom(40);
    expect([store.get(1), store.get(2), store.bytes]).toEqual([undefined, "some", 60]);
    store.makeRoom(500);
    expect(store.bytes).toBe(0);
  });

  it("counts a replaced or deleted value once", () => {
    const store = new Store<string>(100);
    store.set(1, "one", 90);
    store.set(1, "uno", 50);
    expect([store.get(1), store.bytes]).toEqual(["uno", 50]);
    store.delete(1);
    store.delete(1);
    expect([store.get(1), store.bytes]).toEqual([undefined, 0]);
  });
});
