import { DEFAULT_DOCUMENT, type SpeedSettings } from "../../src/model/document";
import type { Measurement, MeasureRequest, Method } from "../../src/model/measure";
import { type Findings, isDense, type Measured, measurePlan } from "../../src/model/speed";
import { PLAIN } from "./geometries";

/** Findings made up for tests: what each method takes is a rule. */

export const WINDOWS = 10_000;

export const SETTINGS: SpeedSettings = { ...DEFAULT_DOCUMENT.speed, runs: 5 };

/** What an engine might answer: five samples around a median, the same spread for all. */
export function measurementOf({ method, mask }: MeasureRequest, median: number, drawn = 0.1): Measurement {
  const coverage = isDense(method) ? 1 : mask === "drawn" ? drawn : mask.coverage;
  const kept = Math.round(coverage * WINDOWS);
  const masked = !isDense(method);
  return {
    backend: "wasm",
    detail: "wasm · relaxed SIMD · 1 thread",
    method,
    coverage: kept / WINDOWS,
    kept,
    windows: WINDOWS,
    macs: kept * 27,
    runs: [0.9, 0.95, 1, 1.1, 1.3].map((share) => share * median),
    median,
    phases: {
      runs: masked ? 0.01 : null,
      gather: method === "gather" ? median / 2 : null,
      multiply: masked ? median / 4 : median,
      scatter: method === "gather" ? median / 8 : null,
      readback: 0.02,
    },
  };
}

/** Milliseconds of a method at a coverage. */
export type Rule = Readonly<Record<Method, (coverage: number) => number>>;

/** As on most machines: gathering loses nearly always, the kernel is in proportion. */
export const USUAL: Rule = {
  conv2d: () => 4,
  dense: () => 1,
  gather: (coverage) => 0.5 + 40 * coverage,
  region: (coverage) => 0.02 + coverage,
};

/** Everything a plan asks for, measured by a rule. */
export function findingsWith(
  rule: Partial<Rule> = {},
  settings: Partial<SpeedSettings> = {},
  { drawn = 0.1, keep = () => true }: { drawn?: number; keep?: (request: MeasureRequest) => boolean } = {},
): Findings {
  const all = { ...SETTINGS, ...settings };
  const measured = measurePlan(all)
    .filter(keep)
    .map((request): Measured => {
      const coverage = isDense(request.method) ? 1 : request.mask === "drawn" ? drawn : request.mask.coverage;
      const median = { ...USUAL, ...rule }[request.method](coverage);
      return { request, measurement: measurementOf(request, median, drawn) };
    });
  return { settings: all, geometry: PLAIN, image: [1, 3, 102, 102], measured, refusals: [] };
}
