import { describe, expect, it } from "vitest";
import { PlaygroundError } from "../../../src/model/errors";
import { numberAt, numbersOf } from "../../../src/model/levels";
import type { PictureInfo, PictureProgress, Working, WorkingOptions } from "../../../src/share/pictures/protocol";
import {
  createPictureService,
  pictureError,
  type PictureService,
  type Rasterise,
  WHITE_NOTE,
} from "../../../src/share/pictures/service";
import { claimedPng, failure, gif, jpegSkeleton, latin1, png } from "./files";

const noRasteriser: Rasterise = () => Promise.reject(new Error("the browser's decoder was called"));
const blobOf = (data: Uint8Array<ArrayBuffer>): Blob => new Blob([data]);

// The service answers each request with the answer of its own op, see PictureAnswers.
const open = async (service: PictureService, blob: Blob, name = "photo.png", id = 1): Promise<PictureInfo> =>
  (await service.answer({ op: "open", id, blob, name })) as PictureInfo;
const working = async (service: PictureService, blob: Blob, options: WorkingOptions, id = 1): Promise<Working> =>
  (await service.answer({ op: "working", id, blob, name: "photo.png", options })) as Working;

const ramp = png({ width: 4, height: 2, colourType: 2, bits: 8, pixel: (x, y) => [10 * x, 100 * y, 255] });

