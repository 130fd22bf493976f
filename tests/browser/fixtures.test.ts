import { describe, expect, it } from "vitest";
import { type FixtureStep, GEOMETRIES, type GeometryFixture } from "../fixtures/load";
import { worstDifference } from "../oracle/compare";
import { onePage, type OpenPage } from "./page";

/*
 * What PyTorch answered, against the whole page: a document goes in by the scripting interface, its trace and its
 * numbers come out of the worker. The model and the engine are compared with all fixtures on their own.
 */

const NUMBERS = ["image", "filter", "depthwise", "dense", "output", "kept", "region"] as const;
const OF_MAPS = ["patches", "products", "maps"] as const;
const TOLERANCE = 1e-5;

const show = onePage();

/** The [C][kh][kw] lists of a document from [C, kh, kw] numbers. */
function nested({ filter, image_shape: [, channels], kernel_size: [kh, kw] }: GeometryFixture): number[][][] {
  return Array.from({ length: channels }, (_, c) =>
    Array.from({ length: kh }, (__, i) => Array.from(filter.subarray((c * kh + i) * kw, (c * kh + i + 1) * kw))),
  );
}

function base64(numbers: Float32Array): string {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((value, at) => bytes.writeFloatLE(value, 4 * at));
  return bytes.toString("base64");
}

function documentOf(fixture: GeometryFixture): object {
  const { image_shape: shape, kernel_size, stride, padding, padding_mode, dilation } = fixture;
  return {
    v: 1,
    image: { tensor: { shape, float32: base64(fixture.image) } },
    kernel_size,
    stride,
    padding,
    padding_mode,
    dilation,
    filter: { values: nested(fixture) },
    sum_over: fixture.sum_over,
    region: fixture.region,
    program: fixture.program,
  };
}

const refusal = ({ maps_steps: steps }: GeometryFixture): string | null => steps.at(-1)?.error ?? null;

type Answer = { readonly shape: readonly number[]; readonly data: readonly number[] } | { readonly error: string };

/** Everything the scripting interface tells of a document. */
function ask({ page }: OpenPage, document: object) {
  return page.evaluate(
    async ({ given, names }) => {
      const { playground } = window;
      await playground.load(given);
      const answer = async (name: string): Promise<Answer> => {
        try {
          const { shape, data } = await playground.tensor(name);
          // Patches and products are many; their steps are compared, and the maps that come of them.
          return { shape, data: name === "patches" || name === "products" ? [] : Array.from(data) };
        } catch (thrown) {
          return { error: (thrown as Error).message };
        }
      };
      const answers = await Promise.all(names.map(async (name) => [name, await answer(name)] as const));
      const tensors: Readonly<Record<string, Answer>> = Object.fromEntries(answers);
      return { maps: playground.trace("maps"), output: playground.trace("output"), tensors };
    },
    { given: document, names: [...NUMBERS, ...OF_MAPS] },
  );
}

/** A step of a fixture as the scripting interface tells it: a refused one has no layout. */
const told = (step: FixtureStep): object =>
  step.error === undefined ? step : { ...step, shape: [], stride: [], offset: 0, contiguous: false, copies: false };

/** [B, 1, h_windows, w_windows] of the convolution, from the sums over channels, windows and taps. */
const convolved = ({ output_steps: steps }: GeometryFixture): readonly number[] => {
  const last = steps.at(-1);
  return last && "shape" in last ? last.shape : [];
};

function expectNumbers(answer: Answer | undefined, shape: readonly number[], data: ArrayLike<number>, name: string) {
  if (!answer || "error" in answer) throw new Error(`${name}: ${answer?.error ?? "no answer"}`);
  expect(answer.shape, name).toEqual(shape);
  expect(worstDifference(answer.data, data), name).toBeLessThan(TOLERANCE);
}

async function start(): Promise<OpenPage> {
  const opened = await show({ v: 1, image: { arange: { shape: [1, 1, 6, 6] } } });
  expect(await opened.page.evaluate(() => window.playground.backend())).toBe("wasm");
  return opened;
}

/** Every third one: the page adds the way there and back to what unit tests compare for all of them. */
const carriedOut = GEOMETRIES.filter((each) => refusal(each) === null).filter((_, at) => at % 3 === 0);
const refused = GEOMETRIES.filter((each) => refusal(each) !== null);
const chosen = [...carriedOut, ...refused];

