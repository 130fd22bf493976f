import { describe, expect, it } from "vitest";
import type { Geometry, ImageShape } from "../../src/model/geometry";
import { readProgram } from "../../src/language/read";
import { recipes } from "../../src/language/recipes";
import { MISTAKES } from "../../src/language/recipes/wrong";
import { plainText } from "../../src/language/printed";
import recipesJson from "../fixtures/recipes.json";
import { comparable, told, type LanguageCase } from "./told";

interface RecipeCase extends LanguageCase {
  readonly id: string;
}

const CASES = recipesJson as readonly RecipeCase[]; // what language.py writes

const plain = { stride: [1, 1], padding: [0, 0], padding_mode: "zeros", dilation: [1, 1] } as const;
const SPECS: readonly { readonly image: ImageShape; readonly geometry: Geometry }[] = [
  { image: [1, 2, 4, 4], geometry: { ...plain, kernel_size: [2, 2], stride: [2, 2] } },
  { image: [1, 3, 6, 5], geometry: { ...plain, kernel_size: [3, 2], stride: [1, 2], padding: [1, 1] } },
  {
    image: [2, 2, 5, 6],
    geometry: { ...plain, kernel_size: [2, 2], padding: [1, 1], padding_mode: "reflect", dilation: [2, 2] },
  },
  { image: [1, 1, 5, 5], geometry: { ...plain, kernel_size: [3, 3] } },
];

/** Everything that is offered, for a few pictures and kernels: the recipes, and the mistakes made in the thread's lines. */
const offered = SPECS.flatMap(({ image, geometry }) => {
  const all = recipes({ image, geometry });
  const given = { image, filter: [image[1], ...geometry.kernel_size], kept: [0, 1, 3] };
  const thread = all[0];
  return [
    ...all.map(({ id, code }) => ({ id, ...given, source: code })),
    ...MISTAKES.map(({ id, apply }) => ({ id: `thread, ${id}`, ...given, source: apply(thread?.code ?? "") })),
  ];
});

describe("the texts that are offered", () => {
  it("are those that PyTorch ran: after a change, vitest -u, then tests/fixtures/generate.py", async () => {
    await expect(offered.map((each) => `${JSON.stringify(each)}\n`).join("")).toMatchFileSnapshot(
      "../fixtures/recipe-texts.txt",
    );
    expect(CASES.map(({ id, source }) => [id, source])).toEqual(offered.map(({ id, source }) => [id, source]));
  });

  it("each says what it shows", () => {
    for (const { title, shows } of recipes(SPECS[0] as (typeof SPECS)[number])) {
      expect(title).not.toBe("");
      expect(shows).toMatch(/^[A-Z].*\.$/);
    }
    for (const { lesson } of MISTAKES) expect(lesson).toMatch(/^[A-Z].*\.$/);
  });

  it.each(CASES)("$id, of $image: as PyTorch runs it", ({ image, filter, kept, source, variables, printed, error }) => {
    const reading = readProgram(source, { image, filter, region: true, kept: Int32Array.from(kept) });
    expect(reading.error && { message: reading.error.message, line: reading.error.range.from.line }).toEqual(
      error ? { message: error.message, line: error.line } : null,
    );
    for (const [name, expected] of Object.entries(variables)) {
      const variable = reading.variables.get(name);
      if (variable) expect(comparable(told(variable, reading)), name).toEqual(comparable(expected));
    }
    const lines = reading.printed.map(plainText);
    if (!lines.includes(null)) expect(lines).toEqual(printed);
  });
});

describe("what PyTorch computed with them", () => {
  const SAME = ["contiguous", "reshape", "f-unfold", "einsum", "as-strided", "one-hot"];
  const mapsOf = (image: ImageShape, id: string): readonly number[] | undefined => {
    const found = CASES.find((each) => each.id === id && String(each.image) === String(image))?.variables["maps"];
    // −0 and 0 are one number.
    return found && "tensor" in found ? found.values?.map((value) => value + 0) : undefined;
  };

  it.each(SPECS)("the ways to the maps of $image agree", ({ image }) => {
    const [first, ...others] = SAME.map((id) => mapsOf(image, id));
    expect(first?.length).toBeGreaterThan(0);
    for (const other of others) expect(other).toEqual(first);
  });

  it("a view in place of the permute gives other numbers in the same shape", () => {
    const [right, wrong] = ["thread", "thread, view-for-permute"].map((id) => mapsOf([1, 2, 4, 4], id));
    expect(wrong?.length).toBe(right?.length);
    expect(wrong).not.toEqual(right);
  });
});
