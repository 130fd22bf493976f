import { describe, expect, it } from "vitest";
import { codeOf, lineOf } from "../../src/model/program";
import { LANGUAGE_LIMITS } from "../../src/language/limits";
import { plainText } from "../../src/language/printed";
import { readProgram } from "../../src/language/read";
import type { Bindings, Reading } from "../../src/language/reading";

const PAGE: Bindings = { image: [1, 5, 12, 12], filter: [5, 3, 3], region: true, kept: Int32Array.from([0, 2]) };

const read = (source: string, bindings: Bindings = PAGE): Reading => readProgram(source, bindings);
const printed = (reading: Reading): (string | null)[] => reading.printed.map(plainText);
const shown = ({ program }: Reading): string[] => program.calls.map((call) => codeOf(program, call));
const shapes = ({ steps }: Reading): (readonly number[] | string)[] =>
  steps.map((step) => (step.kind === "done" ? step.layout.shape : step.error));

/** A post's code block as a forum shows it: with comments, blank lines, and the output below each print. */
const POST = `batch_size = 1
channels = 5
h, w = 12, 12
image = torch.randn(batch_size, channels, h, w) # the picture

kh, kw = 3, 3 # size of a window
dh, dw = 3, 3 # step

filt = torch.randn(channels, kh, kw) # one slice per channel

patches = image.unfold(2, kh, dh).unfold(3, kw, dw)
print(patches.shape)
> torch.Size([1, 5, 4, 4, 3, 3]) # batch_size, channels, h_windows, w_windows, kh, kw

patches = patches.contiguous().view(batch_size, channels, -1, kh, kw)
print(patches.shape) 
> torch.Size([1, 5, 16, 3, 3])

# The windows go beside the batch
patches = patches.permute(0, 2, 1, 3, 4)
patches = patches.view(-1, channels, kh, kw)
print(patches.shape)
> torch.Size([16, 5, 3, 3])

patches = patches * filt
patches = patches.sum(1)
print(patches.shape)
> torch.Size([16, 3, 3])
`;

/** The body of a layer's forward as it stands in its class. */
const BODY = `        ctx.save_for_backward(input, weight, bias)
        
        #sizes
        batch_size, channels , h, w = input.shape 
        kh, kw = weight.shape # one channel
        dh, dw = 1, 1
        ph, pw = 0, 0
        
        patches = image.unfold(2, kh, dh).unfold(3, kw, dw)
        patches = patches.contiguous().view(batch_size, channels, -1, kh, kw)
        patches = patches.permute(0, 2, 1, 3, 4)
        patches = patches.view(-1, channels, kh, kw)
        windows = patches.shape[0]
        patches = torch.reshape(patches, (windows,-1))
        
        filters = weight.contiguous().view((-1,))
        patches = filters @ patches.T
        
        oh = (int)((h-kh+2*ph)/dh+1)
        ow = (int)((w-kw+2*pw)/dw+1)
        patches = patches.reshape(batch_size,channels, oh,ow)
        
        return patches
`;

