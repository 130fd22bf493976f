import { describe, expect, it } from "vitest";
import { DEFAULT_DOCUMENT } from "../../src/model/document";
import { PlaygroundError } from "../../src/model/errors";
import { METHODS } from "../../src/model/measure";
import { keptRows, maskedConvolution } from "../../src/model/recipes/masked-convolution";
import { patchMaps } from "../../src/model/recipes/patch-maps";
import { BACKENDS, GRADIENT_NAMES, TENSOR_NAMES } from "../../src/model/runner";
import { trace } from "../../src/model/trace";
import { createPlayground, type PlaygroundHost, tracedStep } from "../../src/share/scripting/playground";
import { measurementOf } from "../model/speed-findings";

const refused = trace(
  patchMaps({ image: [2, 3, 5, 5], geometry: DEFAULT_DOCUMENT, program: "thread", sum_over: ["C"] }),
);
const output = trace(
  maskedConvolution({ image: [1, 1, 4, 4], geometry: DEFAULT_DOCUMENT, kept: keptRows(Uint8Array.of(1, 0, 0, 1)) }),
);

/** A host that writes down what it is asked. */
function host(change: Partial<PlaygroundHost> = {}) {
  const asked: string[] = [];
  const playground = createPlayground({
    document: () => ({ v: 1 }),
    load: async (document) => void asked.push(`load ${JSON.stringify(document)}`),
    settled: async () => void asked.push("settled"),
    backend: async (name) => (asked.push(`backend ${String(name)}`), "cpu"),
    steps: (which) => (which === "maps" ? refused : which === "output" ? output : null),
    variable: () => null,
    tensor: async (name) => (asked.push(`tensor ${name}`), { shape: [2], data: Float32Array.of(1, 2) }),
    measure: async ({ method, runs }) => (
      asked.push(`measure ${method} ${runs}`),
      measurementOf({ method, runs, mask: "drawn" }, 2)
    ),
    ...change,
  });
  return { playground, asked };
}

/** Scripts have no types: the same interface as they see it. */
type Script = Record<"backend" | "trace" | "tensor" | "load" | "measure", (argument?: unknown) => unknown>;
// The casts drop the types on purpose, as a script does.
const untyped = (change: Partial<PlaygroundHost> = {}): Script => host(change).playground as unknown as Script;

/** What a script may hand in where a name belongs. */
const ODD: readonly [string, unknown][] = [
  ["null", null],
  ["a number", 7],
  ["NaN", Number.NaN],
  ["a bigint", 10n],
  ["true", true],
  ["an object", { toString: () => "maps" }],
  ["a list of the right name", ["maps"]],
  ["a function", () => "maps"],
  ["a symbol", Symbol("maps")],
  [
    "an object that throws when read",
    new Proxy(
      {},
      {
        get: () => {
          throw new Error("trap");
        },
      },
    ),
  ],
  ["the empty string", ""],
  ["a name in capitals", "MAPS"],
  ["__proto__", "__proto__"],
  ["constructor", "constructor"],
];

/** What a call came to: "rejects" or "throws", with the error. */
async function outcome(call: () => unknown): Promise<{ how: string; error: unknown }> {
  let promise: unknown;
  try {
    promise = call();
  } catch (error) {
    return { how: "throws", error };
  }
  try {
    await promise;
  } catch (error) {
    return { how: "rejects", error };
  }
  return { how: "goes on", error: null };
}

