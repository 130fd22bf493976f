import { expect, it } from "vitest";
import { planOf } from "../../../../src/engine/kernels/wasm/plan";
import relaxedUrl from "../../../../src/engine/kernels/wasm/windows-relaxed.wasm?url&no-inline";
import simdUrl from "../../../../src/engine/kernels/wasm/windows-simd.wasm?url&no-inline";
import type { WindowsModule } from "../../../../src/engine/kernels/wasm/module";
import { prepare } from "../../../../src/model/addressing";
import type { Geometry, ImageShape } from "../../../../src/model/geometry";
import { runsOfFlags } from "../../../../src/model/runs";
import * as oracle from "../../../oracle/convolution";
import { expectClose, numbers, random } from "../../on-every-backend";

const SHAPE: ImageShape = [1, 3, 30, 75];
const GEOMETRIES: readonly Pick<Geometry, "kernel_size" | "stride" | "dilation">[] = [
  { kernel_size: [3, 3], stride: [1, 1], dilation: [1, 1] },
  { kernel_size: [4, 5], stride: [1, 1], dilation: [1, 1] },
  { kernel_size: [2, 3], stride: [3, 1], dilation: [2, 2] },
  { kernel_size: [1, 2], stride: [4, 1], dilation: [1, 3] },
];

// A browser runs only one of the two, so each is tested here on a memory of its own.
it.each([
  ["relaxed SIMD", relaxedUrl],
  ["SIMD", simdUrl],
])("the module with %s convolves as the oracle does", async (_, url) => {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const { instance } = await WebAssembly.instantiate(await (await fetch(url)).arrayBuffer(), { env: { memory } });
  const module = instance.exports as unknown as WindowsModule;
  const [floats, integers] = [new Float32Array(memory.buffer), new Int32Array(memory.buffer)];
  for (const each of GEOMETRIES) {
    const geometry: Geometry = { ...each, padding: [0, 0], padding_mode: "zeros" };
    const { addressing } = prepare(geometry, SHAPE);
    const [rows, columns] = addressing.grid;
    const [kh, kw] = geometry.kernel_size;
    const data = numbers(addressing.batchPitch, 1);
    const filter = numbers(3 * kh * kw, 2);
    for (const coverage of [0.05, 0.6, 1]) {
      const next = random(3);
      const flags = Uint8Array.from({ length: rows * columns }, () => (next() < coverage ? 1 : 0));
      const plan = planOf(addressing, runsOfFlags(flags, rows, columns));
      const [image, weights, out, entries] = [1024, 20_000, 30_000, 60_000];
      floats.set(data, image);
      floats.set(filter, weights);
      floats.fill(7, out, out + rows * columns);
      integers.set(plan.entries, entries);
      const { channelPitch, tapPitch } = addressing;
      module.describe(4 * weights, 4 * entries, 3, kh, kw, channelPitch, tapPitch, plan.shift, plan.distance * columns);
      module.convolve(4 * image, 4 * out, 4 * (entries + kw), plan.bands, true);
      const found = floats.slice(out, out + rows * columns);
      expectClose(found, oracle.masked({ shape: SHAPE, data }, geometry, filter, flags), 1e-5);
      // What lies in gaps is left alone when asked.
      floats.fill(7, out, out + rows * columns);
      module.convolve(4 * image, 4 * out, 4 * (entries + kw), plan.bands, false);
      flags.forEach((flag, n) => flag && expect(floats[out + n]).toBe(found[n]));
    }
  }
});