describe("a text that somebody posted", () => {
  it("prints what stands below each print in the post", () => {
    const reading = read(POST, { ...PAGE, image: [2, 3, 7, 7] });
    expect(reading.error).toBeNull();
    const posted = [...POST.matchAll(/^> (torch\.Size\(.*?\))/gm)].map(([, line]) => line);
    expect(posted).toHaveLength(4);
    expect(printed(reading)).toEqual(posted);
  });

  it("makes a step of every operation, shown in the person's own words", () => {
    expect(shown(read(POST))).toEqual([
      "image = torch.randn(batch_size, channels, h, w)",
      "filt = torch.randn(channels, kh, kw)",
      "image.unfold(2, kh, dh)",
      "patches = image.unfold(2, kh, dh).unfold(3, kw, dw)",
      "patches.contiguous()",
      "patches = patches.contiguous().view(batch_size, channels, -1, kh, kw)",
      "patches = patches.permute(0, 2, 1, 3, 4)",
      "patches = patches.view(-1, channels, kh, kw)",
      "patches = patches * filt",
      "patches = patches.sum(1)",
    ]);
  });

  it("is still PyTorch without the person's words: every name is assigned once", () => {
    const { program } = read(POST);
    const names = program.calls.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.at(-1)).toBe("patches");
    const again = read(program.calls.map((call) => lineOf(program, call)).join("\n"));
    expect(shapes(again)).toEqual(shapes(read(POST)));
    expect(again.program.calls.map(({ name }) => name)).toEqual(names);
  });

  it("says where each step stands", () => {
    const reading = read(POST);
    expect(reading.ranges[0]).toBeNull();
    expect(reading.ranges[3]).toEqual({ from: { line: 11, column: 10 }, to: { line: 11, column: 33 } });
    expect(reading.ranges).toHaveLength(reading.steps.length);
  });

  it("keeps what the names stand for", () => {
    const { variables } = read(`${POST}\nsize = patches.shape\nok = size == (16, 3, 3)\nrate = 1e-3\nword = "a"\n`);
    expect(variables.get("patches")).toEqual({
      kind: "tensor",
      operand: { call: 9 },
      step: 10,
      dtype: "float32",
      requiresGrad: false,
    });
    expect(variables.get("size")).toEqual({ kind: "size", items: [16, 3, 3].map((value) => ({ kind: "int", value })) });
    expect(variables.get("ok")).toEqual({ kind: "bool", value: true });
    expect(variables.get("rate")).toEqual({ kind: "float", value: 0.001 });
    expect(variables.get("word")).toEqual({ kind: "str", value: "a" });
    expect(variables.has("torch")).toBe(false);
  });
});

describe("the body of a function", () => {
  const bindings: Bindings = { image: [1, 3, 20, 20], filter: [3, 7, 7] };

  it("ends in PyTorch's words with three channels, every step before it kept", () => {
    const reading = read(BODY, bindings);
    expect(reading.error).toMatchObject({
      kind: "pytorch",
      type: "RuntimeError",
      message: "mat1 and mat2 shapes cannot be multiplied (1x49 and 147x196)",
      range: { from: { line: 17, column: 18 }, to: { line: 17, column: 37 } },
    });
    expect(reading.error?.advice).toContain("49");
    expect(reading.error?.advice).toContain("147");
    expect(reading.steps.at(-1)?.kind).toBe("refused");
    expect(reading.steps.at(-2)).toMatchObject({ kind: "done", layout: { shape: [147, 196] } });
    expect(reading.notes).toHaveLength(2);
  });

  it("works with one channel, and what it returns is the result", () => {
    const reading = read(BODY, { image: [1, 1, 20, 20], filter: [1, 7, 7] });
    expect(reading.error).toBeNull();
    expect(reading.variables.get("result")).toMatchObject({ kind: "tensor", step: reading.steps.length - 1 });
    expect(shapes(reading).at(-1)).toEqual([1, 1, 14, 14]);
  });

  it("may lack the indentation of its first line, as a selection with the mouse does", () => {
    expect(read(BODY.trimStart(), bindings).error?.message).toMatch(/^mat1 and mat2/);
  });

  it("reads self.x as x", () => {
    expect(read("y = x * self.weight\nreturn y", { image: [1, 1, 3, 3], filter: [1, 3, 3] }).error).toBeNull();
  });

  it("has no such names anywhere else", () => {
    expect(read("y = weight").error).toMatchObject({ type: "NameError", message: "name 'weight' is not defined" });
  });

  it("stops at the return", () => expect(read("return image\nx = nonsense").error).toBeNull());
});

describe("a Python session", () => {
  it("is read without its prompts and its output", () => {
    const reading = read(
      ">>> x = image.unfold(2, 3,\n...                  3)\n>>> print(x.shape)\ntorch.Size([1, 5, 4, 12, 3])\n",
    );
    expect(printed(reading)).toEqual(["torch.Size([1, 5, 4, 12, 3])"]);
    expect(reading.ranges[1]?.from).toEqual({ line: 1, column: 8 });
  });
});

