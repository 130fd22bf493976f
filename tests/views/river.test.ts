import { describe, expect, it, vi } from "vitest";
import { riverInPieces, type RiverOptions } from "../../src/views/river";
import { allOf } from "../../src/views/paint-queue";
import type { FakeElement } from "./river/fake-document";
import { fakeSvg } from "./river/fake-document";
import { maskedConvolution, patchMaps } from "./river/programs";

const steps = patchMaps([1, 3, 96, 144], 3, 3);
const refused = patchMaps([2, 3, 96, 144], 3, 3, "thread");

function drawn(options: Partial<RiverOptions> = {}, program = steps) {
  const { fake, node } = fakeSvg();
  const draw = (more: Partial<RiverOptions> = {}, other = program) =>
    allOf(riverInPieces(node, { steps: other }, { width: 1080, ...options, ...more }));
  draw();
  return { svg: fake, draw, columns: () => fake.querySelectorAll("g.river-column") };
}

const attributes = (elements: readonly FakeElement[], name: string) =>
  elements.map((element) => element.getAttribute(name));
const press = (element: FakeElement | undefined, key: string, held: object = {}) => {
  const preventDefault = vi.fn();
  element?.dispatch("keydown", { key, preventDefault, ...held });
  return preventDefault;
};

/** Every printed line per column; the order of elements inside a column is of no importance. */
const said = (svg: FakeElement) =>
  svg.querySelectorAll("g.river-column").map((column) => {
    const lines = [...column.querySelectorAll("tspan"), ...column.querySelectorAll("text.river-number")];
    const texts = lines.map((line) => line.textContent);
    texts.sort();
    return texts;
  });

describe("a river drawn", () => {
  it("has one button per step, each saying the step in words", () => {
    const { svg, columns } = drawn({ chosen: 3 });
    expect(svg.getAttribute("role")).toBe("toolbar");
    expect(columns()).toHaveLength(steps.length);
    expect(new Set(attributes(columns(), "role"))).toEqual(new Set(["button"]));
    expect(columns()[3]?.getAttribute("aria-label")).toBe(
      "step 3, contiguous: shape 1, 3, 32, 48, 3, 3; copy, 166 KB; contiguous",
    );
    expect(attributes(columns(), "aria-pressed").indexOf("true")).toBe(3);
    expect(attributes(columns(), "aria-pressed").filter((pressed) => pressed === "true")).toHaveLength(1);
  });

  it("prints sizes, names, strides, view and copy", () => {
    const { columns } = drawn();
    const text = columns()[2]?.textContent ?? "";
    for (const word of ["unfold", "(3, 3, 3)", "32", "48", "h_win", "kw", "strided", "view"]) {
      expect(text).toContain(word);
    }
    const stride = columns()[2]?.querySelectorAll("text.river-stride")[0]?.querySelectorAll("tspan") ?? [];
    expect(stride.map((line) => line.textContent).join(" ")).toBe("[41472, 13824, 432, 3, 144, 1]");
  });

  it("drawn in pieces is the same, and one given up half-way is drawn anew", () => {
    const whole = drawn({}, refused).svg;
    const { fake, node } = fakeSvg();
    allOf(riverInPieces(node, { steps }, { width: 1080 }));
    const half = riverInPieces(node, { steps: refused }, { width: 1080 });
    // Until something of the other river stands on the page.
    while (half.next().value === "computed");
    expect(half.next().done).toBe(false);
    expect(said(fake)).not.toEqual(said(drawn().svg));
    allOf(riverInPieces(node, { steps }, { width: 1080 }));
    expect(said(fake)).toEqual(said(drawn().svg));
    const pieces = [...riverInPieces(node, { steps: refused }, { width: 1080 })];
    expect(pieces.length).toBeGreaterThan(refused.length);
    expect(said(fake)).toEqual(said(whole));
    // What is drawn already has nothing to do but its light: worked out, threads, ticks.
    expect([...riverInPieces(node, { steps: refused }, { width: 1080 })]).toEqual(["computed", undefined]);
  });

  it("given up before anything was drawn leaves the river as it is", () => {
    const { fake, node } = fakeSvg();
    allOf(riverInPieces(node, { steps }, { width: 1080 }));
    expect(riverInPieces(node, { steps: refused }, { width: 1080 }).next().value).toBe("computed");
    expect([...riverInPieces(node, { steps }, { width: 1080 })]).toEqual(["computed", undefined]);
    expect(said(fake)).toEqual(said(drawn().svg));
  });

  it("gives hues as custom properties, and needs no inline style sheet and no foreign object", () => {
    const { svg } = drawn();
    const fills = svg.querySelectorAll("path.river-ribbon").map((ribbon) => ribbon.styles.get("fill"));
    expect(fills).toContain("var(--axis-kh)");
    expect(svg.querySelectorAll("style")).toEqual([]);
    expect(svg.querySelectorAll("foreignObject")).toEqual([]);
    expect(svg.querySelectorAll("*").some((element) => element.hasAttribute("style"))).toBe(false);
  });

  it("marks a sum with Σ, above the columns", () => {
    const { svg } = drawn();
    expect(svg.querySelectorAll("text.river-sum").map((mark) => mark.textContent)).toEqual(["Σ"]);
    expect(svg.childNodes.at(-1)?.getAttribute("class")).toBe("river-marks");
  });

  it("shows the refused step with PyTorch's words", () => {
    const { svg, columns } = drawn({}, refused);
    const last = columns().at(-1);
    expect(last?.getAttribute("class")).toContain("river-column-refused");
    expect(last?.textContent).toContain("refused by PyTorch");
    expect(last?.getAttribute("aria-label")).toContain("Use .reshape(...) instead.");
    expect(svg.querySelectorAll("path.river-ending-torn").length).toBeGreaterThan(0);
  });

  it("marks where the selection lies, and takes the marks away", () => {
    const { svg, draw } = drawn({ lit: [[0, 2, 45, 59]] });
    const printed = svg
      .querySelectorAll("g.river-tick")
      .map((tick) => tick.querySelector("text.river-index")?.textContent);
    expect(printed).toEqual(["0", "2", "45", "59"]);
    draw({ lit: [] });
    expect(svg.querySelectorAll("g.river-tick")).toEqual([]);
  });
});

