import { describe, expect, it, vi } from "vitest";
import { encodeBase64 } from "../../../src/model/base64";
import { DEFAULT_DOCUMENT } from "../../../src/model/document";
import { plainError, type PlainError } from "../../../src/model/errors";
import { checkDocument } from "../../../src/share/document/check";

// Room for machines that do something else meanwhile.
vi.setConfig({ testTimeout: 30_000 });

function refusal(input: unknown): PlainError {
  try {
    checkDocument(input);
  } catch (error) {
    return plainError(error);
  }
  throw new Error("nothing was thrown");
}

const refused = (fields: object): string => {
  const { tag, message } = refusal({ v: 1, ...fields });
  expect(tag).toBe("document");
  return message;
};
const accepted = (fields: object) => checkDocument({ v: 1, ...fields }).document;

const shapes = (...drawn: unknown[]) => ({ region: { shapes: drawn } });
const arange = (h: number, w: number) => ({ image: { arange: { shape: [1, 1, h, w] } } });
const nested = (...lengths: number[]): unknown =>
  lengths.reduceRight<unknown>((inner, length) => Array.from({ length }, () => inner), 0.5);

describe("defaults", () => {
  it("a version alone is the default document", () => {
    expect(checkDocument({ v: 1 })).toEqual({ document: DEFAULT_DOCUMENT, ignored: [] });
  });

  it("fields that are undefined count as left out", () => {
    expect(accepted({ stride: undefined, region: { keep: undefined } })).toEqual(DEFAULT_DOCUMENT);
  });

  it("parts of a region and of what is measured, the seed and shared have defaults of their own", () => {
    expect(accepted({ region: { keep: "any" } }).region).toEqual({ shapes: [], keep: "any", outside: "zeros" });
    expect(accepted({ gradients: { lr: 5 } }).gradients).toEqual({ ...DEFAULT_DOCUMENT.gradients, lr: 5 });
    expect(accepted({ speed: { runs: 5 } }).speed).toEqual({ ...DEFAULT_DOCUMENT.speed, runs: 5 });
    expect(accepted({ filter: { random: {} } }).filter).toEqual({ random: { seed: 0, shared: false } });
    expect(accepted({ image: { random: { shape: [1, 1, 9, 9] } } }).image).toEqual({
      random: { seed: 0, shape: [1, 1, 9, 9] },
    });
  });

  it("−0 becomes 0, so that a document is the same after it was written as JSON", () => {
    const { region } = accepted(shapes({ add: { rect: [-0, -0, 1, 1] } }));
    expect(region.shapes).toEqual([{ add: { rect: [0, 0, 1, 1] } }]);
  });

  it("what is returned shares nothing with what was given", () => {
    const given = { v: 1, stride: [2, 2], region: { shapes: [{ add: { polygon: [[1, 2]] } }] } };
    const { document } = checkDocument(given);
    given.stride[0] = 99;
    given.region.shapes.length = 0;
    expect(document.stride).toEqual([2, 2]);
    expect(document.region.shapes).toHaveLength(1);
  });
});

describe("what is not a document", () => {
  it.each<[unknown, string]>([
    [null, 'a document must be an object like {"v": 1}, not null'],
    [undefined, 'a document must be an object like {"v": 1}, not nothing'],
    ["v1", 'a document must be an object like {"v": 1}, not "v1"'],
    [[], 'a document must be an object like {"v": 1}, not []'],
    [{}, "v must be 1, the version of the format: it is missing"],
    [{ v: "1" }, 'v must be 1, the version of the format: not "1"'],
    [{ v: 0 }, "v must be 1, the version of the format: not 0"],
    [{ v: 2 }, "this link was made by a newer Unfold Playground (version 2); this one reads version 1"],
    [{ v: 2, kernel_size: "new in version 2" }, "made by a newer Unfold Playground (version 2)"],
  ])("%j", (input, message) => {
    expect(refusal(input)).toMatchObject({ tag: "document", message: expect.stringContaining(message) });
  });

  it("what is too large or too deep is refused before it is looked into", () => {
    expect(refused({ other: new Array(300_000).fill(0) })).toContain("at most 250,000 values");
    let deep: unknown = 0;
    for (let level = 0; level < 5000; level += 1) deep = { deep };
    expect(refused({ deep })).toContain("too deeply nested");
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    expect(refused({ cycle })).toContain("too deeply nested");
  });
});

