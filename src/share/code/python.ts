import type { Dialect } from "./lines";
import { nestedText, wrapped, type NumberWords } from "./numbers";
import { summaryOf } from "./notes";
import { needsNpz, type Subject } from "./subject";

const PYTHON_NUMBERS: NumberWords = { nan: "nan", infinity: "inf" };

/** What both Python files share of a dialect. */
export const PYTHON: Pick<Dialect, "comment" | "variable" | "input" | "show"> = {
  comment: (text) => `# ${text}`,
  variable: (name) => name,
  input: (text) => text,
  show: (name, axes) => `show("${name}", ${name})  # ${axes}`,
};

/** A tuple of whole numbers: `(1, 2)`. */
export const tuple = (values: readonly number[]): string =>
  values.length === 1 ? `(${values[0]},)` : `(${values.join(", ")})`;

/** What a file says of itself. */
interface Saying {
  readonly title: string;
  /** Whether it compares what it computes with the page's results. */
  readonly compares: boolean;
}

/** Where the numbers of the page are, in a sentence of the head; nothing where none are needed. */
function besideIt(needed: boolean, compares: boolean): string[] {
  const beside = "tensors.npz beside it (on the page: Save, all tensors)";
  if (!compares) return needed ? [`Needs ${beside}, which holds what`, "the page computes from."] : ["Runs as it is."];
  return needed
    ? [`Needs ${beside}, which holds numbers of the page,`, "and compares its results with those of the page."]
    : [`Runs as it is. With ${beside}`, "it compares its results with those of the page."];
}

/** The head of a Python file: what it is, its imports, and the .npz file beside it. */
export function pythonHead(subject: Subject, { title, compares }: Saying, imports: readonly string[]): string[] {
  const numbers = [
    ...(subject.imageFrom === "numbers" ? subject.image.data : []),
    ...(subject.filterFrom === "numbers" ? subject.filter : []),
  ];
  const odd = numbers.some((value) => !Number.isFinite(value)) ? ["from math import inf, nan"] : [];
  const needed = needsNpz(subject);
  return [
    `"""${title}`,
    "",
    ...summaryOf(subject),
    "",
    ...besideIt(needed, compares),
    '"""',
    "",
    "import os",
    ...(needed ? ["import sys"] : []),
    ...odd,
    "",
    ...imports,
    "",
    "# What the page computed, if it was saved beside this file.",
    'NPZ = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tensors.npz")',
    "saved = np.load(NPZ) if os.path.exists(NPZ) else None",
    ...(needed
      ? [
          "if saved is None:",
          '    sys.exit("Not all numbers are in this file: save all tensors of the page (Save, all tensors) beside it.")',
        ]
      : []),
    "",
  ];
}

/** What the files of the controls' programs say of themselves. */
export const saysMaps = (language: string): Saying => ({
  title: `Patch maps, and a convolution of the windows that a region keeps, in ${language}.`,
  compares: true,
});

/** The region as a boolean array `region` made by `make`, filled rectangle by rectangle. */
export function regionLines(subject: Subject, make: (fill: "ones" | "zeros") => string, fromNpz: string): string[] {
  const { region } = subject;
  if (region === null) return ["# No shape is drawn: the whole image.", `region = ${make("ones")}`];
  if (region === "npz") return ["# Drawn too finely to be written here.", `region = ${fromNpz}`];
  if (region.length === 0) return ["# No pixel is in the region.", `region = ${make("zeros")}`];
  const boxes = wrapped(
    region.map((box) => `${tuple(box)},`),
    "    ",
  );
  return [
    "# Its pixels as rectangles: rows from top up to bottom, columns from left up to right.",
    `region = ${make("zeros")}`,
    "for top, bottom, left, right in [",
    boxes,
    "]:",
    "    region[top:bottom, left:right] = True",
  ];
}

/** Compares with the page: the results of both programs, each where the .npz file has it. `array` makes NumPy arrays. */
export function comparison({ document }: Subject, result: string, array: (name: string) => string): string[] {
  const over = ["C", "kh", "kw"].flatMap((axis, at) =>
    document.sum_over.some((each) => each === axis) ? [at + 1] : [],
  );
  // The page's maps are summed over the channels; what else is summed follows from them, or from the products.
  const [page, rest] = over[0] === 1 ? ["maps", over.slice(1).map((axis) => axis - 1)] : ["products", over];
  const summed = rest.length === 0 ? "" : `, sum_over=${tuple(rest)}`;
  return comparing([
    `compare("image", ${array("image")}, "image")`,
    `compare("filter", ${array("filt")}, "filter")`,
    `compare("${result}", ${array(result)}, "${page}"${summed})`,
    `compare("dense", ${array("dense")}, "dense")`,
    `compare("kept", keeps, "kept")`,
    `compare("output", ${array("output")}, "output")`,
  ]);
}

/** The function `compare`, and calls of it that are made where there is something to compare with. */
export const comparing = (calls: readonly string[]): string[] => [
  "",
  "",
  "def compare(name, ours, page, sum_over=()):",
  '    """Says how far a result is from the page\'s, relative to the page\'s largest number."""',
  "    if page not in saved:",
  '        print(f"{name:<12} cannot be compared: tensors.npz has no {page}")',
  "        return",
  "    theirs, ours = saved[page].sum(axis=sum_over), np.asarray(ours)",
  "    if theirs.shape != ours.shape:",
  '        print(f"{name:<12} DIFFERS: shape {list(ours.shape)}, on the page {list(theirs.shape)}")',
  "        return",
  "    finite = np.isfinite(theirs)",
  "    largest = max(np.abs(theirs[finite]).max(initial=0.0), 1e-3)",
  '    with np.errstate(invalid="ignore"):',
  "        worst = np.abs(ours[finite] - theirs[finite]).max(initial=0.0) / largest",
  "    same = worst <= 1e-5 and np.array_equal(ours[~finite], theirs[~finite], equal_nan=True)",
  "    print(f\"{name:<12} {'agrees' if same else 'DIFFERS'}: largest difference {worst:.1e} of the largest number\")",
  "",
  "",
  "if saved is None:",
  '    print("Nothing to compare with: save all tensors of the page (Save, all tensors) beside this file.")',
  "else:",
  ...calls.map((call) => `    ${call}`),
];

/** Lists of numbers in Python. */
export const pythonList = (data: ArrayLike<number>, shape: readonly number[]): string =>
  nestedText(data, shape, PYTHON_NUMBERS);

/** A heading between the parts of a file. */
export const titled = (title: string): string[] => ["", `# ${title}`, `# ${"-".repeat(title.length)}`];
