import { numel } from "../../model/layout";
import { landmarks, linesOf, resultOf, type Dialect } from "./lines";
import { OUTSIDE_NOTES, RULE_NOTES } from "./notes";
import { comparison, PYTHON, pythonHead, pythonList, regionLines, saysMaps, titled, tuple } from "./python";
import { noLineFor } from "./refusal";
import type { Subject } from "./subject";

const PAD_MODES = { zeros: "constant", reflect: "reflect", replicate: "edge", circular: "wrap" } as const;

const DIALECT: Dialect = {
  ...PYTHON,
  statement(name, call, [x = "image", y = "filt"]) {
    switch (call.op) {
      case "pad": {
        if (!("padding" in call.args)) throw noLineFor(call, "NumPy");
        const { padding, mode } = call.args;
        const [rows, columns] = padding;
        return `${name} = np.pad(${x}, ((0, 0), (0, 0), (${rows}, ${rows}), (${columns}, ${columns})), mode="${PAD_MODES[mode]}")`;
      }
      case "unfold":
        return `${name} = unfold(${x}, ${call.args.dim}, ${call.args.size}, ${call.args.step})`;
      case "slice":
        return `${name} = ${x}[..., ${call.args.slices.map(({ step }) => `::${step}`).join(", ")}]`;
      case "contiguous":
        return `${name} = np.ascontiguousarray(${x})`;
      case "view":
      case "reshape":
        return `${name} = ${x}.reshape(${call.args.shape.join(", ")})`;
      case "permute":
        return `${name} = ${x}.transpose(${call.args.dims.join(", ")})`;
      case "multiply":
        return `${name} = ${x} * ${y}`;
      case "sum":
        return `${name} = ${x}.sum(axis=${tuple(call.args.dims)})`;
      case "index_select":
        return `${name} = ${x}.take(${call.args.index}, axis=${call.args.dim})`;
      case "matmul":
        return `${name} = ${x} @ ${y}`;
      case "scatter":
        return `${name} = ${x}.copy()\n${name}[${call.args.index}] = ${y}`;
      default:
        throw noLineFor(call, "NumPy");
    }
  },
};

/** The document as a NumPy file that runs as it is. */
export function numpyCode(subject: Subject): string {
  const { document, refused, centre, windows, image, reach } = subject;
  const [batch, , height, width] = image.shape;
  const { taps } = landmarks(subject);
  const result = resultOf(subject);
  const [downwards, across] = document.padding;
  const { keep } = document.region;
  return [
    ...pythonHead(subject, saysMaps("NumPy"), [
      "import numpy as np",
      "from numpy.lib.stride_tricks import sliding_window_view",
    ]),
    "",
    "def show(name, array):",
    '    """Prints a layout: strides count numbers, not bytes."""',
    "    stride = [step // array.itemsize for step in array.strides]",
    '    memory = "" if array.flags.c_contiguous else "  not contiguous"',
    '    print(f"{name:<12} shape {list(array.shape)}  stride {stride}{memory}")',
    "",
    "",
    "def unfold(array, axis, size, step):",
    '    """Tensor.unfold of PyTorch: every step-th window of an axis, its numbers on a new last axis. A view."""',
    "    views = sliding_window_view(array, size, axis=axis)",
    "    return views[(slice(None),) * axis + (slice(None, None, step),)]",
    "",
    ...titled("Image and filter"),
    ...imageLines(subject),
    'show("image", image)  # [B, C, H, W]',
    ...filterLines(subject),
    'show("filt", filt)  # [C, kh, kw]',
    ...titled("From the image to maps, one for each window"),
    ...(refused
      ? ["# PyTorch refuses the view to patches here; NumPy's reshape copies by itself where no view is possible."]
      : []),
    ...linesOf(subject.maps, 0, DIALECT, subject),
    ...titled("The convolution everywhere, in one line"),
    `dense = np.einsum("bcrsij,cij->brs", ${taps}, filt, optimize=True)[:, None]`,
    'show("dense", dense)  # [B, 1, h_windows, w_windows]',
    ...titled("The region, and which windows it keeps"),
    ...regionLines(subject, (fill) => `np.${fill}((${height}, ${width}), dtype=bool)`, 'saved["region"] > 0'),
    `# ${RULE_NOTES[keep]}`,
    downwards + across > 0
      ? `around = np.pad(region, ((${downwards}, ${downwards}), (${across}, ${across})))`
      : "around = region",
    `seen = unfold(unfold(around, 0, ${reach[0]}, ${document.stride[0]}), 1, ${reach[1]}, ${document.stride[1]})`,
    keep === "centre"
      ? `keeps = seen[:, :, ${centre[0]}, ${centre[1]}]`
      : `keeps = seen[..., ::${document.dilation[0]}, ::${document.dilation[1]}].${keep}(axis=(2, 3))`,
    batch === 1
      ? "keeps = keeps.flatten()"
      : `keeps = np.tile(keeps.flatten(), ${batch})  # the same windows in each of the ${batch} pictures`,
    "kept = np.flatnonzero(keeps)  # the numbers n of the kept windows",
    `print(f"{len(kept)} of ${windows} windows are kept")`,
    ...titled("The convolution where the region asks for it"),
    `# ${OUTSIDE_NOTES[document.region.outside]}`,
    {
      zeros: `base = np.zeros(${windows}, dtype=np.float32)`,
      input: `base = windows[..., ${centre[0]}, ${centre[1]}].mean(axis=1).flatten()`,
      dense: "base = dense.flatten()",
    }[document.region.outside],
    ...linesOf(subject.output, subject.common, DIALECT, subject),
    ...titled("Compared with the page"),
    ...comparison(subject, result, (name) => name),
    "",
  ].join("\n");
}

function imageLines({ document, image, imageFrom }: Subject): string[] {
  const sizes = image.shape.join(", ");
  if (imageFrom === "rule") {
    return [
      "# 0, 1, 2, … easy to follow by eye.",
      `image = np.arange(${numel(image.shape)}, dtype=np.float32).reshape(${sizes})`,
    ];
  }
  if (imageFrom === "npz") return ['image = saved["image"]'];
  const flat = pythonList(image.data, [image.data.length]);
  const seeded = "random" in document.image ? ["# Standard normal numbers, drawn by the page."] : [];
  return [...seeded, `image = np.array(${flat}, dtype=np.float32).reshape(${sizes})`];
}

function filterLines({ document, filter, filterFrom, shared, image }: Subject): string[] {
  const channels = image.shape[1];
  const { kernel_size } = document;
  if (filterFrom === "npz") return ['filt = saved["filter"]'];
  const slice = shared && channels > 1;
  const array = `np.array(${pythonList(filter, slice ? kernel_size : [channels, ...kernel_size])}, dtype=np.float32)`;
  return slice
    ? ["# One slice, the same for every channel.", `filt = np.tile(${array}, (${channels}, 1, 1))`]
    : [`filt = ${array}`];
}