describe("printed numbers", () => {
  it("stay open where only the engine knows them", () => {
    const reading = read(
      'x = image.sum()\nprint("sum", x, x.item())\nprint(f"{x.item():.3f} of {image.numel()}")\nprint(torch.allclose(x, x))',
    );
    const of = { operand: { call: 0 }, remark: "", parameter: false };
    expect(reading.printed.map(({ parts }) => parts)).toEqual([
      ["sum ", { ...of, form: "tensor", spec: "" }, " ", { ...of, form: "item", spec: "" }],
      [{ ...of, form: "item", spec: ".3f" }, " of 720"],
      [{ ...of, operand: { call: 1 }, form: "item", spec: "" }],
    ]);
    expect(reading.printed.map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it("say what PyTorch adds for gradients", () => {
    const reading = read("w = nn.Parameter(filt)\ny = w * 2\nprint(w, y, w.detach())");
    const remarks = reading.printed[0]?.parts.flatMap((part) => (typeof part === "string" ? [] : [part.remark]));
    expect(remarks).toEqual(["requires_grad=True", "grad_fn=<MulBackward0>", ""]);
  });
});

describe("gradients", () => {
  it("are None before and a step after backward, laid out as their tensor", () => {
    const reading = read(
      "w = nn.Parameter(filt.permute(2, 0, 1))\nprint(w.grad)\nloss = (w * w).sum()\nloss.backward()\ng = w.grad\nh = w.grad",
    );
    expect(reading.error).toBeNull();
    expect(printed(reading)).toEqual(["None"]);
    const last = reading.program.calls.at(-1);
    expect(last).toMatchObject({ op: "grad", inputs: [{ call: 3 }, { call: 1 }], name: "g" });
    expect(reading.steps.at(-1)).toMatchObject({ layout: { shape: [3, 5, 3], stride: [1, 9, 3] } });
    expect(reading.variables.get("h")).toEqual(reading.variables.get("g"));
  });

  it("add up when two losses are sent back", () => {
    const { program } = read("w = nn.Parameter(filt)\nw.sum().backward()\n(w * 2).sum().backward()\ng = w.grad");
    expect(program.calls.slice(-3).map(({ op }) => op)).toEqual(["grad", "grad", "add"]);
  });

  it("take no part in what was made before they were wanted", () => {
    const reading = read(
      "a = filt * 2\nfilt.requires_grad_()\nprint(a.requires_grad, filt.requires_grad, (filt * 2).requires_grad)",
    );
    expect(printed(reading)).toEqual(["False True True"]);
  });
});

describe("limits", () => {
  const over = (source: string) => read(source).error;

  it.each([
    ["characters", `# ${"x".repeat(LANGUAGE_LIMITS.characters)}`, /20000 characters/],
    ["lines", "\n".repeat(LANGUAGE_LIMITS.lines + 1), /lines/],
    ["steps", Array.from({ length: 201 }, () => "x = image.T").join("\n"), /more than 200 steps/],
    ["nesting", `x = ${"(".repeat(80)}1${")".repeat(80)}`, /this deep/],
    ["digits", `x = ${"1".repeat(50)}`, /50 digits/],
    ["whole numbers", "x = 9**9**9", /2\*\*53/],
    ["floats", "x = 9.0**9**9", /Numerical result out of range/],
    ["entries", "x = (1, 2) * 4000", /8000 entries/],
    ["written entries", `x = [${"1,".repeat(5000)}]`, /5000 entries/],
    ["texts", "x = 'ab' * 99999", /a text this long/],
    ["widths", "print(f'{1:99999}')", /width of 99999/],
    ["elements", "x = torch.zeros(99999, 99999)", /elements/],
    ["elements of a repeat", "x = image.repeat(1000, 1000, 1000, 1000)", /elements/],
    ["axes", "x = image.view(1, *(1,) * 40, -1)", /axes/],
    ["printed", Array.from({ length: 30 }, () => "print('x' * 1000)").join("\n"), /printed text/],
  ])("%s", (_, source, words) => {
    const error = over(source);
    expect(`${error?.message} ${error?.advice}`).toMatch(words);
  });

  it("leaves a large view alone: it takes no memory", () => {
    expect(read("x = image.expand(1000000, -1, -1, -1, -1)").error).toBeNull();
  });
});
