import { describe, expect, it } from "vitest";
import { axisFamilies, axisName } from "../../src/model/axes";
import { PADDING_MODES, type Geometry, type ImageShape } from "../../src/model/geometry";
import type { DoneStep, Program, Step } from "../../src/model/program";
import { depthwise } from "../../src/model/recipes/depthwise";
import { keptRows, maskedConvolution, maskedConvolutionSteps } from "../../src/model/recipes/masked-convolution";
import { patchMaps, patchMapsSteps } from "../../src/model/recipes/patch-maps";
import { trace } from "../../src/model/trace";

/** k 3, stride 3, nothing else: the thread's geometry. */
const THREAD: Geometry = {
  kernel_size: [3, 3],
  stride: [3, 3],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
};
const ONE: ImageShape = [1, 5, 12, 12];
const BATCH: ImageShape = [2, 3, 12, 12];
const thread = { image: ONE, geometry: THREAD, program: "thread", sum_over: ["C"] } as const;

const told = (step: Step): unknown => (step.kind === "done" ? [step.layout.shape, step.layout.stride] : step.error);
const codes = (program: Program): string[] => trace(program).map(({ code }) => code);
const done = (program: Program): DoneStep[] => trace(program).filter((step) => step.kind === "done");
const names = (step: DoneStep | undefined): string | undefined => step?.axes.map(axisName).join(" ");

const VIEW_REFUSED =
  "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.";

describe("patchMaps: the thread's own run (Q1, Q5), as PyTorch printed it", () => {
  const steps = trace(patchMaps(thread));

  it.each([
    [0, "image", [1, 5, 12, 12], [720, 144, 12, 1]],
    [1, "strips = image.unfold(2, 3, 3)", [1, 5, 4, 12, 3], [720, 144, 36, 1, 12]],
    [2, "windows = strips.unfold(3, 3, 3)", [1, 5, 4, 4, 3, 3], [720, 144, 36, 3, 12, 1]],
    [3, "copied = windows.contiguous()", [1, 5, 4, 4, 3, 3], [720, 144, 36, 9, 3, 1]],
    [4, "numbered = copied.view(1, 5, -1, 3, 3)", [1, 5, 16, 3, 3], [720, 144, 9, 3, 1]],
    [5, "by_window = numbered.permute(0, 2, 1, 3, 4)", [1, 16, 5, 3, 3], [720, 9, 144, 3, 1]],
    [6, "patches = by_window.view(-1, 5, 3, 3)", [16, 5, 3, 3], [9, 144, 3, 1]],
    [7, "products = patches * filt", [16, 5, 3, 3], [9, 144, 3, 1]],
    [8, "maps = products.sum(1)", [16, 3, 3], [9, 3, 1]],
  ])("step %i: %s", (step, code, shape, stride) => {
    expect(steps).toHaveLength(9);
    expect(steps[step]?.code).toBe(code);
    expect(told(steps[step] as Step)).toEqual([shape, stride]);
  });

  it("copies where PyTorch copies, and says how much", () => {
    const copies = done(patchMaps(thread)).flatMap(({ copies: copy, bytes, heading }) =>
      copy ? [[heading.name, bytes]] : [],
    );
    expect(copies).toEqual([
      ["contiguous", 2880],
      ["× filter", 2880],
      ["sum", 576],
    ]);
  });

  it("counts 720 multiplications and 576 additions", () => {
    expect(done(patchMaps(thread)).map(({ multiplyAdds }) => multiplyAdds)).toEqual([0, 0, 0, 0, 0, 0, 0, 720, 576]);
  });

  it("keeps every axis's meaning to the end", () => {
    expect(done(patchMaps(thread)).map(names)).toEqual([
      "B C H W",
      "B C h_windows W kh",
      "B C h_windows w_windows kh kw",
      "B C h_windows w_windows kh kw",
      "B C N kh kw",
      "B N C kh kw",
      "N C kh kw",
      "N C kh kw",
      "N kh kw",
    ]);
  });
});

