import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { copyText, saveBytes, saveCanvasPng } from "../../src/share/save";

/** The few things of a browser that saving needs, written down instead of carried out. */
const happened: string[] = [];
const blobs: Blob[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  happened.length = 0;
  blobs.length = 0;
  vi.stubGlobal("document", {
    createElement: () => ({
      href: "",
      download: "",
      click() {
        happened.push(`click ${this.href} as ${this.download}`);
      },
      remove: () => happened.push("remove"),
    }),
    body: { append: () => happened.push("append") },
  });
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return "blob:1";
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((address) => happened.push(`revoke ${address}`));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("saveBytes", () => {
  it("clicks a link to the bytes, takes it away, and frees them later", async () => {
    saveBytes("maps.npy", Uint8Array.of(1, 2, 3), "application/octet-stream");
    expect(happened).toEqual(["append", "click blob:1 as maps.npy", "remove"]);
    expect(blobs[0]?.type).toBe("application/octet-stream");
    expect(new Uint8Array((await blobs[0]?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
    vi.runAllTimers();
    expect(happened.at(-1)).toBe("revoke blob:1");
  });

  it("hands a blob on as it is", () => {
    const blob = new Blob(["x"], { type: "image/png" });
    saveBytes("a.png", blob, "ignored/type");
    expect(blobs).toEqual([blob]);
  });
});

const canvas = (toBlob: HTMLCanvasElement["toBlob"]) =>
  // Only what the function uses of a canvas.
  ({ width: 4, height: 3, toBlob }) as HTMLCanvasElement;

describe("saveCanvasPng", () => {
  it("saves what the canvas gives", async () => {
    await saveCanvasPng(
      canvas((done, type) => done(new Blob(["png"], { type: type ?? "" }))),
      "output.png",
    );
    expect(happened).toContain("click blob:1 as output.png");
    expect(blobs[0]?.type).toBe("image/png");
  });

  it.each<[string, HTMLCanvasElement["toBlob"]]>([
    ["gives nothing", (done) => done(null)],
    [
      "throws",
      () => {
        throw new Error("SecurityError");
      },
    ],
  ])("rejects in plain words when the canvas %s", async (_, toBlob) => {
    await expect(saveCanvasPng(canvas(toBlob), "output.png")).rejects.toMatchObject({
      tag: "save-refused",
      message: "the browser gave no picture of 4×3 pixels",
    });
    expect(happened).toEqual([]);
  });
});

describe("copyText", () => {
  it("is true once the text is on the clipboard", async () => {
    const texts: string[] = [];
    const writeText = (text: string) => Promise.resolve(texts.push(text));
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    expect(await copyText("#v1.AAAA")).toBe(true);
    expect(texts).toEqual(["#v1.AAAA"]);
  });

  it.each<[string, object]>([
    ["refuses", { clipboard: { writeText: () => Promise.reject(new Error("NotAllowedError")) } }],
    ["has no clipboard", {}],
  ])("is false when the browser %s", async (_, navigator) => {
    vi.stubGlobal("navigator", navigator);
    expect(await copyText("x")).toBe(false);
  });
});
