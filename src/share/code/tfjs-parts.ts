/* Functions that every exported tfjs module carries with it, as text. */

/** Prints a shape. */
export const SHOW = [
  "/** Prints a shape. */",
  "function show(name, tensor) {",
  '  console.log(`${name.padEnd(12)} shape [${tensor.shape.join(", ")}]`);',
  "}",
];

/** Only text here: what the exported module imports when Node runs it. */
const NODE_FILES = "node:fs/promises";

/** Reads the .npz file beside the module, in Node and in browsers: stored entries of little-endian float32. */
export const NPZ_READER = [
  "/** The tensors of tensors.npz beside this module by name, or null when it is not there. */",
  "async function readBeside() {",
  '  const address = new URL("tensors.npz", import.meta.url);',
  "  let bytes;",
  "  try {",
  '    if (address.protocol === "file:") {',
  `      const { readFile } = await import(${JSON.stringify(NODE_FILES)});`,
  "      bytes = new Uint8Array(await readFile(address));",
  "    } else {",
  "      const answer = await fetch(address);",
  "      if (!answer.ok) return null;",
  "      bytes = new Uint8Array(await answer.arrayBuffer());",
  "    }",
  "  } catch {",
  "    return null;",
  "  }",
  "  // A zip archive ends with a list of its files; the page stores them without packing.",
  "  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);",
  "  const text = (from, length) => new TextDecoder().decode(bytes.subarray(from, from + length));",
  "  let end = bytes.length - 22;",
  "  while (view.getUint32(end, true) !== 0x06054b50) end -= 1;",
  "  const tensors = new Map();",
  "  let at = view.getUint32(end + 16, true);",
  "  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {",
  "    const [nameLength, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));",
  '    const name = text(at + 46, nameLength).replace(/\\.npy$/, "");',
  "    const file = view.getUint32(at + 42, true);",
  "    const npy = file + 30 + view.getUint16(file + 26, true) + view.getUint16(file + 28, true);",
  "    // NumPy's header: ten bytes, then a dictionary that says the shape, then the numbers.",
  "    const header = view.getUint16(npy + 8, true);",
  '    const shape = /\\(([\\d, ]*)\\)/.exec(text(npy + 10, header))[1].split(",").filter((size) => size.trim()).map(Number);',
  "    const from = bytes.byteOffset + npy + 10 + header;",
  "    const count = shape.reduce((product, size) => product * size, 1);",
  "    tensors.set(name, tf.tensor(new Float32Array(bytes.buffer.slice(from, from + 4 * count)), shape));",
  "    at += 46 + nameLength + extra + comment;",
  "  }",
  "  return tensors;",
  "}",
];

/** Compares a result with the page's. */
export const COMPARE = [
  "/** Says how far a result is from the page's, relative to the page's largest number. */",
  "function compare(name, ours, page, sumOver = []) {",
  "  if (!saved.has(page)) {",
  "    console.log(`${name.padEnd(12)} cannot be compared: tensors.npz has no ${page}`);",
  "    return;",
  "  }",
  "  const wanted = sumOver.length > 0 ? saved.get(page).sum(sumOver) : saved.get(page);",
  "  if (wanted.shape.join() !== ours.shape.join()) {",
  "    console.log(`${name.padEnd(12)} DIFFERS: shape [${ours.shape}], on the page [${wanted.shape}]`);",
  "    return;",
  "  }",
  "  const [mine, theirs] = [ours.dataSync(), wanted.dataSync()];",
  "  let [largest, worst] = [1e-3, 0];",
  "  theirs.forEach((value, at) => {",
  "    if (Number.isFinite(value)) {",
  "      largest = Math.max(largest, Math.abs(value));",
  "      worst = Math.max(worst, Math.abs(value - mine[at]));",
  "    } else if (!Object.is(value, mine[at])) {",
  "      worst = Infinity;",
  "    }",
  "  });",
  '  const said = worst / largest <= 1e-5 ? "agrees" : "DIFFERS";',
  "  console.log(`${name.padEnd(12)} ${said}: largest difference ${(worst / largest).toExponential(1)} of the largest number`);",
  "}",
  "",
];
