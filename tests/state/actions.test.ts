import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Document, FilterSource, RegionEdit, SumAxis } from "../../src/model/document";
import { checkGeometry, LIMITS, PADDING_MODES, type Axis2 } from "../../src/model/geometry";
import { legalRange } from "../../src/model/legal";
import {
  addShape,
  clearRegion,
  edit,
  filterNumbers,
  invertRegion,
  isShared,
  removeShape,
  replaceShape,
  setFilter,
  setFilterNumber,
  setFilterValues,
  setGeometry,
  setKeep,
  setLinked,
  setOutside,
  setPaddingMode,
  setProgram,
  setShared,
  setSpeedRuns,
  setSumOver,
  setSweep,
  toggleMethod,
  toggleSum,
  withFittingFilter,
} from "../../src/state/actions";
import type { LinkedField } from "../../src/state/app-state";
import { createAppStore, setSession, type Store, undo } from "../../src/state/store";
import { fitting } from "../model/geometries";
import { appWith, documentWith, toastsOf } from "./app";

const UNLINKED = { kernel_size: false, stride: false, padding: false, dilation: false };
const documentOf = (store: Store): Document => store.getState().document;
const entries = (store: Store): number => store.getState().history.past.length;
const FIELDS = ["kernel_size", "stride", "padding", "dilation"] as const satisfies readonly LinkedField[];

describe("edit", () => {
  it("is one entry, and none when the document comes back as it was", () => {
    const store = appWith();
    edit(store, (document) => ({ ...document, color: "gray" }));
    edit(store, (document) => document);
    expect(documentOf(store).color).toBe("gray");
    expect(entries(store)).toBe(1);
  });
});