describe("unknown fields", () => {
  it("are ignored and named by their path, wherever they are", () => {
    const { document, ignored } = checkDocument({
      v: 1,
      strides: [2, 2],
      image: { sample: "coins", zoom: 2 },
      region: { mode: "x", shapes: [{ add: { rect: [0, 0, 1, 1] }, label: "a" }] },
    });
    expect(document.image).toEqual({ sample: "coins" });
    expect(ignored).toEqual(["strides", "image.zoom", "region.mode", "region.shapes[0].label"]);
  });

  it("called __proto__, constructor or prototype are never followed", () => {
    const { document, ignored } = checkDocument(
      JSON.parse('{"v":1,"__proto__":{"stride":[9,9]},"constructor":1,"region":{"__proto__":{"keep":"any"}}}'),
    );
    expect(document).toEqual(DEFAULT_DOCUMENT);
    expect(ignored).toEqual(["__proto__", "constructor", "region.__proto__"]);
  });

  it("of a prototype are not seen", () => {
    const inherits = Object.create({ stride: [9, 9], v: 1 }) as object;
    expect(refusal(inherits).message).toContain("v must be 1");
    expect(checkDocument(Object.assign(inherits, { v: 1 })).document.stride).toEqual([1, 1]);
  });

  it("are named only so far", () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, k) => [`${"x".repeat(100)}${k}`, 0]));
    const { ignored } = checkDocument({ v: 1, ...many });
    expect(ignored).toHaveLength(20);
    expect(ignored[0]).toBe(`${"x".repeat(60)}…`);
  });
});

