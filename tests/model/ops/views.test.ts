import { describe, expect, it } from "vitest";
import { asStrided } from "../../../src/model/ops/as-strided";
import { detach } from "../../../src/model/ops/detach";
import { mT } from "../../../src/model/ops/m-t";
import { narrow } from "../../../src/model/ops/narrow";
import { select } from "../../../src/model/ops/select";
import { squeeze } from "../../../src/model/ops/squeeze";
import { t } from "../../../src/model/ops/t";
import { unsqueeze } from "../../../src/model/ops/unsqueeze";
import { dims, fc, layouts } from "./arbitrary";
import { expectInverse, lay, lettered, river, told } from "./check";

describe("views: how they are written, and their ribbons", () => {
  it.each([
    { code: select.code({ dim: 1, index: -1 }, ["x"]), written: "x.select(1, -1)" },
    { code: select.code({ dim: 1, index: 2, indexing: true }, ["x"]), written: "x[:, 2]" },
    { code: select.code({ dim: -2, index: 2, indexing: true }, ["x"]), written: "x[..., 2, :]" },
    { code: squeeze.code({ dim: null }, ["x"]), written: "x.squeeze()" },
    { code: squeeze.code({ dim: 0 }, ["x"]), written: "x.squeeze(0)" },
    { code: unsqueeze.code({ dim: -1 }, ["x"]), written: "x.unsqueeze(-1)" },
    { code: unsqueeze.code({ dim: 1, indexing: true }, ["x"]), written: "x[:, None]" },
    { code: narrow.code({ dim: 0, start: 1, length: 2 }, ["x"]), written: "x.narrow(0, 1, 2)" },
    { code: t.code({}, ["x"]), written: "x.T" },
    { code: mT.code({}, ["x"]), written: "x.mT" },
    { code: detach.code({}, ["x"]), written: "x.detach()" },
    {
      code: asStrided.code({ size: [2], stride: [3], storage_offset: 1 }, ["x"]),
      written: "x.as_strided((2,), (3,), 1)",
    },
  ])("$written", ({ code, written }) => expect(code).toBe(written));

  it("keeps, drops, adds and turns axes", () => {
    expect(river(select, [lettered([2, 3, 4])], { dim: 1, index: 0 })).toEqual(["a=2 c=4", "0:0>0 0:2>1"]);
    expect(river(squeeze, [lettered([1, 3, 1])], { dim: null })).toEqual(["b=3", "0:1>0"]);
    expect(river(unsqueeze, [lettered([2, 3])], { dim: 1 })).toEqual(["a=2 1=1 b=3", "0:0>0 0:1>2"]);
    expect(river(narrow, [lettered([2, 3])], { dim: 1, start: 1, length: 2 })).toEqual(["a=2 b=2", "0:0>0 0:1>1"]);
    expect(river(t, [lettered([2, 3, 4])], {})).toEqual(["c=4 b=3 a=2", "0:2>0 0:1>1 0:0>2"]);
    expect(river(mT, [lettered([2, 3, 4])], {})).toEqual(["a=2 c=4 b=3", "0:0>0 0:2>1 0:1>2"]);
  });
});

describe("as_strided", () => {
  it("may look past its input, as far as the storage goes", () => {
    const input = lay([2], [1], 2);
    const args = { size: [4], stride: [1], storage_offset: 0 };
    expect(asStrided.outcome([input], args, [{ dtype: "float32", storage: 6 }])).toMatchObject({ copies: false });
    expect([...asStrided.sources([input], args, [1])]).toEqual([]);
    expect([...asStrided.sources([input], args, [3])]).toEqual([{ input: 0, index: [1] }]);
    expect([...asStrided.targets([input], args, 0, [1])]).toEqual([[3]]);
  });

  it("says how much storage it would need, in bytes of the dtype", () => {
    const args = { size: [4], stride: [2], storage_offset: null };
    expect(told(asStrided, [lay([6])], args)).toBe(
      "setStorage: sizes [4], strides [2], storage offset 0, and itemsize 4 requiring a storage size of 28 are out of bounds for storage of size 24",
    );
    expect(() => asStrided.outcome([lay([6])], args, [{ dtype: "bool", storage: 6 }])).toThrow("itemsize 1 requiring");
  });
});

describe("views: targets invert sources", () => {
  const cases = layouts(2, 4).chain((layout) => fc.tuple(fc.constant(layout), dims(layout.shape.length), fc.nat(7)));
  it("select, squeeze, unsqueeze, narrow, T, mT, detach, as_strided", () => {
    fc.assert(
      fc.property(cases, ([layout, dim, number]) => {
        const size = layout.shape.at(dim) ?? 1;
        const start = number % size;
        expectInverse(select, [layout], { dim, index: start });
        expectInverse(squeeze, [layout], { dim: number % 2 === 0 ? null : dim });
        expectInverse(unsqueeze, [layout], { dim });
        expectInverse(narrow, [layout], { dim, start, length: size - start });
        expectInverse(t, [layout], {});
        expectInverse(mT, [layout], {});
        expectInverse(detach, [layout], {});
        const strided = { size: [2, 2, 1], stride: [number % 3, 1, 5], storage_offset: layout.offset };
        const facts = [{ dtype: "float32", storage: 1000 }] as const;
        const roomy: typeof asStrided = {
          ...asStrided,
          outcome: (inputs, args) => asStrided.outcome(inputs, args, facts),
        };
        expectInverse(roomy, [layout], strided);
      }),
      { numRuns: 60 },
    );
  });
});
