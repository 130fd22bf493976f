import { numel } from "../../model/layout";
import { landmarks, linesOf, resultOf, type Dialect } from "./lines";
import { nestedText, wrapped } from "./numbers";
import { OUTSIDE_NOTES, RULE_NOTES, summaryOf } from "./notes";
import { noLineFor } from "./refusal";
import { needsNpz, type Subject } from "./subject";
import { COMPARE, NPZ_READER, PLACES, SHOW, UNFOLD } from "./tfjs-parts";

const NUMBERS = { nan: "NaN", infinity: "Infinity" } as const;

/** A list in JavaScript: `[1, 2]`. */
const list = (values: readonly number[]): string => `[${values.join(", ")}]`;

/** JavaScript's own way to write a name: keptRows for kept_rows. */
const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const DIALECT: Dialect = {
  comment: (text) => `// ${text}`,
  variable: camel,
  show: (name, axes) => `show("${name}", ${name}); // ${axes}`,
  statement(name, call, [x = "image", y = "filt"], { image }) {
    const expression = (): string => {
      switch (call.op) {
        case "pad": {
          if (!("padding" in call.args)) throw noLineFor(call, "tfjs");
          const { padding, mode } = call.args;
          const [rows, columns] = padding;
          const sides = `[[0, 0], [0, 0], [${rows}, ${rows}], [${columns}, ${columns}]]`;
          if (mode === "zeros") return `${x}.pad(${sides})`;
          if (mode === "reflect") return `tf.mirrorPad(${x}, ${sides}, "reflect")`;
          const [, , height, width] = image.shape;
          return `${x}.gather(places(${height}, ${rows}), 2).gather(places(${width}, ${columns}), 3)`;
        }
        case "unfold":
          return `unfold(${x}, ${call.args.dim}, ${call.args.size}, ${call.args.step})`;
        case "slice": {
          const steps = [1, 1, 1, 1, ...call.args.slices.map(({ step }) => step)];
          return `${x}.stridedSlice(${list(steps.map(() => 0))}, ${x}.shape, ${list(steps)})`;
        }
        case "contiguous":
          return `${x}.clone()`;
        case "view":
        case "reshape":
          return `${x}.reshape(${list(call.args.shape)})`;
        case "permute":
          return `${x}.transpose(${list(call.args.dims)})`;
        case "multiply":
          return `${x}.mul(${y})`;
        case "sum":
          return `${x}.sum(${list(call.args.dims)})`;
        case "index_select":
          return `${x}.gather(${call.args.index}, ${call.args.dim})`;
        case "matmul":
          return `tf.dot(${x}, ${y})`;
        case "scatter":
          return `tf.tensorScatterUpdate(${x}, ${call.args.index}.reshape([-1, 1]), ${y})`;
        default:
          throw noLineFor(call, "tfjs");
      }
    };
    return `const ${name} = ${expression()};`;
  },
};

const titled = (title: string): string[] => ["", `// ${title}`, `// ${"-".repeat(title.length)}`];

/** The document as an ES module over @tensorflow/tfjs, for Node and for browsers, that runs as it is. */
export function tfjsCode(subject: Subject): string {
  const { document, refused, centre, windows } = subject;
  const { padding_mode, padding } = document;
  const gathers = (padding_mode === "replicate" || padding_mode === "circular") && padding.some((by) => by > 0);
  return [
    ...head(subject),
    ...SHOW,
    "",
    ...UNFOLD,
    ...(gathers ? ["", ...PLACES[padding_mode === "replicate" ? "replicate" : "circular"]] : []),
    ...titled("Image and filter"),
    ...imageLines(subject),
    'show("image", image); // [B, C, H, W]',
    ...filterLines(subject),
    'show("filt", filt); // [C, kh, kw]',
    ...titled("From the image to maps, one for each window"),
    "// tfjs has no views and no strides: every step is a tensor of its own, and always contiguous.",
    ...(refused ? ["// PyTorch refuses the view to patches here; tfjs has nothing that could refuse it."] : []),
    ...linesOf(subject.maps, 0, DIALECT, subject),
    ...titled("The convolution everywhere"),
    ...denseLines(subject),
    'show("dense", dense); // [B, 1, h_windows, w_windows]',
    ...titled("The region, and which windows it keeps"),
    ...regionLines(subject),
    ...keptLines(subject),
    ...titled("The convolution where the region asks for it"),
    `// ${OUTSIDE_NOTES[document.region.outside]}`,
    {
      zeros: `const base = tf.zeros([${windows}]);`,
      input: `const base = windows.slice([0, 0, 0, 0, ${centre[0]}, ${centre[1]}], [-1, -1, -1, -1, 1, 1]).mean(1).flatten();`,
      dense: "const base = dense.flatten();",
    }[document.region.outside],
    ...linesOf(subject.output, subject.common, DIALECT, subject),
    ...titled("Compared with the page"),
    ...COMPARE,
    ...comparison(subject),
    "",
    `export { ${camel(resultOf(subject))}, dense, keeps, output };`,
    "",
  ].join("\n");
}

function head(subject: Subject): string[] {
  const needed = needsNpz(subject);
  return [
    "/*",
    " * Patch maps, and a convolution of the windows that a region keeps, in TensorFlow.js.",
    " *",
    ...summaryOf(subject).map((line) => ` * ${line}`),
    " *",
    needed
      ? " * Needs tensors.npz beside it (on the page: Save, all tensors), which holds the picture."
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
          '  throw new Error("The picture is not in this file: save all tensors of the page (Save, all tensors) beside it.");',
          "}",
        ]
      : []),
    "",
  ];
}

function imageLines({ document, image, imageFrom }: Subject): string[] {
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

function filterLines({ document, filter, filterFrom, shared, image }: Subject): string[] {
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
  return [
    "if (saved === null) {",
    '  console.log("Nothing to compare with: save all tensors of the page (Save, all tensors) beside this file.");',
    "} else {",
    '  compare("image", image, "image");',
    '  compare("filter", filt, "filter");',
    `  compare("${result}", ${result}, "${page}"${rest.length === 0 ? "" : `, ${list(rest)}`});`,
    '  compare("dense", dense, "dense");',
    '  compare("kept", keeps, "kept");',
    '  compare("output", output, "output");',
    "}",
  ];
}
