import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Address, watchAddress } from "../../src/share/address";

/** The browser's address bar: what was written without a reload, and who hears of a hash that came from outside. */
class Bar {
  hash = "";
  readonly writes: string[] = [];
  readonly state = { scroll: 3 };
  refusing = false;
  private readonly listeners: (() => void)[] = [];

  install(): void {
    vi.stubGlobal("location", this);
    vi.stubGlobal("history", {
      state: this.state,
      replaceState: (state: unknown, _title: string, hash: string) => {
        if (this.refusing) throw new Error("SecurityError: too many calls to Location or History APIs");
        expect(state, "the state of the entry is kept").toBe(this.state);
        this.writes.push(hash);
        this.hash = hash;
      },
    });
    vi.stubGlobal("window", {
      addEventListener: (_: "hashchange", listener: () => void) => this.listeners.push(listener),
    });
  }

  /** A link followed, a hash typed, or the browser's back button; the event comes as the hash is already there. */
  follow(hash: string): void {
    this.hash = hash;
    for (const listener of this.listeners) listener();
  }
}

let bar: Bar;
let address: Address;
let foreign: string[];
let failures: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  bar = new Bar();
  bar.install();
  foreign = [];
  failures = [];
  address = watchAddress(
    (hash) => foreign.push(hash),
    (thrown) => failures.push(thrown),
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Hashes that were asked for, in the order in which they were made. */
function maker() {
  const made: string[] = [];
  return { made, make: (hash: string) => () => (made.push(hash), hash) };
}

describe("writing", () => {
  it("happens a little later, once, with the last of many hashes; the others are not even made", () => {
    const { made, make } = maker();
    for (const hash of ["#a", "#b", "#c"]) address.set(make(hash));
    expect([made, bar.writes]).toEqual([[], []]);
    vi.advanceTimersByTime(1000);
    expect([made, bar.writes]).toEqual([["#c"], ["#c"]]);
    vi.runAllTimers();
    expect(bar.writes).toEqual(["#c"]);
  });

  it("goes on while changes keep coming: a long gesture is seen on its way", () => {
    const { make } = maker();
    for (let n = 0; n < 100; n += 1) {
      address.set(make(`#${n}`));
      vi.advanceTimersByTime(16);
    }
    vi.runAllTimers();
    expect(bar.hash).toBe("#99");
    expect(bar.writes.length).toBeGreaterThan(2);
    // 1.6 s of changes; browsers allow about 100 in 30 s.
    expect(bar.writes.length).toBeLessThanOrEqual(6);
  });

  it("flush writes at once, and not a second time", () => {
    address.set(() => "#a");
    address.flush();
    expect(bar.writes).toEqual(["#a"]);
    vi.runAllTimers();
    address.flush();
    expect(bar.writes).toEqual(["#a"]);
  });

  it("flush without anything to write does nothing", () => {
    address.flush();
    expect([bar.writes, failures]).toEqual([[], []]);
  });

  it("does not write what is there already", () => {
    bar.hash = "#a";
    address.set(() => "#a");
    address.flush();
    expect(bar.writes).toEqual([]);
  });

  it("starts again after a flush", () => {
    address.set(() => "#a");
    address.flush();
    address.set(() => "#b");
    vi.runAllTimers();
    expect(bar.writes).toEqual(["#a", "#b"]);
  });

  it("a hash that cannot be made is told, and the address stays", () => {
    bar.follow("#old");
    const reason = new Error("the link is too long");
    address.set(() => {
      throw reason;
    });
    vi.runAllTimers();
    expect(failures).toEqual([reason]);
    expect(bar.hash).toBe("#old");
    vi.runAllTimers();
    address.flush();
    expect(failures, "told once").toHaveLength(1);
    address.set(() => "#new");
    vi.runAllTimers();
    expect(bar.hash).toBe("#new");
  });

  it("a browser that refuses is left in peace; the next change is written", () => {
    bar.refusing = true;
    address.set(() => "#a");
    expect(() => vi.runAllTimers()).not.toThrow();
    bar.refusing = false;
    address.set(() => "#b");
    vi.runAllTimers();
    expect([bar.writes, failures]).toEqual([["#b"], []]);
  });
});

describe("a hash from outside", () => {
  it("is heard", () => {
    bar.follow("#theirs");
    expect(foreign).toEqual(["#theirs"]);
  });

  it("is not written over before it is heard", () => {
    address.set(() => "#mine");
    // The hash is there at once, its event a moment later.
    bar.hash = "#theirs";
    address.flush();
    expect([bar.hash, bar.writes]).toEqual(["#theirs", []]);
    bar.follow("#theirs");
    expect(foreign).toEqual(["#theirs"]);
    address.set(() => "#mine after all");
    address.flush();
    expect(bar.hash).toBe("#mine after all");
  });

  it("one's own is not", () => {
    address.set(() => "#mine");
    address.flush();
    bar.follow("#mine");
    expect(foreign).toEqual([]);
  });

  it("the way back to what the page wrote before is heard", () => {
    address.set(() => "#mine");
    address.flush();
    bar.follow("#theirs");
    // The page shows it, and its document makes the very hash that is there.
    address.set(() => "#theirs");
    address.flush();
    bar.follow("#mine");
    expect(foreign).toEqual(["#theirs", "#mine"]);
  });

  it("is heard again when it comes again after something else", () => {
    bar.follow("#theirs");
    address.set(() => "#mine");
    address.flush();
    bar.follow("#theirs");
    expect(foreign).toEqual(["#theirs", "#theirs"]);
  });

  it("what the browser refused to write is not taken for the page's own", () => {
    bar.refusing = true;
    address.set(() => "#a");
    address.flush();
    bar.follow("#a");
    expect(foreign).toEqual(["#a"]);
  });
});
