import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createMemo, type Memo } from "../../src/engine/memo";
import { createRecent } from "../../src/engine/recent";
import { onEveryBackend } from "./on-every-backend";

/** Stores a tensor of these numbers under `key`, keeping no handle. */
function store(memo: Memo, key: string, values: readonly number[]): void {
  const tensor = tf.tensor1d([...values]);
  memo.put(key, tensor);
  tensor.dispose();
}

async function stored(memo: Memo, key: string): Promise<number[] | null> {
  const tensor = memo.get(key);
  if (!tensor) return null;
  const values = [...(await tensor.data())];
  tensor.dispose();
  return values;
}

onEveryBackend("a memo", () => {
  it("gives back what was stored, on a handle of one's own", async () => {
    const memo = createMemo(1000);
    store(memo, "a", [1, 2]);
    expect(await stored(memo, "a")).toEqual([1, 2]);
    expect(await stored(memo, "a")).toEqual([1, 2]);
    expect(await stored(memo, "b")).toBeNull();
    memo.clear();
    expect(await stored(memo, "a")).toBeNull();
  });

  it("forgets the longest unused when space runs out, and never stores what is too large", async () => {
    const memo = createMemo(40);
    store(memo, "a", [1, 2, 3, 4]);
    store(memo, "b", [5, 6, 7, 8]);
    expect(await stored(memo, "a")).not.toBeNull();
    store(memo, "c", [9, 10, 11, 12]);
    expect(await stored(memo, "b")).toBeNull();
    expect(await stored(memo, "a")).toEqual([1, 2, 3, 4]);
    expect(await stored(memo, "c")).toEqual([9, 10, 11, 12]);
    store(memo, "large", [1, 2, 3, 4, 5, 6]);
    expect(await stored(memo, "large")).toBeNull();
    memo.clear();
  });

  it("keeps of a run what it used or added", async () => {
    const memo = createMemo(1000);
    memo.begin();
    store(memo, "used", [1]);
    store(memo, "unused", [2]);
    memo.keepUsed();
    memo.begin();
    await stored(memo, "used");
    store(memo, "added", [3]);
    memo.keepUsed();
    expect(await stored(memo, "unused")).toBeNull();
    expect(await stored(memo, "used")).toEqual([1]);
    expect(await stored(memo, "added")).toEqual([3]);
    memo.clear();
  });

  it("drops what a visit added, and leaves the rest", async () => {
    const memo = createMemo(1000);
    memo.begin();
    store(memo, "before", [1]);
    memo.begin();
    store(memo, "added", [2]);
    memo.dropAdded();
    expect(await stored(memo, "added")).toBeNull();
    expect(await stored(memo, "before")).toEqual([1]);
    memo.clear();
  });

  it("keeps the first of two with the same key", async () => {
    const memo = createMemo(1000);
    store(memo, "a", [1]);
    store(memo, "a", [2]);
    expect(await stored(memo, "a")).toEqual([1]);
    memo.clear();
  });
});

it("createRecent remembers what was used last, and makes each thing once", () => {
  const recent = createRecent<string>(2);
  let made = 0;
  const make = (name: string) => () => `${name}${(made += 1)}`;
  expect(recent.of("a", make("a"))).toBe("a1");
  expect(recent.of("a", make("a"))).toBe("a1");
  recent.of("b", make("b"));
  recent.get("a");
  recent.set("c", "c");
  expect([recent.get("a"), recent.get("b"), recent.get("c")]).toEqual(["a1", undefined, "c"]);
  recent.clear();
  expect(recent.get("a")).toBeUndefined();
});
