import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_DOCUMENT, type ImageSource } from "../../src/model/document";
import { PlaygroundError } from "../../src/model/errors";
import type { ImageNumbers } from "../../src/model/levels";
import type { Pair } from "../../src/model/geometry";
import { SAMPLES } from "../../src/model/samples";
import { createPictureLoader, type PictureLoader, TOO_LARGE_NOTE, TRAVELS_BELOW } from "../../src/share/picture-loader";
import type { PictureInfo, PicturePiece, Pictures, WorkingOptions } from "../../src/share/pictures/client";

/** Pictures without a worker: a file's text is "height width", a leading "gray" or "broken" being what it says. */
class FakePictures implements Pictures {
  readonly calls: string[] = [];
  readonly infos = new Map<number, PictureInfo>();
  /** Samples that cannot be fetched just now. */
  readonly offline = new Set<string>();
  /** While true, every file fails to open, as when the worker has died. */
  failing = false;
  /** Whether numbers are told of while they are made, as those of large pictures are. */
  inPieces = true;

  async sample(file: string): Promise<PictureInfo> {
    this.calls.push(`sample ${file}`);
    if (this.offline.has(file)) throw new PlaygroundError("picture-fetch", `${file} could not be fetched`);
    return this.known([300, 451], false, 1000);
  }

  async open(blob: Blob, name: string): Promise<PictureInfo> {
    this.calls.push(`open ${name}`);
    const text = (await blob.text()).trim();
    if (this.failing || text.startsWith("broken")) throw new PlaygroundError("picture-broken", `${name} is broken`);
    const [h = 0, w = 0] = text.replace("gray ", "").split(" ").map(Number);
    return this.known([h, w], text.startsWith("gray"), blob.size);
  }

  async working(id: number, { color, resize }: WorkingOptions, onPiece?: (piece: PicturePiece) => void) {
    this.calls.push(`working ${id} ${color} ${resize?.join("×") ?? "own size"}`);
    if (this.inPieces) onPiece?.({ piece: new Uint8Array(3), at: 0, of: 3 });
    const [h, w] = resize ?? this.infos.get(id)!.natural;
    const channels = color === "gray" ? 1 : 3;
    return {
      image: { shape: [1, channels, h, w] as const, data: new Float32Array(channels * h * w) },
      reduced: resize,
      notes: [],
    };
  }

  forget(): void {
    throw new Error("nothing forgets a picture");
  }

  dispose(): void {
    throw new Error("nothing ends the pictures");
  }

  private known(natural: Pair, gray: boolean, bytes: number): PictureInfo {
    const info = {
      id: this.infos.size + 1,
      kind: "png" as const,
      natural,
      bits: 8,
      gray,
      notes: ["a note"],
      bytes,
      perNumber: 4 as const,
    };
    this.infos.set(info.id, info);
    return info;
  }
}

const wanted = (image: ImageSource, change: { color?: "gray"; resize?: Pair } = {}) => ({
  image,
  color: change.color ?? DEFAULT_DOCUMENT.color,
  resize: change.resize ?? null,
});

/** A file of these words, padded with spaces up to a size. */
const file = (words: string, bytes = words.length): File => new File([words.padEnd(bytes)], "of no matter");
const LARGE = TRAVELS_BELOW + 1;
const absent = (name: string, [h, w]: Pair, channels: 1 | 3 = 3) => ({
  absent: { name, shape: [1, channels, h, w] as const },
});

let pictures: FakePictures;
let loader: PictureLoader;

beforeEach(() => {
  pictures = new FakePictures();
  loader = createPictureLoader(pictures);
});

const opened = (): string[] => pictures.calls.filter((call) => !call.startsWith("working"));

describe("where numbers are wanted ahead", () => {
  it("offers each piece as it is made, and says whose they were; not when the picture is there already", async () => {
    const heard: unknown[] = [];
    const ahead = {
      offer: (piece: ImageNumbers, at: number, of: number) => heard.push([piece.length, at, of]),
      offered: (data: ImageNumbers) => heard.push(data),
    };
    const eager = createPictureLoader(pictures, ahead);
    const { image } = await eager.load(wanted({ sample: "coins" }));
    expect(heard).toEqual([[3, 0, 3], image.data]);
    await eager.load(wanted({ sample: "coins" }));
    expect(heard).toHaveLength(2);
    pictures.inPieces = false;
    await eager.load(wanted({ sample: "chelsea" }));
    expect(heard).toHaveLength(2);
  });
});