describe("patchMaps: any subset of {C, kh, kw} can be summed (Q1)", () => {
  it.each([
    [[], "products = patches * filt", [16, 5, 3, 3]],
    [["C"], "maps = products.sum(1)", [16, 3, 3]],
    [["kh", "kw"], "sums = products.sum((2, 3))", [16, 5]],
    [["kw", "C"], "sums = products.sum((1, 3))", [16, 3]],
    [["C", "kh", "kw"], "sums = products.sum((1, 2, 3))", [16]],
  ] as const)("%o: %s", (sum_over, code, shape) => {
    const last = trace(patchMaps({ ...thread, sum_over })).at(-1);
    expect(last?.code).toBe(code);
    expect(last?.kind === "done" && last.layout.shape).toEqual(shape);
  });
});

describe("patchMaps: why .contiguous() (Q4) and the thread's hidden bug (Q5)", () => {
  it("B = 2 and C = 3: the view after the permute is refused", () => {
    const steps = trace(patchMaps({ ...thread, image: BATCH }));
    expect(steps).toHaveLength(7);
    expect(steps[5] && told(steps[5])).toEqual([
      [2, 16, 3, 3, 3],
      [432, 9, 144, 3, 1],
    ]);
    expect(steps[6]).toMatchObject({
      kind: "refused",
      code: "patches = by_window.view(-1, 3, 3, 3)",
      error: VIEW_REFUSED,
    });
  });

  it.each([
    ["B = 1", [1, 3, 12, 12]],
    ["C = 1", [2, 1, 12, 12]],
  ] as const)("%s: it is not", (_, image) => {
    expect(trace(patchMaps({ ...thread, image })).every(({ kind }) => kind === "done")).toBe(true);
  });

  it("B = 1 and C = 3: the patches are a non-contiguous view, and the product keeps its strides", () => {
    const [patches, products] = done(patchMaps({ ...thread, image: [1, 3, 12, 12] })).slice(6);
    expect(patches).toMatchObject({ layout: { stride: [9, 144, 3, 1] }, contiguous: false, copies: false });
    expect(products).toMatchObject({ layout: { stride: [9, 144, 3, 1] }, contiguous: false, copies: true });
  });

  it("program contiguous copies before the view, which then is one", () => {
    const steps = done(patchMaps({ ...thread, image: BATCH, program: "contiguous" }));
    expect(steps[6]).toMatchObject({ code: "packed = by_window.contiguous()", copies: true, bytes: 3456 });
    expect(steps[7]).toMatchObject({ code: "patches = packed.view(-1, 3, 3, 3)", copies: false, contiguous: true });
  });

  it("program reshape copies in one step", () => {
    const steps = done(patchMaps({ ...thread, image: BATCH, program: "reshape" }));
    expect(steps[6]).toMatchObject({
      code: "patches = by_window.reshape(-1, 3, 3, 3)",
      layout: { shape: [32, 3, 3, 3], stride: [27, 9, 3, 1] },
      copies: true,
    });
  });
});

describe("patchMaps: padding and dilation", () => {
  const geometry: Geometry = {
    kernel_size: [3, 2],
    stride: [1, 2],
    padding: [1, 0],
    padding_mode: "reflect",
    dilation: [2, 1],
  };
  const spec = { ...thread, geometry };

  it("pads first, unfolds at full reach, then keeps every second tap", () => {
    expect(codes(patchMaps(spec)).slice(0, 6)).toEqual([
      "image",
      'padded = F.pad(image, (0, 0, 1, 1), mode="reflect")',
      "strips = padded.unfold(2, 5, 1)",
      "windows = strips.unfold(3, 2, 2)",
      "dilated = windows[..., ::2, :]",
      "copied = dilated.contiguous()",
    ]);
    expect(done(patchMaps(spec)).at(-1)?.layout.shape).toEqual([60, 3, 2]);
  });

  it.each(PADDING_MODES)("%s padding takes one step, none takes none", (padding_mode) => {
    const padded = codes(patchMaps({ ...thread, geometry: { ...THREAD, padding: [0, 1], padding_mode } }));
    const plain = codes(patchMaps({ ...thread, geometry: { ...THREAD, padding_mode } }));
    expect(padded).toHaveLength(plain.length + 1);
    expect(padded[1]).toContain("F.pad(image, (1, 1, 0, 0)");
  });

  it("ends with PyTorch's words when no window fits", () => {
    const last = trace(patchMaps({ ...thread, geometry: { ...THREAD, kernel_size: [13, 3] } })).at(-1);
    expect(last).toMatchObject({ error: "maximum size for tensor at dimension 2 is 12 but size is 13" });
  });
});