describe("each wrong field is refused with path, rule and value", () => {
  const cases: readonly (readonly [fields: object, message: string])[] = [
    [{ kernel_size: [-3, 3] }, "kernel_size[0] must be a whole number from 1 to 31, not -3"],
    [{ kernel_size: [3, 2.5] }, "kernel_size[1] must be a whole number from 1 to 31, not 2.5"],
    [{ kernel_size: [3] }, "kernel_size must be two numbers [rows, columns], not [3]"],
    [{ kernel_size: [3, 3, 3] }, "kernel_size must be two numbers [rows, columns], not [3,3,3]"],
    [{ kernel_size: 3 }, "kernel_size must be two numbers [rows, columns], not 3"],
    [{ kernel_size: null }, "kernel_size must be two numbers [rows, columns], not null"],
    [{ kernel_size: [1e9, 3] }, "kernel_size[0] must be a whole number from 1 to 31, not 1000000000"],
    [{ stride: [0, 1] }, "stride[0] must be a whole number from 1 to 32, not 0"],
    [{ stride: ["2", 1] }, 'stride[0] must be a whole number from 1 to 32, not "2"'],
    [{ padding: [1, NaN] }, "padding[1] must be a whole number from 0 to 31, not NaN"],
    [{ padding: [Infinity, 0] }, "padding[0] must be a whole number from 0 to 31, not Infinity"],
    [{ dilation: [17, 1] }, "dilation[0] must be a whole number from 1 to 16, not 17"],
    [{ padding_mode: "same" }, 'padding_mode must be one of "zeros", "reflect", "replicate", "circular", not "same"'],
    [{ color: "red" }, 'color must be one of "rgb", "gray", not "red"'],
    [{ resize: [0, 10] }, "resize[0] must be a whole number from 1 to 4096, not 0"],
    [{ resize: [4096, 4096] }, "resize must have at most 4194304 pixels, not [4096,4096]"],
    [{ resize: false }, "resize must be two numbers [H, W], or null, not false"],
    [{ sum_over: ["C", "C"] }, 'sum_over must name each axis once, not ["C","C"]'],
    [{ sum_over: ["c"] }, 'sum_over[0] must be one of "C", "kh", "kw", not "c"'],
    [{ sum_over: "C" }, 'sum_over must be a list of at most 3 axes, not "C"'],
    [{ program: { code: 7 } }, "program.code must be a text of at most 20000 characters, not 7"],
    [{ program: {} }, "program.code is missing: it must be a text of at most 20000 characters"],
    [{ program: "fast" }, 'program must be one of "contiguous", "thread", "reshape", not "fast"'],
    [{ speed: "fast" }, 'speed must be an object with methods, sweep, runs, not "fast"'],
    [{ speed: { runs: 2 } }, "speed.runs must be a whole number from 3 to 101, not 2"],
    [{ speed: { runs: 102 } }, "speed.runs must be a whole number from 3 to 101, not 102"],
    [{ speed: { runs: "15" } }, 'speed.runs must be a whole number from 3 to 101, not "15"'],
    [{ speed: { sweep: "random" } }, 'speed.sweep must be one of "shape", "blocks", "scatter", not "random"'],
    [{ speed: { methods: [] } }, "speed.methods must be a list of 1 to 4 methods, not []"],
    [{ speed: { methods: "region" } }, 'speed.methods must be a list of 1 to 4 methods, not "region"'],
    [
      { speed: { methods: ["conv2d", "mine"] } },
      'speed.methods[1] must be one of "conv2d", "dense", "gather", "region", not "mine"',
    ],
    [
      { speed: { methods: ["region", "conv2d"] } },
      'speed.methods must name each method once, in the order conv2d, dense, gather, region, not ["region","conv2d"]',
    ],
    [{ speed: { methods: ["dense", "dense"] } }, "speed.methods must name each method once, in the order conv2d"],
    [{ gradients: [] }, "gradients must be an object with of, loss, target, optimizer, lr, not []"],
    [{ gradients: { of: "patches" } }, 'gradients.of must be one of "maps", "output", not "patches"'],
    [{ gradients: { loss: "l1" } }, 'gradients.loss must be one of "sum", "mean", "mse", not "l1"'],
    [{ gradients: { lr: 0 } }, "gradients.lr must be a number from 0.000001 to 1000, not 0"],
    [
      { gradients: { target: "ones" } },
      'gradients.target must be "zeros", or an object with one of preset, hidden, values, not "ones"',
    ],
    [
      { gradients: { target: { preset: "box", hidden: 1 } } },
      "gradients.target must have only one of preset, hidden, values, not preset and hidden",
    ],
    [{ gradients: { target: { hidden: 10_000 } } }, "gradients.target.hidden must be a whole number from 0 to 9999"],
    [
      { gradients: { target: { values: [[1]] } } },
      "gradients.target.values must have 3 rows to fit kernel_size [3, 3]",
    ],
    [{ image: {} }, "image must be an object with one of sample, random, arange, tensor, file, absent, not {}"],
    [{ image: { sample: "chelsea", arange: {} } }, "image must have only one of"],
    [{ image: { sample: "lena" } }, 'image.sample must be one of "chelsea", "astronaut", "coffee", "rocket", "brick"'],
    [{ image: { sample: "toString" } }, "image.sample must be one of"],
    [{ image: { random: { seed: 1 } } }, "image.random.shape is missing"],
    [
      { image: { random: { seed: -1, shape: [1, 1, 9, 9] } } },
      "image.random.seed must be a whole number from 0 to 4294967295",
    ],
    [{ image: { arange: { shape: [1, 9, 9] } } }, "image.arange.shape must be four numbers [B, C, H, W], not [1,9,9]"],
    [
      { image: { arange: { shape: [17, 1, 9, 9] } } },
      "image.arange.shape[0] must be a whole number from 1 to 16, not 17",
    ],
    [
      { image: { arange: { shape: [1, 65, 9, 9] } } },
      "image.arange.shape[1] must be a whole number from 1 to 64, not 65",
    ],
    [{ image: { arange: { shape: [1, 1, 4097, 9] } } }, "image.arange.shape[2] must be a whole number from 1 to 4096"],
    [{ image: { arange: { shape: [2, 1, 4096, 4096] } } }, "must multiply to at most 4194304 numbers"],
    [
      { image: { absent: { name: "", shape: [1, 3, 9, 9] } } },
      'image.absent.name must be a text of 1 to 200 characters, not ""',
    ],
    [
      { image: { absent: { name: "x".repeat(201), shape: [1, 3, 9, 9] } } },
      "image.absent.name must be a text of 1 to 200",
    ],
    [
      { image: { absent: { name: "a", shape: [1, 3, 65_536, 9] } } },
      "image.absent.shape[2] must be a whole number from 1 to 65535",
    ],
    [
      { image: { file: { mime: "image/svg+xml", base64: "" } } },
      'image.file.mime must be one of "image/png", "image/jpeg"',
    ],
    [{ image: { file: { mime: "image/png", base64: "AB" } } }, "image.file.base64 must be base64: A–Z, a–z"],
    [{ image: { file: { mime: "image/png", base64: "AAA A===" } } }, "image.file.base64 must be base64"],
    [{ image: { file: { mime: "image/png", base64: encodeBase64(new Uint8Array(65_537)) } } }, "at most 65536 bytes"],
    [
      { image: { tensor: { shape: [1, 1, 3, 3], float32: "AAAA" } } },
      "image.tensor.float32 must hold 36 bytes, 4 for each number of shape [1, 1, 3, 3], not 3",
    ],
    [{ filter: { preset: "sobel" } }, 'filter.preset must be one of "identity", "box"'],
    [{ filter: { random: { shared: 1 } } }, "filter.random.shared must be true or false, not 1"],
    [{ filter: { values: 3 } }, "filter.values must be a list of 1 to 31 rows of numbers, not 3"],
    [
      {
        filter: {
          values: [
            [1, 2, NaN],
            [0, 0, 0],
            [0, 0, 0],
          ],
        },
      },
      "filter.values[0][2] must be a finite number, not NaN",
    ],
    [{ filter: { values: nested(3, 3, 3, 3) } }, "filter.values[0][0][0] must be a finite number"],
    [{ filter: { values: nested(2, 3) } }, "filter.values must have 3 rows to fit kernel_size [3, 3], not 2"],
    [
      {
        filter: {
          values: [
            [0, 0, 0],
            [0, 0],
            [0, 0, 0],
          ],
        },
      },
      "filter.values[1] must have 3 numbers to fit kernel_size [3, 3], not 2",
    ],
    [
      { filter: { values: nested(3, 3, 4) } },
      "filter.values[0][0] must have 3 numbers to fit kernel_size [3, 3], not 4",
    ],
    [
      { filter: { values: nested(5, 3, 3) } },
      "filter.values must have one slice for each of the image's 3 channels, or one [kh][kw] slice for all, not 5 slices",
    ],
    [{ color: "gray", filter: { values: nested(3, 3, 3) } }, "each of the image's 1 channels"],
    [
      { image: { arange: { shape: [1, 5, 9, 9] } }, filter: { values: nested(3, 3, 3) } },
      "each of the image's 5 channels",
    ],
    [{ region: [] }, "region must be an object with shapes, keep, outside, not []"],
    [{ region: { keep: "center" } }, 'region.keep must be one of "centre", "any", "all", not "center"'],
    [{ region: { outside: 0 } }, 'region.outside must be one of "zeros", "input", "dense", not 0'],
    [
      shapes({ rect: [0, 0, 1, 1] }),
      'region.shapes[0] must be an object with one of add, subtract, not {"rect":[0,0,1,1]}',
    ],
    [
      shapes({ add: { circle: [1, 1, 1] } }),
      "region.shapes[0].add must be an object with one of rect, ellipse, polygon, brush",
    ],
    [
      shapes({ add: { rect: [0, 0, -1, 1] } }),
      "region.shapes[0].add.rect[2] must be a number from 0 to 100000, not -1",
    ],
    [shapes({ add: { rect: [0, 0, 1] } }), "region.shapes[0].add.rect must be four numbers [x, y, width, height]"],
    [
      shapes({ subtract: { ellipse: [1e6, 0, 1, 1] } }),
      "region.shapes[0].subtract.ellipse[0] must be a number from -100000 to 100000",
    ],
    [
      shapes({
        add: {
          polygon: [
            [0, 0],
            [1, Infinity],
          ],
        },
      }),
      "region.shapes[0].add.polygon[1][1] must be a number from -100000 to 100000, not Infinity",
    ],
    [
      shapes({ add: { polygon: [[0, 0, 0]] } }),
      "region.shapes[0].add.polygon[0] must be two numbers [x, y], not [0,0,0]",
    ],
    [
      shapes({ add: { brush: { points: [[0, 0]], radius: 0 } } }),
      "region.shapes[0].add.brush.radius must be a number above 0, at most 1000, not 0",
    ],
    [shapes({ add: { brush: { points: [[0, 0]] } } }), "region.shapes[0].add.brush.radius is missing"],
    [
      shapes(...Array.from({ length: 201 }, () => ({ add: { rect: [0, 0, 1, 1] } }))),
      "region.shapes must be a list of at most 200 shapes, not a list of 201",
    ],
    [
      shapes({ add: { polygon: nested(12_000, 2) } }, { add: { polygon: nested(8_001, 2) } }),
      "region.shapes must have at most 20000 points in all",
    ],
  ];

  it.each(cases.map(([fields, message]) => ({ fields, message })))("$message", ({ fields, message }) => {
    expect(refused(fields)).toContain(message);
  });

  it("a geometry that does not fit an image of known size", () => {
    expect(refused(arange(9, 2))).toContain("no window fits along the columns: the padded image has 2");
    expect(refused({ ...arange(3, 9), padding: [3, 0], padding_mode: "reflect" })).toContain("reflect padding must be");
    expect(refused({ ...arange(3, 9), padding: [4, 0], padding_mode: "circular" })).toContain("may wrap around once");
    expect(refused({ resize: [4, 400], kernel_size: [5, 5] })).toContain("no window fits along the rows");
    expect(refused({ kernel_size: [31, 31], dilation: [11, 1] })).toContain(
      "no window fits along the rows: the padded image has 300",
    );
    expect(refused({ image: { absent: { name: "a", shape: [1, 3, 2, 9] } } })).toContain("no window fits");
  });
});

