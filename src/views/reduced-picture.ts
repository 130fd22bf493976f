import type { ImageNumbers } from "../model/levels";
import { previewSide } from "../model/preview";
import type { HeldImage } from "../model/runner";
import { type Extent, extentOf } from "../model/summary";
import { offscreenInPieces } from "./canvas";
import type { Piece } from "./paint-queue";
import { type ColourScale, packPixel, pixelPicker, scaleFor } from "./colour";
import { type Channels, isPicture, level, type PixelSource, pixelSource } from "./raster-pixels";

type Image = HeldImage;

/** The pixel of a square from the sums of its planes and how many pixels it has. */
type Colour = (sums: Float64Array, at: number, count: number) => number;

const sideOf = ({ shape: [, , height, width] }: Image): number => previewSide(height, width);

/** Adds a line of `width` numbers to every `step`-th of the sums, `side` numbers to each. */
function addLine(
  sums: Float64Array,
  first: number,
  step: number,
  data: ImageNumbers,
  line: number,
  width: number,
  side: number,
): void {
  const unit = data instanceof Uint8Array ? 255 : 1;
  for (let at = 0, into = first; at < width; into += step) {
    const end = Math.min(width, at + side);
    let sum = 0;
    for (; at < end; at += 1) sum += data[line + at] as number;
    sums[into] = (sums[into] as number) + sum / unit;
  }
}

/**
 * Image b of a batch too large to be drawn pixel by pixel: the mean of each square of side × side pixels, in the colours
 * that `pixelSource` would give it. It is made in pieces, a share of time each, rows from the top.
 */
export class ReducedPicture {
  readonly side: number;
  private readonly planes: readonly number[];
  private readonly wide: number;
  private readonly high: number;
  /** Rows of the image that were looked at to choose the colours, and rows of squares that are drawn. */
  private seen = 0;
  private drawn = 0;
  private areLevels = true;
  private extent: Extent = { min: Infinity, max: -Infinity, notFinite: 0 };
  private colour: Colour | null = null;

  private constructor(
    private readonly image: Image,
    private readonly b: number,
    private readonly channels: Channels,
    private readonly scale: ColourScale | undefined,
    /** What is made by now; the rest is transparent. */
    readonly canvas: HTMLCanvasElement,
    isMade: boolean,
  ) {
    const [, count] = image.shape;
    this.wide = canvas.width;
    this.high = canvas.height;
    this.side = sideOf(image);
    const chosen = typeof channels === "number" ? [channels] : Array.from({ length: count }, (_, c) => c);
    this.planes = chosen.map((channel) => b * count + channel);
    if (isMade) this.drawn = this.high;
  }

  /** One of which nothing is made yet; or, where the decoder has made it, all of it. */
  static *inPieces(
    image: Image,
    b: number,
    channels: Channels,
    scale: ColourScale | undefined,
  ): Generator<Piece, ReducedPicture> {
    const [, , height, width] = image.shape;
    const side = sideOf(image);
    const { preview } = image;
    const made = preview && b === 0 && channels === "all" && !scale ? new Uint32Array(preview.buffer) : null;
    const fill = (pixels: Uint32Array, from: number, to: number): void => {
      if (made) pixels.set(made.subarray(from, to), from);
    };
    const canvas = yield* offscreenInPieces(Math.ceil(width / side), Math.ceil(height / side), fill);
    return new ReducedPicture(image, b, channels, scale, canvas, made !== null);
  }

  get isDone(): boolean {
    return this.drawn === this.high;
  }

  /** Single pixels of it, once it is done. */
  source(): PixelSource {
    return pixelSource(this.image, this.b, this.channels, this.scale, this.areLevels);
  }

  /** Goes on until it is done or `performance.now()` has come to `until`. */
  advance(until: number): void {
    const [, , height] = this.image.shape;
    while (this.scale === undefined && this.seen < height) {
      this.look();
      if (performance.now() >= until) return;
    }
    this.colour ??= this.chooseColours();
    const from = this.drawn;
    const rows: Uint32Array[] = [];
    while (!this.isDone) {
      rows.push(this.row(this.drawn, this.colour));
      this.drawn += 1;
      if (performance.now() >= until) break;
    }
    if (rows.length === 0) return;
    const strip = new ImageData(this.wide, rows.length);
    const pixels = new Uint32Array(strip.data.buffer);
    for (const [k, row] of rows.entries()) pixels.set(row, k * this.wide);
    this.canvas.getContext("2d")?.putImageData(strip, 0, from);
  }

  /** Looks at some rows: are they levels, and what is their extent? */
  private look(): void {
    const { shape, data } = this.image;
    const [, , height, width] = shape;
    if (data instanceof Uint8Array) {
      this.seen = height;
      return;
    }
    const rows = Math.min(height - this.seen, Math.max(1, Math.floor(2 ** 18 / width)));
    for (const plane of this.planes) {
      const from = (plane * height + this.seen) * width;
      const to = from + rows * width;
      this.areLevels &&= isPicture(data, from, to);
      // A picture that turns out not to be one was within [0, 1] so far.
      const { min, max } = this.areLevels ? { min: 0, max: 1 } : extentOf(data.subarray(from, to));
      const before = this.extent;
      this.extent = { min: Math.min(min, before.min), max: Math.max(max, before.max), notFinite: 0 };
    }
    this.seen += rows;
  }

  private chooseColours(): Colour {
    const { planes, areLevels, scale } = this;
    const mean: Colour = (sums, at, count) => {
      let sum = 0;
      for (let k = 0; k < planes.length; k += 1) sum += sums[at + k] as number;
      return sum / count / planes.length;
    };
    if (scale || !areLevels) {
      // A mean lies between the ends of what it is the mean of.
      const pick = pixelPicker(scale ?? scaleFor(this.extent));
      return (sums, at, count) => pick(mean(sums, at, count));
    }
    if (planes.length === 3 && this.channels === "all") {
      return (sums, at, count) => {
        const [red, green, blue] = [sums[at] as number, sums[at + 1] as number, sums[at + 2] as number];
        return packPixel(level(red / count), level(green / count), level(blue / count));
      };
    }
    return (sums, at, count) => {
      const gray = level(mean(sums, at, count));
      return packPixel(gray, gray, gray);
    };
  }

  private row(at: number, colour: Colour): Uint32Array {
    const { image, side, planes, wide } = this;
    const [, , height, width] = image.shape;
    const each = planes.length;
    const sums = new Float64Array(each * wide);
    const bottom = Math.min(height, (at + 1) * side);
    for (let row = at * side; row < bottom; row += 1) {
      for (const [k, plane] of planes.entries()) {
        addLine(sums, k, each, image.data, (plane * height + row) * width, width, side);
      }
    }
    const pixels = new Uint32Array(wide);
    for (let square = 0; square < wide; square += 1) {
      const count = (bottom - at * side) * Math.min(side, width - square * side);
      pixels[square] = colour(sums, each * square, count);
    }
    return pixels;
  }
}