describe("patchMaps: names where sizes are 1", () => {
  it.each<[string, ImageShape, Geometry]>([
    ["one column of windows", [1, 3, 12, 3], THREAD],
    ["one row of windows", [1, 3, 3, 12], THREAD],
    ["one window", [1, 1, 3, 3], THREAD],
    ["a 1×1 kernel (Q8)", [1, 3, 4, 4], { ...THREAD, kernel_size: [1, 1], stride: [1, 1] }],
  ])("%s", (_, image, geometry) => {
    const program = patchMaps({ image, geometry, program: "reshape", sum_over: [] });
    expect(done(program).slice(4).map(names)).toEqual(["B C N kh kw", "B N C kh kw", "N C kh kw", "N C kh kw"]);
  });
});

describe("patchMapsSteps", () => {
  it("points at the important lines", () => {
    expect(patchMapsSteps(patchMaps(thread))).toEqual({ windows: 2, patches: 6, products: 7, maps: 8, result: 8 });
    const dilated = patchMaps({
      ...thread,
      program: "contiguous",
      geometry: { ...THREAD, stride: [1, 1], dilation: [2, 2] },
    });
    expect(patchMapsSteps(dilated)).toEqual({ windows: 3, patches: 8, products: 9, maps: 10, result: 10 });
  });

  it("knows maps only when exactly the channels are summed", () => {
    expect(patchMapsSteps(patchMaps({ ...thread, sum_over: ["kh", "kw"] }))).toMatchObject({ maps: null, result: 8 });
    expect(patchMapsSteps(patchMaps({ ...thread, sum_over: [] }))).toMatchObject({
      maps: null,
      products: 7,
      result: 7,
    });
  });
});

