import { operationOf } from "../../model/program";
import { numel } from "../../model/layout";
import { landmarks, linesOf, resultOf, type Dialect } from "./lines";
import { OUTSIDE_NOTES, RULE_NOTES } from "./notes";
import { comparison, PYTHON, pythonHead, pythonList, regionLines, saysMaps, titled, tuple } from "./python";
import type { Subject } from "./subject";

export const PYTORCH_IMPORTS = ["import numpy as np", "import torch", "import torch.nn.functional as F"] as const;

/** The function that prints a layout. */
export const SHOW = [
  "",
  "def show(name, tensor):",
  '    """Prints a layout: strides count numbers, not bytes."""',
  '    memory = "" if tensor.is_contiguous() else "  not contiguous"',
  '    print(f"{name:<12} shape {list(tensor.shape)}  stride {list(tensor.stride())}{memory}")',
  "",
] as const;

/** How PyTorch writes a line. */
export const PYTORCH: Dialect = {
  ...PYTHON,
  expression: (call, { operands }) => operationOf(call).code(call.args, operands),
  statement(name, expression, call, { maps, refused }) {
    const line = `${name} = ${expression}`;
    // The refused line and the one in its place assign the same variable.
    if (refused === null || !refused.code.startsWith(`${name} = `) || !maps.program.calls.includes(call)) return line;
    return [
      "# PyTorch refuses the line that stands here on the page:",
      `#     ${refused.code}`,
      `#     RuntimeError: ${refused.error.split("\n").join(" ")}`,
      "# .reshape copies where no view is possible.",
      line,
    ].join("\n");
  },
};

/** PyTorch has every operation itself. */
export const NO_HELPER = (name: string): string => name;

/** The document as a PyTorch file that runs as it is. */
export function pytorchCode(subject: Subject): string {
  const { document } = subject;
  const result = resultOf(subject);
  return [
    ...pythonHead(subject, saysMaps("PyTorch"), PYTORCH_IMPORTS),
    ...SHOW,
    ...titled("Image and filter"),
    ...imageLines(subject),
    'show("image", image)  # [B, C, H, W]',
    ...filterLines(subject),
    'show("filt", filt)  # [C, kh, kw]',
    ...titled("From the image to maps, one for each window"),
    ...linesOf(subject.maps, 0, PYTORCH, subject, NO_HELPER),
    ...titled("The same convolution by PyTorch itself, everywhere"),
    denseLine(subject),
    'show("dense", dense)  # [B, 1, h_windows, w_windows]',
    ...regionPart(subject),
    ...titled("The convolution where the region asks for it"),
    `# ${OUTSIDE_NOTES[document.region.outside]}`,
    baseLine(subject),
    ...linesOf(subject.output, subject.common, PYTORCH, subject, NO_HELPER),
    ...titled("Compared with the page"),
    "keeps = keeps.numpy()",
    ...comparison(subject, result, (name) => `${name}.numpy()`),
    "",
  ].join("\n");
}

/** The dense convolution, as `dense`. */
function denseLine(subject: Subject): string {
  const { stride, dilation } = subject.document;
  const { padded } = landmarks(subject);
  return `dense = F.conv2d(${padded}, filt[None], stride=${tuple(stride)}, dilation=${tuple(dilation)})`;
}

/** What stands where no window runs, [N], as `base`; needs `windows`, or `dense`. */
function baseLine({ document, windows, centre }: Subject): string {
  return {
    zeros: `base = torch.zeros(${windows})`,
    input: `base = windows[..., ${centre[0]}, ${centre[1]}].mean(1).flatten()`,
    dense: "base = dense.flatten()",
  }[document.region.outside];
}

/** What stands where no window runs, with what it is taken from but for the windows. */
export const baseLines = (subject: Subject): string[] =>
  subject.document.region.outside === "dense" ? [denseLine(subject), baseLine(subject)] : [baseLine(subject)];

/** The region, and the windows that it keeps, as `region` and `kept`. */
export function regionPart(subject: Subject): string[] {
  const { document, centre, windows, image } = subject;
  const [batch, , height, width] = image.shape;
  const [downwards, across] = document.padding;
  return [
    ...titled("The region, and which windows it keeps"),
    ...regionLines(
      subject,
      (fill) => `torch.${fill}(${height}, ${width}, dtype=torch.bool)`,
      'torch.from_numpy(saved["region"] > 0)',
    ),
    `# ${RULE_NOTES[document.region.keep]}`,
    downwards + across > 0
      ? `around = F.pad(region.float(), (${across}, ${across}, ${downwards}, ${downwards}))`
      : "around = region.float()",
    `seen = around.unfold(0, ${subject.reach[0]}, ${document.stride[0]}).unfold(1, ${subject.reach[1]}, ${document.stride[1]}) > 0`,
    document.region.keep === "centre"
      ? `keeps = seen[:, :, ${centre[0]}, ${centre[1]}]`
      : `keeps = seen[..., ::${document.dilation[0]}, ::${document.dilation[1]}].flatten(2).${document.region.keep}(2)`,
    `keeps = keeps.flatten()${batch === 1 ? "" : `.repeat(${batch})  # the same windows in each of the ${batch} pictures`}`,
    "kept = keeps.nonzero().flatten()  # the numbers n of the kept windows",
    `print(f"{len(kept)} of ${windows} windows are kept")`,
  ];
}

export function imageLines({ document, image, imageFrom }: Subject): string[] {
  const sizes = image.shape.join(", ");
  if (imageFrom === "rule") {
    return ["# 0, 1, 2, … easy to follow by eye.", `image = torch.arange(${numel(image.shape)}.0).view(${sizes})`];
  }
  if (imageFrom === "npz") return ['image = torch.from_numpy(saved["image"])'];
  const flat = pythonList(image.data, [image.data.length]);
  const seeded = "random" in document.image ? ["# Standard normal numbers, drawn by the page."] : [];
  return [...seeded, `image = torch.tensor(${flat}, dtype=torch.float32).view(${sizes})`];
}

export function filterLines({ document, filter, filterFrom, shared, image }: Subject): string[] {
  const channels = image.shape[1];
  const { kernel_size } = document;
  if (filterFrom === "npz") return ['filt = torch.from_numpy(saved["filter"])'];
  const slice = shared && channels > 1;
  const list = pythonList(filter, slice ? kernel_size : [channels, ...kernel_size]);
  const tensor = `torch.tensor(${list}, dtype=torch.float32)`;
  return slice
    ? ["# One slice, the same for every channel.", `filt = ${tensor}.repeat(${channels}, 1, 1)`]
    : [`filt = ${tensor}`];
}
