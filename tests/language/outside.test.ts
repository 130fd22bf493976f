import { describe, expect, it } from "vitest";
import { readProgram } from "../../src/language/read";

const errorOf = (source: string) =>
  readProgram(source, { image: [1, 5, 12, 12], filter: [5, 3, 3], region: true }).error;

describe("what is outside is named, with the nearest thing inside", () => {
  it.each([
    [
      "class Layer(nn.Module):\n  def forward(self, x):\n    return x",
      "class",
      /paste the lines of its body|body of its forward/i,
      1,
    ],
    ["a = 1\ndef f(x):\n  return x", "def", /body/i, 2],
    ["@decorated\ndef f(x):\n  return x", "decorators", /body/i, 1],
    ["for i in range(3):\n  x = i", "for loops", /write the lines out/i, 1],
    ["while True:\n  pass", "while loops", /lines/i, 1],
    ["if image.dim() == 4:\n  x = 1", "if", /lines that apply/i, 1],
    ["with torch.no_grad():\n  x = image", "with", /detach/, 1],
    ["try:\n  x = 1\nexcept Exception:\n  pass", "try", /lines inside/i, 1],
    ["global x", "global", /one place/, 1],
    ["del image", "del", /leave it out/i, 1],
    ["assert image.dim() == 4", "assert", /print/i, 1],
    ["f = lambda x: x", "lambda", /lines/i, 1],
    ["x = [i for i in (1, 2)]", "comprehensions", /entries/i, 1],
    ["x = {1: 2}", "dictionaries", /plain assignments/i, 1],
    ["x = 1 if image.dim() == 4 else 2", "if … else", /line that applies/i, 1],
    ["(x := 1)", ":=", /line of its own/i, 1],
    ["image[0] = 1", "part of a tensor", /masked_fill|where/, 1],
    ["image.data = filt", "assigning to image.data", /plain name/, 1],
    ["image += 1", "in place", /image = image \+/, 1],
    ["image.mul_(2)", ".mul_", /x = x\.mul/, 1],
    ["image.zero_()", ".zero_", /torch\.zeros/, 1],
    ["x = image.clone()\nx *= 2", "in place", /x = x \*/, 2],
    ["x = image[image > 0]", "indexing with a Tensor", /masked_fill|where/, 1],
    ["x = image.softmax(1)", ".softmax", /./, 1],
    ["x = image.view_as(filt)", ".view_as", /\.view\(other\.shape\)/, 1],
    ["x = nn.Conv2d(3, 1, 3)", "torch.nn.Conv2d", /F\.conv2d/, 1],
    ["x = torch.empty(3)", "torch.empty", /torch\.zeros/, 1],
    ["x = image.double()", ".double", /float32/, 1],
    ["import numpy as np", "import numpy", /torch/, 1],
    ["x = range(3)", "range()", /torch\.arange/, 1],
    ["x = image // 2", "// on tensors", /\+ - \* \//, 1],
    ["x = image.sum().item() + 1", ".item()", /tensor itself/, 1],
    ["x = torch.where(region)", "alone", /torch\.where\(condition, a, b\)/, 1],
    ["x = image.view(torch.float32)", ".view(dtype)", /sizes/, 1],
    ["a, b = image", "taking a tensor apart", /x\[0\]/, 1],
    ["x = 3j", "complex", /real/, 1],
    ["x = b'a'", "bytes", /string/, 1],
    ["x = f'{image.dim()=}'", "f-string", /./, 1],
  ])("%s", (source, what, nearest, line) => {
    const error = errorOf(source);
    expect(error).toMatchObject({ kind: "outside", type: "", range: { from: { line } } });
    expect(error?.message).toContain(what);
    expect(error?.message).toMatch(/^outside the playground's language: /);
    expect(error?.advice).toMatch(nearest);
    expect(error?.advice).toMatch(/^[^a-z]/);
  });
});

describe("names that JavaScript has", () => {
  const NAMES = [
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "__class__",
    "globalThis",
    "window",
    "process",
    "self",
    "this",
    "Function",
  ];

  it.each(NAMES)("%s is just an unknown name", (name) => {
    expect(errorOf(name)).toMatchObject({
      kind: "python",
      type: "NameError",
      message: `name '${name}' is not defined`,
    });
  });

  it.each(NAMES)("%s is no attribute and no keyword of anything", (name) => {
    for (const object of ["image", "torch", "nn", "F", "(1, 2)", "'a'", "image.shape", "1.5", "None", "image.view"]) {
      const error = errorOf(`x = ${object}.${name}`);
      expect(error?.type === "AttributeError" || error?.kind === "outside", `${object}.${name}`).toBe(true);
    }
    expect(errorOf(`x = image.view(${name}=1)`)).toMatchObject({ type: "TypeError" });
    expect(errorOf(`x = F.unfold(image, ${name}=1)`)).toMatchObject({ type: "TypeError" });
    expect(errorOf(`from torch import ${name}`)).toMatchObject({ type: "ImportError" });
  });

  it.each(NAMES)("%s may be a variable like any other", (name) => {
    const reading = readProgram(`${name} = image.T\n${name} = ${name} * 2`, { image: [1, 1, 3, 3] });
    expect(reading.error).toBeNull();
    expect(reading.variables.get(name)).toMatchObject({ kind: "tensor", step: 2 });
  });
});
