import { describe, expect, it } from "vitest";
import type { DType } from "../../../src/model/dtype";
import { abs } from "../../../src/model/ops/abs";
import { add } from "../../../src/model/ops/add";
import { allclose } from "../../../src/model/ops/allclose";
import { clone } from "../../../src/model/ops/clone";
import { div } from "../../../src/model/ops/div";
import { eq } from "../../../src/model/ops/eq";
import { float } from "../../../src/model/ops/float";
import { ge } from "../../../src/model/ops/ge";
import { gt } from "../../../src/model/ops/gt";
import { le } from "../../../src/model/ops/le";
import { lt } from "../../../src/model/ops/lt";
import { maskedFill } from "../../../src/model/ops/masked-fill";
import { ne } from "../../../src/model/ops/ne";
import { neg } from "../../../src/model/ops/neg";
import type { Operation } from "../../../src/model/ops/operation";
import { pow } from "../../../src/model/ops/pow";
import { relu } from "../../../src/model/ops/relu";
import { scalar } from "../../../src/model/ops/scalar";
import { sub } from "../../../src/model/ops/sub";
import { where } from "../../../src/model/ops/where";
import { fc, layouts } from "./arbitrary";
import { expectInverse, lay } from "./check";

const kinds = (operation: Operation<Readonly<Record<string, never>>>, ...dtypes: DType[]): unknown => {
  try {
    return operation.dtype?.(
      dtypes,
      {},
      dtypes.map(() => lay([2])),
    );
  } catch (thrown) {
    return (thrown as Error).message.slice(0, 12);
  }
};

describe("element by element: what they are written as and what they hold", () => {
  it.each([
    [add, "a + b", ["bool", "int64", "float32"]],
    [sub, "a - b", ["Subtraction,", "Subtraction,", "float32"]],
    [div, "a / b", ["float32", "float32", "float32"]],
    [pow, "a ** b", ['"pow" not im', "int64", "float32"]],
    [gt, "a > b", ["bool", "bool", "bool"]],
    [lt, "a < b", ["bool", "bool", "bool"]],
    [ge, "a >= b", ["bool", "bool", "bool"]],
    [le, "a <= b", ["bool", "bool", "bool"]],
    [eq, "a == b", ["bool", "bool", "bool"]],
    [ne, "a != b", ["bool", "bool", "bool"]],
  ] as const)("$1.name", (operation, code, dtypes) => {
    expect(operation.code({}, ["a", "b"])).toBe(code);
    expect([
      kinds(operation, "bool", "bool"),
      kinds(operation, "bool", "int64"),
      kinds(operation, "int64", "float32"),
    ]).toEqual(dtypes);
  });

  it.each([
    [neg, "-a", "Negation, th"],
    [abs, "a.abs()", '"abs_cpu" no'],
    [relu, "F.relu(a)", "Boolean inpu"],
  ] as const)("%o of bools is refused", (operation, code, words) => {
    expect(operation.code({}, ["a"])).toBe(code);
    expect(kinds(operation, "bool")).toBe(words);
    expect(kinds(operation, "int64")).toBe("int64");
  });

  it.each([
    [{ operation: "mul", value: 2, kind: "float", reversed: false }, "x * 2.0", "float32"],
    [{ operation: "sub", value: 2, kind: "int", reversed: true }, "2 - x", "int64"],
    [{ operation: "pow", value: -2, kind: "int", reversed: true }, "(-2) ** x", "int64"],
    [{ operation: "div", value: 1, kind: "bool", reversed: false }, "x / True", "float32"],
    [{ operation: "ge", value: 1e-5, kind: "float", reversed: false }, "x >= 1e-05", "bool"],
  ] as const)("%o of int64", (args, code, dtype) => {
    expect(scalar.code(args, ["x"])).toBe(code);
    expect(scalar.dtype?.(["int64"], args, [lay([2])])).toBe(dtype);
  });

  it("refuses an integer that float32 does not hold, and no shorter one", () => {
    const huge = { operation: "add", value: 2 ** 24 + 1, kind: "int", reversed: false } as const;
    expect(() => scalar.dtype?.(["int64"], huge, [lay([2])])).toThrow("16777217");
    expect(scalar.dtype?.(["float32"], huge, [lay([2])])).toBe("float32");
  });

  it("float copies what is not float32", () => {
    expect(float.outcome([lay([2, 3], [1, 2])], {})).toMatchObject({ copies: false });
    expect(float.outcome([lay([2, 3], [1, 2])], {}, [{ dtype: "bool", storage: 6 }])).toMatchObject({ copies: true });
  });
});

describe("element by element: targets invert sources", () => {
  it("with sizes of 1 repeated", () => {
    fc.assert(
      fc.property(layouts(0, 3), fc.nat(3), fc.boolean(), (layout, drop, ones) => {
        const shape = layout.shape.slice(drop % (layout.shape.length + 1)).map((size) => (ones ? 1 : size));
        const other = lay(shape);
        for (const operation of [add, sub, div, pow, gt, lt, ge, le, eq, ne]) {
          expectInverse(operation, [layout, other], {});
        }
        expectInverse(where, [other, layout, lay(layout.shape)], {});
        expectInverse(maskedFill, [layout, other], { value: 0 });
        expectInverse(allclose, [layout, other], { rtol: 0, atol: 0 });
        for (const operation of [neg, abs, relu, clone, float]) expectInverse(operation, [layout], {});
        expectInverse(scalar, [layout], { operation: "add", value: 1, kind: "int", reversed: false });
      }),
      { numRuns: 40 },
    );
  });
});
