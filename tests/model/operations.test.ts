import { describe, expect, it } from "vitest";
import { PyTorchError } from "../../src/model/errors";
import { extentOf, isContiguous } from "../../src/model/layout";
import { OPERATIONS } from "./every-operation";
import { OPERATIONS_ASKED } from "../fixtures/load";
import { type Passed, operandsOf, outcomeFor } from "./fixtures/operation-call";

/** These are asked about elsewhere, or not at all: random numbers are not PyTorch's, a gradient needs its program. */
const NOT_ASKED = [
  "randn",
  "rand",
  "unfold",
  "contiguous",
  "view",
  "reshape",
  "permute",
  "transpose",
  "flatten",
  "index_select",
  "scatter",
  "grad",
];

describe("operations of the whole language, as PyTorch carries them out", () => {
  it.each(OPERATIONS_ASKED)("$name", ({ steps }) => {
    let before: Passed | null = null;
    for (const { op, args, inputs, ...asked } of steps) {
      const step = { op, args, inputs, ...asked };
      const operands = operandsOf(step, before);
      try {
        const { layout, copies, dtype } = outcomeFor(step, operands);
        const told = { ...layout, contiguous: isContiguous(layout), shares: !copies, dtype };
        expect({ op, args, inputs, ...told }).toEqual(step);
        before = { layout, dtype, storage: copies ? extentOf(layout) : (operands[0]?.storage ?? 0) };
      } catch (thrown) {
        if (!(thrown instanceof PyTorchError)) throw thrown;
        expect({ op, args, inputs, error: thrown.message }).toEqual(step);
        return;
      }
    }
  });

  it("asks of every operation", () => {
    const asked = new Set(OPERATIONS_ASKED.flatMap(({ steps }) => steps.map(({ op }) => op)));
    expect(Object.keys(OPERATIONS).filter((op) => !asked.has(op) && !NOT_ASKED.includes(op))).toEqual([]);
    expect(OPERATIONS_ASKED.length).toBeGreaterThan(600);
  });
});
