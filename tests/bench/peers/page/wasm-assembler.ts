/** The little of wasm's binary format that the loops of machine.ts need. */

export const TYPES = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const SECTION = { type: 1, function: 3, memory: 5, export: 7, code: 10 } as const;
const FUNCTION = 0x60;
const EXPORTED_FUNCTION = 0;

/** LEB128 without a sign. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

/** LEB128 with a sign. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  return [...bytes, rest & 0x7f];
}

const float32 = (value: number): number[] => [...new Uint8Array(Float32Array.of(value).buffer)];
const vector = (instruction: number, ...operands: number[]): number[] => [0xfd, ...unsigned(instruction), ...operands];
/** Alignment is a hint only: none is given. */
const address = (offset: number): number[] => [0, ...unsigned(offset)];

/** Instructions, each by its bytes. */
export const op = {
  get: (local: number) => [0x20, ...unsigned(local)],
  set: (local: number) => [0x21, ...unsigned(local)],
  i32: (value: number) => [0x41, ...signed(value)],
  f32: (value: number) => [0x43, ...float32(value)],
  add: [0x6a],
  subtract: [0x6b],
  less: [0x49],
  /** Runs `body`, which leaves a number; again while that is not zero. */
  repeat: (body: readonly number[]) => [0x03, 0x40, ...body, 0x0d, 0, 0x0b],
  load: (offset: number) => vector(0x00, ...address(offset)),
  store: (offset: number) => vector(0x0b, ...address(offset)),
  xor: vector(0x51),
  splat: vector(0x13),
  addVectors: vector(0xe4),
  firstFloat: vector(0x1f, 0),
  firstInteger: vector(0x1b, 0),
  relaxedMadd: vector(0x105),
} as const;

export interface AssembledFunction {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  /** Numbered after the parameters. */
  readonly locals: readonly number[];
  readonly body: readonly (readonly number[])[];
}

const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const sized = (content: readonly number[]): number[] => [...unsigned(content.length), ...content];

/** A module that exports functions; with `pages` of 64 KB of memory when there are any. */
export function assemble(functions: readonly AssembledFunction[], pages: number): Uint8Array<ArrayBuffer> {
  const section = (id: number, items: readonly (readonly number[])[]): number[] =>
    items.length === 0 ? [] : [id, ...sized(list(items))];
  const name = (text: string): number[] => sized([...new TextEncoder().encode(text)]);
  const types = functions.map(({ parameters, results }) => [FUNCTION, ...sized(parameters), ...sized(results)]);
  const code = functions.map(({ locals, body }) =>
    sized([...list(locals.map((type) => [1, type])), ...body.flat(), 0x0b]),
  );
  return Uint8Array.from([
    ...HEADER,
    ...section(SECTION.type, types),
    ...section(
      SECTION.function,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(SECTION.memory, pages === 0 ? [] : [[0, ...unsigned(pages)]]),
    ...section(
      SECTION.export,
      functions.map((each, index) => [...name(each.name), EXPORTED_FUNCTION, ...unsigned(index)]),
    ),
    ...section(SECTION.code, code),
  ]);
}
