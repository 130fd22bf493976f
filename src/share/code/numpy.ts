import { numel } from "../../model/layout";
import { Helpers, landmarks, linesOf, resultOf, type Dialect } from "./lines";
import { OUTSIDE_NOTES, RULE_NOTES } from "./notes";
import { comparison, PYTHON, pythonHead, pythonList, regionLines, saysMaps, titled } from "./python";
import { NUMPY_HELPERS, NUMPY_NEEDS } from "./numpy-helpers";
import { NUMPY_LINES } from "./numpy-lines";
import { expressionOf } from "./operation-lines";
import type { Subject } from "./subject";

/** How NumPy writes a line. */
export const NUMPY: Dialect = {
  ...PYTHON,
  expression: (call, place) => expressionOf(NUMPY_LINES, call, place),
  statement: (name, expression) => `${name} = ${expression}`,
};

export const NUMPY_IMPORTS = ["import numpy as np", "from numpy.lib.stride_tricks import sliding_window_view"] as const;

/** The function that prints a layout. */
export const NUMPY_SHOW = [
  "",
  "def show(name, array):",
  '    """Prints a layout: strides count numbers, not bytes."""',
  "    stride = [step // array.itemsize for step in array.strides]",
  '    memory = "" if array.flags.c_contiguous else "  not contiguous"',
  '    print(f"{name:<12} shape {list(array.shape)}  stride {stride}{memory}")',
  "",
] as const;

/** The document as a NumPy file that runs as it is. */
export function numpyCode(subject: Subject): string {
  const { document, refused } = subject;
  const { taps } = landmarks(subject);
  const result = resultOf(subject);
  const helpers = new Helpers(NUMPY_HELPERS, NUMPY_NEEDS);
  const maps = linesOf(subject.maps, 0, NUMPY, subject, helpers.use);
  const output = linesOf(subject.output, subject.common, NUMPY, subject, helpers.use);
  const region = numpyRegion(subject, helpers.use);
  return [
    ...pythonHead(subject, saysMaps("NumPy"), NUMPY_IMPORTS),
    ...NUMPY_SHOW,
    ...helpers.lines(1),
    "",
    ...titled("Image and filter"),
    ...numpyImage(subject),
    'show("image", image)  # [B, C, H, W]',
    ...numpyFilter(subject),
    'show("filt", filt)  # [C, kh, kw]',
    ...titled("From the image to maps, one for each window"),
    ...(refused
      ? ["# PyTorch refuses the view to patches here; NumPy's reshape copies by itself where no view is possible."]
      : []),
    ...maps,
    ...titled("The convolution everywhere, in one line"),
    numpyDense(taps),
    'show("dense", dense)  # [B, 1, h_windows, w_windows]',
    ...region,
    ...titled("The convolution where the region asks for it"),
    `# ${OUTSIDE_NOTES[document.region.outside]}`,
    numpyBase(subject),
    ...output,
    ...titled("Compared with the page"),
    ...comparison(subject, result, (name) => name),
    "",
  ].join("\n");
}

/** The convolution everywhere, as `dense`. */
const numpyDense = (taps: string): string =>
  `dense = np.einsum("bcrsij,cij->brs", ${taps}, filt, optimize=True)[:, None]`;

/** What stands where no window runs, [N], as `base`; needs `windows`, or `dense`. */
function numpyBase({ document, windows, centre }: Subject): string {
  return {
    zeros: `base = np.zeros(${windows}, dtype=np.float32)`,
    input: `base = windows[..., ${centre[0]}, ${centre[1]}].mean(axis=1).flatten()`,
    dense: "base = dense.flatten()",
  }[document.region.outside];
}

/** The same with what it is taken from, but for the windows. */
export const numpyBaseLines = (subject: Subject): string[] =>
  subject.document.region.outside === "dense"
    ? [numpyDense(landmarks(subject).taps), numpyBase(subject)]
    : [numpyBase(subject)];

/** The region, and the windows that it keeps, as `region` and `kept`. */
export function numpyRegion(subject: Subject, helper: (name: string) => string): string[] {
  const { document, centre, windows, image, reach } = subject;
  const [batch, , height, width] = image.shape;
  const [downwards, across] = document.padding;
  const { keep } = document.region;
  const unfold = helper("unfold");
  return [
    ...titled("The region, and which windows it keeps"),
    ...regionLines(subject, (fill) => `np.${fill}((${height}, ${width}), dtype=bool)`, 'saved["region"] > 0'),
    `# ${RULE_NOTES[keep]}`,
    downwards + across > 0
      ? `around = np.pad(region, ((${downwards}, ${downwards}), (${across}, ${across})))`
      : "around = region",
    `seen = ${unfold}(${unfold}(around, 0, ${reach[0]}, ${document.stride[0]}), 1, ${reach[1]}, ${document.stride[1]})`,
    keep === "centre"
      ? `keeps = seen[:, :, ${centre[0]}, ${centre[1]}]`
      : `keeps = seen[..., ::${document.dilation[0]}, ::${document.dilation[1]}].${keep}(axis=(2, 3))`,
    batch === 1
      ? "keeps = keeps.flatten()"
      : `keeps = np.tile(keeps.flatten(), ${batch})  # the same windows in each of the ${batch} pictures`,
    "kept = np.flatnonzero(keeps)  # the numbers n of the kept windows",
    `print(f"{len(kept)} of ${windows} windows are kept")`,
  ];
}

export function numpyImage({ document, image, imageFrom }: Subject): string[] {
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

export function numpyFilter({ document, filter, filterFrom, shared, image }: Subject): string[] {
  const channels = image.shape[1];
  const { kernel_size } = document;
  if (filterFrom === "npz") return ['filt = saved["filter"]'];
  const slice = shared && channels > 1;
  const array = `np.array(${pythonList(filter, slice ? kernel_size : [channels, ...kernel_size])}, dtype=np.float32)`;
  return slice
    ? ["# One slice, the same for every channel.", `filt = np.tile(${array}, (${channels}, 1, 1))`]
    : [`filt = ${array}`];
}