describe("made images", () => {
  it.each<[ImageSource, string, number[]]>([
    [{ arange: { shape: [1, 1, 2, 3] } }, "arange", [0, 1, 2, 3, 4, 5]],
    [{ tensor: { shape: [1, 1, 1, 1], float32: "AACAPw==" } }, "tensor", [1]],
  ])("%j need no decoder", async (image, label, data) => {
    const picture = await loader.load(wanted(image));
    expect([...picture.image.data]).toEqual(data);
    expect(picture).toMatchObject({ label, natural: null, notes: [] });
    expect(pictures.calls).toEqual([]);
  });

  it("a random one is named by its seed", async () => {
    const { label, image } = await loader.load(wanted({ random: { seed: 7, shape: [2, 1, 3, 4] } }));
    expect(label).toBe("random, seed 7");
    expect(image.shape).toEqual([2, 1, 3, 4]);
  });

  it("one that is wrong rejects with what is wrong", async () => {
    await expect(loader.load(wanted({ arange: { shape: [1, 1, 0, 3] } }))).rejects.toMatchObject({
      tag: "image-shape",
    });
  });
});

describe("the same picture asked for again", () => {
  const inside = { file: { mime: "image/png", base64: btoa("8 9") } };
  it.each<[string, ImageSource]>([
    ["a sample", { sample: "coins" }],
    ["random numbers", { random: { seed: 1, shape: [1, 1, 3, 3] } }],
    ["a file inside the link", inside],
  ])("%s: is the very same object, however often its document is opened", async (_, image) => {
    const first = await loader.load(wanted(image));
    expect(await loader.load(wanted(structuredClone(image)))).toBe(first);
    expect(opened().length).toBeLessThanOrEqual(1);
  });

  it("in another colour or size, or by another seed, is another one", async () => {
    const first = await loader.load(wanted({ sample: "coins" }));
    expect(await loader.load(wanted({ sample: "coins" }, { color: "gray" }))).not.toBe(first);
    expect(await loader.load(wanted({ sample: "coins" }, { resize: [4, 5] }))).not.toBe(first);
    const made = await loader.load(wanted({ random: { seed: 1, shape: [1, 1, 3, 3] } }));
    expect(await loader.load(wanted({ random: { seed: 2, shape: [1, 1, 3, 3] } }))).not.toBe(made);
  });
});

describe("samples", () => {
  it.each(SAMPLES)("$name is fetched from samples/$file", async ({ name, file: path }) => {
    const picture = await loader.load(wanted({ sample: name }));
    expect(opened()).toEqual([`sample samples/${path}`]);
    expect(picture).toMatchObject({ label: name, natural: [300, 451], notes: ["a note"] });
  });

  it("is fetched once, whatever colour and size are asked for, even at the same time", async () => {
    await Promise.all([
      loader.load(wanted({ sample: "coins" })),
      loader.load(wanted({ sample: "coins" }, { color: "gray", resize: [30, 45] })),
    ]);
    const again = await loader.load(wanted({ sample: "coins" }, { resize: [10, 20] }));
    expect(opened()).toEqual(["sample samples/coins.png"]);
    expect(again.image.shape).toEqual([1, 3, 10, 20]);
    expect(pictures.calls).toContain("working 1 gray 30×45");
  });

  it("one that failed is fetched again when it is asked for again", async () => {
    pictures.offline.add("samples/coins.png");
    await expect(loader.load(wanted({ sample: "coins" }))).rejects.toMatchObject({ tag: "picture-fetch" });
    pictures.offline.clear();
    await expect(loader.load(wanted({ sample: "coins" }))).resolves.toMatchObject({ label: "coins" });
    expect(opened()).toEqual(["sample samples/coins.png", "sample samples/coins.png"]);
  });

  it.each(["lena", "__proto__", "constructor", ""])("there is no sample %j, and nothing is fetched", async (name) => {
    await expect(loader.load(wanted({ sample: name }))).rejects.toMatchObject({ tag: "sample" });
    expect(pictures.calls).toEqual([]);
  });
});

