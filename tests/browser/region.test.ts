import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import type { OracleEdit } from "../oracle/region";
import {
  button,
  clickAt,
  documentOf,
  drag,
  expectNumbers,
  expectRegion,
  onScreen,
  panel,
  pick,
  picture,
  press,
  settled,
  tensorOf,
  type,
} from "./hands";
import { onePage } from "./page";

const show = onePage();

/** 24 rows and 36 columns that count up; padding, so that the picture has a border around it. */
const START = {
  v: 1,
  image: { arange: { shape: [1, 1, 24, 36] } },
  padding: [1, 2],
};

const tool = (page: Page, name: string) => page.getByRole("radio", { name: new RegExp(`^${name} \\(`) }).click();
const shapesOf = async (page: Page) => (await documentOf(page)).region.shapes;

async function cleared(page: Page): Promise<void> {
  await button(page, "clear").click();
  await settled(page);
  expect(await shapesOf(page)).toEqual([]);
}

/** The points of the only shape, a polygon or a brush. */
function pointsOf(edit: OracleEdit | undefined): readonly (readonly [number, number])[] {
  const shape = edit && ("add" in edit ? edit.add : edit.subtract);
  if (shape && "polygon" in shape) return shape.polygon;
  if (shape && "brush" in shape) return shape.brush.points;
  throw new Error(`no points in ${JSON.stringify(edit)}`);
}

function expectNear(points: readonly (readonly [number, number])[], wanted: readonly (readonly [number, number])[]) {
  expect(points.length).toBe(wanted.length);
  wanted.forEach(([x, y], at) => {
    expect(Math.hypot((points[at]?.[0] ?? NaN) - x, (points[at]?.[1] ?? NaN) - y)).toBeLessThan(0.3);
  });
}

