import { describe, expect, it } from "vitest";
import { LANGUAGE_LIMITS } from "../../src/language/limits";
import { readProgram } from "../../src/language/read";
import type { Bindings } from "../../src/language/reading";
import { recipes } from "../../src/language/recipes";
import { operationOf } from "../../src/model/program";
import casesJson from "../fixtures/language.json";
import type { LanguageCase } from "./told";

/** Programs in each of the four parts of the test: a tenth of the hundred thousand that `npm run test:pytorch` reads. */
const PROGRAMS = process.env["VITE_EVERY_CASE"] === undefined ? 2500 : 25_000;
const PAGE: Bindings = { image: [2, 3, 6, 7], filter: [3, 2, 2], region: true, kept: Int32Array.from([0, 3, 4]) };
const GEOMETRY = {
  kernel_size: [2, 2],
  stride: [1, 2],
  padding: [1, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
} as const;

/** What mutations put in: pieces of the language, of Python outside it, of JavaScript, and plain noise. */
const PIECES = (
  "image filt region kept torch nn F .shape .view( .permute( .unfold(2,3,1) .sum( .T ( ) [ ] , : = == += ** // % @ - * + ... None True 0 1 -1 2 99999999 1e400 1j 0x " +
  "9**9**9 'a' \" ''' f' { } {{ \\ # ; lambda: for if def class import from return with not and or in is print( del global *image **{} __proto__ constructor __class__ globalThis " +
  ".constructor .__class__ .__proto__ toString prototype process window eval exec open() require arguments this .backward() .grad .item() .requires_grad_() .data nn.Parameter( " +
  "torch.tensor([ torch.zeros(9999999,9999999) .repeat(999,999,999,999) .expand( .as_strided( torch.einsum('ij,jk', F.conv2d( F.fold( keepdim=True dim= size=(1,2) self ctx weight input ($&) ${1} `a` => ?. é 数 \u0000 \u2028"
).split(" ");
const BLANKS = ["\n", " ", "    ", "\t", "\r\n", ""];

/** A small seeded generator (mulberry32). */
function dice(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const sources: readonly string[] = [
  ...recipes({ image: PAGE.image, geometry: GEOMETRY }).map(({ code }) => code),
  ...(casesJson as readonly LanguageCase[]).map(({ source }) => source).filter((source) => source.length < 90),
];

function mutated(roll: (limit: number) => number): string {
  const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T; // the lists are not empty
  let text = pick(sources);
  for (let count = 1 + roll(4); count > 0; count -= 1) {
    const at = roll(text.length + 1);
    const end = Math.min(text.length, at + roll(8));
    switch (roll(6)) {
      case 0:
        text = text.slice(0, at) + text.slice(end);
        break;
      case 1:
        text = text.slice(0, at) + pick(PIECES) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, at) + pick(PIECES) + text.slice(end);
        break;
      case 3:
        text = text.slice(0, at) + pick(BLANKS) + text.slice(at);
        break;
      case 4: {
        const other = pick(sources);
        text = `${text.slice(0, at)}${other.slice(roll(other.length + 1)).slice(0, 60)}${text.slice(at)}`;
        break;
      }
      default: {
        const lines = text.split("\n");
        const moved = lines.splice(roll(lines.length), 1);
        lines.splice(roll(lines.length + 1), 0, ...moved, ...(roll(3) === 0 ? moved : []));
        text = lines.join("\n");
      }
    }
  }
  return text;
}

describe("mutated programs are read without harm", () => {
  it.each([1, 2, 3, 4])(`${PROGRAMS} of them, from seed %i`, { timeout: 120_000 }, (seed) => {
    const roll = dice(seed);
    const before = Reflect.ownKeys(globalThis).length + Reflect.ownKeys(Object.prototype).length;
    const seen = { done: 0, pytorch: 0, python: 0, outside: 0 };
    for (let n = 0; n < PROGRAMS; n += 1) {
      const text = mutated(roll);
      try {
        const { program, steps, ranges, error } = readProgram(text, PAGE);
        seen[error?.kind ?? "done"] += 1;
        const count = program.calls.length;
        const isWhole = count <= LANGUAGE_LIMITS.steps && steps.length === count + 1 && ranges.length === count + 1;
        const isKnown = program.calls.every((call) => operationOf(call) !== undefined);
        const isPlaced = error === null || (error.range.from.line >= 1 && error.message !== "" && error.advice !== "");
        const isLast = steps.every((step, k) => step.kind === "done" || k === count);
        if (!(isWhole && isKnown && isPlaced && isLast)) throw new Error("not a reading");
      } catch (thrown) {
        throw new Error(`program ${n}: ${JSON.stringify(text)}`, { cause: thrown });
      }
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(PROGRAMS / 100);
    expect(Reflect.ownKeys(globalThis).length + Reflect.ownKeys(Object.prototype).length).toBe(before);
  });
});