describe("a small file", () => {
  it(`of up to ${TRAVELS_BELOW} bytes travels: byte for byte in the document, opened again from there`, async () => {
    const { image, resize } = await loader.adopt(file("40 60", TRAVELS_BELOW), "photo.png");
    if (!("file" in image)) throw new Error("it does not travel");
    expect(image.file.mime).toBe("image/png");
    expect(atob(image.file.base64)).toBe("40 60".padEnd(TRAVELS_BELOW));
    expect(resize).toBeNull();

    const elsewhere = createPictureLoader(pictures);
    const picture = await elsewhere.load(wanted(structuredClone(image)));
    expect(picture).toMatchObject({ label: "own picture", natural: [40, 60] });
    expect(opened()).toEqual(["open photo.png", "open the picture in the link"]);
  });

  it("is not decoded again in the tab that brought it", async () => {
    const { image } = await loader.adopt(file("40 60"), "photo.png");
    await loader.load(wanted(image));
    await loader.load(wanted(image, { color: "gray" }));
    expect(pictures.calls).toEqual(["open photo.png", "working 1 rgb own size", "working 1 gray own size"]);
  });

  it("from a link is decoded once", async () => {
    const image: ImageSource = { file: { mime: "image/png", base64: btoa("8 9") } };
    await Promise.all([loader.load(wanted(image)), loader.load(wanted(image, { resize: [2, 2] }))]);
    expect(opened()).toEqual(["open the picture in the link"]);
  });

  it("from a link, once failed, can be opened when the reason is gone", async () => {
    const image: ImageSource = { file: { mime: "image/png", base64: btoa("8 9") } };
    pictures.failing = true;
    await expect(loader.load(wanted(image))).rejects.toMatchObject({ tag: "picture-broken" });
    pictures.failing = false;
    await expect(loader.load(wanted(image))).resolves.toMatchObject({ natural: [8, 9] });
  });

  it("of damaged base64 rejects readably", async () => {
    const image: ImageSource = { file: { mime: "image/png", base64: "AAA" } };
    await expect(loader.load(wanted(image))).rejects.toMatchObject({ tag: "base64" });
  });
});

describe("a large file", () => {
  it("is named absent, with the channels its colours need", async () => {
    const colour = await loader.adopt(file("40 60", LARGE), "photo.jpg");
    expect(colour.image).toEqual(absent("photo.jpg", [40, 60]));
    const gray = await loader.adopt(file("gray 40 60", LARGE), "x-ray.png");
    expect(gray.image).toEqual(absent("x-ray.png", [40, 60], 1));
  });

  it("is there in the tab that brought it", async () => {
    const { image } = await loader.adopt(file("40 60", LARGE), "photo.jpg");
    await expect(loader.load(wanted(image))).resolves.toMatchObject({ label: "photo.jpg", natural: [40, 60] });
  });

  it("is found again by name and size when a link in the same tab speaks of it", async () => {
    const { image } = await loader.adopt(file("40 60", LARGE), "photo.jpg");
    const picture = await loader.load(wanted(structuredClone(image)));
    expect(picture.natural).toEqual([40, 60]);
    expect(opened()).toEqual(["open photo.jpg"]);
  });

  it.each([absent("other.jpg", [40, 60]), absent("photo.jpg", [60, 40]), absent("photo.jpg", [40, 60], 1)])(
    "is not mistaken for %j",
    async (image) => {
      await loader.adopt(file("40 60", LARGE), "photo.jpg");
      await expect(loader.load(wanted(image))).rejects.toMatchObject({ tag: "picture-absent" });
    },
  );

  it("has its name cut to what a document may hold", async () => {
    const { image } = await loader.adopt(file("40 60", LARGE), "n".repeat(5000));
    expect(image).toEqual(absent("n".repeat(200), [40, 60]));
  });

  it("is worked on at its own size, however large", async () => {
    const { resize, natural } = await loader.adopt(file("4000 6000", LARGE), "photo.jpg");
    expect([resize, natural]).toEqual([null, [4000, 6000]]);
  });

  it("that is broken is not adopted", async () => {
    await expect(loader.adopt(file("broken"), "photo.jpg")).rejects.toMatchObject({ tag: "picture-broken" });
  });
});

describe("an absent picture", () => {
  const image = absent("photo.jpg", [3000, 4000]);

  it("is asked for, by name and size", async () => {
    await expect(loader.load(wanted(image))).rejects.toMatchObject({
      tag: "picture-absent",
      message:
        'this link speaks of the picture "photo.jpg" (4000 × 3000), which is too large to travel inside a link: load the file to go on',
    });
    expect(pictures.calls).toEqual([]);
  });

  it("once provided is there under the name the document gives it, whatever the file is called", async () => {
    await loader.provide(image, file("3000 4000", LARGE), "IMG_1.jpg");
    await expect(loader.load(wanted(image, { resize: [30, 40] }))).resolves.toMatchObject({ label: "photo.jpg" });
    expect(opened()).toEqual(["open IMG_1.jpg"]);
  });

  it("once provided is found again when the same link is opened again", async () => {
    await loader.provide(image, file("3000 4000", LARGE), "photo.jpg");
    await expect(loader.load(wanted(structuredClone(image)))).resolves.toMatchObject({ natural: [3000, 4000] });
    expect(opened()).toEqual(["open photo.jpg"]);
  });

  it.each(["3000 4001", "4000 3000", "1 1"])("is not one of %s pixels (h w)", async (words) => {
    const [h, w] = words.split(" ");
    await expect(loader.provide(image, file(words), "other.jpg")).rejects.toMatchObject({
      tag: "picture-other",
      message: `other.jpg has ${w} × ${h} pixels, but the link speaks of a picture of 4000 × 3000: this is another one`,
    });
    await expect(loader.load(wanted(image))).rejects.toMatchObject({ tag: "picture-absent" });
  });

  it("a broken file is not taken for it", async () => {
    await expect(loader.provide(image, file("broken"), "photo.jpg")).rejects.toMatchObject({ tag: "picture-broken" });
    await expect(loader.load(wanted(image))).rejects.toMatchObject({ tag: "picture-absent" });
  });

  it("a right file after a wrong one is taken", async () => {
    await expect(loader.provide(image, file("1 1"), "wrong.jpg")).rejects.toBeInstanceOf(PlaygroundError);
    await loader.provide(image, file("3000 4000"), "right.jpg");
    await expect(loader.load(wanted(image))).resolves.toMatchObject({ natural: [3000, 4000] });
  });
});