describe("drawing by mouse", () => {
  it("a rectangle and an ellipse, snapped to whole pixels", async () => {
    const { page } = await show(START);
    await tool(page, "Rectangle");
    await drag(page, [
      [4.2, 3.3],
      [9, 6],
      [14.7, 10.6],
    ]);
    expect(await shapesOf(page)).toEqual([{ add: { rect: [4, 3, 11, 8] } }]);
    await expectNumbers(page);
    await cleared(page);

    await tool(page, "Ellipse");
    // From the lower right to the upper left: the box is the same.
    await drag(page, [
      [29.5, 20.5],
      [20, 12],
      [10.5, 4.5],
    ]);
    expect(await shapesOf(page)).toEqual([{ add: { ellipse: [20, 12.5, 10, 8.5] } }]);
    await expectRegion(page);
  });

  it("a polygon, vertex by vertex, closed at its first one or by a double click; the next drag draws again", async () => {
    const { page } = await show(START);
    const corners = [
      [5, 4],
      [30, 6],
      [24, 20],
      [9, 17],
    ] as const;
    await tool(page, "Polygon");
    for (const [x, y] of corners) await clickAt(page, x, y);
    await clickAt(page, 5.5, 4.5);
    const [shape, ...others] = await shapesOf(page);
    expect(others).toEqual([]);
    expectNear(pointsOf(shape), corners);
    await expectRegion(page);
    await cleared(page);

    for (const [x, y] of corners.slice(0, 2)) await clickAt(page, x, y);
    const last = await onScreen(page, 20.1, 18.1);
    await page.mouse.dblclick(last.x, last.y);
    await settled(page);
    const closed = await shapesOf(page);
    expect(closed).toHaveLength(1);
    expectNear(pointsOf(closed[0]), [...corners.slice(0, 2), [20.1, 18.1]]);
    await expectRegion(page);

    // What a double click would have selected must not be dragged along.
    await tool(page, "Rectangle");
    await drag(page, [
      [3.5, 3.5],
      [9.5, 8.5],
    ]);
    expect(await shapesOf(page)).toEqual([...closed, { add: { rect: [3, 3, 7, 6] } }]);
  });

  it("a lasso, a brush of a chosen radius, and an eraser that takes away", async () => {
    const { page } = await show(START);
    await tool(page, "Lasso");
    await drag(page, [
      [6, 6],
      [28, 5],
      [30, 18],
      [16, 11],
      [7, 19],
    ]);
    const [lasso] = await shapesOf(page);
    expect(lasso && "add" in lasso && "polygon" in lasso.add).toBe(true);
    expect(pointsOf(lasso).length).toBeGreaterThanOrEqual(5);
    await expectRegion(page);
    await cleared(page);

    await tool(page, "Brush");
    await page.getByLabel("brush radius in pixels").fill("4");
    await drag(page, [
      [8, 8],
      [20, 12],
      [28, 8],
    ]);
    const [brush] = await shapesOf(page);
    expect(brush).toMatchObject({ add: { brush: { radius: 4 } } });
    expectNear(pointsOf(brush).slice(0, 1), [[8, 8]]);
    expectNear(pointsOf(brush).slice(-1), [[28, 8]]);
    await expectRegion(page);

    await tool(page, "Eraser");
    await page.getByLabel("brush radius in pixels").fill("2");
    await drag(page, [
      [18, 4],
      [19, 20],
    ]);
    const [, erased] = await shapesOf(page);
    expect(erased).toMatchObject({ subtract: { brush: { radius: 2 } } });
    await expectNumbers(page);
    await page.getByLabel("brush radius in pixels").fill("6");
  });

  it("a shape that is to subtract is cut out; alone, it is cut out of the whole picture", async () => {
    const { page } = await show(START);
    await pick(page, "what a new shape does", "subtract");
    await tool(page, "Rectangle");
    await drag(page, [
      [10.5, 5.5],
      [20.5, 15.5],
    ]);
    expect(await shapesOf(page)).toEqual([{ subtract: { rect: [10, 5, 11, 11] } }]);
    await expectRegion(page);
    await pick(page, "what a new shape does", "add");
    await drag(page, [
      [12.5, 7.5],
      [15.5, 9.5],
    ]);
    expect(await shapesOf(page)).toEqual([{ subtract: { rect: [10, 5, 11, 11] } }, { add: { rect: [12, 7, 4, 3] } }]);
    await expectRegion(page);
  });
});

describe("drawing by keyboard", () => {
  it("each shape: arrows move the pen, Space and Enter set it", async () => {
    const { page } = await show(START);
    await picture(page).focus();

    // The pen begins in the middle, at (18, 12).
    await press(page, "r", "Shift+ArrowLeft", "Shift+ArrowUp", " ", "Shift+ArrowRight", "ArrowDown*5", "Enter");
    expect(await shapesOf(page)).toEqual([{ add: { rect: [8, 2, 10, 5] } }]);
    await expectRegion(page);

    await press(page, "o", " ", "ArrowRight*8", "ArrowDown*6", " ");
    expect((await shapesOf(page))[1]).toEqual({ add: { ellipse: [22, 10, 4, 3] } });
    await expectRegion(page);
    await cleared(page);

    await picture(page).focus();
    await press(page, "p", " ", "Shift+ArrowLeft", " ", "Shift+ArrowUp", " ", "Enter");
    expect(await shapesOf(page)).toEqual([
      {
        add: {
          polygon: [
            [26, 13],
            [16, 13],
            [16, 3],
          ],
        },
      },
    ]);
    await expectRegion(page);
    await cleared(page);

    await picture(page).focus();
    await press(page, "l", " ", "Shift+ArrowRight", "ArrowDown*9", "ArrowLeft*7", " ");
    expect(await shapesOf(page)).toEqual([
      {
        add: {
          polygon: [
            [16, 3],
            [26, 3],
            [26, 12],
            [19, 12],
          ],
        },
      },
    ]);
    await expectRegion(page);

    await press(page, "e", " ", "Shift+ArrowUp", "Enter");
    expect((await shapesOf(page))[1]).toEqual({
      subtract: {
        brush: {
          points: [
            [19, 12],
            [19, 2],
          ],
          radius: 6,
        },
      },
    });
    await expectRegion(page);
    await cleared(page);

    await picture(page).focus();
    await press(page, "b", "Enter", "ArrowDown*4", "Enter");
    expect(await shapesOf(page)).toEqual([
      {
        add: {
          brush: {
            points: [
              [19, 2],
              [19, 6],
            ],
            radius: 6,
          },
        },
      },
    ]);
    await expectNumbers(page);
  });

  it("Escape gives a shape up, and then the tool", async () => {
    const { page } = await show(START);
    await picture(page).focus();
    await press(page, "r", " ", "Shift+ArrowRight", "ArrowDown*3");
    expect(await shapesOf(page)).toHaveLength(1);
    await press(page, "Escape");
    expect(await shapesOf(page)).toEqual([]);
    await press(page, "Escape");
    expect(await page.getByRole("radio", { name: /^Select/ }).isChecked()).toBe(true);
  });
});

