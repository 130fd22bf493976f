import { type Geometry, type ImageShape, paddedSource, windowGrid } from "./geometry";

/**
 * Where every tap of every window lies in a prepared picture: padded, and with the columns of each line sorted by
 * their remainder by the stride, so that neighbouring windows read neighbouring elements whatever the stride is.
 * The element under tap (c, i, j) of window (b, r, s) is
 * b·batchPitch + r·rowPitch + s + c·channelPitch + i·tapPitch + columnOffsets[j].
 */
export interface Addressing {
  readonly batch: number;
  readonly channels: number;
  readonly kernel_size: readonly [number, number];
  /** h_windows and w_windows. */
  readonly grid: readonly [number, number];
  /** Elements of a prepared line, and lines of a channel. */
  readonly line: number;
  readonly lines: number;
  readonly batchPitch: number;
  readonly channelPitch: number;
  readonly rowPitch: number;
  readonly tapPitch: number;
  readonly columnOffsets: readonly number[];
  /** The rule behind them: x = j·dilation lies at (x mod stride)·phase + floor(x / stride). */
  readonly columnRule: { readonly phase: number; readonly stride: number; readonly dilation: number };
}

/** The pixel behind each place of a prepared axis; null where a zero stands. */
export type Places = readonly (number | null)[];

/** How a picture is prepared. */
export interface Preparation {
  readonly addressing: Addressing;
  /** The image row behind each prepared line, the image column behind each place of a line. */
  readonly rows: Places;
  readonly columns: Places;
  /** True when the prepared picture is the picture itself. */
  readonly nothing: boolean;
}

const counting = (length: number): number[] => Array.from({ length }, (_, k) => k);

/** How a picture of this shape is prepared for a geometry that fits it, and where the taps lie then. */
export function prepare(geometry: Geometry, image: ImageShape): Preparation {
  const { kernel_size, stride, padding, padding_mode, dilation } = geometry;
  const [batch, channels, height, width] = image;
  const grid = windowGrid(geometry, image);
  const paddedHeight = height + 2 * padding[0];
  const paddedWidth = width + 2 * padding[1];
  const phase = Math.ceil(paddedWidth / stride[1]);
  const line = phase * stride[1];
  const rows = counting(paddedHeight).map((y) => paddedSource(padding_mode, y - padding[0], height));
  const columns = counting(line).map((place) => {
    const x = (place % phase) * stride[1] + Math.floor(place / phase);
    return x < paddedWidth ? paddedSource(padding_mode, x - padding[1], width) : null;
  });
  const channelPitch = paddedHeight * line;
  const addressing: Addressing = {
    batch,
    channels,
    kernel_size,
    grid,
    line,
    lines: paddedHeight,
    batchPitch: channels * channelPitch,
    channelPitch,
    rowPitch: stride[0] * line,
    tapPitch: dilation[0] * line,
    columnOffsets: counting(kernel_size[1]).map((j) => {
      const x = j * dilation[1];
      return (x % stride[1]) * phase + Math.floor(x / stride[1]);
    }),
    columnRule: { phase, stride: stride[1], dilation: dilation[1] },
  };
  return { addressing, rows, columns, nothing: stride[1] === 1 && padding[0] === 0 && padding[1] === 0 };
}

/** C·kh·kw. */
export const tapCount = ({ channels, kernel_size: [kh, kw] }: Addressing): number => channels * kh * kw;

/** Windows of one picture of the batch, h_windows·w_windows. */
export const windowsPerImage = ({ grid: [rows, columns] }: Addressing): number => rows * columns;

/** Where each tap lies from its window's first element, [C·kh·kw] in the filter's order. */
export function tapOffsets({
  channels,
  kernel_size: [kh],
  channelPitch,
  tapPitch,
  columnOffsets,
}: Addressing): Int32Array {
  const offsets = new Int32Array(channels * kh * columnOffsets.length);
  let t = 0;
  for (let c = 0; c < channels; c += 1) {
    for (let i = 0; i < kh; i += 1) {
      for (const offset of columnOffsets) offsets[t++] = c * channelPitch + i * tapPitch + offset;
    }
  }
  return offsets;
}
