import { expect, it } from "vitest";
import { evaluate, type Known } from "../../src/engine/evaluate";
import "../../src/engine/typed-operations";
import { createMemo } from "../../src/engine/memo";
import { fromValues, valuesOf } from "../../src/engine/strided";
import { readProgram } from "../../src/language/read";
import type { Reading } from "../../src/language/reading";
import { inputOf } from "../../src/model/program";
import casesJson from "../fixtures/language.json";
import recipesJson from "../fixtures/recipes.json";
import type { LanguageCase } from "../language/told";
import { casesFor, expectClose, onEveryBackend, TOLERANCE } from "./on-every-backend";

// What language.py writes.
const CASES = [...(casesJson as readonly LanguageCase[]), ...(recipesJson as readonly LanguageCase[])];

/** The numbers that language.py binds to a program's inputs. */
function numbersOf(name: string, size: number, kept: readonly number[]): Float32Array<ArrayBuffer> {
  if (name === "kept") return Float32Array.from(kept);
  const value = name === "region" ? (n: number) => Number((3 * n) % 4 === 0) : (n: number) => ((7 * n) % 17) - 8;
  return Float32Array.from({ length: size }, (_, n) => value(n));
}

/** Tensors of a program whose numbers PyTorch wrote down, with the step that computes them here. */
function wanted(fixture: LanguageCase, reading: Reading) {
  return Object.entries(fixture.variables).flatMap(([name, expected]) => {
    const variable = reading.variables.get(name);
    const isKnown = "tensor" in expected && expected.values !== undefined && variable?.kind === "tensor";
    return isKnown && "call" in variable.operand
      ? [{ name, step: variable.operand.call + 1, values: expected.values }]
      : [];
  });
}

onEveryBackend("programs, with the numbers of PyTorch", (backend) => {
  it("as many as the backend has to", async () => {
    let compared = 0;
    const cases = casesFor(backend, CASES);
    for (const fixture of cases) {
      const { source, image, filter, kept } = fixture;
      const reading = readProgram(source, { image, filter, region: true, kept: Int32Array.from(kept) });
      const { program } = reading;
      const inputs: Record<string, Known> = {};
      for (const name of Object.keys(program.inputs)) {
        const { layout, dtype = "float32" } = inputOf(program, name);
        const size = layout.shape.reduce((product, each) => product * each, 1);
        inputs[name] = { ...fromValues(numbersOf(name, size, kept), layout.shape), dtype, key: name };
      }
      const memo = createMemo(0);
      try {
        for (const { name, step, values } of wanted(fixture, reading)) {
          const result = await evaluate(program, step, inputs, { memo, checkpoint: () => Promise.resolve() });
          const found = await valuesOf(result);
          result.storage.dispose();
          expectClose(found, values, TOLERANCE[backend], `${name} of ${fixture.name}\n${source}\n`);
          compared += 1;
        }
      } finally {
        memo.clear();
        for (const { storage } of Object.values(inputs)) storage.dispose();
      }
    }
    expect(compared).toBeGreaterThan(cases.length / 3);
  });
});
