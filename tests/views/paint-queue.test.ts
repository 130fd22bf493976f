import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LEAST, SHARE } from "../../src/views/paint-queue";

type Queue = typeof import("../../src/views/paint-queue");

let forgetPaint: Queue["forgetPaint"];
let isPaintWaiting: Queue["isPaintWaiting"];
let paintSoon: Queue["paintSoon"];
let frames: ((began: number) => void)[] = [];
let tasks: (() => void)[] = [];
let now = 0;

/** A channel whose messages come when a test says so. */
class HandChannel {
  private listener = (): void => undefined;
  readonly port1 = {
    addEventListener: (_: string, listener: () => void) => {
      this.listener = listener;
    },
    start: () => undefined,
  };
  readonly port2 = { postMessage: () => tasks.push(this.listener) };
}

beforeEach(async () => {
  frames = [];
  tasks = [];
  now = 0;
  vi.stubGlobal("requestAnimationFrame", (draw: (began: number) => void) => frames.push(draw));
  vi.stubGlobal("cancelAnimationFrame", (handle: number) => {
    frames[handle - 1] = () => undefined;
  });
  vi.stubGlobal("MessageChannel", HandChannel);
  vi.spyOn(performance, "now").mockImplementation(() => now);
  // A queue of its own, which has no channel yet.
  vi.resetModules();
  ({ forgetPaint, isPaintWaiting, paintSoon } = await import("../../src/views/paint-queue"));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Lets one frame pass; what it asks for comes with the next. */
function passFrame(began = now): void {
  for (const draw of frames.splice(0)) draw(began);
}

/** Lets what waits between two frames have its turn. */
function passTask(): void {
  for (const work of tasks.splice(0)) work();
}

describe("what is to be drawn", () => {
  it("waits for a frame, the newest drawing of each node only", () => {
    const [a, b] = [{}, {}];
    const drawn: string[] = [];
    paintSoon(a, () => void drawn.push("old a"));
    paintSoon(b, () => void drawn.push("b"));
    paintSoon(a, () => void drawn.push("new a"));
    expect([drawn, isPaintWaiting()]).toEqual([[], true]);
    passFrame();
    expect([drawn, isPaintWaiting()]).toEqual([["new a", "b"], false]);
    passFrame();
    expect(drawn).toHaveLength(2);
  });

  it("may come first: before what waits already, and in the place of its own older drawing", () => {
    const [a, b] = [{}, {}];
    const drawn: string[] = [];
    paintSoon(a, () => void drawn.push("a"));
    paintSoon(b, () => void drawn.push("old b"));
    paintSoon(b, () => void drawn.push("b"), true);
    passFrame();
    expect(drawn).toEqual(["b", "a"]);
  });

  it("stays first until all of it is drawn", () => {
    const drawn: string[] = [];
    function* pieces() {
      for (let n = 0; n < 3; n += 1) {
        drawn.push(`first ${n}`);
        now += 1.25 * SHARE;
        yield;
      }
    }
    paintSoon({}, () => void drawn.push("other"));
    paintSoon({}, pieces, true);
    for (let frame = 0; frame < 3; frame += 1) passFrame();
    expect(drawn).toEqual(["first 0", "first 1", "first 2"]);
    passFrame();
    expect(drawn.at(-1)).toBe("other");
  });

  it("is spread over frames when one has drawn for its share of time", () => {
    const drawn: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      paintSoon({}, () => {
        drawn.push(n);
        now += 0.75 * SHARE;
      });
    }
    passFrame();
    expect(drawn).toEqual([0, 1]);
    passFrame();
    expect(drawn).toEqual([0, 1, 2, 3]);
    passFrame();
    expect([drawn, isPaintWaiting()]).toEqual([[0, 1, 2, 3, 4], false]);
  });

  it("draws less in a frame in which something was asked for that took long", () => {
    const drawn: number[] = [];
    const ask = (count: number, takes = 0.4 * SHARE) => {
      for (let n = 0; n < count; n += 1) {
        paintSoon({}, () => {
          drawn.push(n);
          now += takes;
        });
      }
    };
    const began = now;
    ask(3);
    now += 1.9 * SHARE;
    passFrame(began);
    expect(drawn, "one takes longer than the least there is").toEqual([0]);
    now += SHARE;
    passFrame();
    expect(drawn, "a frame in which nothing was asked for").toEqual([0, 1, 2]);
    const next = now;
    ask(3);
    now += 0.9 * SHARE;
    passFrame(next);
    expect(drawn, "it did not take long").toEqual([0, 1, 2, 0, 1, 2]);
    drawn.length = 0;
    const last = now;
    ask(3, 0.6 * LEAST);
    now += 9 * SHARE;
    passFrame(last);
    expect(drawn, "however long it took, there is the least").toEqual([0, 1]);
  });

  it("is drawn piece by piece, over as many frames as it needs", () => {
    const [a, b] = [{}, {}];
    const drawn: string[] = [];
    function* pieces(name: string, count: number) {
      for (let n = 0; n < count; n += 1) {
        drawn.push(`${name}${n}`);
        now += 0.75 * SHARE;
        yield;
      }
    }
    paintSoon(a, () => pieces("a", 3));
    paintSoon(b, () => pieces("b", 1));
    passFrame();
    expect([drawn, isPaintWaiting()]).toEqual([["a0", "a1"], true]);
    // The other one is not kept waiting by what is long.
    passFrame();
    expect(drawn).toEqual(["a0", "a1", "b0", "a2"]);
    passFrame();
    expect([drawn.length, isPaintWaiting()]).toEqual([4, false]);
  });

  it("goes on between frames while it only computes, and what changes the page waits for one", () => {
    const drawn: string[] = [];
    function* computing() {
      for (let n = 0; n < 3; n += 1) {
        drawn.push(`computed ${n}`);
        now += 1.25 * SHARE;
        yield "computed" as const;
      }
      drawn.push("shown");
      now += 1.25 * SHARE;
      yield undefined;
      drawn.push("shown once more");
    }
    paintSoon({}, computing);
    passTask();
    expect(drawn).toEqual([]);
    passFrame();
    expect(drawn).toEqual(["computed 0"]);
    paintSoon({}, () => void drawn.push("other"));
    for (let turn = 0; turn < 4; turn += 1) passTask();
    expect(drawn).toEqual(["computed 0", "computed 1", "computed 2", "shown"]);
    passFrame();
    expect([drawn.slice(4), isPaintWaiting()]).toEqual([["other", "shown once more"], false]);
  });

  it("between frames stops at the first piece that changes the page, however much time is left", () => {
    const drawn: string[] = [];
    paintSoon({}, function* draw() {
      now += 1.25 * SHARE;
      yield "computed";
      drawn.push("changed");
      yield undefined;
      drawn.push("changed again");
    });
    passFrame();
    passTask();
    passTask();
    expect(drawn).toEqual(["changed"]);
    passFrame();
    expect([drawn, isPaintWaiting()]).toEqual([["changed", "changed again"], false]);
  });

  it("is given up half-way for a newer one, and where it is taken back", () => {
    const [a, b] = [{}, {}];
    const drawn: string[] = [];
    function* pieces(name: string) {
      for (;;) {
        drawn.push(name);
        now += 1.25 * SHARE;
        yield;
      }
    }
    paintSoon(a, () => pieces("old a"));
    paintSoon(b, () => pieces("b"));
    passFrame();
    passFrame();
    paintSoon(a, () => void drawn.push("new a"));
    forgetPaint(b);
    passFrame();
    expect([drawn, isPaintWaiting()]).toEqual([["old a", "b", "new a"], false]);
  });

  it("can be taken back, also by what is drawn before it", () => {
    const [a, b, c] = [{}, {}, {}];
    const drawn: string[] = [];
    paintSoon(a, () => {
      drawn.push("a");
      forgetPaint(b);
    });
    paintSoon(b, () => void drawn.push("b"));
    paintSoon(c, () => void drawn.push("c"));
    forgetPaint(c);
    passFrame();
    passFrame();
    expect(drawn).toEqual(["a"]);
  });

  it("is drawn although something before it throws", () => {
    const drawn: string[] = [];
    paintSoon({}, () => {
      throw new Error("no canvas");
    });
    paintSoon({}, () => void drawn.push("b"));
    expect(passFrame).toThrow("no canvas");
    passFrame();
    expect(drawn).toEqual(["b"]);
  });
});
