import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { imageAxes } from "../../src/model/axes";
import type { Geometry } from "../../src/model/geometry";
import { prepareCanvas } from "../../src/views/canvas";
import { colourOf, scaleFor } from "../../src/views/colour";
import { summarise } from "../../src/model/summary";
import { drawHistogram } from "../../src/views/histogram";
import { drawLegend } from "../../src/views/legend";
import { emptyRuns, runsOfFlags } from "../../src/model/runs";
import { allOf } from "../../src/views/paint-queue";
import { drawPlane } from "../../src/views/plane";
import { frameOf, pictureInPieces } from "../../src/views/raster";
import { windowsInPieces } from "../../src/views/windows";
import {
  overviewInPieces,
  drawTilesOverlay,
  fitView,
  tilesInPieces,
  type TileData,
  type TileOptions,
} from "../../src/views/tiles";
import { attachZoom } from "../../src/views/zoom";
import { maps, tilesOf } from "../views/tiles/tiles";

const added: Element[] = [];
afterEach(() => {
  for (const element of added.splice(0)) element.remove();
  vi.restoreAllMocks();
});

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.style.cssText = `display: block; width: ${width}px; height: ${height}px`;
  document.body.append(canvas);
  added.push(canvas);
  return canvas;
}

function svg(): SVGSVGElement {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  document.body.append(node);
  added.push(node);
  return node;
}

/** A pixel as #rrggbb, or "" where it is transparent. */
function pixel(canvas: HTMLCanvasElement, x: number, y: number): string {
  const [r = 0, g = 0, b = 0, a = 0] = canvas.getContext("2d")?.getImageData(x, y, 1, 1).data ?? [];
  return a === 0 ? "" : `#${[r, g, b].map((level) => level.toString(16).padStart(2, "0")).join("")}`;
}

describe("prepareCanvas", () => {
  it("has one pixel per device pixel, from the node's own size when none is given", () => {
    const canvas = canvasOf(30, 20);
    expect(prepareCanvas(canvas, { devicePixelRatio: 2 })).toMatchObject({ width: 60, height: 40, ratio: 2 });
    expect([canvas.width, canvas.height]).toEqual([60, 40]);
  });
  it("has fewer where the browser could not hold them", () => {
    const canvas = canvasOf(30, 20);
    const surface = prepareCanvas(canvas, { width: 6000, height: 4000, devicePixelRatio: 3 });
    expect(surface?.ratio).toBeLessThan(1);
    expect(canvas.width * canvas.height).toBeLessThanOrEqual(16_100_000);
  });
  it("is null without a size", () => expect(prepareCanvas(canvasOf(0, 0), {})).toBeNull());
});

/** How many colours the first cell shows: one unless its number is printed. */
function coloursIn(data: TileData, k: number, numbers: boolean): number {
  const canvas = canvasOf(90, 60);
  allOf(tilesInPieces(canvas, data, { view: { k, x: 0, y: 0 }, numbers }));
  const image = canvas.getContext("2d")?.getImageData(0, 0, Math.floor(k) - 1, Math.floor(k) - 1).data ?? [];
  return new Set(new Uint32Array(new Uint8ClampedArray(image).buffer)).size;
}

