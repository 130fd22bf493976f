import { BRUSH, LASSO, madeAnew, OURS } from "../names.mjs";
import type { RegionEdit } from "../../../../src/model/document";
import type { Runs } from "../../../../src/model/runs";
import type { Case } from "../results";
import type { Backend } from "./backends";
import { geometryOf, imageShape } from "./cases";
import type { Inputs } from "./inputs";
import type { Method, NamedMethod } from "./method";
import { convolution, imageOf, type OurMethod, keptRuns, prepare, regionRuns, windowMaps } from "./ours";
import { brushStroke, keptOnly, lasso } from "./regions";

type Make = typeof convolution;

async function made(
  what: Make,
  each: Case,
  { image, filter }: Inputs,
  kept: Runs | "all",
  backend: Backend,
  anew: boolean,
): Promise<Method & Pick<OurMethod, "read">> {
  await prepare(backend);
  const ours = await imageOf(image, imageShape(each));
  const method = await what({ image: ours, filter, geometry: geometryOf(each), kept });
  return {
    enter: () => prepare(backend),
    run: anew ? () => method.runAnew() : () => method.run(),
    read: () => method.read(),
    dispose() {
      method.dispose();
      ours.dispose();
    },
  };
}

/** Our convolution of every window. */
export const oursFull = (each: Case, inputs: Inputs, backend: Backend): NamedMethod => ({
  name: OURS,
  make: async () => ({
    ...(await made(convolution, each, inputs, "all", backend, false)),
    expected: () => inputs.expected,
  }),
});

/** Our convolution of the windows of `kept` alone, on wasm. */
export function oursKept(name: string, each: Case, inputs: Inputs, kept: Runs, anew = false): NamedMethod {
  return {
    name: anew ? madeAnew(name) : name,
    make: async () => ({
      ...(await made(convolution, each, inputs, kept, "wasm", anew)),
      expected: () => keptOnly(inputs.expected, kept),
    }),
  };
}

/** Our patch maps of every window, on wasm; `expected` is [windows, kh·kw]. */
export const oursMaps = (each: Case, inputs: Inputs, expected: Float32Array): NamedMethod => ({
  name: OURS,
  make: async () => ({
    ...(await made(windowMaps, each, inputs, "all", "wasm", false)),
    expected: () => expected,
  }),
});

/** From the drawn shapes to the runs of their pixels, and to those of the windows that are kept by their centres. */
export function oursRuns(each: Case): readonly NamedMethod[] {
  const { size } = each;
  const building = (name: string, shapes: readonly RegionEdit[]): NamedMethod => ({
    name,
    make: () => ({
      run() {
        const kept = keptRuns(regionRuns(shapes, size, size), geometryOf(each), imageShape(each), "centre");
        if (kept.edges.length === 0) throw new Error("the drawn region keeps no window");
      },
    }),
  });
  return [building(LASSO, lasso(size)), building(BRUSH, brushStroke(size))];
}
