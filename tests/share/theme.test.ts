import { afterEach, describe, expect, it, vi } from "vitest";
import { readTheme, rememberTheme } from "../../src/share/theme";

afterEach(() => vi.unstubAllGlobals());

/** A browser's storage; `getItem` and `setItem` as far as they are used. */
function storage(entries: Record<string, string> = {}): Map<string, string> {
  const stored = new Map(Object.entries(entries));
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  return stored;
}

describe("the theme", () => {
  it("is the system's on a first visit", () => {
    storage();
    expect(readTheme()).toBe("system");
  });

  it.each(["light", "dark", "system"] as const)("%s is remembered, under one key of the playground's own", (theme) => {
    const stored = storage({ theme: "another page's" });
    rememberTheme(theme);
    expect(readTheme()).toBe(theme);
    expect([...stored]).toEqual([
      ["theme", "another page's"],
      ["unfold-playground.theme", theme],
    ]);
  });

  it("the last choice counts", () => {
    storage();
    rememberTheme("dark");
    rememberTheme("light");
    expect(readTheme()).toBe("light");
  });

  it.each(["", "blue", "DARK", "__proto__", "null"])("a stored %j is the system's", (value) => {
    storage({ "unfold-playground.theme": value });
    expect(readTheme()).toBe("system");
  });

  it("without storage is the system's, and choosing one throws nothing", () => {
    const refuse = () => {
      throw new Error("SecurityError: the operation is insecure");
    };
    for (const refused of [{ getItem: refuse, setItem: refuse }, undefined]) {
      vi.stubGlobal("localStorage", refused);
      expect(readTheme()).toBe("system");
      expect(() => rememberTheme("dark")).not.toThrow();
    }
  });
});
