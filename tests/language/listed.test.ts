import { describe, expect, it } from "vitest";
import { plainText } from "../../src/language/printed";
import { readProgram } from "../../src/language/read";

/* What the playground promises to read, each by a line that uses it, with the shape that PyTorch gives. */

const read = (source: string) =>
  readProgram(source, { image: [1, 3, 8, 6], filter: [3, 3, 3], region: true, kept: Int32Array.from([0, 2]) });

/** The shape of the last step, or what is refused. */
function shapeOf(source: string): readonly number[] | string {
  const { steps, error } = read(source);
  if (error) return error.message;
  const last = steps.at(-1);
  return last?.kind === "done" ? last.layout.shape : "refused";
}

/** The one line that is printed. */
function printed(source: string): string | null {
  const { printed: lines, error } = read(source);
  expect(error).toBeNull();
  return lines.map(plainText).join("\n");
}

describe("tensors that are made", () => {
  it.each([
    ["torch.randn(2, 3)", [2, 3]],
    ["torch.rand((2, 3))", [2, 3]],
    ["torch.zeros(2, 3)", [2, 3]],
    ["torch.ones(size=(2,))", [2]],
    ["torch.arange(1, 10, 2)", [5]],
    ["torch.arange(6.0)", [6]],
    ["torch.tensor([[1, 2], [3, 4.5]])", [2, 2]],
    ["torch.full((2, 2), 7.0)", [2, 2]],
    ["torch.eye(3)", [3, 3]],
    ["nn.Parameter(filt)", [3, 3, 3]],
  ])("%s", (line, shape) => expect(shapeOf(`x = ${line}`)).toEqual(shape));
});

describe("what tensors can do", () => {
  it.each([
    ["image.unfold(2, 3, 1)", [1, 3, 6, 6, 3]],
    ["image.view(3, -1)", [3, 48]],
    ["image.reshape(-1)", [144]],
    ["image.permute(0, 2, 3, 1)", [1, 8, 6, 3]],
    ["image.transpose(-1, -2)", [1, 3, 6, 8]],
    ["image.T", [6, 8, 3, 1]],
    ["image.mT", [1, 3, 6, 8]],
    ["image.mT.contiguous()", [1, 3, 6, 8]],
    ["image.flatten(start_dim=2)", [1, 3, 48]],
    ["image.squeeze(0)", [3, 8, 6]],
    ["image.unsqueeze(-1)", [1, 3, 8, 6, 1]],
    ["image.expand(4, -1, -1, -1)", [4, 3, 8, 6]],
    ["image.repeat(2, 1, 1, 1)", [2, 3, 8, 6]],
    ["image.narrow(2, 1, 4)", [1, 3, 4, 6]],
    ["image.select(1, 0)", [1, 8, 6]],
    ["image.index_select(3, kept)", [1, 3, 8, 2]],
    ["image.masked_fill(region, 0.0)", [1, 3, 8, 6]],
    ["image.sum((2, 3), keepdim=True)", [1, 3, 1, 1]],
    ["image.mean(dim=1)", [1, 8, 6]],
    ["image.max(1).values", [1, 8, 6]],
    ["image.abs()", [1, 3, 8, 6]],
    ["image.clone()", [1, 3, 8, 6]],
    ["image.detach()", [1, 3, 8, 6]],
    ["region.float()", [8, 6]],
    ["image.as_strided((2, 2), (6, 1), 1)", [2, 2]],
    ["image.matmul(image.mT)", [1, 3, 8, 8]],
    ["image + 1", [1, 3, 8, 6]],
    ["2 - image", [1, 3, 8, 6]],
    ["image * image[0]", [1, 3, 8, 6]],
    ["image / 3", [1, 3, 8, 6]],
    ["image @ image.mT", [1, 3, 8, 8]],
    ["image ** 2", [1, 3, 8, 6]],
    ["-image", [1, 3, 8, 6]],
    ["image >= 0", [1, 3, 8, 6]],
    ["image != image", [1, 3, 8, 6]],
  ])("%s", (line, shape) => expect(shapeOf(`x = ${line}`)).toEqual(shape));

  it.each([
    ["image.size(-1)", "6"],
    ["image.size()", "torch.Size([1, 3, 8, 6])"],
    ["image.shape", "torch.Size([1, 3, 8, 6])"],
    ["image.stride()", "(144, 48, 6, 1)"],
    ["image.mT.is_contiguous()", "False"],
    ["image.numel()", "144"],
    ["image.dim()", "4"],
  ])("%s", (line, says) => expect(printed(`print(${line})`)).toBe(says));
});