describe("arguments of any kind", () => {
  it.each(ODD)("backend(%s) rejects and names what there is", async (_, argument) => {
    const { how, error } = await outcome(() => untyped().backend(argument));
    expect(how).toBe("rejects");
    expect(error).toMatchObject({ tag: "backend" });
    for (const name of ["auto", ...BACKENDS]) expect(String(error)).toContain(`"${name}"`);
  });

  it('a typed program: its steps as "code", its variables as tensors; a known name stays what it is', async () => {
    const { playground } = host();
    expect(() => playground.trace("code")).toThrow("no program was typed");
    const typed = host({
      steps: () => output,
      variable: (name) =>
        name === "loss" || name === "maps" ? Promise.resolve({ shape: [], data: Float32Array.of(7) }) : null,
    });
    expect(typed.playground.trace("code").length).toBe(output.length);
    expect((await typed.playground.tensor("loss")).data[0]).toBe(7);
    expect((await typed.playground.tensor("maps")).data[0]).toBe(1);
    await expect(typed.playground.tensor("other")).rejects.toThrow("there is no tensor");
  });

  it.each(ODD)("trace(%s) throws and names both programs", async (_, argument) => {
    const { how, error } = await outcome(() => untyped().trace(argument));
    expect(how).toBe("throws");
    expect(error).toMatchObject({ tag: "trace" });
    expect(String(error)).toContain('"maps", "output" or "code"');
  });

  it.each([...ODD, ["nothing", undefined] as const])(
    "tensor(%s) rejects and lists the tensors",
    async (_, argument) => {
      const { playground, asked } = host();
      const { how, error } = await outcome(() => (playground as unknown as Script).tensor(argument));
      expect(how).toBe("rejects");
      expect(error).toMatchObject({ tag: "tensor" });
      for (const name of [...TENSOR_NAMES, ...GRADIENT_NAMES]) expect(String(error)).toContain(`"${name}"`);
      expect(asked, "the engine is not asked").toEqual([]);
    },
  );

  it.each([...ODD, ["nothing", undefined] as const])(
    "measure(%s) rejects and names the four methods, as does one of its fields",
    async (_, argument) => {
      const { playground, asked } = host();
      const script = playground as unknown as Script;
      for (const given of [argument, { method: argument }]) {
        const { how, error } = await outcome(() => script.measure(given));
        expect(how).toBe("rejects");
        expect(error).toMatchObject({ tag: "measure" });
        for (const name of METHODS) expect(String(error)).toContain(`"${name}"`);
      }
      expect(asked, "the engine is not asked").toEqual([]);
    },
  );

  it.each([0, 102, -1, 1.5, Number.NaN, Infinity, "15", null, [15], 3n])(
    "measure with runs %s rejects and says how many there may be",
    async (runs) => {
      const { error } = await outcome(() => untyped().measure({ method: "region", runs }));
      expect(error).toMatchObject({ tag: "measure" });
      expect(String(error)).toContain("runs must be a whole number from 1 to 101, not ");
    },
  );

  it.each(ODD)("load(%s) is handed to the checker as it is", async (_, argument) => {
    const seen: unknown[] = [];
    await untyped({ load: async (document) => void seen.push(document) }).load(argument);
    expect(Object.is(seen[0], argument)).toBe(true);
  });
});

describe("errors", () => {
  it("are Errors that can be read aloud", async () => {
    const { error } = await outcome(() => untyped().backend("gpu"));
    expect(error).toBeInstanceOf(PlaygroundError);
    expect(String(error)).toContain('there is no backend "gpu": choose "auto", "wasm", "webgl", "webgpu", "cpu"');
    const { error: kind } = await outcome(() => untyped().trace({}));
    expect(String(kind)).toContain("there is no program object");
  });

  it("of the page reach the script as they are", async () => {
    const error = new PlaygroundError("no-window-fits", "no window fits along the rows");
    const { playground } = host({ load: () => Promise.reject(error), tensor: () => Promise.reject(error) });
    await expect(playground.load({})).rejects.toBe(error);
    await expect(playground.tensor("maps")).rejects.toBe(error);
  });

  it("tell back no more of a wrong name than is needed to recognise it", async () => {
    const { error } = await outcome(() => untyped().tensor("x".repeat(100_000)));
    expect(String(error)).toContain(`there is no tensor "${"x".repeat(60)}…"`);
    expect(String(error).length).toBeLessThan(300);
  });
});

