import { uniform32 } from "../../../../src/model/random";
import type { MethodResult } from "../results";
import { largestDifference, TOLERANCE } from "./check";
import type { Method, NamedMethod } from "./method";

/** Browsers round their clocks: a sample repeats the work until it has lasted this long, and is divided. */
export const LEAST_SAMPLE_MS = 5;
/** What takes longer in one run is not timed. */
const PATIENCE_MS = 3000;
/** Compilers take their time: so long and so often a method runs before it is timed. */
const WARM_UP = { ms: 200, runs: 3, most: 2500 } as const;

interface Ready {
  readonly name: string;
  readonly method: Method;
  readonly difference: number | null;
  /** Runs of which a sample consists at least. */
  readonly repeats: number;
  readonly samples: number[];
}

async function timed(method: Method, repeats: number): Promise<number> {
  const started = performance.now();
  for (let run = 0; run < repeats; run += 1) {
    const pending = method.run();
    // Waiting for what is already there would cost a turn of the event loop.
    if (pending) await pending;
  }
  return performance.now() - started;
}

/** Milliseconds of one run. */
async function sample({ method, repeats }: Ready): Promise<number> {
  let runs = 0;
  let elapsed = 0;
  while (elapsed < LEAST_SAMPLE_MS) {
    elapsed += await timed(method, repeats);
    runs += repeats;
  }
  return elapsed / runs;
}

const tooSlow = (name: string, ms: number, how: string): MethodResult => ({
  status: "too slow",
  name,
  why: `one run takes ${(ms / 1000).toFixed(1)} s${how}`,
});

/** Runs until the compilers are done; how many runs a sample needs, or why there will be none. */
async function prepare(name: string, method: Method): Promise<Ready | MethodResult> {
  await method.enter?.();
  const estimate = method.estimate?.() ?? 0;
  if (estimate > PATIENCE_MS) return tooSlow(name, estimate, " by a part of it");
  let first = await timed(method, 1);
  // A first run may be long because of what is made once.
  if (first > PATIENCE_MS) first = await timed(method, 1);
  if (first > PATIENCE_MS) return tooSlow(name, first, "");

  const read = await method.read?.();
  const expected = method.expected?.();
  const difference = read && expected ? largestDifference(read, expected) : null;
  if (difference !== null && difference > TOLERANCE) {
    return { status: "disagrees", name, why: `differs by ${difference.toPrecision(2)} of the value` };
  }
  let elapsed = first;
  let latest = first;
  for (let runs = 1; (runs < WARM_UP.runs || elapsed < WARM_UP.ms) && elapsed < WARM_UP.most; runs += 1) {
    latest = await timed(method, 1);
    elapsed += latest;
  }
  let repeats = 1;
  while (latest < LEAST_SAMPLE_MS) {
    repeats *= 2;
    latest = await timed(method, repeats);
  }
  return { name, method, difference, repeats, samples: [] };
}

/** The order of a round, another one each time: nobody always runs behind the same neighbour. */
function shuffled<T>(values: readonly T[], next: () => number): T[] {
  const order = [...values];
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = next() % (at + 1);
    [order[at], order[other]] = [order[other] as T, order[at] as T];
  }
  return order;
}

/** Gives the page a turn to collect its garbage and to hear from its compilers. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Checks every method, then times all of them once in each of `rounds` rounds. */
export async function measure(named: readonly NamedMethod[], rounds: number): Promise<MethodResult[]> {
  const made: Method[] = [];
  const prepared: (Ready | MethodResult)[] = [];
  try {
    for (const each of named) {
      const { name } = each;
      try {
        const method = await each.make();
        made.push(method);
        prepared.push(await prepare(name, method));
      } catch (thrown) {
        prepared.push({ status: "failed", name, why: thrown instanceof Error ? thrown.message : String(thrown) });
      }
      await breathe();
    }
    const ready = prepared.filter((each): each is Ready => "method" in each);
    const next = uniform32(rounds);
    for (let round = 0; round < rounds; round += 1) {
      for (const each of shuffled(ready, next)) {
        await each.method.enter?.();
        each.samples.push(await sample(each));
        await breathe();
      }
    }
    return prepared.map((each) => {
      if (!("method" in each)) return each;
      const { name, samples, difference, method } = each;
      return { status: "timed", name, samples, difference, work: method.work ?? null };
    });
  } finally {
    for (const method of made) await method.dispose?.();
  }
}
