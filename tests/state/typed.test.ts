import { describe, expect, it } from "vitest";
import type { Document } from "../../src/model/document";
import { jobOf } from "../../src/state/conductor";
import { traceOf } from "../../src/state/programs";
import { createAppStore } from "../../src/state/store";
import { commit } from "../../src/state/store";
import { loadLanguage, readingOf } from "../../src/state/typed";
import { documentWith, pictureOf } from "./app";

const typed = (code: string, change: Partial<Document> = {}): Document =>
  documentWith({ program: { code }, ...change });
const SHAPE = [1, 3, 12, 16] as const;

await loadLanguage();

describe("a program typed by hand", () => {
  it("is read over the document's picture, filter and region, and stands in the place of the patch maps", () => {
    const document = typed("x = image * 2\ny = x[region.nonzero] if 0 else x", {});
    expect(readingOf(documentWith(), SHAPE)).toBeNull();
    const { maps, output } = traceOf(document, SHAPE, 10);
    expect(maps.steps.map((step) => step.code)).toEqual(["image", "x = image * 2"]);
    expect(output.steps.length).toBeGreaterThan(3);
    expect(readingOf(document, SHAPE)?.error?.kind).toBe("outside");
  });

  it("knows how many windows the region keeps under the document's rule", () => {
    const region = {
      shapes: [{ add: { rect: [2, 2, 4, 3] as const } }],
      keep: "centre" as const,
      outside: "zeros" as const,
    };
    const reading = readingOf(typed("n = kept.shape[0]\nm = base.shape[0]", { region }), SHAPE);
    expect(reading?.error).toBeNull();
    expect(reading?.variables.get("n")).toMatchObject({ value: 12 });
    expect(reading?.variables.get("m")).toMatchObject({ value: 10 * 14 });
  });

  it("is the same object as long as nothing it depends on changes, and goes to the engine with the job", () => {
    const store = createAppStore();
    const document = typed("y = image.sum(1)");
    commit(store, document, pictureOf([...SHAPE]));
    const job = jobOf(store.getState());
    expect(job?.program).toBe("contiguous");
    const shape = store.getState().picture!.image.shape; // committed two lines above
    expect(job?.typed).toBe(readingOf(document, shape)?.program);
    expect(job?.shown).toEqual({ program: "maps", step: 1 });
    expect(readingOf({ ...document, sum_over: ["kh"] }, shape)).toBe(readingOf(document, shape));
  });
});
