import { expect, it } from "vitest";
import { gradients } from "../../src/engine/gradients";
import { typedPulls } from "../../src/engine/typed-pulls";
import { readProgram } from "../../src/language/read";
import type { ImageShape } from "../../src/model/geometry";
import { numel } from "../../src/model/layout";
import type { LossSpec } from "../../src/model/loss";
import { get } from "../oracle/image";
import { atDesk, jobOf } from "./at-desk";
import { casesFor, expectClose, numbers, onEveryBackend, TOLERANCE } from "./on-every-backend";

/* What each pixel sends back to a tap through a typed program; all together they are the tap's gradient. */

const SHAPE: ImageShape = [2, 3, 7, 6];
const GEOMETRY = {
  kernel_size: [3, 3],
  stride: [1, 1],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [1, 1],
} as const;
const SUM: LossSpec = { of: "maps", loss: "sum", target: null };
const TAP = { c: 1, i: 2, j: 0 };
const PLACE = 9 + 6;

const PROGRAMS = {
  "the thread's product":
    "p = image.unfold(2, 3, 2).unfold(3, 3, 1).permute(0, 2, 3, 1, 4, 5)\nmaps = (p * filt).sum(3)",
  einsum: "p = image.unfold(2, 3, 2).unfold(3, 3, 1)\nmaps = torch.einsum('bchwij,cij->bhw', p, filt)",
  conv2d: "out = F.conv2d(image, filt[None], stride=(2, 1))",
  "a product of matrices": "cols = F.unfold(image, 3, stride=(2, 1))\nout = filt.reshape(1, -1) @ cols",
  "twice, and with a factor": "out = F.conv2d(image, filt[None]) + F.conv2d(image * 2, (filt / 2)[None])",
} as const;

/** Row-major number of a pixel. */
const at = (b: number, c: number, y: number, x: number): number => ((b * 3 + c) * 7 + y) * 6 + x;

onEveryBackend("what pulls on a tap through a typed program", (backend) => {
  const tolerance = TOLERANCE[backend];
  const data = numbers(numel(SHAPE), 1);
  const filter = numbers(27, 2);
  const target = numbers(27, 3);
  const jobFor = (code: string) => {
    const { program, error } = readProgram(code, { image: SHAPE, filter: [3, 3, 3] });
    expect(error).toBeNull();
    return { program, job: jobOf({ geometry: GEOMETRY, filter, typed: program }) };
  };
  const pulls = (code: string, loss: LossSpec) => {
    const { program, job } = jobFor(code);
    return atDesk({ shape: SHAPE, data }, (run) => run(job, (task) => typedPulls(task, program, loss, TAP), "nothing"));
  };
  const gradient = async (code: string, loss: LossSpec): Promise<number> => {
    const { job } = jobFor(code);
    const found = await atDesk({ shape: SHAPE, data }, (run) =>
      run(job, (task) => gradients(task, loss, backend), "nothing"),
    );
    return found.filter?.data[PLACE] ?? NaN;
  };

  it("is each pixel as often as the tap meets it, for the sum", async () => {
    const names = ["the thread's product", "einsum", "conv2d", "a product of matrices"] as const;
    for (const name of casesFor(backend, names)) {
      const found = await pulls(PROGRAMS[name], SUM);
      const wanted = new Float32Array(data.length);
      for (const b of [0, 1])
        for (let r = 0; r < 3; r += 1)
          for (let s = 0; s < 4; s += 1) {
            const pixel = at(b, 1, 2 * r + 2, s);
            wanted[pixel] = get(wanted, pixel) + get(data, pixel);
          }
      expectClose(found?.data ?? [], wanted, tolerance, name);
    }
  });

  it("adds up to the tap's gradient, whatever the loss", async () => {
    const losses = [SUM, { ...SUM, loss: "mse" }, { ...SUM, loss: "mse", target }] as const;
    const pairs = Object.entries(PROGRAMS).flatMap(([name, code]) => losses.map((loss) => ({ name, code, loss })));
    for (const { name, code, loss } of casesFor(backend, pairs)) {
      const found = await pulls(code, loss);
      const sum = (found?.data ?? new Float32Array(0)).reduce((total, each) => total + each, 0);
      const wanted = await gradient(code, loss);
      expectClose([sum], [wanted], 20 * tolerance, `${name}, ${loss.loss}`);
    }
  });

  it("is nothing where filter and picture never meet in a product", async () => {
    expect(await pulls("out = image.sum() + filt.sum()", SUM)).toBeNull();
    expect(await pulls("out = image.detach().sum() * filt.sum().detach()", SUM)).toBeNull();
  });
});
