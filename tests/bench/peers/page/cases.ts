import { type Geometry, type ImageShape, windowGrid } from "../../../../src/model/geometry";
import { type Case, KINDS, type Kind } from "../results";

const CHANNELS = 3;

/** The image of a case, [1, C, H, W]. */
export const imageShape = ({ channels, size }: Case): ImageShape => [1, channels, size, size];

export const geometryOf = ({ kernel, stride, dilation }: Pick<Case, "kernel" | "stride" | "dilation">): Geometry => ({
  kernel_size: [kernel, kernel],
  stride: [stride, stride],
  padding: [0, 0],
  padding_mode: "zeros",
  dilation: [dilation, dilation],
});

/** h_windows and w_windows. */
export const gridOf = (each: Case): readonly [number, number] => windowGrid(geometryOf(each), imageShape(each));

function caseOf(kind: Kind, size: number, kernel: number, stride = 1, dilation = 1): Case {
  const [rows, columns] = windowGrid(geometryOf({ kernel, stride, dilation }), [1, CHANNELS, size, size]);
  const varied = `${stride === 1 ? "" : `-s${stride}`}${dilation === 1 ? "" : `-d${dilation}`}`;
  return {
    id: `${kind}-${size}-k${kernel}${varied}`,
    kind,
    size,
    channels: CHANNELS,
    kernel,
    stride,
    dilation,
    macs: rows * columns * CHANNELS * kernel * kernel,
    bytes: 4 * (CHANNELS * size * size + rows * columns),
  };
}

/** Image sizes, kernels, strides and dilations. */
function images(kind: Kind): Case[] {
  const all = [256, 512, 1024, 2048].flatMap((size) => [3, 7, 15].map((kernel) => [size, kernel] as const));
  const plain = all.map(([size, kernel]) => caseOf(kind, size, kernel));
  const varied = all.flatMap(([size, kernel]) => [caseOf(kind, size, kernel, 2, 1), caseOf(kind, size, kernel, 1, 2)]);
  return [...plain, ...varied];
}

const squares = (kind: Kind, sizes: readonly number[]): Case[] =>
  sizes.flatMap((size) => [3, 7].map((kernel) => caseOf(kind, size, kernel)));

const ALL: Readonly<Record<Kind, () => Case[]>> = {
  full: () => images("full"),
  regions: () => images("regions"),
  cpu: () => squares("cpu", [256, 512]),
  gather: () => squares("gather", [512]),
  maps: () => squares("maps", [512]),
  runs: () => [caseOf("runs", 4096, 3)],
};

const QUICK = [
  "full-256-k3",
  "full-512-k3",
  "full-512-k7",
  "full-512-k3-s2",
  "regions-512-k3",
  "cpu-256-k3",
  "gather-512-k3",
  "maps-512-k3",
  "runs-4096-k3",
];

/** Every case, or the few of a quick run. */
export function cases(quick: boolean): Case[] {
  const all = KINDS.flatMap((kind) => ALL[kind]());
  return quick ? all.filter(({ id }) => QUICK.includes(id)) : all;
}
