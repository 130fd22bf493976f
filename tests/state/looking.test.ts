import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { afterLooking, setLooking } from "../../src/state/looking";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Whether a promise has resolved by now. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  let over = false;
  void promise.then(() => (over = true));
  await vi.advanceTimersByTimeAsync(0);
  return over;
}

describe("waiting for what is looked at", () => {
  it("ends with the last who looks, however long that takes", async () => {
    const [one, other] = [{}, {}];
    setLooking(one, true);
    const waiting = afterLooking();
    setLooking(other, true);
    await vi.advanceTimersByTimeAsync(10_000);
    setLooking(one, false);
    expect(await isOver(waiting)).toBe(false);
    setLooking(other, false);
    expect(await isOver(waiting)).toBe(true);
  });

  it("ends at once where somebody finds that everything is there", async () => {
    const waiting = afterLooking();
    expect(await isOver(waiting)).toBe(false);
    setLooking({}, false);
    expect(await isOver(waiting)).toBe(true);
  });

  it("ends after a while where nobody begins, and goes on where somebody has begun meanwhile", async () => {
    const alone = afterLooking();
    await vi.advanceTimersByTimeAsync(200);
    expect(await isOver(alone)).toBe(true);
    const waiting = afterLooking();
    await vi.advanceTimersByTimeAsync(100);
    const late = {};
    setLooking(late, true);
    await vi.advanceTimersByTimeAsync(100);
    expect(await isOver(waiting)).toBe(false);
    setLooking(late, false);
    expect(await isOver(waiting)).toBe(true);
  });
});
