import { at } from "./dims";
import { PlaygroundError } from "./errors";
import { linearIndex, type Layout } from "./layout";
import { operationOf, type Operand, type Program, type Step } from "./program";
import { operandOf } from "./trace";

/** Elements of one step from which everything is followed. */
export interface Seed {
  /** 0 for the image, k for the k-th call. */
  readonly step: number;
  readonly indices: readonly (readonly number[])[];
}

/** Elements that light up, as row-major numbers. */
export interface Lit {
  readonly elements: ReadonlySet<number>;
  /** True when there are more than the cap let in, here or on the way here. */
  readonly truncated: boolean;
}

/** What an element came from and what it feeds. */
export interface Followed {
  /** One entry per step of the trace; nothing is lit in a refused step. */
  readonly steps: readonly Lit[];
  /** Elements of the other named inputs that the seed came from: taps of the filter. */
  readonly inputs: Readonly<Record<string, Lit>>;
}

/** A set of elements of one tensor that takes at most `cap`, and hands out each index once. */
class Lights {
  readonly elements = new Set<number>();
  readonly indices: (readonly number[])[] = [];
  truncated = false;

  constructor(
    readonly layout: Layout,
    private readonly cap: number,
  ) {}

  add(index: readonly number[]): void {
    const linear = linearIndex(this.layout.shape, index);
    if (this.elements.has(linear)) return;
    if (this.elements.size >= this.cap) {
      this.truncated = true;
      return;
    }
    this.elements.add(linear);
    this.indices.push(index);
  }
}

/**
 * How many pairs of elements one step is followed along for every element that may light up: a step that joins few
 * elements in very many ways ends there, and says so.
 */
const PAIRS_PER_LIGHT = 64;

const NOTHING: Lit = { elements: new Set(), truncated: false };

/**
 * Follows elements of one step backward to the image and the filter, and forward to the last step. `steps` is the
 * program's trace; at most `cap` elements are lit per tensor. Throws `PlaygroundError` for a seed outside the trace.
 */
export function follow(program: Program, steps: readonly Step[], seed: Seed, cap: number): Followed {
  const seeded = steps[seed.step];
  if (seeded?.kind !== "done") {
    throw new PlaygroundError("unknown-step", `the program has no result at step ${seed.step} to follow`, {
      step: seed.step,
    });
  }
  const start = new Lights(seeded.layout, cap);
  for (const index of seed.indices) start.add(checked(seeded.layout, index));

  const back = backward(program, steps, seed.step, start, cap);
  const lit = forward(program, steps, seed.step, start, cap);
  for (const [step, lights] of back.steps) lit.set(step, lights);
  return {
    steps: steps.map((_, step) => lit.get(step) ?? NOTHING),
    inputs: Object.fromEntries(back.inputs),
  };
}

function backward(program: Program, steps: readonly Step[], from: number, start: Lights, cap: number) {
  const found = { steps: new Map<number, Lights>([[from, start]]), inputs: new Map<string, Lights>() };
  const lightsOf = (operand: Operand, layout: Layout): Lights => {
    const step = stepOfOperand(operand);
    if (step === null && "input" in operand) return entry(found.inputs, operand.input, layout, cap);
    return entry(found.steps, step ?? 0, layout, cap);
  };
  for (let step = from; step > 0; step -= 1) {
    const lights = found.steps.get(step);
    const call = program.calls[step - 1];
    if (!lights || !call) continue;
    const layouts = call.inputs.map((operand) => layoutOf(program, steps, operand));
    const reached = call.inputs.map((operand, k) => lightsOf(operand, at(layouts, k)));
    const operation = operationOf(call);
    let left = cap * PAIRS_PER_LIGHT;
    const ended = (): boolean => left < 0 || (reached.length > 0 && reached.every(({ truncated }) => truncated));
    for (const index of lights.indices) {
      if (ended()) break;
      for (const source of operation.sources(layouts, call.args, index)) {
        at(reached, source.input).add(source.index);
        left -= 1;
        if (ended()) break;
      }
    }
    if (left < 0) for (const each of reached) each.truncated = true;
    if (lights.truncated) for (const each of reached) each.truncated = true;
  }
  return found;
}

function forward(program: Program, steps: readonly Step[], from: number, start: Lights, cap: number) {
  const found = new Map<number, Lights>([[from, start]]);
  for (let step = from + 1; step < steps.length; step += 1) {
    const call = program.calls[step - 1];
    const result = steps[step];
    if (!call || result?.kind !== "done") break;
    const layouts = call.inputs.map((operand) => layoutOf(program, steps, operand));
    const operation = operationOf(call);
    call.inputs.forEach((operand, input) => {
      const source = stepOfOperand(operand);
      const lights = source === null ? undefined : found.get(source);
      if (!lights) return;
      const reached = entry(found, step, result.layout, cap);
      let left = cap * PAIRS_PER_LIGHT;
      for (const index of lights.indices) {
        if (left < 0 || reached.truncated) break;
        for (const target of operation.targets(layouts, call.args, input, index)) {
          reached.add(target);
          left -= 1;
          if (left < 0 || reached.truncated) break;
        }
      }
      if (left < 0) reached.truncated = true;
      if (lights.truncated) reached.truncated = true;
    });
  }
  return found;
}

/** The step whose result an operand is; null for a named input other than the image. */
function stepOfOperand(operand: Operand): number | null {
  if ("call" in operand) return operand.call + 1;
  return operand.input === "image" ? 0 : null;
}

function layoutOf(program: Program, steps: readonly Step[], operand: Operand): Layout {
  return operandOf(program, steps, operand).layout;
}

function entry<Key>(lights: Map<Key, Lights>, key: Key, layout: Layout, cap: number): Lights {
  const known = lights.get(key);
  if (known) return known;
  const fresh = new Lights(layout, cap);
  lights.set(key, fresh);
  return fresh;
}

function checked({ shape }: Layout, index: readonly number[]): readonly number[] {
  const inside =
    index.length === shape.length &&
    index.every((value, axis) => Number.isInteger(value) && value >= 0 && value < at(shape, axis));
  if (inside) return index;
  throw new PlaygroundError(
    "index-out-of-range",
    `element [${index.join(", ")}] is outside a tensor of shape [${shape.join(", ")}]`,
    { index: index.join(", "), shape: shape.join(", ") },
  );
}
