import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitPlane, type View } from "../../src/views/view";
import { constrainView, isFit, keyView, zoomAbout, type ZoomBounds } from "../../src/views/zoom";

const viewport = { width: 400, height: 300 };
const content = { width: 100, height: 100 };
const fit = fitPlane(content, viewport);
const bounds: ZoomBounds = { viewport, content, least: fit.k, most: 50 };
const anyView = fc.record({
  k: fc.double({ min: 0.01, max: 1000, noNaN: true }),
  x: fc.double({ min: -1e5, max: 1e5, noNaN: true }),
  y: fc.double({ min: -1e5, max: 1e5, noNaN: true }),
});

describe("constrainView", () => {
  it("leaves a view within bounds alone", () => {
    const view: View = { k: 10, x: -300, y: -200 };
    expect(constrainView(view, bounds)).toEqual(view);
  });

  it("does not go smaller than the whole plane, and centres it there", () => {
    expect(constrainView({ k: 0.1, x: 7, y: 7 }, bounds)).toEqual(fit);
  });

  it("mends too large a scale about the middle of the node", () => {
    const view = constrainView({ k: 100, x: -4800, y: -4850 }, bounds);
    expect(view.k).toBe(50);
    // The middle of the node showed (50, 50) of the plane, and still does.
    expect([(200 - view.x) / view.k, (150 - view.y) / view.k]).toEqual([50, 50]);
  });

  it("shows no margin that the plane could fill, and centres a side that it cannot", () => {
    expect(constrainView({ k: 10, x: 99, y: -9999 }, bounds)).toEqual({ k: 10, x: 0, y: -700 });
    expect(constrainView({ k: 3.5, x: 99, y: 0 }, bounds)).toEqual({ k: 3.5, x: 25, y: 0 });
  });

  it("is content with what it made itself", () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const once = constrainView(view, bounds);
        const twice = constrainView(once, bounds);
        for (const key of ["k", "x", "y"] as const) expect(twice[key]).toBeCloseTo(once[key], 6);
      }),
    );
  });
});

it("zoomAbout leaves the point under the pointer where it is", () => {
  fc.assert(
    fc.property(anyView, fc.double({ min: 0.1, max: 10, noNaN: true }), (view, factor) => {
      const next = zoomAbout(view, factor, 120, 80);
      expect((120 - next.x) / next.k).toBeCloseTo((120 - view.x) / view.k, 3);
      expect(next.k).toBeCloseTo(view.k * factor);
    }),
  );
});

describe("keyView", () => {
  const view: View = { k: 10, x: -300, y: -200 };
  const press = (key: string, more = {}): View | null => keyView(view, { key, ...more }, bounds, fit);

  it.each(["+", "="])("%s zooms in about the middle", (key) => {
    expect(press(key)).toEqual({ k: 15, x: -550, y: -375 });
  });
  it.each(["-", "_", "−"])("%s zooms out, and stops at the whole plane", (key) => {
    expect(press(key)?.k).toBeCloseTo(10 / 1.5);
    expect(keyView(fit, { key }, bounds, fit)).toEqual(fit);
  });
  it("+ stops at the largest scale", () => {
    expect(keyView({ ...view, k: 45 }, { key: "+" }, bounds, fit)?.k).toBe(50);
  });
  it("0 shows the whole plane", () => expect(press("0")).toBe(fit));

  it.each([
    ["ArrowLeft", { k: 10, x: -220, y: -200 }],
    ["ArrowRight", { k: 10, x: -380, y: -200 }],
    ["ArrowUp", { k: 10, x: -300, y: -140 }],
    ["ArrowDown", { k: 10, x: -300, y: -260 }],
  ])("Shift + %s moves by a fifth of the node", (key, expected) => {
    expect(press(key, { shiftKey: true })).toEqual(expected);
  });

  it("leaves arrows without Shift, other keys and the browser's own alone", () => {
    for (const key of ["ArrowLeft", "a", "Enter", " ", "Escape"]) expect(press(key)).toBeNull();
    for (const modifier of ["ctrlKey", "metaKey", "altKey"]) expect(press("+", { [modifier]: true })).toBeNull();
  });
});

it("isFit compares scales, not rounding errors", () => {
  expect(isFit({ ...fit, k: fit.k * 1.0001 }, fit)).toBe(true);
  expect(isFit({ ...fit, k: fit.k * 1.01 }, fit)).toBe(false);
});