describe("tilesInPieces", () => {
  const data = tilesOf(imageAxes([1, 1, 2, 3]));

  it.each([1, 2])("draws each cell in its colour at %s device pixels per CSS pixel", (devicePixelRatio) => {
    const canvas = canvasOf(60, 40);
    allOf(tilesInPieces(canvas, data, { view: { k: 20, x: 0, y: 0 }, devicePixelRatio }));
    for (const [element, value] of data.values.entries()) {
      const x = ((element % 3) * 20 + 10) * devicePixelRatio;
      const y = (Math.floor(element / 3) * 20 + 10) * devicePixelRatio;
      expect(pixel(canvas, x, y)).toBe(colourOf(data.scale, value));
    }
  });

  it("prints numbers in cells from 26 px on, and not when told so", () => {
    expect(coloursIn(data, 26, true)).toBeGreaterThan(2);
    expect(coloursIn(data, 26, false)).toBe(1);
    expect(coloursIn(data, 25, true)).toBe(1);
  });

  it("comes to the means in pieces; until the last one what was drawn before stays", () => {
    const large = tilesOf(imageAxes([1, 1, 1500, 1500]));
    large.values.fill(1, 0, 1500 * 750);
    large.values.fill(-1, 1500 * 750);
    const canvas = canvasOf(50, 50);
    allOf(tilesInPieces(canvas, data, { view: { k: 20, x: 0, y: 0 } }));
    let pieces = 0;
    for (const piece of tilesInPieces(canvas, large, { view: fitView(large, 50, 50) })) {
      pieces += 1;
      expect(piece).toBe("computed");
      expect(pixel(canvas, 10, 10)).toBe(colourOf(data.scale, data.values[0] as number));
    }
    expect(pieces).toBeGreaterThan(0);
    expect(pixel(canvas, 25, 10)).toBe(colourOf(large.scale, 1));
    expect(pixel(canvas, 25, 40)).toBe(colourOf(large.scale, -1));
  });

  it("an older drawing of the same canvas changes nothing once a newer one has begun", () => {
    const large = tilesOf(imageAxes([1, 1, 1500, 1500]));
    const canvas = canvasOf(50, 50);
    const older = tilesInPieces(canvas, large, { view: fitView(large, 50, 50) });
    older.next();
    expect(allOf(tilesInPieces(canvas, data, { view: { k: 20, x: 0, y: 0 } }))).toBe("drawn");
    expect(allOf(older)).toBe("superseded");
    expect(pixel(canvas, 10, 10)).toBe(colourOf(data.scale, data.values[0] as number));
  });

  describe("of so many numbers that painting them takes long", () => {
    const many = tilesOf(imageAxes([1, 1, 300, 300]));
    const view = { k: 0.9, x: 0, y: 0 };
    let canvas: HTMLCanvasElement;
    beforeEach(() => {
      // Every look at the clock is an hour later: each piece paints as little as it can.
      let now = 0;
      vi.spyOn(performance, "now").mockImplementation(() => (now += 3_600_000));
      canvas = canvasOf(200, 160);
    });
    /** The first pieces of a drawing, all of which are more. */
    function begun(drawn: TileData, options: TileOptions) {
      const pieces = tilesInPieces(canvas, drawn, options);
      for (let turn = 0; turn < 5; turn += 1) expect(pieces.next().done).toBe(false);
      return pieces;
    }

    it("shows what is half painted of views that come sooner than they are painted", () => {
      const shown: number[] = [];
      for (let y = 0; y > -30; y -= 1) begun(many, { view: { ...view, y }, after: () => shown.push(y) });
      expect(shown.length).toBeGreaterThan(10);
      expect(shown).toEqual(shown.toSorted((a, b) => b - a));
    });

    it("finishes a half-painted view of the same data at the same size, once", () => {
      const after = vi.fn<() => void>();
      const older = begun(many, { view, after });
      expect(allOf(tilesInPieces(canvas, many, { view }))).toBe("drawn");
      expect(after).toHaveBeenCalledOnce();
      expect(allOf(older)).toBe("superseded");
      expect(after).toHaveBeenCalledOnce();
    });

    it.each([
      { of: "another size", data: many, devicePixelRatio: 2, pool: "mean" },
      { of: "another pool", data: many, devicePixelRatio: 1, pool: "peak" },
      {
        of: "other colours",
        data: { ...many, scale: scaleFor({ min: -9, max: 9 }) },
        devicePixelRatio: 1,
        pool: "mean",
      },
    ] as const)("does not finish one of $of", ({ data: other, devicePixelRatio, pool }) => {
      const after = vi.fn<() => void>();
      const older = begun(many, { view, after });
      expect(allOf(tilesInPieces(canvas, other, { view, devicePixelRatio, pool }))).toBe("drawn");
      expect(allOf(older)).toBe("superseded");
      expect(after).not.toHaveBeenCalled();
    });
  });

  it("given up half-way leaves nothing of itself", () => {
    const large = tilesOf(imageAxes([1, 1, 1500, 1500]));
    const canvas = canvasOf(50, 50);
    expect(tilesInPieces(canvas, large, { view: fitView(large, 50, 50) }).next().done).toBe(false);
    allOf(tilesInPieces(canvas, data, { view: { k: 20, x: 0, y: 0 } }));
    expect(pixel(canvas, 10, 10)).toBe(colourOf(data.scale, data.values[0] as number));
  });
});