describe("drawn again", () => {
  it("with the same data, nothing changes", () => {
    const { svg, draw } = drawn({ chosen: 4, lit: [[0, 2, 45, 59]] });
    const before = svg.toString();
    draw();
    expect(svg.toString()).toBe(before);
  });

  it("with another selection or choice, the river itself is not drawn anew", () => {
    const { svg, draw } = drawn({ chosen: 4 });
    const bar = svg.querySelector("g.river-bar");
    const write = vi.spyOn(bar?.querySelector("text.river-number") as FakeElement, "setAttribute"); // every bar has one
    draw({ lit: [[0, 2, 45, 59]], chosen: 2 });
    expect(write).not.toHaveBeenCalled();
    expect(attributes(svg.querySelectorAll("g.river-column"), "aria-pressed").indexOf("true")).toBe(2);
    draw({}, patchMaps([1, 3, 96, 144], 3, 3));
    expect(write, "the same program, traced anew").not.toHaveBeenCalled();
    draw({}, patchMaps([2, 3, 96, 144], 3, 3));
    expect(write).toHaveBeenCalled();
  });

  it("with another picture, the same elements hold the new numbers", () => {
    const { draw, columns } = drawn();
    const before = columns();
    const bar = before[0]?.querySelectorAll("g.river-bar")[2];
    draw({}, patchMaps([1, 3, 300, 451], 3, 1));
    expect(columns()).toEqual(before);
    expect(bar?.querySelector("text.river-number")?.textContent).toBe("300");
  });

  it("with another program, it is as if drawn afresh", () => {
    const { svg, draw } = drawn();
    const masked = maskedConvolution(3, 32, 32, 3, 10);
    draw({}, masked);
    draw({}, refused);
    draw({}, masked);
    const fresh = drawn({}, masked).svg;
    expect(said(svg)).toEqual(said(fresh));
    for (const kind of ["path.river-ribbon", "path.river-ending", "path.river-sign", "title"]) {
      expect(svg.querySelectorAll(kind)).toHaveLength(fresh.querySelectorAll(kind).length);
    }
    expect(attributes(svg.querySelectorAll("g.river-column"), "data-step")).toEqual(masked.map((_, at) => String(at)));
  });
});

describe("by pointer and keyboard", () => {
  it("calls the listener of the last drawing", () => {
    const [first, second] = [vi.fn(), vi.fn()];
    const { columns, draw } = drawn({ onChoose: first });
    draw({ onChoose: second });
    columns()[5]?.dispatch("click");
    expect(first).not.toHaveBeenCalled();
    expect(second.mock.calls).toEqual([[5]]);
  });

  it("a click chooses; coming and going points", () => {
    const onChoose = vi.fn();
    const onPoint = vi.fn();
    const { columns } = drawn({ onChoose, onPoint });
    columns()[5]?.dispatch("click");
    columns()[2]?.dispatch("pointerenter");
    columns()[2]?.dispatch("pointerleave");
    expect(onChoose.mock.calls).toEqual([[5]]);
    expect(onPoint.mock.calls).toEqual([[2], [null]]);
  });

  it("one column is in the tab order: the chosen one, then the one last focused", () => {
    const { columns, draw } = drawn({ chosen: 4 });
    const inOrder = () => attributes(columns(), "tabindex").indexOf("0");
    expect(inOrder()).toBe(4);
    columns()[4]?.focus();
    press(columns()[4], "ArrowLeft");
    expect(inOrder()).toBe(3);
    press(columns()[3], "End");
    expect(inOrder()).toBe(9);
    draw();
    expect(inOrder()).toBe(9);
    expect(attributes(columns(), "tabindex").filter((index) => index === "0")).toHaveLength(1);
  });

  it("Enter and Space choose; other keys and shortcuts are left to the page", () => {
    const onChoose = vi.fn();
    const { columns } = drawn({ onChoose });
    expect(press(columns()[1], "Enter")).toHaveBeenCalledOnce();
    press(columns()[2], " ");
    expect(press(columns()[3], "z")).not.toHaveBeenCalled();
    expect(press(columns()[3], "ArrowLeft", { altKey: true })).not.toHaveBeenCalled();
    expect(onChoose.mock.calls).toEqual([[1], [2]]);
  });

  it("a chosen step that the program no longer has leaves the first column in the tab order", () => {
    const { columns } = drawn({ chosen: 40 });
    expect(attributes(columns(), "tabindex").indexOf("0")).toBe(0);
  });

  it("no steps draw nothing and throw nothing", () => {
    expect(drawn({}, []).columns()).toEqual([]);
  });
});
