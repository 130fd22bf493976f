import { describe, expect, it } from "vitest";
import type { Picture } from "../../src/model/picture";
import { createPictureMemory } from "../../src/share/picture-memory";

const picture = (label: string): Picture => ({
  image: { shape: [1, 1, 1, 1], data: new Float32Array(1) },
  label,
  natural: null,
  perNumber: 4,
  notes: [],
});

describe("a memory of pictures", () => {
  it("gives a picture by its key, and nothing for another", () => {
    const memory = createPictureMemory();
    const cat = picture("cat");
    expect(memory.recall("cat")).toBeNull();
    expect(memory.keep("cat", cat)).toBe(cat);
    expect(memory.recall("cat")).toBe(cat);
    expect(memory.recall("dog")).toBeNull();
  });

  it("of two pictures with one key, gives the first to everybody", () => {
    const memory = createPictureMemory();
    const first = picture("cat");
    memory.keep("cat", first);
    expect(memory.keep("cat", picture("cat"))).toBe(first);
  });

  it("forgets the oldest keys, and takes none that is long", () => {
    const memory = createPictureMemory();
    const held = Array.from({ length: 300 }, (_, n) => memory.keep(`key ${n}`, picture(String(n))));
    expect(memory.recall("key 0")).toBeNull();
    expect(memory.recall("key 299")).toBe(held[299]);
    expect(held.filter((each, n) => memory.recall(`key ${n}`) === each)).toHaveLength(256);
    const long = "x".repeat(20_001);
    const kept = memory.keep(long, picture("long"));
    expect(kept.label).toBe("long");
    expect(memory.recall(long)).toBeNull();
  });
});