describe("overviewInPieces", () => {
  const data = maps(20, 20);
  it("hides itself while everything is shown, and appears when it is not", () => {
    const canvas = canvasOf(60, 60);
    const viewport = { width: 400, height: 400 };
    expect(allOf(overviewInPieces(canvas, data, fitView(data, 400, 400), { width: 60, height: 60, viewport }))).toBe(
      false,
    );
    expect(canvas.hidden).toBe(true);
    const view = { k: 100, x: 0, y: 0 };
    expect(allOf(overviewInPieces(canvas, data, view, { width: 60, height: 60, viewport, frame: "#00ff00" }))).toBe(
      true,
    );
    expect(canvas.hidden).toBe(false);
    // The frame of the part in view lies in the corner: 4 cells of some 66.
    expect(pixel(canvas, 2, 2)).toBe("#00ff00");
    expect(pixel(canvas, 40, 40)).not.toBe("#00ff00");
  });
});

describe("drawTilesOverlay", () => {
  it("keeps one group per kind of mark, on top what matters most, and takes away what is gone", () => {
    const node = svg();
    const data = maps(3, 3);
    const view = { k: 20, x: 0, y: 0 };
    const kinds = (): string[] => [...node.querySelectorAll("g")].map((group) => group.getAttribute("class") ?? "");
    drawTilesOverlay(node, data, view, { width: 300, height: 300, hover: 4 });
    expect(kinds()).toEqual(["mark hover"]);
    drawTilesOverlay(node, data, view, { width: 300, height: 300, hover: 4, lit: new Set([1, 2]), pinned: 8 });
    expect(kinds()).toEqual(["mark lit", "mark pinned", "mark hover"]);
    drawTilesOverlay(node, data, view, { width: 300, height: 300 });
    expect(kinds()).toEqual([]);
  });
});

describe("pictureInPieces", () => {
  const drawPicture = (...given: Parameters<typeof pictureInPieces>) => allOf(pictureInPieces(...given));
  const shape = [1, 3, 2, 2] as const;
  const data = Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1);
  const geometry: Geometry = {
    kernel_size: [2, 2],
    stride: [1, 1],
    padding: [1, 1],
    padding_mode: "replicate",
    dilation: [1, 1],
  };

  it("draws crisp pixels where its frame says", () => {
    const canvas = canvasOf(40, 20);
    const placed = drawPicture(canvas, { shape, data }, 0, {});
    expect(placed).toEqual(frameOf(shape, { width: 40, height: 20 }));
    expect([pixel(canvas, 11, 1), pixel(canvas, 19, 9), pixel(canvas, 21, 1)]).toEqual([
      "#ff0000",
      "#ff0000",
      "#00ff00",
    ]);
    expect([pixel(canvas, 11, 11), pixel(canvas, 29, 19), pixel(canvas, 5, 5)]).toEqual(["#0000ff", "#ffffff", ""]);
  });

  it("dims what lies outside the region, and follows a new region", () => {
    const canvas = canvasOf(20, 20);
    const image = { shape, data };
    drawPicture(canvas, image, 0, {
      region: { of: {}, pixels: runsOfFlags(Uint8Array.of(1, 0, 0, 0), 2, 2) },
      veil: "#000000",
    });
    expect([pixel(canvas, 5, 5), pixel(canvas, 15, 5), pixel(canvas, 15, 15)]).toEqual([
      "#ff0000",
      "#000000",
      "#000000",
    ]);
    drawPicture(canvas, image, 0, {
      region: { of: {}, pixels: runsOfFlags(Uint8Array.of(0, 1, 0, 0), 2, 2) },
      veil: "#000000",
    });
    expect([pixel(canvas, 5, 5), pixel(canvas, 15, 5)]).toEqual(["#000000", "#00ff00"]);
  });

  it("draws the padding around the picture, paler than the picture", () => {
    const canvas = canvasOf(40, 40);
    drawPicture(canvas, { shape, data }, 0, { geometry });
    expect(pixel(canvas, 15, 15)).toBe("#ff0000");
    const [, , , alpha] = canvas.getContext("2d")?.getImageData(5, 5, 1, 1).data ?? [];
    expect(alpha).toBeGreaterThan(100);
    expect(alpha).toBeLessThan(160);
  });

  it("hatches the rows that the floor drops", () => {
    const canvas = canvasOf(40, 40);
    drawPicture(canvas, { shape, data: new Float32Array(12) }, 0, {
      geometry: { ...geometry, padding: [0, 0], stride: [3, 3], kernel_size: [1, 1] },
      hatch: "#ff00ff",
    });
    const bottom = new Set(Array.from({ length: 40 }, (_, x) => pixel(canvas, x, 30)));
    const top = new Set(Array.from({ length: 19 }, (_, x) => pixel(canvas, x, 10)));
    expect(bottom.size).toBeGreaterThan(1);
    expect([...top]).toEqual(["#000000"]);
  });
});

