import type { Measurement, Method, Sweep } from "./measure";
import { curveOf, drawnOf, drawnReferenceOf, type Findings, isDense, referenceOf, type Win, standingOf } from "./speed";

/** A method as the subject of a sentence; a dense one is what the others are held against. */
const SUBJECTS: Readonly<Record<Method, string>> = {
  conv2d: "dense tf.conv2d",
  dense: "the dense kernel",
  gather: "gather + matMul",
  region: "the region kernel",
};

const SWEPT: Readonly<Record<Sweep, string>> = {
  shape: "",
  blocks: ", over compact blocks,",
  scatter: ", over scattered windows,",
};

/** Below this many milliseconds a run is mostly the call. */
const CALL_MS = 0.1;
/** Times that differ by less than this share are told as equal. */
const ALIKE = 0.05;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "9.8", "15": a ratio with about two digits. */
export const times = (ratio: number): string => ratio.toFixed(ratio < 9.95 ? 1 : 0).replace(/\.0$/, "");

/** "10.2 %" of a share. The blank never breaks. */
export const percent = (share: number): string => `${(100 * share).toFixed(1).replace(/\.0$/, "")}\u00A0%`;

/** "97 %", "3.4 %", "99.6 %": an estimate, with no more digits than it deserves. */
export function aboutPercent(share: number): string {
  const value = 100 * share;
  const decimals = value < 9.95 || (value >= 99.5 && value < 99.95) ? 1 : 0;
  return `${value.toFixed(decimals).replace(/\.0$/, "")}\u00A0%`;
}

function range({ from, to }: Win): string {
  if (from === null) return to === null ? "at every coverage measured" : `below ${aboutPercent(to)}`;
  return to === null ? `above ${aboutPercent(from)}` : `between ${aboutPercent(from)} and ${aboutPercent(to)}`;
}

/**
 * Where the methods that skip windows begin to pay, against the fastest dense one; null before a curve has two points.
 * "On this machine gather + matMul never beats dense tf.conv2d; the region kernel wins below 97 %."
 */
export function breakEvenSentence(findings: Findings): string | null {
  const { methods, sweep } = findings.settings;
  const reference = referenceOf(findings);
  const curves = methods
    .filter((method) => !isDense(method))
    .map((method) => ({ method, curve: curveOf(findings, method) }))
    .filter(({ curve }) => curve.length > 1);
  if (curves.length === 0) return null;
  if (!reference) return "No dense method was measured, so there is nothing to break even with.";
  const verdicts = curves.map(({ method, curve }, k) => {
    const { wins, evenFrom } = standingOf(curve, reference.level);
    const against = k === 0 ? `beats ${SUBJECTS[reference.method]}` : "wins";
    const even = evenFrom === null ? "" : `, and is on a par from ${aboutPercent(evenFrom)} on`;
    const where = wins.length === 0 ? `never ${against}` : `${against} ${wins.map(range).join(" and ")}`;
    return `${SUBJECTS[method]} ${where}${even}`;
  });
  return `On this machine${SWEPT[sweep]} ${verdicts.join("; ")}.`;
}

/** "7.9 times less time than …", "3.1 times as long as …", "about as long as …"; without what it is held against when that was said. */
function comparison(own: number, other: number, against: string | null): string {
  const ratio = other / own;
  if (Math.abs(own - other) < ALIKE * other) return `about as long${against ? ` as ${against}` : ""}`;
  if (ratio > 1) return `${times(ratio)} times less time${against ? ` than ${against}` : ""}`;
  return `${times(1 / ratio)} times as long${against ? ` as ${against}` : ""}`;
}

/** What the drawn region saves, in multiply-adds and in time; null before it was measured. A loss is told as one. */
export function drawnSentence(findings: Findings): string | null {
  const masked = (["region", "gather"] as const)
    .map((method) => drawnOf(findings, method))
    .filter((each): each is Measurement => each !== null);
  const [first] = masked;
  if (!first) return null;
  if (first.kept === 0) return "The drawn region keeps no window: there is nothing to multiply.";
  const saved =
    first.kept === first.windows
      ? "The region keeps every window, so no multiply-add is saved."
      : `The drawn region keeps ${percent(first.coverage)} of the windows: ${times(first.windows / first.kept)} times fewer multiply-adds.`;
  const reference = drawnReferenceOf(findings);
  if (!reference) return saved;
  const compared = masked.map(({ method, median }, k) => {
    const against = k === 0 ? SUBJECTS[reference.method] : null;
    return `${SUBJECTS[method]}${k === 0 ? " takes" : ""} ${comparison(median, reference.level.median, against)}`;
  });
  return `${saved} ${capital(compared.join(", "))}.`;
}

/** What was refused, once for each method, and where; and what there is to know about the times. */
export function notes(findings: Findings): string[] {
  const told = findings.settings.methods.flatMap((method) => {
    const refused = findings.refusals.filter(({ request }) => request.method === method);
    const swept = refused.flatMap(({ request, message }) =>
      request.mask === "drawn" ? [] : [{ coverage: request.mask.coverage, message }],
    );
    const [first] = swept.toSorted((a, b) => a.coverage - b.coverage);
    const drawn = refused.find(({ request }) => request.mask === "drawn");
    const message = drawn?.message ?? first?.message;
    if (message === undefined) return [];
    const somewhere = findings.measured.some(({ request }) => request.method === method);
    const places = [drawn ? "for the drawn region" : "", first ? `from ${percent(first.coverage)} on` : ""];
    const where = somewhere ? ` ${places.filter(Boolean).join(" and ")}` : "";
    return [`${capital(SUBJECTS[method])} was not measured${where}: ${message}.`.replace("..", ".")];
  });
  const reference = referenceOf(findings);
  if (reference && reference.level.median < CALL_MS) {
    told.push(
      "A run over every window takes less than 0.1 ms here, so what a call costs shows. A larger working size says more about the methods.",
    );
  }
  return told;
}

/** Everything that is said about the findings, in the order it is said. */
export const sentences = (findings: Findings): string[] =>
  [breakEvenSentence(findings), drawnSentence(findings)].filter((each) => each !== null);