describe("changing what is drawn", () => {
  const RECT = { ...START, region: { shapes: [{ add: { rect: [6, 5, 10, 8] } }] } };

  it("by mouse: select, move, resize by a handle, delete", async () => {
    const { page } = await show(RECT);
    await tool(page, "Select");
    await clickAt(page, 10.5, 8.5);
    const fields = page.getByRole("group", { name: "selected shape" });
    expect(await fields.getByLabel("width").inputValue()).toBe("10");
    await drag(page, [
      [10.5, 8.5],
      [14, 9],
      [18.5, 12.5],
    ]);
    expect(await shapesOf(page)).toEqual([{ add: { rect: [14, 9, 10, 8] } }]);
    expect(await fields.getByLabel("x", { exact: true }).inputValue()).toBe("14");
    await expectRegion(page);

    // The handle at the lower right, then the one in the middle of the left side.
    await drag(page, [
      [24, 17],
      [26, 18],
      [30.1, 20.2],
    ]);
    expect(await shapesOf(page)).toEqual([{ add: { rect: [14, 9, 16, 11] } }]);
    await drag(page, [
      [14, 14.5],
      [12, 3],
      [9.9, 3],
    ]);
    expect(await shapesOf(page)).toEqual([{ add: { rect: [10, 9, 20, 11] } }]);
    await expectNumbers(page);

    await button(page, "Delete the selected shape").click();
    await settled(page);
    expect(await shapesOf(page)).toEqual([]);
    expect(await fields.count()).toBe(0);
    expect(await panel(page, "Output").getByText("No region drawn: the whole image is used.").count()).toBe(1);
    await expectRegion(page);
  });

  it("by keyboard: choose with [ and ], move, resize, delete", async () => {
    const { page } = await show({
      ...START,
      region: { shapes: [{ add: { rect: [6, 5, 10, 8] } }, { subtract: { ellipse: [20, 12, 4, 5] } }] },
    });
    await picture(page).focus();
    await press(page, "]", "ArrowRight*3", "ArrowUp*2");
    expect((await shapesOf(page))[0]).toEqual({ add: { rect: [9, 3, 10, 8] } });
    await press(page, "Shift+ArrowRight*2", "Shift+ArrowUp");
    expect((await shapesOf(page))[0]).toEqual({ add: { rect: [9, 3, 12, 7] } });
    await press(page, "]", "ArrowLeft");
    expect((await shapesOf(page))[1]).toEqual({ subtract: { ellipse: [19, 12, 4, 5] } });
    await expectRegion(page);
    await press(page, "[", "Delete");
    expect(await shapesOf(page)).toEqual([{ subtract: { ellipse: [19, 12, 4, 5] } }]);
    await expectRegion(page);
    await press(page, "]", "Escape");
    expect(await page.getByRole("group", { name: "selected shape" }).count()).toBe(0);
  });

  it("by numbers, keeping the field in hand; and from adding to subtracting", async () => {
    const { page } = await show(RECT);
    await tool(page, "Select");
    await clickAt(page, 10.5, 8.5);
    const fields = page.getByRole("group", { name: "selected shape" });
    await type(fields.getByLabel("x", { exact: true }), "2");
    expect(await fields.getByLabel("x", { exact: true }).evaluate((node) => node === document.activeElement)).toBe(
      true,
    );
    await type(fields.getByLabel("y", { exact: true }), "1.5");
    await type(fields.getByLabel("width"), "20");
    await fields.getByLabel("height").fill("4,5");
    await fields.getByLabel("height").blur();
    await settled(page);
    expect(await shapesOf(page)).toEqual([{ add: { rect: [2, 1.5, 20, 4.5] } }]);
    await type(fields.getByLabel("width"), "wide");
    expect(await shapesOf(page)).toEqual([{ add: { rect: [2, 1.5, 20, 4.5] } }]);
    await expectRegion(page);
    await button(page, "adds").click();
    await settled(page);
    expect(await shapesOf(page)).toEqual([{ subtract: { rect: [2, 1.5, 20, 4.5] } }]);
    await expectRegion(page);

    // Each of the five was one entry of the history.
    for (let n = 0; n < 5; n += 1) await button(page, "Undo").click();
    await settled(page);
    expect(await shapesOf(page)).toEqual(RECT.region.shapes);
  });

  it("invert and clear", async () => {
    const { page } = await show(RECT);
    const { region } = await expectRegion(page);
    await button(page, "invert").click();
    await settled(page);
    expect((await expectRegion(page)).region).toEqual(region.map((pixel) => 1 - pixel));
    await button(page, "invert").click();
    await settled(page);
    expect((await expectRegion(page)).region).toEqual(region);
    await cleared(page);
    await button(page, "invert").click();
    await settled(page);
    const none = await expectRegion(page);
    expect(none.kept.some((kept) => kept === 1)).toBe(false);
    expect(
      await panel(page, "Output")
        .getByText(/^No window is kept/)
        .count(),
    ).toBe(1);
    expect((await tensorOf(page, "output")).data.every((value) => value === 0)).toBe(true);
  });
});