describe("functions", () => {
  it.each([
    ["torch.einsum('bchw,cij->bhwij', image, filt)", [1, 8, 6, 3, 3]],
    ["torch.einsum('...hw,...hw->...', image, image)", [1, 3]],
    ["torch.matmul(filt, filt)", [3, 3, 3]],
    ["torch.mm(filt[0], filt[1])", [3, 3]],
    ["torch.bmm(filt, filt)", [3, 3, 3]],
    ["torch.stack([filt, filt])", [2, 3, 3, 3]],
    ["torch.cat((filt, filt), dim=1)", [3, 6, 3]],
    ["torch.where(region, image, torch.zeros(1))", [1, 3, 8, 6]],
    ["torch.allclose(image, image, atol=1e-6)", []],
    ["torch.as_strided(image, (2, 2), (6, 1))", [2, 2]],
    ["F.pad(image, (1, 1, 2, 2), mode='reflect')", [1, 3, 12, 8]],
    ["F.unfold(image, kernel_size=3, stride=(1, 2), padding=1, dilation=1)", [1, 27, 24]],
    ["F.fold(F.unfold(image, 3), (8, 6), 3)", [1, 3, 8, 6]],
    ["F.conv2d(image, filt[None], stride=2, padding=(1, 0), dilation=1)", [1, 1, 4, 2]],
    ["F.conv2d(image, filt[:, None], groups=3)", [1, 3, 6, 4]],
    ["F.relu(image)", [1, 3, 8, 6]],
  ])("%s", (line, shape) => expect(shapeOf(`x = ${line}`)).toEqual(shape));

  it("nn.Parameter, .backward() and .grad", () => {
    expect(shapeOf("w = nn.Parameter(filt)\n(F.conv2d(image, w[None])).sum().backward()\ng = w.grad * 1")).toEqual([
      3, 3, 3,
    ]);
  });
});

describe("the language around them", () => {
  it.each([
    ["a tuple taken apart", "h, w = 2, 3\nx = torch.zeros(h, w)", [2, 3]],
    ["numbers and arithmetic", "n = 7 // 2 + 2 ** 2 % 3\nx = torch.zeros(n)", [4]],
    ["floats", "x = torch.full((2,), 0.5 * 1e-3)", [2]],
    ["slices with steps", "x = image[:, ::2, 1:-1:3]", [1, 2, 2, 6]],
    ["an ellipsis", "x = image[..., 0]", [1, 3, 8]],
    ["None", "x = image[:, None]", [1, 1, 3, 8, 6]],
    ["negative indices", "x = image[-1, -2:]", [2, 8, 6]],
    ["comments", "# what\nx = image  # is\ny = x.sum(1)", [1, 8, 6]],
    ["calls with keywords", "x = image.flatten(start_dim=1, end_dim=2)", [1, 24, 6]],
    ["attributes of shapes", "x = torch.zeros(image.shape[0], *image.shape[2:])", [1, 8, 6]],
    ["prompts and pasted output", ">>> x = image.sum(1)\n>>> x.shape\ntorch.Size([1, 8, 6])\n", [1, 8, 6]],
    [
      "a session of IPython",
      "In [1]: x = (image\n   ...:      .sum(1))\nOut[1]: tensor([1])\n\nIn [12]: y = x.sum()\n",
      [],
    ],
    ["a common indentation", "    x = image\n    y = x.mean(0)\n", [3, 8, 6]],
  ])("%s", (_what, source, shape) => expect(shapeOf(source)).toEqual(shape));

  it("f-strings", () => {
    expect(printed("print(f'{image.shape} has {image.dim()} axes, {1 / 3:.2f}, {image.shape[-1]:>4}!')")).toBe(
      "torch.Size([1, 3, 8, 6]) has 4 axes, 0.33,    6!",
    );
  });
});