describe("what is allowed", () => {
  it.each<[string, object]>([
    ["the largest tensor", { image: { arange: { shape: [4, 1, 1024, 1024] } } }],
    ["a batch with a program that PyTorch refuses", { image: { arange: { shape: [2, 3, 9, 9] } }, program: "thread" }],
    [
      "a picture too large for a link, by name",
      { image: { absent: { name: "photo.jpg", shape: [1, 3, 3000, 4000] } } },
    ],
    [
      "a kernel that may or may not fit a picture still to be decoded",
      { kernel_size: [31, 31], dilation: [16, 16], image: { file: { mime: "image/png", base64: "" } } },
    ],
    [
      "the largest picture in a link",
      { image: { file: { mime: "image/png", base64: encodeBase64(new Uint8Array(65_536)) } } },
    ],
    ["one slice for all channels", { filter: { values: nested(3, 3) } }],
    ["one slice per channel", { filter: { values: nested(3, 3, 3) } }],
    ["nothing summed", { sum_over: [] }],
    ["one method to be measured", { speed: { methods: ["gather"], sweep: "blocks", runs: 101 } }],
    ["axes in any order", { sum_over: ["kw", "C"] }],
    ["shapes without area", shapes({ add: { rect: [0, 0, 0, 0] } }, { add: { polygon: [] } })],
    ["20,000 points", shapes({ add: { polygon: nested(20_000, 2) } })],
    [
      "a tensor that holds values that are not finite",
      { image: { tensor: { shape: [1, 1, 3, 3], float32: encodeBase64(new Uint8Array(36).fill(255)) } } },
    ],
  ])("%s", (_, fields) => {
    expect(accepted(fields)).toMatchObject(fields);
  });
});

