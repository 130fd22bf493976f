/** Fields that hold tensors: little-endian float32 in base64, see tests/fixtures/generate.py. */
const TENSORS = new Set([
  "image",
  "filter",
  "maps",
  "depthwise",
  "dense",
  "output",
  "values",
  "storage",
  "copy",
  "weights",
  "grad",
  "grad_image",
  "grad_filter",
]);

/** Another machine may add in another order. */
const TOLERANCE = 1e-6;

function floats(base64) {
  const bytes = Buffer.from(base64, "base64");
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(4 * at));
}

function tensorDifference(committed, fresh) {
  const [a, b] = [floats(committed), floats(fresh)];
  if (a.length !== b.length) return `${a.length} numbers became ${b.length}`;
  const scale = a.reduce((most, each) => (Number.isFinite(each) ? Math.max(most, Math.abs(each)) : most), 1e-3);
  const at = a.findIndex((each, n) => !Object.is(each, b[n]) && !(Math.abs(each - b[n]) <= TOLERANCE * scale));
  return at < 0 ? null : `number ${at} was ${a[at]} and is now ${b[at]}`;
}

const isObject = (value) => typeof value === "object" && value !== null;

function difference(committed, fresh, path) {
  const field = path.split(".").at(-1);
  if (TENSORS.has(field) && typeof committed === "string" && typeof fresh === "string") {
    const found = tensorDifference(committed, fresh);
    return found === null ? null : `${path}: ${found}`;
  }
  if (!isObject(committed) || !isObject(fresh) || Array.isArray(committed) !== Array.isArray(fresh)) {
    if (committed === fresh) return null;
    return `${path}: was ${JSON.stringify(committed)} and is now ${JSON.stringify(fresh)}`;
  }
  for (const key of new Set([...Object.keys(committed), ...Object.keys(fresh)])) {
    const found = difference(committed[key], fresh[key], path === "" ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/**
 * Compares the cases of one fixture file with the same file written anew: tensors within 1e-6 of their largest number,
 * everything else exactly. Returns how many cases agree, and a line for each that does not.
 * @param {readonly { name: string }[]} committed
 * @param {readonly { name: string }[]} fresh
 */
export function compareCases(committed, fresh) {
  const failures = [];
  const length = Math.max(committed.length, fresh.length);
  for (let at = 0; at < length; at += 1) {
    const [old, now] = [committed[at], fresh[at]];
    if (old === undefined) failures.push(`${now.name}: is not among the committed cases`);
    else if (now === undefined) failures.push(`${old.name}: is no longer written`);
    else {
      const found = difference(old, now, "");
      if (found !== null) failures.push(`${old.name}: ${found}`);
    }
  }
  return { passed: length - failures.length, failures };
}
