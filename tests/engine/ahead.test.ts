import { afterAll, describe, expect, it } from "vitest";
import { createEngine, type Engine } from "../../src/engine/client";
import type { HeldImage } from "../../src/model/runner";
import { jobOf } from "./at-desk";
import { numbers } from "./on-every-backend";

/*
 * A picture whose numbers are sent while it is still made. What is sent ahead here are other numbers than those of the
 * picture, so that it shows which of the two the engine works with.
 */

let shared: Engine | null = null;

/** One engine for all tests, with a small picture: beside a large one no room is made. */
async function engine(): Promise<Engine> {
  shared ??= createEngine();
  await shared.backend("wasm");
  shared.expectImage(0);
  await shared.setImage(SMALL);
  return shared;
}

afterAll(() => shared?.dispose());

const SMALL: HeldImage = { shape: [1, 1, 6, 6], data: numbers(36, 1) };
/** Just large enough for room to be made. */
const COUNT = 2048 * 2050;
const picture = (byte: number): HeldImage => ({
  shape: [1, 1, 2050, 2048],
  data: new Uint8Array(COUNT).fill(byte),
});
const PIECE = 2 ** 20;

/** Sends pieces of one byte again and again; `until` numbers of them. */
function offer(runner: Engine, byte: number, until = COUNT): void {
  for (let at = 0; at < until; at += PIECE) {
    runner.offer(new Uint8Array(Math.min(PIECE, until - at)).fill(byte), at, COUNT);
  }
}

/** Has room made, and waits until it is. */
async function expectOne(runner: Engine): Promise<void> {
  runner.expectImage(COUNT);
  await runner.liveTensors();
}

/** The numbers that a job sees of the picture: its first, one in the middle, and its last. */
async function seen(runner: Engine): Promise<number[]> {
  runner.prepare(jobOf({ filter: new Float32Array(9) }));
  const { data } = await runner.tensor("image");
  return [data[0], data[data.length >> 1], data.at(-1)].map((value) => Math.round((value ?? NaN) * 255));
}

describe("numbers sent ahead", () => {
  it("are the picture's when it comes", async () => {
    const runner = await engine();
    await expectOne(runner);
    offer(runner, 5);
    const whole = picture(9);
    runner.offered(whole.data);
    await runner.setImage(whole);
    expect(await seen(runner)).toEqual([5, 5, 5]);
  });

  it("leave the picture before as it is", async () => {
    const runner = await engine();
    await expectOne(runner);
    offer(runner, 5);
    runner.prepare(jobOf({ filter: new Float32Array(9) }));
    expect((await runner.tensor("image")).data).toEqual(SMALL.data);
    const other: HeldImage = { shape: [1, 1, 5, 6], data: numbers(30, 2) };
    await runner.setImage(other);
    runner.prepare(jobOf({ filter: new Float32Array(9) }));
    expect((await runner.tensor("image")).data).toEqual(other.data);
  });

  it.each<[string, (runner: Engine) => Promise<void>]>([
    ["some of them are missing", async (runner) => offer(runner, 5, 2 * PIECE)],
    [
      "they begin anew and end early",
      async (runner) => {
        offer(runner, 5);
        offer(runner, 6, PIECE);
      },
    ],
    [
      "their room is gone",
      async (runner) => {
        offer(runner, 5);
        await runner.backend("cpu");
        await runner.backend("wasm");
      },
    ],
  ])("are sent again when %s", async (_, send) => {
    const runner = await engine();
    await expectOne(runner);
    await send(runner);
    const whole = picture(9);
    runner.offered(whole.data);
    await runner.setImage(whole);
    expect(await seen(runner)).toEqual([9, 9, 9]);
  });

  it("are not taken in where no room was made, nor for another picture", async () => {
    const runner = await engine();
    offer(runner, 5);
    const whole = picture(9);
    runner.offered(whole.data);
    await runner.setImage(whole);
    expect(await seen(runner)).toEqual([9, 9, 9]);
    runner.offered(whole.data);
    const other = picture(7);
    await runner.setImage(other);
    expect(await seen(runner)).toEqual([7, 7, 7]);
  });
});
