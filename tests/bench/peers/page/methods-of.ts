import {
  CHECKERBOARD,
  compact,
  COMPACT_SHARES,
  GATHER,
  ONNX,
  ONNX_HELD,
  OPENCV,
  scattered,
  SCATTERED_SHARES,
  TF_CPU,
  TF_WASM,
} from "../names.mjs";
import type { Case, Kind } from "../results";
import { gridOf } from "./cases";
import { gatherMatMul } from "./gather";
import { type Inputs, inputsOf } from "./inputs";
import { machineMethods } from "./machine";
import type { NamedMethod } from "./method";
import { onnxConv } from "./onnx-runtime";
import { opencvFilter2d } from "./opencv";
import { oursFull, oursKept, oursMaps, oursRuns } from "./our-methods";
import { composedMaps, naiveMaps } from "./patch-maps";
import { checkerboardRuns, compactRuns, scatteredRuns } from "./regions";
import { tfjsConv2d } from "./tfjs-conv2d";

/** The share of windows at which the thread's idea is measured. */
const GATHERED = 25;
/** The shares at which it is measured, too, what a region costs that has just moved. */
const ANEW = [50, 10];

const tfWasm = (each: Case, inputs: Inputs): NamedMethod => ({
  name: TF_WASM,
  make: () => tfjsConv2d("wasm", each, inputs),
});

const tfCpu = (each: Case, inputs: Inputs): NamedMethod => ({
  name: TF_CPU,
  make: () => tfjsConv2d("cpu", each, inputs),
});

function full(each: Case): NamedMethod[] {
  const inputs = inputsOf(each);
  const opencv = { name: OPENCV, make: () => opencvFilter2d(each, inputs) };
  return [
    oursFull(each, inputs, "wasm"),
    tfWasm(each, inputs),
    tfCpu(each, inputs),
    { name: ONNX, make: () => onnxConv(each, inputs, false) },
    { name: ONNX_HELD, make: () => onnxConv(each, inputs, true) },
    ...(each.stride === 1 && each.dilation === 1 ? [opencv] : []),
    ...machineMethods,
  ];
}

function regions(each: Case): NamedMethod[] {
  const inputs = inputsOf(each);
  const [rows, columns] = gridOf(each);
  const kept = [
    ...COMPACT_SHARES.map((share) => ({ share, name: compact(share), runs: compactRuns(rows, columns, share / 100) })),
    ...SCATTERED_SHARES.map((share) => ({
      share,
      name: scattered(share),
      runs: scatteredRuns(rows, columns, share / 100),
    })),
    { share: 0, name: CHECKERBOARD, runs: checkerboardRuns(rows, columns) },
  ];
  return [
    oursFull(each, inputs, "wasm"),
    ...kept.map(({ name, runs }) => oursKept(name, each, inputs, runs)),
    ...kept
      .filter(({ share }) => ANEW.includes(share))
      .map(({ name, runs }) => oursKept(name, each, inputs, runs, true)),
  ];
}

function cpu(each: Case): NamedMethod[] {
  const inputs = inputsOf(each);
  return [oursFull(each, inputs, "cpu"), tfCpu(each, inputs)];
}

function gather(each: Case): NamedMethod[] {
  const inputs = inputsOf(each);
  const kept = compactRuns(...gridOf(each), GATHERED / 100);
  return [
    oursFull(each, inputs, "wasm"),
    oursKept(compact(GATHERED), each, inputs, kept),
    tfWasm(each, inputs),
    { name: GATHER, make: () => gatherMatMul(each, inputs, kept) },
  ];
}

function maps(each: Case): NamedMethod[] {
  const inputs = inputsOf(each);
  const expected = naiveMaps(each, inputs);
  return [oursMaps(each, inputs, expected), ...composedMaps(each, inputs, expected)];
}

const METHODS: Readonly<Record<Kind, (each: Case) => readonly NamedMethod[]>> = {
  full,
  regions,
  cpu,
  gather,
  maps,
  runs: oursRuns,
};

/** Everything that is measured side by side for a case. */
export const methodsOf = (each: Case): readonly NamedMethod[] => METHODS[each.kind](each);
