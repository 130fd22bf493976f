import type { MeasureRequest, Method, Sweep } from "../../model/measure";
import { isDense, METHOD_NAMES } from "../../model/speed";
import { percent, times } from "../../model/speed-summary";
import { count, significant } from "../../views/format";

/** What the speed panel says, apart from its findings. */

export const METHOD_SAYS: Readonly<Record<Method, string>> = {
  conv2d: "tfjs's own convolution of every window",
  dense: "the kernel of this playground over every window",
  gather: "the thread's idea by library calls: the rows of the kept windows times the filter, scattered back",
  region: "the kernel of this playground over the kept windows only",
};

export const SWEEP_SAYS: Readonly<Record<Sweep, string>> = {
  shape: "the drawn region, scaled about its centre",
  blocks: "squares of 32 × 32 windows",
  scatter: "single windows at random: the counter-example, where skipping pays least",
};

const BY: Readonly<Record<Sweep, string>> = {
  shape: "with its shape scaled",
  blocks: "in compact blocks",
  scatter: "scattered at random",
};

const NUMBERS = ["no", "one way", "two ways", "three ways", "four ways"];

/** One sentence: what will be measured, and on what. `kept` is null before it is known. */
export function intention(what: {
  readonly methods: readonly Method[];
  readonly sweep: Sweep;
  readonly kernel: readonly [number, number];
  readonly image: readonly number[];
  readonly backend: string | null;
  readonly kept: number | null;
  readonly windows: number;
}): string {
  const { methods, sweep, kernel, image, backend, kept, windows } = what;
  const over = `${kernel[0]} × ${kernel[1]} over [${image.join(", ")}]`;
  const begin = `Measure times ${NUMBERS[methods.length] ?? ""} to compute this convolution (${over})`;
  // Last, because a GPU's name may be longer than all the rest.
  const end = backend ? `, on ${backend}.` : ".";
  if (methods.every(isDense)) return `${begin}, over all ${count(windows)} windows${end}`;
  const drawn =
    kept === null || kept === windows
      ? `all ${count(windows)} windows`
      : `the drawn region, ${count(kept)} of ${count(windows)} windows`;
  return `${begin}: for ${drawn}, and for 1 to 100\u00A0% of the windows ${BY[sweep]}${end}`;
}

/** What is being measured right now. */
export function doing({ method, mask }: MeasureRequest): string {
  const name = METHOD_NAMES[method];
  if (isDense(method)) return name;
  return mask === "drawn" ? `${name}, drawn region` : `${name} at ${percent(mask.coverage)}`;
}

/** Milliseconds with three digits. */
export const milliseconds = (value: number): string => significant(value, 3);

/** The same for a part of a run: some are over before the browser's clock moves. */
export const phaseTime = (value: number): string => (value > 0 ? milliseconds(value) : "< 0.1");

/** "7.9 × faster", "3.1 × slower": how a time compares with the one it is held against. */
export function faster(own: number, against: number): string {
  const ratio = own > 0 ? against / own : 1;
  return ratio >= 1 ? `${times(ratio)}\u00A0× faster` : `${times(1 / ratio)}\u00A0× slower`;
}

const UNITS = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** A large count in three digits: 154140672 → "154 M". */
export function large(value: number): string {
  const [size, unit] = UNITS.find(([least]) => value >= least * 0.9995) ?? [1, ""];
  return `${Number((value / size).toPrecision(3))}${unit === "" ? "" : `\u00A0${unit}`}`;
}
