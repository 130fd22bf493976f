import { afterEach, describe, expect, it, vi } from "vitest";
import { startBackend } from "../../src/engine/backends";
import { runJob } from "../../src/engine/run";
import { DEFAULT_DOCUMENT } from "../../src/model/document";
import { plainError } from "../../src/model/errors";
import { dense } from "../oracle/convolution";
import { alive, atDesk, jobOf } from "./at-desk";
import { expectClose, numbers } from "./on-every-backend";

afterEach(() => {
  vi.restoreAllMocks();
});

const SMALL = { shape: [1, 1, 12, 12] as const, data: numbers(144, 1) };
const FILTER = numbers(9, 2);
/** 1.2 GB: more than the heap has by now. */
const MANY = 300_000_000;

const failure = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    const { tag, message } = plainError(thrown);
    return `${tag}: ${message}`;
  }
  return "nothing was thrown";
};

describe("short of memory", () => {
  it("a picture that finds no room is refused in words and leaves nothing behind; a smaller one is worked on", async () => {
    await startBackend("wasm", () => undefined, new Set());
    await atDesk(SMALL, async (use, desk) => {
      const job = jobOf({ filter: FILTER });
      await use(job, (task) => runJob(task, "wasm"));
      vi.spyOn(WebAssembly.Memory.prototype, "grow").mockImplementation(() => {
        throw new RangeError("no more memory");
      });
      expect(failure(() => desk.gather(MANY))).toMatch(/^out-of-memory: wasm has no 1145 MB left/);
      // The request that follows the pieces finds them missing.
      const asked = { shape: [1, 3, 10_000, 10_000] as const, data: new Float32Array(0) };
      expect(failure(() => desk.setImage(asked, null))).toBe(
        "out-of-memory: there is no memory for a picture of [1, 3, 10000, 10000], 1145 MB; a smaller working size needs less",
      );
      expect(alive()).toBe(0);

      const gathered = desk.gather(SMALL.data.length);
      gathered.set(SMALL.data.subarray(0, 100), 0);
      gathered.set(SMALL.data.subarray(100), 100);
      desk.setImage({ shape: SMALL.shape, data: new Float32Array(0) }, gathered);
      const result = await use(job, (task) => runJob(task, "wasm"));
      expectClose(result.dense.data, dense(SMALL, DEFAULT_DOCUMENT, FILTER), 1e-5);
    });
    expect(alive()).toBe(0);
  });
});
