import { creation } from "../creation";
import { DTYPE_OF_NUMBER, type NumberKind } from "../dtype";
import { PyTorchError } from "../errors";
import { checkExact } from "../limits";
import { pythonNumber } from "../python-number";
import type { Operation } from "./operation";

/** From `start` on in steps, up to but without `end`. */
export interface ArangeArgs {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  /** `float` as soon as one of the three is a float in Python; `int` when left out. */
  readonly kind?: NumberKind;
}

/** How many numbers `arange` gives; throws PyTorch's errors (aten/src/ATen/native/RangeFactories.cpp, `arange_out`). */
export function arangeCount({ start, end, step }: ArangeArgs): number {
  if (step === 0 || Number.isNaN(step)) throw new PyTorchError("step must be nonzero");
  if (!Number.isFinite(start) || !Number.isFinite(end)) {
    throw new PyTorchError(`unsupported range: ${printed(start)} -> ${printed(end)}`);
  }
  if ((step > 0 && end < start) || (step < 0 && end > start)) {
    throw new PyTorchError("upper bound and larger bound inconsistent with step sign");
  }
  return Math.ceil((end - start) / step);
}

/** `torch.arange`: int64, or float32. Throws `PlaygroundError` "integer-too-large". */
export const arange: Operation<ArangeArgs> = creation({
  name: "arange",
  shape(args) {
    const count = arangeCount(args);
    if (count > 0 && args.kind !== "float") for (const bound of [args.start, args.end]) checkExact(bound);
    return [count];
  },
  dtype: ({ kind = "int" }) => DTYPE_OF_NUMBER[kind],
  written({ start, end, step, kind = "int" }) {
    const [from, to, by] = [start, end, step].map((each) => pythonNumber(each, kind));
    if (step !== 1) return `${from}, ${to}, ${by}`;
    return start === 0 ? String(to) : `${from}, ${to}`;
  },
});

/** A bound as C++ prints it. */
const printed = (value: number): string =>
  Number.isFinite(value) ? String(value) : String(value).toLowerCase().replace("infinity", "inf");
