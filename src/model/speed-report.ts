import type { Measurement } from "./measure";
import { type Findings, isDense, METHOD_NAMES, type Measured, spreadOf } from "./speed";
import { notes, percent, sentences } from "./speed-summary";

/** The phases of a run and what they are called. */
export const PHASE_NAMES = {
  runs: "building runs",
  gather: "gathering",
  multiply: "multiplying",
  scatter: "scattering",
  readback: "reading back",
} as const satisfies Readonly<Record<keyof Measurement["phases"], string>>;

export const PHASES = Object.keys(PHASE_NAMES) as (keyof typeof PHASE_NAMES)[]; // Object.keys forgets the key type

/** The drawn region first, then by coverage; the methods in their order. */
function inOrder({ measured, settings }: Findings): Measured[] {
  const place = ({ request }: Measured): number => (request.mask === "drawn" ? -1 : request.mask.coverage);
  const rank = ({ request }: Measured): number => settings.methods.indexOf(request.method);
  return measured.toSorted((a, b) => place(a) - place(b) || rank(a) - rank(b));
}

const milliseconds = (value: number): string => String(Number(value.toPrecision(3)));
const pair = ([rows, columns]: readonly [number, number]): string => `${rows} × ${columns}`;

/** One line that says over what was measured, and how. */
export function subjectLine({ geometry, image, settings, measured }: Findings): string {
  const { kernel_size, stride, padding, padding_mode, dilation } = geometry;
  const padded = padding.some((pixels) => pixels > 0);
  return [
    measured[0]?.measurement.detail,
    `image [${image.join(", ")}]`,
    `kernel ${pair(kernel_size)}`,
    `stride ${pair(stride)}`,
    padded ? `padding ${pair(padding)} ${padding_mode}` : null,
    dilation.some((step) => step > 1) ? `dilation ${pair(dilation)}` : null,
    `${settings.runs} samples of at least 5 ms, warm-up excluded`,
  ]
    .filter(Boolean)
    .join("; ");
}

/** Everything as a Markdown text: what was measured, what it means, and a table of all measurements in milliseconds. */
export function markdownOf(findings: Findings): string {
  const heads = ["windows", "method", "coverage", "kept", "multiply-adds", "median ms", "quartiles ms"];
  const phases = PHASES.map((phase) => PHASE_NAMES[phase]);
  const rows = inOrder(findings).map(({ request, measurement }) => {
    const { low, high } = spreadOf(measurement.runs);
    return [
      request.mask === "drawn" ? "drawn region" : isDense(request.method) ? "all" : request.mask.sweep,
      METHOD_NAMES[request.method],
      percent(measurement.coverage),
      String(measurement.kept),
      String(measurement.macs),
      milliseconds(measurement.median),
      `${milliseconds(low)} – ${milliseconds(high)}`,
      ...PHASES.map((phase) => {
        const value = measurement.phases[phase];
        return value === null ? "–" : milliseconds(value);
      }),
    ];
  });
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = ["---", "---", ...Array.from({ length: heads.length + phases.length - 2 }, () => "--:")];
  return [
    "### Speed of one masked convolution, measured in Unfold Playground",
    "",
    subjectLine(findings),
    "",
    ...[...sentences(findings), ...notes(findings)].flatMap((sentence) => [sentence, ""]),
    line([...heads, ...phases]),
    line(rule),
    ...rows.map(line),
    "",
  ].join("\n");
}

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** All measurements as CSV (RFC 4180): one row each, times in milliseconds, empty where a method has no such phase. */
export function csvOf(findings: Findings): string {
  const heads = [
    "backend",
    "detail",
    "windows_chosen_by",
    "coverage_asked",
    "method",
    "coverage",
    "kept",
    "windows",
    "macs",
    "samples",
    "median_ms",
    "quartile1_ms",
    "quartile3_ms",
    ...PHASES.map((phase) => `phase_${phase}_ms`),
  ];
  const rows = inOrder(findings).map(({ request: { mask, method }, measurement: found }) => {
    const { low, high } = spreadOf(found.runs);
    return [
      found.backend,
      found.detail,
      mask === "drawn" ? "drawn" : mask.sweep,
      mask === "drawn" ? "" : mask.coverage,
      method,
      found.coverage,
      found.kept,
      found.windows,
      found.macs,
      found.runs.length,
      found.median,
      low,
      high,
      ...PHASES.map((phase) => found.phases[phase] ?? ""),
    ].map((field) => quoted(String(field)));
  });
  return [heads, ...rows].map((fields) => `${fields.join(",")}\r\n`).join("");
}
