import { describe, expect, it } from "vitest";
import { imageAxes } from "../../src/model/axes";
import { contiguousLayout } from "../../src/model/layout";
import { codeOf, inputOf, operandCode, operationOf, stepOf, type Call, type Program } from "../../src/model/program";
import { operandOf, trace } from "../../src/model/trace";
import "./every-operation";

const IMAGE = [1, 2, 6, 6] as const;
const image = { code: "image", layout: contiguousLayout(IMAGE), axes: imageAxes(IMAGE) };
const filter = { code: "filt", layout: contiguousLayout([6]), axes: [] };
const unfolded: Call = {
  op: "unfold",
  args: { dim: 2, size: 3, step: 3 },
  inputs: [{ input: "image" }],
  name: "strips",
};
const program = (...calls: Call[]): Program => ({ inputs: { image, filter }, calls });

describe("a program's lines", () => {
  const two = program(unfolded, { op: "contiguous", args: {}, inputs: [{ call: 0 }], name: "copied" });

  it("are PyTorch, each assigned to its variable", () => {
    expect(two.calls.map((call) => codeOf(two, call))).toEqual([
      "strips = image.unfold(2, 3, 3)",
      "copied = strips.contiguous()",
    ]);
  });

  it("are found by variable, the image at step 0", () => {
    expect(stepOf(two, "image")).toBe(0);
    expect(stepOf(two, "copied")).toBe(2);
    expect(stepOf(two, "maps")).toBeNull();
  });

  it("know their operation", () => {
    expect(operationOf(unfolded).name).toBe("unfold");
  });

  it("name their operands", () => {
    expect(operandCode(two, { input: "filter" })).toBe("filt");
    expect(operandCode(two, { call: 0 })).toBe("strips");
    expect(() => operandCode(two, { call: 7 })).toThrowError("the program has no call 7");
    expect(() => inputOf(two, "weights")).toThrowError("the program has no input called weights");
  });

  it("do not take what every object has for an input", () => {
    expect(() => inputOf(two, "toString")).toThrowError("no input called toString");
  });
});

describe("trace", () => {
  it("tells dtypes, the bytes they take, and how far a storage reaches", () => {
    const call = (op: "gt" | "sum" | "as_strided", args: object, ...inputs: Call["inputs"]): Call =>
      // Each operation is given its own arguments below.
      ({ op, args, inputs, name: op }) as unknown as Call;
    const steps = trace(
      program(
        call("gt", {}, { input: "image" }, { input: "image" }),
        call("sum", { dims: [] }, { call: 0 }),
        call("as_strided", { size: [3], stride: [2], storage_offset: 0 }, { call: 0 }),
        call("as_strided", { size: [73], stride: [1], storage_offset: 0 }, { call: 2 }),
      ),
    );
    expect(steps.slice(1)).toMatchObject([
      { dtype: "bool", bytes: 72, storage: 72, copies: true },
      { dtype: "int64", bytes: 8, storage: 1 },
      { dtype: "bool", bytes: 0, storage: 72, copies: false },
      { kind: "refused", error: expect.stringContaining("itemsize 1 requiring a storage size of 73") as unknown },
    ]);
  });

  it("starts with the image, which allocates nothing", () => {
    expect(trace(program())).toEqual([
      {
        kind: "done",
        code: "image",
        heading: { name: "image", args: "" },
        layout: { shape: [1, 2, 6, 6], stride: [72, 36, 6, 1], offset: 0 },
        dtype: "float32",
        storage: 72,
        contiguous: true,
        copies: false,
        bytes: 0,
        axes: image.axes,
        links: [],
        multiplyAdds: 0,
      },
    ]);
  });

  it("tells of every step what PyTorch would", () => {
    const [, step] = trace(program(unfolded));
    expect(step).toMatchObject({
      kind: "done",
      code: "strips = image.unfold(2, 3, 3)",
      heading: { name: "unfold", args: "(2, 3, 3)" },
      layout: { shape: [1, 2, 2, 6, 3], stride: [72, 36, 18, 1, 6], offset: 0 },
      contiguous: false,
      copies: false,
      bytes: 0,
    });
  });

  it("counts 4 bytes per element of a copy", () => {
    const steps = trace(program(unfolded, { op: "contiguous", args: {}, inputs: [{ call: 0 }], name: "copied" }));
    expect(steps[2]).toMatchObject({ copies: true, contiguous: true, bytes: 4 * 72 });
  });

  it("ends with the step that PyTorch refuses, in its words", () => {
    const steps = trace(
      program(
        unfolded,
        { op: "view", args: { shape: [2, -1] }, inputs: [{ call: 0 }], name: "flat" },
        { op: "contiguous", args: {}, inputs: [{ call: 1 }], name: "never" },
      ),
    );
    expect(steps).toHaveLength(3);
    expect(steps[2]).toEqual({
      kind: "refused",
      code: "flat = strips.view(2, -1)",
      heading: { name: "view", args: "(2, -1)" },
      error:
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
    });
  });

  it("draws ribbons from the step before, whichever operand that is", () => {
    const values: Call = { op: "sum", args: { dims: [1, 2, 3] }, inputs: [{ input: "image" }], name: "sums" };
    const put: Call = {
      op: "scatter",
      args: { dim: 0, rows: Int32Array.of(4), index: "kept" },
      inputs: [{ input: "filter" }, { call: 0 }],
      name: "filled",
    };
    const steps = trace(program(values, put));
    expect(steps[2]).toMatchObject({ kind: "done", links: [{ input: 0, from: 0, to: 0 }] });
  });

  it("draws none where a step does not use the one before", () => {
    const steps = trace(program(unfolded, { ...unfolded, name: "again" }));
    expect(steps[2]).toMatchObject({ kind: "done", links: [] });
  });

  it("draws none from a result further back", () => {
    const copied: Call = { op: "contiguous", args: {}, inputs: [{ call: 0 }], name: "copied" };
    const steps = trace(program(unfolded, copied, { ...copied, name: "again" }));
    expect(steps[2]).toMatchObject({ kind: "done", links: { length: 5 } });
    expect(steps[3]).toMatchObject({ kind: "done", links: [] });
  });

  it("refuses a program that names what it does not have", () => {
    expect(() => trace({ inputs: { filter }, calls: [] })).toThrowError("the program has no input called image");
    const ahead: Call = { ...unfolded, inputs: [{ call: 3 }] };
    expect(() => trace(program(ahead))).toThrowError("call 3 has no result to be used");
  });

  it("hands out the layout of any operand", () => {
    const steps = trace(program(unfolded));
    expect(operandOf(program(unfolded), steps, { call: 0 }).layout.shape).toEqual([1, 2, 2, 6, 3]);
    expect(operandOf(program(unfolded), steps, { input: "filter" }).layout.shape).toEqual([6]);
  });
});
