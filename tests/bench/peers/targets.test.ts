import { describe, expect, it } from "vitest";
import * as names from "./names.mjs";
import { cases } from "./page/cases";
import type { CaseResult, MethodResult, Results } from "./results";
import { shareOfCeiling, type Target, targets } from "./targets.mjs";

const timed = (name: string, ...samples: number[]): MethodResult => ({
  status: "timed",
  name,
  samples,
  work: name === names.MADDS ? 1e6 : null,
  difference: null,
});

const emptyResults: Results = {
  machine: { cpu: "a processor", cores: 2, memory: 24, system: "linux 6" },
  load: [0, 0],
  versions: {},
  settings: { rounds: 1, quick: false, leastSample: 5 },
  wasm: [],
  cases: [],
};

/** Results of all cases of a kind, each with what `methods` makes of its id. */
const resultsOf = (kind: string, methods: (id: string) => readonly MethodResult[]): Results => ({
  ...emptyResults,
  cases: cases(false)
    .filter((each) => each.kind === kind)
    .map((each): CaseResult => ({ case: each, methods: methods(each.id) })),
});

function row(results: Results, part: string): Target {
  const found = targets(results).filter(({ what }) => what.includes(part));
  expect(found).toHaveLength(1);
  return found[0] as Target;
}

describe("the table of targets", () => {
  it("has all its rows, each of them open before anything is measured", () => {
    const rows = targets(emptyResults);
    expect(rows).toHaveLength(14);
    expect(rows.every(({ reached, worst }) => reached === null && worst === null)).toBe(true);
  });

  it("says yes when every named case reaches the bound, and names the worst", () => {
    const ofTf = (id: string) => (id === "full-1024-k7" ? 11 : 12);
    const results = resultsOf("full", (id) => [timed(names.OURS, 1, 2), timed(names.TF_WASM, ofTf(id), 2 * ofTf(id))]);
    const found = row(results, names.TF_WASM);
    expect(found.reached).toBe(true);
    expect(found.worst).toEqual({ id: "full-1024-k7", value: { median: 11, lower: 11, upper: 11 } });
  });

  it("says no when one of them misses, and leaves it at that when other cases miss", () => {
    const missing = (missed: string) =>
      row(
        resultsOf("full", (id) => [timed(names.OURS, 1), timed(names.ONNX, id === missed ? 3.9 : 5)]),
        `${names.ONNX}, 512²`,
      );
    expect(missing("full-2048-k3").reached).toBe(false);
    const elsewhere = missing("full-2048-k15");
    expect(elsewhere.reached).toBe(true);
    expect(elsewhere.anywhere?.id).toBe("full-2048-k15");
  });

  it("says nothing when those that were measured reach it but some were not", () => {
    const all = resultsOf("full", () => [timed(names.OURS, 1), timed(names.OPENCV, 9)]);
    const some = { ...all, cases: all.cases.slice(0, 5) };
    expect(row(some, names.OPENCV).reached).toBeNull();
  });

  it("takes the slowest mask of any kind for the row about all of them, the checkerboard too", () => {
    const results = resultsOf("regions", (id) => [
      timed(names.OURS, 1),
      ...names.SCATTERED_SHARES.map((share) => timed(names.scattered(share), share / 100)),
      timed(names.CHECKERBOARD, id === "regions-256-k15" ? 1.2 : 0.5),
    ]);
    expect(row(results, "any coverage")).toMatchObject({ reached: false, worst: { id: "regions-256-k15" } });
  });

  it("compares patch maps with the faster of tfjs's layouts", () => {
    const results = resultsOf("maps", () => [
      timed(names.OURS, 1),
      timed(names.SLICES_FIRST, 40),
      timed(names.SLICES_LAST, 90),
    ]);
    expect(row(results, "patch maps")).toMatchObject({ reached: false, worst: { value: { median: 40 } } });
  });

  it("weighs the larger wasm file", () => {
    const files = [7000, 8300].map((gzipped, at) => ({ file: `${at}.wasm`, bytes: 20_000, gzipped }));
    expect(row({ ...emptyResults, wasm: files }, "wasm file").reached).toBe(false);
    expect(row({ ...emptyResults, wasm: files.slice(0, 1) }, "wasm file").reached).toBe(true);
  });
});

it("the share of the ceiling is ours over what was possible in the same round", () => {
  const [each] = resultsOf("full", () => [timed(names.OURS, 4, 8), timed(names.MADDS, 1, 2)]).cases;
  // A ceiling of 10⁶ multiply-adds per millisecond, then of half that.
  const share = shareOfCeiling({ ...(each as CaseResult), case: { ...(each as CaseResult).case, macs: 2e6 } });
  expect(share).toEqual({ median: 0.5, lower: 0.5, upper: 0.5 });
});
