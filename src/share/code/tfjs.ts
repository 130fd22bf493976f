import { numel } from "../../model/layout";
import { Helpers, landmarks, linesOf, resultOf, type Dialect } from "./lines";
import { nestedText, wrapped } from "./numbers";
import { OUTSIDE_NOTES, RULE_NOTES, summaryOf } from "./notes";
import { expressionOf } from "./operation-lines";
import { needsNpz, type Subject } from "./subject";
import { TFJS_HELPERS, TFJS_NEEDS } from "./tfjs-helpers";
import { TFJS_LINES } from "./tfjs-lines";
import { COMPARE, NPZ_READER, SHOW } from "./tfjs-parts";
import { list } from "./tfjs-words";

const NUMBERS = { nan: "NaN", infinity: "Infinity" } as const;

/** JavaScript's own way to write a name: keptRows for kept_rows. */
const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** How tfjs writes a line. */
export const TFJS: Dialect = {
  comment: (text) => `// ${text}`,
  variable: camel,
  input: (text) => text,
  show: (name, axes) => `show("${name}", ${name}); // ${axes}`,
  expression: (call, place) => expressionOf(TFJS_LINES, call, place),
  statement: (name, expression) => `const ${name} = ${expression};`,
};

export const titled = (title: string): string[] => ["", `// ${title}`, `// ${"-".repeat(title.length)}`];

/** The document as an ES module over @tensorflow/tfjs, for Node and for browsers, that runs as it is. */
export function tfjsCode(subject: Subject): string {
  const { document, refused } = subject;
  const helpers = new Helpers(TFJS_HELPERS, TFJS_NEEDS);
  const maps = linesOf(subject.maps, 0, TFJS, subject, helpers.use);
  const output = linesOf(subject.output, subject.common, TFJS, subject, helpers.use);
  return [
    ...tfjsHead(subject, "Patch maps, and a convolution of the windows that a region keeps, in TensorFlow.js."),
    ...SHOW,
    ...helpers.lines(1),
    ...titled("Image and filter"),
    ...tfjsImage(subject),
    'show("image", image); // [B, C, H, W]',
    ...tfjsFilter(subject),
    'show("filt", filt); // [C, kh, kw]',
    ...titled("From the image to maps, one for each window"),
    "// tfjs has no views and no strides: every step is a tensor of its own, and always contiguous.",
    ...(refused ? ["// PyTorch refuses the view to patches here; tfjs has nothing that could refuse it."] : []),
    ...maps,
    ...titled("The convolution everywhere"),
    ...denseLines(subject),
    'show("dense", dense); // [B, 1, h_windows, w_windows]',
    ...tfjsRegion(subject, helpers.use),
    ...titled("The convolution where the region asks for it"),
    `// ${OUTSIDE_NOTES[document.region.outside]}`,
    tfjsBase(subject),
    ...output,
    ...titled("Compared with the page"),
    ...COMPARE,
    ...comparison(subject),
    "",
    `export { ${camel(resultOf(subject))}, dense, keeps, output };`,
    "",
  ].join("\n");
}

/** What stands where no window runs, [N], as `base`; needs `windows`, or `dense`. */
function tfjsBase({ document, windows, centre }: Subject): string {
  return {
    zeros: `const base = tf.zeros([${windows}]);`,
    input: `const base = windows.slice([0, 0, 0, 0, ${centre[0]}, ${centre[1]}], [-1, -1, -1, -1, 1, 1]).mean(1).flatten();`,
    dense: "const base = dense.flatten();",
  }[document.region.outside];
}

/** The same with what it is taken from, but for the windows. */
export const tfjsBaseLines = (subject: Subject): string[] =>
  subject.document.region.outside === "dense" ? [...denseLines(subject), tfjsBase(subject)] : [tfjsBase(subject)];

/** The region, and the windows that it keeps, as `region` and `kept`. */
export function tfjsRegion(subject: Subject, helper: (name: string) => string): string[] {
  helper("unfold");
  return [...titled("The region, and which windows it keeps"), ...regionLines(subject), ...keptLines(subject)];
}

/** The head of a module: what it is, and the .npz file beside it. */
export function tfjsHead(subject: Subject, title: string): string[] {
  const needed = needsNpz(subject);
  return [
    "/*",
    ` * ${title}`,
    " *",
    ...summaryOf(subject).map((line) => ` * ${line}`),
    " *",
    needed
      ? " * Needs tensors.npz beside it (on the page: Save, all tensors), which holds numbers of the page."
      : " * Runs as it is. With tensors.npz beside it (on the page: Save, all tensors) it compares its results.",
    " * In Node: npm install @tensorflow/tfjs, then node on this file. In a browser: a module script, and an import map",
    " * that says where @tensorflow/tfjs is.",
    " */",
    'import * as tf from "@tensorflow/tfjs";',
    "",
    ...NPZ_READER,
    "",
    "// What the page computed, if it was saved beside this module.",
    "const saved = await readBeside();",
    ...(needed
      ? [
          "if (saved === null) {",
          '  throw new Error("Not all numbers are in this file: save all tensors of the page (Save, all tensors) beside it.");',
          "}",
        ]
      : []),
    "",
  ];
}