describe("open", () => {
  it("tells kind, size, depth and bytes", async () => {
    const service = createPictureService(noRasteriser);
    expect(await open(service, blobOf(ramp))).toEqual({
      id: 1,
      kind: "png",
      natural: [2, 4],
      bits: 8,
      gray: false,
      perNumber: 4,
      notes: [],
      bytes: ramp.length,
    });
  });

  it("16 bits of gray with transparency", async () => {
    const file = png({ width: 2, height: 1, colourType: 4, bits: 16, pixel: (x) => [500, x * 65_535] });
    const info = await open(createPictureService(noRasteriser), blobOf(file));
    expect(info).toMatchObject({ bits: 16, gray: true, notes: [WHITE_NOTE] });
  });

  it("asks the browser for everything but PNG, and passes its notes on", async () => {
    const asked: string[] = [];
    const service = createPictureService(async (_, format) => {
      asked.push(format);
      return { pixels: { size: [1, 1], channels: 1, most: 255, data: Uint8Array.of(51) }, notes: ["noted"] };
    });
    const info = await open(service, blobOf(gif(1, 1, 2)), "x.gif");
    expect(asked).toEqual(["GIF"]);
    expect(info).toMatchObject({ kind: "gif", natural: [1, 1], gray: true });
    expect(info.notes).toEqual(["only the first frame of the animation is used", "noted"]);
  });

  it.each<[string, Uint8Array<ArrayBuffer>, string, RegExp]>([
    ["an empty file", new Uint8Array(0), "picture-empty", /0 bytes/],
    ["text named photo.png", latin1("not a picture"), "picture-kind", /named photo\.png, but it holds text/],
    ["an SVG", latin1("<svg/>"), "picture-kind", /SVG/],
    [
      "a header of 60000 × 60000",
      claimedPng(60_000, 60_000),
      "picture-too-large",
      /claims 60000 × 60000 pixels \(3600/,
    ],
    ["a JPEG header of 65500 × 65500", jpegSkeleton({ width: 65_500, height: 65_500 }), "picture-too-large", /65500/],
    ["a GIF screen of 65535 × 65535", gif(65_535, 65_535), "picture-too-large", /65535/],
    ["a truncated JPEG", jpegSkeleton({ width: 9, height: 9, end: false }), "picture-truncated", /\(truncated JPEG\)/],
    ["a JPEG of no height", jpegSkeleton({ width: 9, height: 0 }), "picture-corrupt", /9 × 0/],
    ["a truncated PNG", ramp.slice(0, 60), "picture-truncated", /\(truncated PNG\)/],
  ])("%s is refused without calling any decoder", async (_, data, tag, message) => {
    const refused = await failure(() => open(createPictureService(noRasteriser), blobOf(data)));
    expect(refused.tag).toBe(tag);
    expect(refused.message).toMatch(message);
  });

  it("a file of more than 128 MiB is not even read", async () => {
    const blob = Object.assign(new Blob([]), { arrayBuffer: () => Promise.reject(new Error("it was read")) });
    Object.defineProperty(blob, "size", { value: 200 * 2 ** 20 });
    expect((await failure(() => open(createPictureService(noRasteriser), blob))).tag).toBe("picture-file-too-large");
  });
});

describe("working", () => {
  const service = createPictureService(noRasteriser);

  it("is planar [1, 3, H, W], pixel / 255", async () => {
    const { image, reduced, notes } = await working(service, blobOf(ramp), { color: "rgb", resize: null });
    expect(image.shape).toEqual([1, 3, 2, 4]);
    const red = [0, 10, 20, 30, 0, 10, 20, 30];
    const green = [0, 0, 0, 0, 100, 100, 100, 100];
    const blue = new Array<number>(8).fill(255);
    expect([...image.data]).toEqual([...red, ...green, ...blue].map((value) => Math.fround(value / 255)));
    expect([reduced, notes]).toEqual([null, []]);
  });

  it("in gray is [1, 1, H, W] by Rec. 601", async () => {
    const { image } = await working(service, blobOf(ramp), { color: "gray", resize: null });
    expect(image.shape).toEqual([1, 1, 2, 4]);
    expect(image.data[7]).toBe(Math.fround((0.299 * 30 + 0.587 * 100 + 0.114 * 255) / 255));
  });

  it("reduces by area means, and says so", async () => {
    const { image, reduced, notes } = await working(service, blobOf(ramp), { color: "rgb", resize: [1, 2] });
    expect(image.shape).toEqual([1, 3, 1, 2]);
    [5, 25, 50, 50, 255, 255].forEach((value, k) => expect(image.data[k]).toBeCloseTo(value / 255, 6));
    expect(reduced).toEqual([1, 2]);
    expect(notes).toEqual(["reduced from 4 × 2 to 2 × 1"]);
  });

  it("enlarging is not called reducing", async () => {
    const { image, reduced, notes } = await working(service, blobOf(ramp), { color: "gray", resize: [4, 8] });
    expect([image.shape, reduced, notes]).toEqual([[1, 1, 4, 8], null, []]);
  });

  it("a gray picture in colour has three equal planes", async () => {
    const file = png({ width: 3, height: 1, colourType: 0, bits: 16, pixel: (x) => [x * 30_000] });
    const { image } = await working(service, blobOf(file), { color: "rgb", resize: null }, 2);
    const row = [0, 30_000 / 65_535, 60_000 / 65_535].map(Math.fround);
    expect([...image.data]).toEqual([...row, ...row, ...row]);
  });

  it.each<[string, WorkingOptions, RegExp]>([
    ["too large", { color: "rgb", resize: [5000, 5000] }, /75,000,000 numbers; up to 72,000,000/],
    ["half a pixel", { color: "rgb", resize: [1.5, 2] }, /whole number from 1 to 16384, not 1\.5/],
    ["no pixel", { color: "rgb", resize: [0, 2] }, /not 0/],
    ["endless", { color: "gray", resize: [1, 1e9] }, /not 1000000000/],
    ["not a number", { color: "gray", resize: [1, Number.NaN] }, /not NaN/],
  ])("a size that is %s is refused", async (_, options, message) => {
    const refused = await failure(() => working(service, blobOf(ramp), options));
    expect(refused.tag).toBe("picture-working-size");
    expect(refused.message).toMatch(message);
  });
});

describe("a large picture", () => {
  const [height, width] = [1025, 1024] as const;
  const bytes = Uint8Array.from({ length: 3 * height * width }, (_, k) => (k * 7) % 256);
  const large: Rasterise = (_blob, _format, onDone = () => undefined) => {
    for (const done of [0.5, 0.501, 0.75, 1]) onDone(done);
    return Promise.resolve({ pixels: { size: [height, width], channels: 3, most: 255, data: bytes }, notes: [] });
  };
  const file = blobOf(gif(1, 1, 1));
  const work = (options: WorkingOptions) => working(createPictureService(large), file, options);

  it("of 8 bits is handed over as bytes, a quarter of the memory, that are the same numbers", async () => {
    const { image, reduced } = await work({ color: "rgb", resize: null });
    expect([image.shape, reduced]).toEqual([[1, 3, height, width], null]);
    expect(image.data).toBeInstanceOf(Uint8Array);
    const numbers = numbersOf(image.data);
    for (const [c, at] of [
      [0, 0],
      [1, 12_345],
      [2, height * width - 1],
    ] as const) {
      const expected = Math.fround((bytes[3 * at + c] ?? 0) / 255);
      expect(numbers[c * height * width + at]).toBe(expected);
      expect(numberAt(image.data, c * height * width + at)).toBe(expected);
    }
  });

  it("comes with how it looks: the mean of each square of it", async () => {
    const { image } = await work({ color: "rgb", resize: null });
    const { preview } = image;
    const side = 2;
    const wide = Math.ceil(width / side);
    expect(preview).toHaveLength(4 * wide * Math.ceil(height / side));
    for (const [row, column] of [
      [0, 0],
      [17, 300],
      [512, wide - 1],
    ] as const) {
      for (let c = 0; c < 3; c += 1) {
        let [sum, count] = [0, 0];
        for (let y = row * side; y < Math.min(height, (row + 1) * side); y += 1) {
          for (let x = column * side; x < (column + 1) * side; x += 1, count += 1) {
            sum += bytes[3 * (y * width + x) + c] ?? 0;
          }
        }
        expect(preview?.[4 * (row * wide + column) + c]).toBe(Math.round(sum / count));
      }
      expect(preview?.[4 * (row * wide + column) + 3]).toBe(255);
    }
  });

  it("in gray or reduced has numbers that are no bytes", async () => {
    for (const options of [{ color: "gray", resize: null } as const, { color: "rgb", resize: [41, 64] } as const]) {
      expect((await work(options)).image.data).toBeInstanceOf(Float32Array);
    }
  });

  it("tells how far it has come, now and then, from the header on", async () => {
    const told: PictureProgress[] = [];
    const request = { op: "open", id: 1, blob: file, name: "x.gif" } as const;
    await createPictureService(large).answer(request, (progress) => told.push(progress));
    expect(told.map(({ done }) => done)).toEqual([0, 0.5, 0.75, 1]);
    expect(told[0]).toEqual({ size: [1, 1], done: 0 });
  });
});

/** A service whose decoder counts how often it is asked; every picture takes 100 bytes. */
const counting = (keptBytes?: number): { service: PictureService; decodes: () => number } => {
  let count = 0;
  const rasterise: Rasterise = async () => {
    count += 1;
    return { pixels: { size: [10, 10], channels: 1, most: 255, data: new Uint8Array(100) }, notes: [] };
  };
  return { service: createPictureService(rasterise, keptBytes), decodes: () => count };
};

describe("decoded pictures are kept", () => {
  const options: WorkingOptions = { color: "gray", resize: null };

  it("another colour or size does not decode again; after `forget` it does", async () => {
    const { service, decodes } = counting();
    const blob = blobOf(gif());
    await open(service, blob);
    await working(service, blob, options);
    await working(service, blob, { color: "rgb", resize: [5, 5] });
    expect(decodes()).toBe(1);
    await service.answer({ op: "forget", id: 1 });
    await working(service, blob, options);
    expect(decodes()).toBe(2);
  });

  it("up to a number of bytes; what was let go is decoded again", async () => {
    const { service, decodes } = counting(250);
    const blob = blobOf(gif());
    for (const id of [1, 2, 3]) await open(service, blob, "x.gif", id);
    expect(decodes()).toBe(3);
    await working(service, blob, options, 3);
    await working(service, blob, options, 2);
    expect(decodes()).toBe(3);
    await working(service, blob, options, 1);
    expect(decodes()).toBe(4);
  });
});

describe("a picture too large to be worked on whole", () => {
  const [height, width] = [5000, 5001] as const;
  /** Four bands of rows, of 51, 102, 153 and 204; the right third is black. */
  const data = Uint8Array.from({ length: height * width }, (_, at) =>
    at % width < 3334 ? 51 * (1 + Math.floor(at / width / 1250)) : 0,
  );
  const file = new Blob([gif(10, 10, 1), new Uint8Array(70_000)]);
  const huge: Rasterise = () =>
    Promise.resolve({ pixels: { size: [height, width], channels: 1, most: 255, data }, notes: [] });

  it("is reduced to its means, some rows at a time, and refused whole", async () => {
    const service = createPictureService(huge);
    const { image } = await working(service, file, { color: "gray", resize: [4, 3] });
    expect(image.shape).toEqual([1, 1, 4, 3]);
    for (let row = 0; row < 4; row += 1) {
      const value = (51 * (row + 1)) / 255;
      [value, value, 0].forEach((mean, k) => expect(image.data[3 * row + k]).toBeCloseTo(mean, 6));
    }
    const whole = await failure(() => working(service, file, { color: "gray", resize: null }));
    expect(whole).toMatchObject({ tag: "picture-working-size" });
    expect(whole.message).toContain("25.005 megapixels; up to 24 megapixels");
  });

  it("has room made for it before it is decoded", async () => {
    let decodes = 0;
    const service = createPictureService(async (_blob, _format, _onDone, room) => {
      decodes += 1;
      if (decodes === 2) throw new Error(`up to ${room?.pixels}`);
      return { pixels: { size: [10, 10], channels: 1, most: 255, data: new Uint8Array(100) }, notes: [] };
    }, 350);
    await open(service, file, "one.gif", 1);
    // 10 × 10 pixels of three bytes.
    await expect(open(service, file, "two.gif", 2)).rejects.toThrow("up to 100000000");
    await working(service, file, { color: "gray", resize: null }, 1);
    expect(decodes, "the first had to go").toBe(3);
  });
});

describe("pictureError", () => {
  it("turns a failed allocation into words, and leaves the rest alone", () => {
    expect(pictureError(new RangeError("Array buffer allocation failed"))).toMatchObject({ tag: "picture-memory" });
    const other = new PlaygroundError("picture-kind", "text");
    expect(pictureError(other)).toBe(other);
  });
});