describe("maskedConvolution", () => {
  const program = maskedConvolution({ image: BATCH, geometry: THREAD, kept: Int32Array.of(0, 5, 31) });

  it("is these lines, with these layouts", () => {
    expect(trace(program).map((step) => [step.code, told(step)])).toEqual([
      [
        "image",
        [
          [2, 3, 12, 12],
          [432, 144, 12, 1],
        ],
      ],
      [
        "strips = image.unfold(2, 3, 3)",
        [
          [2, 3, 4, 12, 3],
          [432, 144, 36, 1, 12],
        ],
      ],
      [
        "windows = strips.unfold(3, 3, 3)",
        [
          [2, 3, 4, 4, 3, 3],
          [432, 144, 36, 3, 12, 1],
        ],
      ],
      [
        "by_window = windows.permute(0, 2, 3, 1, 4, 5)",
        [
          [2, 4, 4, 3, 3, 3],
          [432, 36, 3, 144, 12, 1],
        ],
      ],
      [
        "patches = by_window.reshape(32, 27)",
        [
          [32, 27],
          [27, 1],
        ],
      ],
      [
        "kept_patches = patches.index_select(0, kept)",
        [
          [3, 27],
          [27, 1],
        ],
      ],
      ["sums = kept_patches @ filt.flatten()", [[3], [1]]],
      ["filled = torch.zeros(32).index_copy(0, kept, sums)", [[32], [1]]],
      [
        "output = filled.view(2, 1, 4, 4)",
        [
          [2, 1, 4, 4],
          [16, 16, 4, 1],
        ],
      ],
    ]);
  });

  it("keeps its axes' meaning, kept windows in the families of B, H and W", () => {
    expect(done(program).map(names).slice(3)).toEqual([
      "B h_windows w_windows C kh kw",
      "N C·kh·kw",
      "kept C·kh·kw",
      "kept",
      "N",
      "B 1 h_windows w_windows",
    ]);
    const kept = done(program)[6]?.axes[0];
    expect(kept && axisFamilies(kept)).toEqual(["B", "H", "W"]);
  });

  it("links every step to the one before", () => {
    const links = done(program).map((step) => step.links.map(({ from, to }) => `${from}>${to}`).join(" "));
    expect(links.slice(4)).toEqual(["0>0 1>0 2>0 3>1 4>1 5>1", "0>0 1>1", "0>0", "0>0", "0>0 0>2 0>3"]);
  });

  it.each<[string, ImageShape]>([
    ["one row of windows", [1, 3, 3, 12]],
    ["one column of windows", [1, 3, 12, 3]],
    ["one window", [1, 1, 3, 3]],
  ])("keeps it for %s", (_, image) => {
    const steps = done(maskedConvolution({ image, geometry: THREAD }));
    expect(names(steps[4])).toBe("N C·kh·kw");
    expect(names(steps[8])).toBe("B 1 h_windows w_windows");
  });

  it("multiplies only the kept rows", () => {
    expect(done(program)[6]?.multiplyAdds).toBe(3 * 27);
  });

  it.each([
    ["only their number is known", 7, 7],
    ["nothing is known: all windows", undefined, 32],
    ["none is kept", Int32Array.of(), 0],
  ])("traces when %s", (_, kept, count) => {
    const spec = { image: BATCH, geometry: THREAD };
    const steps = done(maskedConvolution(kept === undefined ? spec : { ...spec, kept }));
    expect(steps).toHaveLength(9);
    expect(steps[5]?.layout.shape).toEqual([count, 27]);
    expect(steps.at(-1)?.layout.shape).toEqual([2, 1, 4, 4]);
  });

  it("copies into a base that the caller supplies, unless zeros are asked for", () => {
    const base = maskedConvolution({ image: BATCH, geometry: THREAD, kept: 3, outside: "input" });
    expect(codes(base)[7]).toBe("filled = base.index_copy(0, kept, sums)");
    expect(base.inputs["base"]?.layout.shape).toEqual([32]);
  });

  it("refuses rows that are no windows, in PyTorch's words", () => {
    const last = trace(maskedConvolution({ image: BATCH, geometry: THREAD, kept: Int32Array.of(0, 32) })).at(-1);
    expect(last).toMatchObject({ kind: "refused", error: "index out of range in self" });
  });

  it("points at the important lines", () => {
    expect(maskedConvolutionSteps(program)).toEqual({ patches: 4, kept: 5, sums: 6, output: 8 });
  });

  it("turns flags into row numbers", () => {
    expect(keptRows(Uint8Array.of(0, 1, 0, 1, 1))).toEqual(Int32Array.of(1, 3, 4));
    expect(keptRows(new Uint8Array(3))).toEqual(Int32Array.of());
  });
});

describe("depthwise: groups=C keeps the channels and sums over space (Q2)", () => {
  it("[1, 5, 12, 12] gives [1, 5, 4, 4]", () => {
    expect(done(depthwise({ image: ONE, geometry: THREAD })).at(-1)?.layout).toEqual({
      shape: [1, 5, 4, 4],
      stride: [80, 16, 4, 1],
      offset: 0,
    });
  });

  it("needs no step that PyTorch could refuse for B > 1 and C > 1", () => {
    const steps = trace(depthwise({ image: BATCH, geometry: { ...THREAD, stride: [1, 2], dilation: [2, 1] } }));
    expect(steps.map(({ code }) => code)).toEqual([
      "image",
      "strips = image.unfold(2, 5, 1)",
      "windows = strips.unfold(3, 3, 2)",
      "dilated = windows[..., ::2, :]",
      "products = dilated * filt[:, None, None]",
      "depthwise = products.sum((4, 5))",
    ]);
    expect(steps.at(-1)).toMatchObject({ kind: "done", layout: { shape: [2, 3, 8, 5] } });
    expect(names(done(depthwise({ image: BATCH, geometry: THREAD })).at(-1))).toBe("B C h_windows w_windows");
  });
});