describe("setGeometry", () => {
  it.each<[LinkedField, number]>([
    ["kernel_size", 5],
    ["stride", 2],
    ["padding", 1],
    ["dilation", 3],
  ])("%s: linked axes change together, unlinked ones alone, each as one entry", (field, value) => {
    const linked = appWith();
    setGeometry(linked, field, 1, value);
    expect(documentOf(linked)[field]).toEqual([value, value]);
    expect(entries(linked)).toBe(1);
    const alone = appWith({}, undefined, { linked: UNLINKED });
    const before = documentOf(alone)[field];
    setGeometry(alone, field, 1, value);
    expect(documentOf(alone)[field]).toEqual([before[0], value]);
    setGeometry(alone, field, 0, value);
    expect(documentOf(alone)[field]).toEqual([value, value]);
    expect(entries(alone)).toBe(2);
  });

  it("a field linked alone leaves the others unlinked", () => {
    const store = appWith({}, undefined, { linked: { ...UNLINKED, stride: true } });
    setGeometry(store, "stride", 0, 2);
    setGeometry(store, "padding", 0, 1);
    expect([documentOf(store).stride, documentOf(store).padding]).toEqual([
      [2, 2],
      [1, 0],
    ]);
  });

  it("each linked axis goes as far as it may: a kernel of 9 over 7 rows and 20 columns", () => {
    const store = appWith({}, [1, 1, 7, 20]);
    setGeometry(store, "kernel_size", 1, 9);
    expect(documentOf(store).kernel_size).toEqual([7, 9]);
  });

  it.each<[LinkedField, number, number]>([
    ["kernel_size", 1000, 12],
    ["kernel_size", -4, 1],
    ["kernel_size", 4.6, 5],
    ["stride", Infinity, LIMITS.stride[1]],
    ["stride", 0, 1],
    ["padding", -Infinity, 0],
    ["padding", 99, LIMITS.padding[1]],
    ["dilation", 99, 5],
  ])("%s %f is brought to %i on 12 rows", (field, value, row) => {
    const store = appWith();
    setGeometry(store, field, 0, value);
    expect(documentOf(store)[field][0]).toBe(row);
    checkGeometry(documentOf(store), [1, 3, 12, 16]);
  });

  it("what is no number, what changes nothing and what has no picture leave all as it is", () => {
    const store = appWith();
    const before = store.getState();
    setGeometry(store, "stride", 0, Number.NaN);
    setGeometry(store, "stride", 0, 1);
    setGeometry(store, "kernel_size", 0, 3.2);
    expect(store.getState()).toBe(before);
    const empty = createAppStore();
    setGeometry(empty, "stride", 0, 2);
    expect(documentOf(empty).stride).toEqual([1, 1]);
  });

  it("any value of any control on any picture leaves a legal geometry, clamped axis by axis", () => {
    const asked = fc.oneof(fc.integer({ min: -5, max: 40 }), fc.double());
    fc.assert(
      fc.property(
        fitting,
        fc.constantFrom(...FIELDS),
        fc.constantFrom<Axis2>(0, 1),
        asked,
        fc.boolean(),
        ({ g, image }, field, axis, value, together) => {
          const store = appWith(g, image, { linked: { ...UNLINKED, [field]: together } });
          const before = documentOf(store);
          setGeometry(store, field, axis, value);
          const after = documentOf(store);
          checkGeometry(after, image);
          for (const each of [0, 1] as const) {
            const { least, most } = legalRange(before, image, field, each);
            const touched = (together || each === axis) && !Number.isNaN(value);
            const expected = touched ? Math.min(most, Math.max(least, Math.round(value))) : before[field][each];
            expect(after[field][each]).toBe(expected);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("the filter follows the kernel", () => {
  it("edited numbers are cropped or filled around their centre in the same entry", () => {
    const values = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    const store = appWith({ filter: { values } });
    setGeometry(store, "kernel_size", 0, 5);
    expect(documentOf(store).filter).toEqual({
      values: [
        [0, 0, 0, 0, 0],
        [0, 1, 2, 3, 0],
        [0, 4, 5, 6, 0],
        [0, 7, 8, 9, 0],
        [0, 0, 0, 0, 0],
      ],
    });
    expect(entries(store)).toBe(1);
    setGeometry(store, "kernel_size", 0, 1);
    expect(documentOf(store).filter).toEqual({ values: [[5]] });
    undo(store);
    undo(store);
    expect(documentOf(store).filter).toEqual({ values });
  });

  it("presets and random ones need no fitting: the document keeps their name", () => {
    for (const filter of [{ preset: "box" }, { random: { seed: 3, shared: true } }] satisfies FilterSource[]) {
      const document = documentWith({ filter, kernel_size: [7, 7] });
      expect(withFittingFilter(document, 2)).toBe(document);
    }
  });

  it("channels are repeated in turn, or dropped, and all of them are there for the engine", () => {
    const values = [[[1]], [[2]]];
    const document = documentWith({ filter: { values }, kernel_size: [1, 1] });
    expect(withFittingFilter(document, 3).filter).toEqual({ values: [[[1]], [[2]], [[1]]] });
    expect(withFittingFilter(document, 1).filter).toEqual({ values: [[[1]]] });
    expect([...filterNumbers(withFittingFilter(document, 3), 3)]).toEqual([1, 2, 1]);
  });
});

describe("setLinked", () => {
  it("unlinking changes the session alone", () => {
    const store = appWith();
    const { document } = store.getState();
    setLinked(store, "stride", false);
    expect(store.getState().session.linked).toEqual({
      kernel_size: true,
      stride: false,
      padding: true,
      dilation: true,
    });
    expect(documentOf(store)).toBe(document);
  });

  it("linking brings the columns to the rows' value, as far as it is legal there", () => {
    const store = appWith({ stride: [2, 5], kernel_size: [9, 3] }, [1, 1, 12, 4], { linked: UNLINKED });
    setLinked(store, "stride", true);
    expect(documentOf(store).stride).toEqual([2, 2]);
    setLinked(store, "kernel_size", true);
    expect(documentOf(store).kernel_size).toEqual([9, 4]);
    expect(entries(store)).toBe(2);
  });

  it("linking equal axes makes no entry", () => {
    const store = appWith({}, undefined, { linked: UNLINKED });
    setLinked(store, "padding", true);
    expect(entries(store)).toBe(0);
  });
});

describe("setPaddingMode", () => {
  it.each(PADDING_MODES)("%s is taken when the padding allows it", (mode) => {
    const store = appWith({ padding: [2, 2] });
    setPaddingMode(store, mode);
    expect(documentOf(store)).toMatchObject({ padding: [2, 2], padding_mode: mode });
    expect(toastsOf(store)).toEqual([]);
  });

  it("a padding too wide for the mode is narrowed, and that is said, axis by axis", () => {
    const store = appWith({ padding: [20, 20] });
    setPaddingMode(store, "reflect");
    expect(documentOf(store)).toMatchObject({ padding: [11, 15], padding_mode: "reflect" });
    expect(toastsOf(store)).toEqual([
      "notice: padding along the rows went from 20 to 11: reflect padding must be smaller than the axis: the image has 12 rows",
      "notice: padding along the columns went from 20 to 15: reflect padding must be smaller than the axis: the image has 16 columns",
    ]);
    expect(entries(store)).toBe(1);
  });

  it("when less padding leaves no room for the kernel, the kernel's numbers shrink with it", () => {
    const values = Array.from({ length: 9 }, (_, i) => Array.from({ length: 9 }, (__, j) => 10 * i + j));
    const store = appWith({ kernel_size: [9, 9], padding: [4, 4], filter: { values } }, [1, 1, 2, 2]);
    setPaddingMode(store, "reflect");
    const document = documentOf(store);
    expect(document).toMatchObject({ kernel_size: [4, 4], padding: [1, 1] });
    checkGeometry(document, [1, 1, 2, 2]);
    expect(filterNumbers(document, 1), "the filter fits the kernel").toHaveLength(16);
  });

  it("waits for a picture", () => {
    const store = createAppStore();
    setPaddingMode(store, "reflect");
    expect(documentOf(store).padding_mode).toBe("zeros");
  });
});

describe("the filter", () => {
  it.each<[FilterSource, boolean]>([
    [{ preset: "emboss" }, true],
    [{ random: { seed: 1, shared: true } }, true],
    [{ random: { seed: 1, shared: false } }, false],
    [{ values: [[1, 2]] }, true],
    [{ values: [[[1, 2]]] }, false],
  ])("%j is shared by all channels: %s", (filter, shared) => {
    expect(isShared(documentWith({ filter }))).toBe(shared);
  });

  it("setFilter replaces it as one entry", () => {
    const store = appWith();
    setFilter(store, { preset: "box" });
    expect(documentOf(store).filter).toEqual({ preset: "box" });
    expect(entries(store)).toBe(1);
  });

  it("one number of a shared slice changes in every channel, and the slice stays shared", () => {
    const store = appWith({ filter: { preset: "identity" } });
    setFilterNumber(store, 2, 0, 1, 0.1);
    expect(documentOf(store).filter).toEqual({
      values: [
        [0, 0.1, 0],
        [0, 1, 0],
        [0, 0, 0],
      ],
    });
    expect(entries(store)).toBe(1);
  });

  it("one number of a slice of its own changes there alone", () => {
    const values = [[[1, 2]], [[3, 4]]];
    const store = appWith({ kernel_size: [1, 2], filter: { values } }, [1, 2, 4, 4]);
    setFilterNumber(store, 1, 0, 0, -7.25);
    expect(documentOf(store).filter).toEqual({ values: [[[1, 2]], [[-7.25, 4]]] });
  });

  it("a random filter becomes numbers with one of them changed, the others bit for bit as they were", () => {
    const store = appWith({ filter: { random: { seed: 5, shared: false } } });
    const expected = filterNumbers(documentOf(store), 3);
    expected[9 + 4] = 2;
    setFilterNumber(store, 1, 1, 1, 2);
    expect(documentOf(store).filter).toHaveProperty("values");
    expect(filterNumbers(documentOf(store), 3)).toEqual(expected);
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e300, -3.5e38])(
    "%f is no number of a filter: nothing changes",
    (value) => {
      const store = appWith();
      const before = store.getState();
      setFilterNumber(store, 0, 0, 0, value);
      expect(store.getState()).toBe(before);
    },
  );

  it("the number that stands there already makes no entry for a slice of numbers", () => {
    const store = appWith({ kernel_size: [1, 2], filter: { values: [[1, 2]] } });
    setFilterNumber(store, 0, 0, 1, 2);
    expect(entries(store)).toBe(0);
  });

  it("nothing is edited before there is a picture", () => {
    const store = createAppStore();
    const before = store.getState();
    setFilterNumber(store, 0, 0, 0, 1);
    setShared(store, false);
    expect(store.getState()).toBe(before);
  });

  it("sharing keeps the first channel's slice; the way back gives it to every channel", () => {
    const store = appWith({ kernel_size: [1, 2], filter: { values: [[[1, 2]], [[3, 4]]] } }, [1, 2, 4, 4]);
    setShared(store, true);
    expect(documentOf(store).filter).toEqual({ values: [[1, 2]] });
    setShared(store, false);
    expect(documentOf(store).filter).toEqual({ values: [[[1, 2]], [[1, 2]]] });
    setShared(store, false);
    expect(entries(store)).toBe(2);
  });

  it("a random filter stays random under its seed", () => {
    const store = appWith({ filter: { random: { seed: 9, shared: false } } });
    setShared(store, true);
    expect(documentOf(store).filter).toEqual({ random: { seed: 9, shared: true } });
  });

  it("a preset per channel becomes its numbers, which are the same for the engine", () => {
    const store = appWith({ filter: { preset: "gaussian" } });
    const before = filterNumbers(documentOf(store), 3);
    setShared(store, false);
    expect(isShared(documentOf(store))).toBe(false);
    expect(filterNumbers(documentOf(store), 3)).toEqual(before);
  });
});

describe("a filter from elsewhere", () => {
  const values = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];

  it("brings its kernel size, as one entry, and unlinks the sides when they differ", () => {
    const store = appWith();
    setFilterValues(store, values, [3, 2]);
    expect(documentOf(store)).toMatchObject({ kernel_size: [3, 2], filter: { values } });
    expect(store.getState().session.linked.kernel_size).toBe(false);
    expect(entries(store)).toBe(1);
    undo(store);
    expect(documentOf(store).kernel_size).toEqual([3, 3]);
  });

  it("changes nothing when it does not fit the image", () => {
    const store = appWith();
    const before = store.getState();
    const tall = Array.from({ length: 31 }, () => [1]);
    expect(() => setFilterValues(store, tall, [31, 1])).toThrow(/no window fits along the rows/);
    expect(() => setFilterValues(store, [values, values, values, values, values, values, values], [3, 2])).toThrow(
      /the filter must have the shape/,
    );
    expect(store.getState()).toBe(before);
  });
});

describe("what is summed", () => {
  it("toggling twice gives the same set back, in the order C, kh, kw whatever came first", () => {
    const axes = fc.constantFrom<SumAxis>("C", "kh", "kw");
    fc.assert(
      fc.property(fc.array(axes, { maxLength: 8 }), (toggles) => {
        const store = appWith({ sum_over: [] });
        for (const axis of toggles) toggleSum(store, axis);
        const odd = (["C", "kh", "kw"] as const).filter((axis) => toggles.filter((each) => each === axis).length % 2);
        expect(documentOf(store).sum_over).toEqual(odd);
        expect(entries(store)).toBe(toggles.length);
      }),
    );
  });

  it("setSumOver takes a whole choice, and no entry for the present one", () => {
    const store = appWith();
    setSumOver(store, ["C"]);
    expect(entries(store)).toBe(0);
    setSumOver(store, ["C", "kh", "kw"]);
    expect(documentOf(store).sum_over).toEqual(["C", "kh", "kw"]);
    setSumOver(store, []);
    expect(documentOf(store).sum_over).toEqual([]);
    expect(entries(store)).toBe(2);
  });
});

describe("the program", () => {
  it("setProgram", () => {
    const store = appWith();
    setProgram(store, "thread");
    expect(documentOf(store).program).toBe("thread");
    expect(entries(store)).toBe(1);
  });
});

describe("the region", () => {
  const rect = (x: number): RegionEdit => ({ add: { rect: [x, 0, 2, 2] } });
  const shapesOf = (store: Store): readonly RegionEdit[] => documentOf(store).region.shapes;

  it("keep and outside change alone", () => {
    const store = appWith();
    addShape(store, rect(1));
    setKeep(store, "any");
    setOutside(store, "dense");
    expect(documentOf(store).region).toEqual({ shapes: [rect(1)], keep: "any", outside: "dense" });
    expect(entries(store)).toBe(3);
  });

  it("a shape is added on top and selected", () => {
    const store = appWith();
    addShape(store, rect(1));
    addShape(store, rect(2));
    expect(shapesOf(store)).toEqual([rect(1), rect(2)]);
    expect(store.getState().session.shape).toBe(1);
  });

  it("a shape is replaced in its place, the others being the same objects", () => {
    const store = appWith();
    for (const x of [1, 2, 3]) addShape(store, rect(x));
    const before = shapesOf(store);
    replaceShape(store, 1, rect(9));
    expect(shapesOf(store)).toEqual([rect(1), rect(9), rect(3)]);
    expect([shapesOf(store)[0] === before[0], shapesOf(store)[2] === before[2]]).toEqual([true, true]);
  });

  it("a shape is removed and none is selected any more", () => {
    const store = appWith();
    for (const x of [1, 2, 3]) addShape(store, rect(x));
    removeShape(store, 0);
    expect(shapesOf(store)).toEqual([rect(2), rect(3)]);
    expect(store.getState().session.shape).toBeNull();
    undo(store);
    expect(shapesOf(store)).toHaveLength(3);
  });

  it("clearing makes it the whole image again; an empty one stays the very same", () => {
    const store = appWith();
    addShape(store, rect(1));
    clearRegion(store);
    expect(shapesOf(store)).toEqual([]);
    expect(store.getState().session.shape).toBeNull();
    const { region } = documentOf(store);
    clearRegion(store);
    expect(documentOf(store).region).toBe(region);
    expect(entries(store)).toBe(2);
  });

  it.each<[string, RegionEdit[]]>([
    ["no shape", []],
    ["one shape", [rect(1)]],
    ["adding and subtracting ones", [rect(1), { subtract: { ellipse: [3, 3, 1, 2] } }]],
  ])("inverted twice, %s comes back", (_, shapes) => {
    const store = appWith({ region: { shapes, keep: "all", outside: "input" } });
    setSession(store, { shape: 0 });
    invertRegion(store);
    expect(shapesOf(store)).not.toEqual(shapes);
    expect(store.getState().session.shape).toBeNull();
    invertRegion(store);
    expect(documentOf(store).region).toEqual({ shapes, keep: "all", outside: "input" });
  });

  it("inverting nothing takes away the whole of this picture, and needs one", () => {
    const store = appWith({}, [1, 1, 5, 8]);
    invertRegion(store);
    expect(shapesOf(store)).toEqual([{ subtract: { rect: [0, 0, 8, 5] } }]);
    const empty = createAppStore();
    invertRegion(empty);
    expect(shapesOf(empty)).toEqual([]);
  });
});

describe("what is measured", () => {
  const speedOf = (store: Store) => documentOf(store).speed;

  it("methods are taken out and come back in their order; the last one stays", () => {
    const store = appWith();
    for (const method of ["region", "conv2d", "gather"] as const) toggleMethod(store, method);
    expect(speedOf(store).methods).toEqual(["dense"]);
    toggleMethod(store, "dense");
    expect(speedOf(store).methods).toEqual(["dense"]);
    toggleMethod(store, "region");
    toggleMethod(store, "conv2d");
    expect(speedOf(store).methods).toEqual(["conv2d", "dense", "region"]);
    expect(entries(store)).toBe(5);
    undo(store);
    expect(speedOf(store).methods).toEqual(["dense", "region"]);
  });

  it("the sweep is one entry, and none when it is the same", () => {
    const store = appWith();
    setSweep(store, "blocks");
    setSweep(store, "blocks");
    expect([speedOf(store).sweep, entries(store)]).toEqual(["blocks", 1]);
  });

  it.each([
    [31, 31],
    [2, 3],
    [500, 101],
    [7.6, 8],
    [Number.NaN, 15],
  ])("%d samples are brought to %d", (wanted, runs) => {
    const store = appWith();
    setSpeedRuns(store, wanted);
    expect(speedOf(store).runs).toBe(runs);
  });
});
