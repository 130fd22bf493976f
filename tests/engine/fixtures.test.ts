import { expect, it } from "vitest";
import { namedValues } from "../../src/engine/named-values";
import { runJob } from "../../src/engine/run";
import type { BackendName, Job, TensorName } from "../../src/model/runner";
import { flagsOf, repeated } from "../../src/model/runs";
import { FIXTURE_RULES, GEOMETRIES, type GeometryFixture } from "../fixtures/load";
import { atDesk, jobOf } from "./at-desk";
import { expectClose, onEveryBackend, TOLERANCE } from "./on-every-backend";

const jobFor = (fixture: GeometryFixture): Job =>
  jobOf({
    geometry: fixture,
    program: fixture.program,
    sum_over: fixture.sum_over,
    region: { ...fixture.region, outside: "zeros" },
    filter: fixture.filter,
    shown: { program: "maps", step: fixture.maps_steps.length - 1 },
  });

const refusal = (fixture: GeometryFixture): string | null =>
  fixture.maps_steps.flatMap((step) => ("error" in step && step.error !== undefined ? [step.error] : []))[0] ?? null;

async function compare(fixture: GeometryFixture, backend: BackendName): Promise<void> {
  const tolerance = TOLERANCE[backend];
  await atDesk({ shape: fixture.image_shape, data: fixture.image }, async (run) => {
    const job = jobFor(fixture);
    const result = await run(job, (task) => runJob(task, backend));
    expectClose(result.output.data, fixture.output, tolerance, "output");
    expectClose(result.dense.data, fixture.dense, tolerance, "dense");
    expect(flagsOf(result.region)).toEqual(fixture.region_mask);
    // One grid of windows, the same for every picture of the batch.
    expect(repeated(flagsOf(result.kept), fixture.image_shape[0])).toEqual(fixture.kept[fixture.region.keep]);
    for (const rule of FIXTURE_RULES) {
      expect(result.keptBy[rule], rule).toBe(fixture.kept[rule].reduce((sum, flag) => sum + flag, 0));
    }
    const named = (name: TensorName) => run(job, (task) => namedValues(task, name));
    expectClose((await named("depthwise")).data, fixture.depthwise, tolerance, "depthwise");
    const refused = refusal(fixture);
    if (refused === null) {
      const last = fixture.maps_steps.at(-1);
      expect(result.shown).toMatchObject({ shape: last && "shape" in last ? last.shape : null });
      expectClose((await named("maps")).data, fixture.maps, tolerance, "maps");
    } else {
      expect(result.shown).toMatchObject({ tag: "pytorch", message: refused });
      await expect(named("maps")).rejects.toMatchObject({ tag: "pytorch", message: refused });
    }
  });
}

onEveryBackend("as PyTorch computed it", (backend) => {
  it.each(GEOMETRIES)("$name", async (fixture) => {
    await compare(fixture, backend);
  });
});