/** Documents shown by one page, one after the other. */
const PER_PAGE = 11;
const sets = Array.from({ length: Math.ceil(chosen.length / PER_PAGE) }, (_, at) => {
  const fixtures = chosen.slice(at * PER_PAGE, (at + 1) * PER_PAGE);
  return { title: `${fixtures[0]?.name.split(" ")[0]} to ${fixtures.at(-1)?.name.split(" ")[0]}`, fixtures };
});

describe("documents made of PyTorch's fixtures", () => {
  it("are of every kind", () => {
    expect(carriedOut.length).toBeGreaterThanOrEqual(25);
    expect(refused.length).toBeGreaterThanOrEqual(3);
    const kinds = new Set(
      chosen.flatMap((each) => [
        `B ${each.image_shape[0]}`,
        `padded with ${each.padding.some((by) => by > 0) ? each.padding_mode : "nothing"}`,
        `dilation ${Math.max(...each.dilation) > 1 ? "above" : "of"} 1`,
        `stride ${Math.max(...each.stride) > 1 ? "above" : "of"} 1`,
        each.program,
        `keep ${each.region.shapes.length > 0 ? each.region.keep : "all windows"}`,
      ]),
    );
    expect([...kinds].toSorted()).toEqual([
      "B 1",
      "B 2",
      "B 3",
      "contiguous",
      "dilation above 1",
      "dilation of 1",
      "keep all",
      "keep all windows",
      "keep any",
      "keep centre",
      "padded with circular",
      "padded with nothing",
      "padded with reflect",
      "padded with replicate",
      "padded with zeros",
      "reshape",
      "stride above 1",
      "stride of 1",
      "thread",
    ]);
  });

  it.each(sets)("$title: every step, every number", async ({ fixtures }) => {
    const opened = await start();
    for (const fixture of fixtures) {
      const answer = await ask(opened, documentOf(fixture));
      expect(answer.maps, `${fixture.name}: maps`).toEqual(fixture.maps_steps.map(told));
      expect(answer.output, `${fixture.name}: output`).toEqual(fixture.output_steps.map(told));

      const { tensors } = answer;
      const [batch, channels, height, width] = fixture.image_shape;
      const [kh, kw] = fixture.kernel_size;
      const shape = convolved(fixture);
      const [, , rows = 0, columns = 0] = shape;
      const windows = batch * rows * columns;
      const kept = fixture.kept[fixture.region.keep];
      const check = (name: string, expected: readonly number[], data: ArrayLike<number>) =>
        expectNumbers(tensors[name], expected, data, `${fixture.name}: ${name}`);
      check("image", fixture.image_shape, fixture.image);
      check("filter", [channels, kh, kw], fixture.filter);
      check("depthwise", [batch, channels, rows, columns], fixture.depthwise);
      check("dense", shape, fixture.dense);
      check("output", shape, fixture.output);
      check("kept", [windows], kept);
      check("region", [height, width], fixture.region_mask);

      const error = refusal(fixture);
      if (error === null) check("maps", [windows, kh, kw], fixture.maps);
      else for (const name of OF_MAPS) expect(tensors[name], `${fixture.name}: ${name}`).toEqual({ error });
    }
  });
});

describe("the thread's own program on a batch of two with three channels", () => {
  it("loads, tells the refused step and what mends it, and goes on with what needs no refused step", async () => {
    const opened = await start();
    const { page } = opened;
    const error =
      "view size is not compatible with input tensor's size and stride (at least one dimension spans across two " +
      "contiguous subspaces). Use .reshape(...) instead.";
    const answer = await ask(opened, {
      v: 1,
      image: { random: { seed: 3, shape: [2, 3, 7, 8] } },
      program: "thread",
      stride: [2, 1],
    });
    expect(answer.maps.at(-1)?.error).toBe(error);
    expect(answer.maps.slice(0, -1).map((step) => step.error)).toEqual(answer.maps.slice(0, -1).map(() => undefined));
    expect(answer.output.some((step) => step.error !== undefined)).toBe(false);
    for (const name of OF_MAPS) expect(answer.tensors[name]).toEqual({ error });
    for (const name of NUMBERS) expect(answer.tensors[name]).toHaveProperty("data");
    // On the page, in PyTorch's own words.
    expect(await page.getByText("view size is not compatible").count()).toBeGreaterThan(0);

    const mended = await ask(opened, {
      v: 1,
      image: { random: { seed: 3, shape: [2, 3, 7, 8] } },
      program: "reshape",
      stride: [2, 1],
    });
    expect(mended.maps.some((step) => step.error !== undefined)).toBe(false);
    expect(mended.tensors["maps"]).toHaveProperty("data");
    expect(await page.getByText("view size is not compatible").count()).toBe(0);
  });
});