describe("several problems at once", () => {
  const error = refusal({ v: 1, kernel_size: [0, 99], stride: [0, 1], color: "red", program: 1 });

  it("the message tells the first three and counts the rest", () => {
    expect(error.message).toMatch(
      /^color must be .* \(and 4 more: kernel_size\[0\] must .*; kernel_size\[1\] must .*\)$/,
    );
  });

  it("the detail tells all of them, one per line", () => {
    expect(error.detail?.["count"]).toBe(5);
    expect(
      String(error.detail?.["problems"])
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(["color", "kernel_size[0]", "kernel_size[1]", "stride[0]", "program"]);
  });

  it("of twenty thousand, twenty are told", () => {
    const { detail } = refusal({ v: 1, ...shapes({ add: { polygon: new Array(20_000).fill("x") } }) });
    expect(detail?.["count"]).toBe(20_000);
    expect(String(detail?.["problems"]).split("\n")).toHaveLength(20);
  });
});

describe("an array that the link only names", () => {
  const absent = (shape: number[]) => ({ image: { absent: { name: "a.npy", shape } } });

  it("has its own channels, whatever the colour: the filter is checked against them", () => {
    const values = nested(5, 3, 3);
    expect(accepted({ ...absent([1, 5, 9, 9]), filter: { values } }).filter).toEqual({ values });
    expect(refused({ ...absent([1, 4, 9, 9]), filter: { values } })).toContain("the image's 4 channels");
    expect(refused({ ...absent([2, 3, 2, 9]) })).toContain("no window fits along the rows");
  });
});