export function tfjsImage({ document, image, imageFrom }: Subject): string[] {
  const sizes = list(image.shape);
  if (imageFrom === "rule") {
    return [
      "// 0, 1, 2, … easy to follow by eye.",
      `const image = tf.range(0, ${numel(image.shape)}, 1).reshape(${sizes});`,
    ];
  }
  if (imageFrom === "npz") return ['const image = saved.get("image");'];
  const seeded = "random" in document.image ? ["// Standard normal numbers, drawn by the page."] : [];
  return [...seeded, `const image = tf.tensor(${nestedText(image.data, [image.data.length], NUMBERS)}, ${sizes});`];
}

export function tfjsFilter({ document, filter, filterFrom, shared, image }: Subject): string[] {
  const channels = image.shape[1];
  const [kh, kw] = document.kernel_size;
  if (filterFrom === "npz") return ['const filt = saved.get("filter");'];
  if (shared && channels > 1) {
    const slice = nestedText(filter, [1, kh, kw], NUMBERS);
    return ["// One slice, the same for every channel.", `const filt = tf.tensor(${slice}).tile([${channels}, 1, 1]);`];
  }
  return [`const filt = tf.tensor(${nestedText(filter, [channels, kh, kw], NUMBERS)});`];
}

function denseLines(subject: Subject): string[] {
  const { stride, dilation } = subject.document;
  const { padded, taps } = landmarks(subject);
  if (stride.some((by) => by > 1) && dilation.some((by) => by > 1)) {
    return [
      "// tf.conv2d refuses a stride together with a dilation: products of all windows, summed.",
      `const dense = ${taps}.mul(filt.expandDims(1).expandDims(1)).sum([1, 4, 5]).expandDims(1);`,
    ];
  }
  return [
    "// tf.conv2d wants the channels last, in the picture and in the filter.",
    "const dense = tf",
    "  .conv2d(",
    `    ${padded}.transpose([0, 2, 3, 1]),`,
    "    filt.transpose([1, 2, 0]).expandDims(3),",
    `    ${list(stride)},`,
    '    "valid",',
    '    "NHWC",',
    `    ${list(dilation)},`,
    "  )",
    "  .transpose([0, 3, 1, 2]);",
  ];
}

function regionLines({ region, image }: Subject): string[] {
  const [, , height, width] = image.shape;
  if (region === null)
    return ["// No shape is drawn: the whole image.", `const region = tf.ones([${height}, ${width}]);`];
  if (region === "npz") return ["// Drawn too finely to be written here.", 'const region = saved.get("region");'];
  if (region.length === 0) {
    return ["// No pixel is in the region.", `const region = tf.zeros([${height}, ${width}]);`];
  }
  return [
    "// Its pixels as rectangles: rows from top up to bottom, columns from left up to right.",
    `const pixels = new Float32Array(${height} * ${width});`,
    "for (const [top, bottom, left, right] of [",
    wrapped(
      region.map((box) => `${list(box)},`),
      "  ",
    ),
    "]) {",
    `  for (let y = top; y < bottom; y += 1) pixels.fill(1, y * ${width} + left, y * ${width} + right);`,
    "}",
    `const region = tf.tensor(pixels, [${height}, ${width}]);`,
  ];
}

function keptLines({ document, centre, reach, windows, image }: Subject): string[] {
  const { padding, stride, dilation, region } = document;
  const [rows, columns] = padding;
  const around = rows + columns > 0 ? `region.pad([[${rows}, ${rows}], [${columns}, ${columns}]])` : "region";
  const taps = `[0, 0, 0, 0], seen.shape, [1, 1, ${dilation.join(", ")}]`;
  return [
    `// ${RULE_NOTES[region.keep]}`,
    `const seen = unfold(unfold(${around}, 0, ${reach[0]}, ${stride[0]}), 1, ${reach[1]}, ${stride[1]});`,
    {
      centre: `const one = seen.slice([0, 0, ${centre[0]}, ${centre[1]}], [-1, -1, 1, 1]).flatten();`,
      any: `const one = seen.stridedSlice(${taps}).max([2, 3]).flatten();`,
      all: `const one = seen.stridedSlice(${taps}).min([2, 3]).flatten();`,
    }[region.keep],
    image.shape[0] === 1
      ? "const keeps = one;"
      : `const keeps = one.tile([${image.shape[0]}]); // the same windows in each of the ${image.shape[0]} pictures`,
    "// The numbers n of the kept windows.",
    "const numbers = [...keeps.dataSync()].flatMap((flag, n) => (flag > 0 ? [n] : []));",
    'const kept = tf.tensor1d(numbers, "int32");',
    `console.log(\`\${numbers.length} of ${windows} windows are kept\`);`,
  ];
}

function comparison(subject: Subject): string[] {
  const { document } = subject;
  const over = ["C", "kh", "kw"].flatMap((axis, at) =>
    document.sum_over.some((each) => each === axis) ? [at + 1] : [],
  );
  const [page, rest] = over[0] === 1 ? ["maps", over.slice(1).map((axis) => axis - 1)] : ["products", over];
  const result = camel(resultOf(subject));
  return comparing([
    'compare("image", image, "image");',
    'compare("filter", filt, "filter");',
    `compare("${result}", ${result}, "${page}"${rest.length === 0 ? "" : `, ${list(rest)}`});`,
    'compare("dense", dense, "dense");',
    'compare("kept", keeps, "kept");',
    'compare("output", output, "output");',
  ]);
}

/** Calls of `compare` that are made where there is something to compare with. */
export const comparing = (calls: readonly string[]): string[] => [
  "if (saved === null) {",
  '  console.log("Nothing to compare with: save all tensors of the page (Save, all tensors) beside this file.");',
  "} else {",
  ...calls.map((call) => `  ${call}`),
  "}",
];