describe("which windows are kept, and what stands outside", () => {
  it("each rule keeps the oracle's windows and says its count; each filling fills", async () => {
    const { page } = await show({
      ...START,
      stride: [2, 1],
      region: { shapes: [{ add: { ellipse: [18, 12, 9, 7] } }, { subtract: { rect: [16, 8, 4, 5] } }] },
    });
    const rules = page.getByLabel("which windows are kept");
    const counts: number[] = [];
    for (const rule of ["any", "all", "centre"]) {
      await rules.selectOption(rule);
      await settled(page);
      const { kept, document } = await expectNumbers(page);
      expect(document.region.keep).toBe(rule);
      counts.push(kept.filter((each) => each === 1).length);
    }
    expect(await rules.locator("option").allInnerTexts()).toEqual([
      `centre · ${counts[2]}`,
      `any · ${counts[0]}`,
      `all · ${counts[1]}`,
    ]);
    expect(new Set(counts).size).toBe(3);

    const outside = page.getByLabel("what stands outside the region");
    await outside.selectOption("dense");
    await settled(page);
    await expectNumbers(page);
    await outside.selectOption("the input");
    await settled(page);
    const { kept, windows, image } = await expectNumbers(page);
    const whole = await tensorOf(page, "dense");
    const output = await tensorOf(page, "output");
    const [, columns] = windows;
    output.data.forEach((value, n) => {
      // The centre pixel of window (r, s), 1 from its first tap; padding 1 × 2 and stride 2 × 1 lie before it.
      const [y, x] = [Math.floor(n / columns) * 2 - 1 + 1, (n % columns) - 2 + 1];
      const inside = x >= 0 && x < 36;
      expect(value).toBe(kept[n] === 1 ? whole.data[n] : inside ? image.data[y * 36 + x] : 0);
    });
  });
});