describe("arrays brought from elsewhere", () => {
  const array = (shape: readonly [number, number, number, number]) => ({
    shape,
    data: new Float32Array(shape[0] * shape[1] * shape[2] * shape[3]).fill(0.5),
  });
  const arrayLoader = (): PictureLoader => createPictureLoader(new FakePictures());

  it("travel inside the document while they are small", async () => {
    const holder = arrayLoader();
    const { image, color, resize } = holder.adoptArray(array([1, 5, 6, 6]), "a.npy");
    expect([Object.keys(image), color, resize]).toEqual([["tensor"], "rgb", null]);
    expect((await holder.load({ image, color, resize })).image).toEqual(array([1, 5, 6, 6]));
  });

  it("are named as absent when they are large, found again in this tab, asked for in another", async () => {
    const holder = arrayLoader();
    const large = array([2, 1, 40, 40]);
    expect(large.data.byteLength).toBeGreaterThan(TRAVELS_BELOW);
    const { image, color, resize } = holder.adoptArray(large, "a.npy");
    expect([image, color]).toEqual([{ absent: { name: "a.npy", shape: [2, 1, 40, 40] } }, "gray"]);
    const again: ImageSource = { absent: { name: "a.npy", shape: [2, 1, 40, 40] } };
    const picture = await holder.load({ image: again, color, resize });
    expect(picture).toMatchObject({ image: large, label: "a.npy", natural: null });
    expect(await holder.load({ image, color, resize })).toBe(picture);

    const other = arrayLoader();
    await expect(other.load({ image, color, resize })).rejects.toMatchObject({ tag: "picture-absent" });
    expect(() => other.provideArray(image, array([2, 1, 40, 41]), "b.npy")).toThrow(
      "b.npy has the shape [2, 1, 40, 41], but the link speaks of [2, 1, 40, 40]: this is another one",
    );
    other.provideArray(image, large, "a.npy");
    expect((await other.load({ image, color, resize })).image).toBe(large);
  });

  it("give way to a picture file of the same name and shape", async () => {
    const holder = arrayLoader();
    const { image, color, resize } = holder.adoptArray(array([1, 3, 30, 40]), "a.png");
    await holder.provide(image, new Blob(["30 40"]), "a.png");
    expect((await holder.load({ image, color, resize })).natural).toEqual([30, 40]);
  });

  it("are forgotten one by one, the oldest first", async () => {
    const holder = arrayLoader();
    const made = Array.from({ length: 9 }, (_, k) => holder.adoptArray(array([1, 1, 40, 41 + k]), "a.npy"));
    const [first, second] = made;
    await expect(holder.load(first!)).rejects.toMatchObject({ tag: "picture-absent" });
    expect((await holder.load(second!)).image.shape).toEqual([1, 1, 40, 42]);
  });
});

describe("a picture too large to be worked on whole", () => {
  it("comes reduced, with a note, where no size is named; at the size that is named otherwise", async () => {
    const { image } = await loader.adopt(new Blob(["60 20000".padEnd(TRAVELS_BELOW + 1)]), "panorama.png");
    const reduced = await loader.load({ image, color: "rgb", resize: null });
    expect(reduced.image.shape).toEqual([1, 3, 12, 4000]);
    expect(reduced).toMatchObject({ natural: [60, 20_000], notes: ["a note", TOO_LARGE_NOTE] });
    const named = await loader.load({ image, color: "rgb", resize: [6, 2000] });
    expect(named.image.shape).toEqual([1, 3, 6, 2000]);
    expect(named.notes).toEqual(["a note", TOO_LARGE_NOTE]);
    // The same size, by whatever way, is the same picture.
    expect(await loader.load({ image, color: "rgb", resize: [12, 4000] })).toBe(reduced);
  });
});