describe("what is asked of the page", () => {
  it.each(["auto", ...BACKENDS] as const)("backend(%j) chooses it and tells the one really in use", async (name) => {
    const { playground, asked } = host();
    expect(await playground.backend(name)).toBe("cpu");
    expect(asked).toEqual([`backend ${name}`]);
  });

  it("backend() only asks", async () => {
    const { playground, asked } = host();
    expect(await playground.backend()).toBe("cpu");
    expect(asked).toEqual(["backend null"]);
  });

  it.each([...TENSOR_NAMES, ...GRADIENT_NAMES])("tensor(%j) waits until nothing is running", async (name) => {
    const { playground, asked } = host();
    expect(await playground.tensor(name)).toEqual({ shape: [2], data: Float32Array.of(1, 2) });
    expect(asked).toEqual(["settled", `tensor ${name}`]);
  });

  it.each(METHODS)("measure(%j) waits until nothing is running and gives what was found", async (method) => {
    const { playground, asked } = host();
    const found = await playground.measure({ method, runs: 3 });
    expect(asked).toEqual(["settled", `measure ${method} 3`]);
    const { detail: _, windows: __, ...told } = measurementOf({ method, runs: 3, mask: "drawn" }, 2);
    expect(found).toEqual(told);
  });

  it.each([
    [undefined, 15],
    [1, 1],
    [101, 101],
  ])("measure with runs %s takes %d samples", async (runs, taken) => {
    const { playground, asked } = host();
    await playground.measure(runs === undefined ? { method: "dense" } : { method: "dense", runs });
    expect(asked.at(-1)).toBe(`measure dense ${taken}`);
  });

  it("document, load and settled", async () => {
    const { playground, asked } = host();
    expect(playground.document()).toEqual({ v: 1 });
    await playground.load({ v: 1, stride: [2, 2] });
    await playground.settled();
    expect(asked).toEqual(['load {"v":1,"stride":[2,2]}', "settled"]);
  });

  it("the interface cannot be altered by a script", () => {
    const { playground } = host();
    expect(Object.isFrozen(playground)).toBe(true);
    expect(Object.keys(playground).toSorted()).toEqual([
      "backend",
      "document",
      "load",
      "measure",
      "settled",
      "tensor",
      "trace",
    ]);
  });
});

describe("trace", () => {
  it("is that of the maps unless the output is asked for; step 0 is the image", () => {
    const { playground } = host();
    expect(playground.trace()).toEqual(playground.trace("maps"));
    expect(playground.trace()[0]).toEqual({
      code: "image",
      shape: [2, 3, 5, 5],
      stride: [75, 25, 5, 1],
      offset: 0,
      contiguous: true,
      copies: false,
    });
    expect(playground.trace("output").at(-1)).toMatchObject({ shape: [1, 1, 2, 2], contiguous: true });
    expect(playground.trace("output")).toHaveLength(output.length);
  });

  it("tells views and copies apart, with strides and offset in elements", () => {
    const { playground } = host();
    const unfolded = playground.trace()[2];
    expect(unfolded).toMatchObject({ shape: [2, 3, 3, 3, 3, 3], stride: [75, 25, 5, 1, 5, 1], offset: 0 });
    expect(unfolded).toMatchObject({ contiguous: false, copies: false });
    expect(playground.trace()[3]).toMatchObject({ contiguous: true, copies: true });
  });

  it("ends with the step that PyTorch refuses, in PyTorch's own words, without a layout", () => {
    const steps = host().playground.trace();
    const last = steps.at(-1)!;
    expect(last).toEqual({
      code: "patches = by_window.view(-1, 3, 3, 3)",
      shape: [],
      stride: [],
      offset: 0,
      contiguous: false,
      copies: false,
      error: expect.stringContaining("view size is not compatible with input tensor's size and stride") as string,
    });
    expect(steps.filter(({ error }) => error !== undefined)).toEqual([last]);
  });

  it("hands out copies: a script that alters them alters nothing else", () => {
    const step = output[0]!;
    const told = tracedStep(step);
    (told.shape as number[]).fill(99); // a script does not know readonly
    (told.stride as number[]).length = 0;
    expect(tracedStep(step)).toMatchObject({ shape: [1, 1, 4, 4], stride: [16, 16, 4, 1] });
  });

  it("is empty before there is a picture", () => {
    expect(host({ steps: () => [] }).playground.trace()).toEqual([]);
  });
});