describe("drawPlane", () => {
  const scale = scaleFor([-1, 1]);
  const values = Float32Array.of(-1, 1);

  it("draws values on the scale, and what is not kept as neutral", () => {
    const canvas = canvasOf(20, 10);
    const view = drawPlane(canvas, { values, h: 1, w: 2 }, scale, {});
    expect(view).toEqual({ k: 10, x: 0, y: 0 });
    expect([pixel(canvas, 5, 5), pixel(canvas, 15, 5)]).toEqual([colourOf(scale, -1), colourOf(scale, 1)]);
    drawPlane(canvas, { values, h: 1, w: 2 }, scale, { kept: Uint8Array.of(0, 1), neutral: "#123456" });
    expect([pixel(canvas, 5, 5), pixel(canvas, 15, 5)]).toEqual(["#123456", colourOf(scale, 1)]);
  });

  it("draws nothing for a plane without cells", () => {
    const canvas = canvasOf(20, 10);
    expect(drawPlane(canvas, { values: new Float32Array(), h: 0, w: 3 }, scale, {})).not.toBeNull();
    expect(pixel(canvas, 5, 5)).toBe("");
  });
});

describe("windowsInPieces", () => {
  const shape = [1, 1, 12, 12] as const;
  const geometry: Geometry = {
    kernel_size: [3, 3],
    stride: [3, 3],
    padding: [0, 0],
    padding_mode: "zeros",
    dilation: [1, 1],
  };
  it("draws a tint with a grid, and the tint alone where the grid would be too fine", () => {
    const node = svg();
    allOf(windowsInPieces(node, frameOf(shape, { width: 120, height: 120 }), geometry, shape));
    // With k = stride = 3 the share of a window is just what it sees.
    expect(node.querySelector(".kept-area")?.getAttribute("d")).toContain("M0 0h120v30h-120z");
    expect(node.querySelectorAll(".kept-lines")).toHaveLength(1);
    allOf(windowsInPieces(node, frameOf(shape, { width: 12, height: 12 }), geometry, shape));
    expect(node.querySelectorAll(".kept-lines")).toHaveLength(0);
    allOf(windowsInPieces(node, frameOf(shape, { width: 12, height: 12 }), geometry, shape, emptyRuns(4, 4)));
    expect(node.querySelectorAll("path")).toHaveLength(0);
  });
});

