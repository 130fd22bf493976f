import { expect, it } from "vitest";
import { timeProgram } from "../../src/engine/time-program";
import { readProgram } from "../../src/language/read";
import type { ImageShape } from "../../src/model/geometry";
import { atDesk, jobOf } from "./at-desk";
import { numbers, onEveryBackend } from "./on-every-backend";

const IMAGE: ImageShape = [1, 2, 8, 8];

onEveryBackend("timing a typed program", (backend) => {
  const timed = (code: string) => {
    const { program } = readProgram(code, { image: IMAGE, filter: [2, 3, 3] });
    const status = { backend, detail: `${backend} · test`, notice: null };
    return atDesk({ shape: IMAGE, data: numbers(128, 1) }, (run) =>
      run(
        jobOf({ filter: numbers(18, 2), typed: program }),
        (task) => timeProgram(task, program, 3, status),
        "nothing",
      ),
    );
  };

  it("gives the median of its samples between their quartiles, and names the backend", async () => {
    const { samples, median, quartiles, detail } = await timed("out = image.unfold(2, 3, 1).contiguous().sum()");
    expect([samples.length, detail]).toEqual([3, `${backend} · test`]);
    expect(samples.every((each) => each > 0)).toBe(true);
    expect(median).toBe(samples.toSorted((a, b) => a - b)[1]);
    expect(quartiles[0]).toBeLessThanOrEqual(median);
    expect(quartiles[1]).toBeGreaterThanOrEqual(median);
  });

  it("says in PyTorch's words why a refused one has no time", async () => {
    await expect(timed("out = image.permute(0, 2, 3, 1).view(-1)")).rejects.toThrow(/^view size is not compatible/);
  });
});
