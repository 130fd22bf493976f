import { COPY, MADDS, READ } from "../names.mjs";
import type { NamedMethod } from "./method";
import { assemble, type AssembledFunction, op, TYPES } from "./wasm-assembler";

/** Sums that do not wait for each other: more than the four cycles that one takes, times the two begun in each. */
const SUMS = 12;
const LANES = 4;
const TURNS = 100_000;

const MEMORY = 64 * 2 ** 20;
const PAGE = 64 * 2 ** 10;
const VECTOR = 16;
/** Vectors of one turn of a loop over memory. */
const UNROLLED = 8;

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** madds(turns): that many times SUMS multiply-adds of vectors, nothing from memory. */
function maddsLoop(): AssembledFunction {
  const turns = 0;
  const [x, y] = [1, 2];
  const sum = (at: number): number => 3 + at;
  return {
    name: "madds",
    parameters: [TYPES.i32],
    results: [TYPES.f32],
    locals: range(SUMS + 2).map(() => TYPES.v128),
    body: [
      [...op.f32(0.001), ...op.splat, ...op.set(x), ...op.f32(0.002), ...op.splat, ...op.set(y)],
      op.repeat([
        ...range(SUMS).flatMap((at) => [
          ...[op.get(x), op.get(y), op.get(sum(at))].flat(),
          ...op.relaxedMadd,
          ...op.set(sum(at)),
        ]),
        ...[op.get(turns), op.i32(1), op.subtract, op.set(turns), op.get(turns)].flat(),
      ]),
      // All sums are used, or the compiler would leave them out.
      op.get(sum(0)),
      ...range(SUMS - 1).map((at) => [...op.get(sum(at + 1)), ...op.addVectors]),
      op.firstFloat,
    ],
  };
}

/** read(bytes): every vector from the beginning of memory on. */
function readLoop(): AssembledFunction {
  const [bytes, at] = [0, 1];
  const seen = (vector: number): number => 2 + vector;
  return {
    name: "read",
    parameters: [TYPES.i32],
    results: [TYPES.i32],
    locals: [TYPES.i32, ...range(UNROLLED).map(() => TYPES.v128)],
    body: [
      op.repeat([
        ...range(UNROLLED).flatMap((vector) => [
          ...[op.get(seen(vector)), op.get(at), op.load(vector * VECTOR)].flat(),
          ...[op.xor, op.set(seen(vector))].flat(),
        ]),
        ...[op.get(at), op.i32(UNROLLED * VECTOR), op.add, op.set(at), op.get(at), op.get(bytes), op.less].flat(),
      ]),
      op.get(seen(0)),
      ...range(UNROLLED - 1).map((vector) => [...op.get(seen(vector + 1)), ...op.xor]),
      op.firstInteger,
    ],
  };
}

/** copy(bytes, to): from the beginning of memory to `to`. */
function copyLoop(): AssembledFunction {
  const [bytes, to, at] = [0, 1, 2];
  return {
    name: "copy",
    parameters: [TYPES.i32, TYPES.i32],
    results: [],
    locals: [TYPES.i32],
    body: [
      op.repeat([
        ...range(UNROLLED).flatMap((vector) => [
          ...[op.get(at), op.get(to), op.add, op.get(at)].flat(),
          ...[op.load(vector * VECTOR), op.store(vector * VECTOR)].flat(),
        ]),
        ...[op.get(at), op.i32(UNROLLED * VECTOR), op.add, op.set(at), op.get(at), op.get(bytes), op.less].flat(),
      ]),
    ],
  };
}

async function exportsOf<T>(functions: readonly AssembledFunction[], pages: number): Promise<T> {
  const { instance } = await WebAssembly.instantiate(assemble(functions, pages));
  // They are those of the functions above.
  return instance.exports as T;
}

interface Bandwidth {
  read(bytes: number): number;
  copy(bytes: number, to: number): void;
}

let memory: Promise<Bandwidth> | null = null;

/** One memory for the page: 64 MB anew for each case would only be garbage. */
function bandwidth(): Promise<Bandwidth> {
  memory ??= exportsOf<Bandwidth>([readLoop(), copyLoop()], MEMORY / PAGE).then((loops) => {
    // Every page of it is written once, or the system would answer with one shared page of zeros.
    for (let at = 0; at < MEMORY; at += MEMORY / 2) loops.copy(MEMORY / 2, at);
    return loops;
  });
  return memory;
}

/** What the machine can do at best: multiply-adds in registers, bytes read, bytes read and written. */
export const machineMethods: readonly NamedMethod[] = [
  {
    name: MADDS,
    async make() {
      const loops = await exportsOf<{ madds(turns: number): number }>([maddsLoop()], 0);
      return { run: () => void loops.madds(TURNS), work: TURNS * SUMS * LANES };
    },
  },
  {
    name: READ,
    async make() {
      const loops = await bandwidth();
      return { run: () => void loops.read(MEMORY), work: MEMORY };
    },
  },
  {
    name: COPY,
    async make() {
      const loops = await bandwidth();
      return { run: () => loops.copy(MEMORY / 2, MEMORY / 2), work: MEMORY };
    },
  },
];