describe("drawLegend and drawHistogram", () => {
  it("say in words what they show, and mark what is not finite", () => {
    const node = svg();
    const scale = scaleFor([-2, 2]);
    drawLegend(node, scale, { width: 300, notFinite: 2 });
    expect(node.getAttribute("aria-label")).toContain("from −2 to 2");
    expect([...node.querySelectorAll(".tick text")].map((text) => text.textContent)).toEqual([
      "−2",
      "−1",
      "0",
      "1",
      "2",
    ]);
    expect(node.querySelector(".not-finite")?.textContent).toBe("nan or inf");
    drawLegend(node, scale, { width: 300 });
    expect(node.querySelector(".not-finite")).toBeNull();

    const bars = svg();
    drawHistogram(bars, summarise([-2, 0, 0, 2], 5), { width: 100, height: 20 });
    const heights = [...bars.querySelectorAll("rect.bar")].map((bar) => Number(bar.getAttribute("height")));
    expect(heights.map(Math.round)).toEqual([13, 0, 18, 0, 13]);
    expect(bars.querySelector("line.zero")?.getAttribute("x1")).toBe("50");
  });

  it("write what is another than before, and nothing else", () => {
    const [legend, bars] = [svg(), svg()];
    const draw = (high: number): void => {
      drawLegend(legend, scaleFor([-2, high]), { width: 300, notFinite: 1 });
      drawHistogram(bars, summarise([-2, 0, 0, high], 5), { width: 100, height: 20 });
    };
    draw(2);
    const observer = new MutationObserver(() => undefined);
    for (const node of [legend, bars]) {
      observer.observe(node, { subtree: true, attributes: true, childList: true, characterData: true });
    }
    draw(2);
    expect(observer.takeRecords()).toEqual([]);
    draw(4);
    // Another end: its label, ticks and line at zero; none of the 64 colours of a diverging scale.
    const touched = observer.takeRecords().map(({ target }) => target);
    expect(touched).toContain(legend);
    expect(touched.filter((node) => node instanceof Element && node.matches("rect.stop"))).toEqual([]);
    observer.disconnect();
  });
});

describe("attachZoom", () => {
  const content = { width: 100, height: 100 };
  it("zooms by wheel about the pointer, by keys, and back to the whole; takes touches on its node alone", () => {
    const canvas = canvasOf(200, 200);
    const onChange = vi.fn<(view: { k: number; x: number; y: number }) => void>();
    const handle = attachZoom(canvas, {
      viewport: () => ({ width: 200, height: 200 }),
      content: () => content,
      onChange,
    });
    expect(handle.view()).toEqual({ k: 2, x: 0, y: 0 });
    expect([canvas.style.touchAction, document.body.style.touchAction]).toEqual(["none", ""]);
    const { left, top } = canvas.getBoundingClientRect();
    canvas.dispatchEvent(
      new WheelEvent("wheel", {
        deltaY: -500,
        clientX: left + 50,
        clientY: top + 50,
        bubbles: true,
        cancelable: true,
        view: window,
      }),
    );
    const { k, x } = handle.view();
    expect(k).toBeCloseTo(4);
    expect((50 - x) / k).toBeCloseTo(25);
    expect(onChange).toHaveBeenLastCalledWith(handle.view());
    expect(handle.key({ key: "+" })).toBe(true);
    expect(handle.view().k).toBeCloseTo(6);
    expect(handle.key({ key: "a" })).toBe(false);
    handle.fit();
    expect(handle.view()).toEqual({ k: 2, x: 0, y: 0 });
    handle.dispose();
    expect(canvas.style.touchAction).toBe("");
  });

  it("leaves the wheel to the page where it cannot zoom further out", () => {
    const canvas = canvasOf(200, 200);
    const onChange = vi.fn<() => void>();
    attachZoom(canvas, { viewport: () => ({ width: 200, height: 200 }), content: () => content, onChange });
    const wheel = new WheelEvent("wheel", { deltaY: 500, bubbles: true, cancelable: true, view: window });
    canvas.dispatchEvent(wheel);
    expect(wheel.defaultPrevented).toBe(false);
  });

  it("fits again when the node's size changed and all was shown, else keeps the scale", () => {
    const canvas = canvasOf(200, 200);
    let viewport = { width: 200, height: 200 };
    const handle = attachZoom(canvas, { viewport: () => viewport, content: () => content, onChange: () => {} });
    viewport = { width: 400, height: 400 };
    handle.refresh();
    expect(handle.view().k).toBe(4);
    handle.set({ k: 10, x: -100, y: -100 });
    viewport = { width: 200, height: 200 };
    handle.refresh();
    expect(handle.view()).toEqual({ k: 10, x: -100, y: -100 });
  });
});
