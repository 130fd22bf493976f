import { describe, expect, it } from "vitest";
import { cases, gridOf } from "./cases";

const all = cases(false);

describe("the cases", () => {
  it("are every size with every kernel, with stride 1 and 2 and with dilation 2", () => {
    const full = all.filter(({ kind }) => kind === "full").map(({ id }) => id);
    expect(full).toHaveLength(36);
    expect(full).toContain("full-2048-k15");
    expect(full).toContain("full-2048-k15-s2");
    expect(full).toContain("full-512-k3-d2");
  });

  it("have names of their own", () => expect(new Set(all.map(({ id }) => id)).size).toBe(all.length));

  it("a quick run takes some of each kind", () => {
    const quick = cases(true);
    expect(quick.length).toBeLessThan(10);
    expect(new Set(quick.map(({ kind }) => kind))).toEqual(new Set(all.map(({ kind }) => kind)));
  });

  it("count windows and multiply-adds: 512², k 3, stride 2", () => {
    const each = all.find(({ id }) => id === "full-512-k3-s2");
    if (!each) throw new Error("no such case");
    expect(gridOf(each)).toEqual([255, 255]);
    expect(each.macs).toBe(255 * 255 * 27);
    expect(each.bytes).toBe(4 * (3 * 512 * 512 + 255 * 255));
  });
});
