import type { Geometry } from "../model/geometry";
import type { HeldImage } from "../model/runner";
import type { Runs } from "../model/runs";
import { deviceSize, prepareCanvas, type CanvasSize, type Surface } from "./canvas";
import { pixelFrom, type ColourScale } from "./colour";
import { droppedBoxes, frameOf, type PictureFrame } from "./raster-frame";
import {
  fillImage,
  fillPadding,
  fillVeil,
  fillVeilReduced,
  pixelSource,
  type Channels,
  type PixelSource,
} from "./raster-pixels";
import { numberOf, place, raster } from "./raster-cache";
import { ReducedPicture } from "./reduced-picture";
import type { Piece } from "./paint-queue";
import type { Box, View } from "./view";

export { droppedBoxes, frameOf, pixelAtPoint, pixelBox, type PictureFrame } from "./raster-frame";

/** How a picture is drawn. */
export interface PictureOptions extends CanvasSize {
  /** With a geometry the padding is drawn around the picture, and the rows and columns that the floor drops are hatched. */
  readonly geometry?: Geometry | undefined;
  readonly channels?: Channels | undefined;
  /** Colours for values that are no picture levels; chosen from the values when left out. */
  readonly scale?: ColourScale | undefined;
  /** Pixels over [H, W]: what lies outside is dimmed. `of` stands for the pixels: another one has others. */
  readonly region?: { readonly of: object; readonly pixels: Runs } | undefined;
  /** Colour laid over what lies outside the region. */
  readonly veil?: string | undefined;
  /** Colour of the hatching over padding and dropped strips. */
  readonly hatch?: string | undefined;
  /** Colour of zeros in the padding. */
  readonly zero?: string | undefined;
  /** Called when a large picture is not all there yet: it is to be drawn again. */
  readonly again?: (() => void) | undefined;
}

/** Pixels of a picture from which on it is not held as a raster of its own size. */
const LARGE = 2 ** 20;

const reduced = new WeakMap<object, { readonly key: string; readonly picture: ReducedPicture }>();

/** How long one drawing works at a large picture, in milliseconds. */
const SHARE = 10;

/** A large picture as far as it is made by now. */
function* reducedPicture(
  image: HeldImage,
  b: number,
  key: string,
  { channels, scale, again }: PictureOptions,
): Generator<Piece, ReducedPicture> {
  const known = reduced.get(image.data);
  const isKnown = known?.key === key;
  const picture = isKnown ? known.picture : yield* ReducedPicture.inPieces(image, b, channels ?? "all", scale);
  if (!isKnown) reduced.set(image.data, { key, picture });
  if (!picture.isDone) picture.advance(performance.now() + SHARE);
  if (!picture.isDone) again?.();
  return picture;
}

/** The four sides of a border of `padding` (rows, columns) just inside a box. */
function bordersOf({ x, y, width, height }: Box, [down, across]: readonly [number, number]): Box[] {
  const between = { y: y + down, width: across, height: height - 2 * down };
  return [
    { x, y, width, height: down },
    { x, y: y + height - down, width, height: down },
    { x, ...between },
    { x: x + width - across, ...between },
  ];
}

/** Hatches a rectangle of CSS pixels with slanted lines that keep their distance at any size. */
function hatch({ context, ratio }: Surface, box: Box, colour: string): void {
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.beginPath();
  const step = 5;
  const first = Math.floor((box.x - box.y - box.height) / step) * step;
  for (let at = first; at < box.x + box.width - box.y; at += step) {
    context.moveTo(box.y + at, box.y);
    context.lineTo(box.y + box.height + at, box.y + box.height);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}

/** Something to be placed on the canvas, its pixels as large as `view` says, from (x, y) of the picture on. */
interface Layer {
  readonly drawn: HTMLCanvasElement;
  readonly view: View;
  readonly x: number;
  readonly y: number;
  readonly alpha: number;
}

/**
 * Draws image b of a batch, fitted into the canvas and centred: gray for one channel, colour for three, otherwise one
 * plane on a colour scale. What a large picture needs is made piece by piece; the canvas changes with the last one. Returns
 * where the picture stands, or null when the canvas cannot be drawn on.
 */
export function* pictureInPieces(
  canvas: HTMLCanvasElement,
  image: HeldImage,
  b: number,
  options: PictureOptions,
): Generator<Piece, PictureFrame | null> {
  const size = deviceSize(canvas, options);
  // A browser that refuses this canvas refuses another as well.
  if (!size || !canvas.getContext("2d")) return null;
  const { ratio } = size;
  const [, , height, width] = image.shape;
  const { geometry, region } = options;
  const frame = frameOf(image.shape, { width: size.width / ratio, height: size.height / ratio }, geometry);
  const { view } = frame;
  const { kind = "", domain = [] } = options.scale ?? {};
  const look = [image.shape.join("×"), b, options.channels ?? "all", kind, ...domain].join(" ");
  const large = height * width > LARGE ? yield* reducedPicture(image, b, look, options) : null;
  if (large) yield "computed";
  const source = (): PixelSource => large?.source() ?? pixelSource(image, b, options.channels, options.scale);
  const layers: Layer[] = [];

  const [down, across] = frame.padding;
  if (geometry && down + across > 0 && (large === null || large.isDone)) {
    const zero = options.zero ?? "rgba(128, 124, 116, 0.16)";
    const key = `${look} ${down} ${across} ${geometry.padding_mode} ${zero}`;
    const alpha = geometry.padding_mode === "zeros" ? 1 : 0.5;
    const whole = { x: -across, y: -down, width: width + 2 * across, height: height + 2 * down };
    // Around a large picture only the border itself is held.
    for (const [k, box] of (large ? bordersOf(whole, frame.padding) : [whole]).entries()) {
      if (box.width * box.height === 0) continue;
      const drawn = raster(image.data, `padding ${k}`, key, box.width, box.height, (pixels) =>
        fillPadding(pixels, source(), frame.padding, geometry.padding_mode, pixelFrom(zero), box),
      );
      layers.push({ drawn, view, x: box.x, y: box.y, alpha });
    }
    if (large) yield "computed";
  }
  const side = large?.side ?? 1;
  const [wide, high] = [Math.ceil(width / side), Math.ceil(height / side)];
  const squares = { ...view, k: view.k * side };
  const drawn = large?.canvas ?? raster(image.data, "image", look, wide, high, (pixels) => fillImage(pixels, source()));
  layers.push({ drawn, view: squares, x: 0, y: 0, alpha: 1 });
  if (region) {
    const veil = options.veil ?? "rgba(20, 18, 14, 0.62)";
    // No finer than it is shown: another one is made with every change of the region.
    const coarser = large ? Math.max(1, Math.floor(1 / (squares.k * ratio))) : 1;
    const veilSide = side * coarser;
    // Owned by the picture: a region stays in the history, and there it needs no raster.
    const veiled = raster(
      image.data,
      "veil",
      `${veil} ${numberOf(region.of)} ${veilSide}`,
      Math.ceil(width / veilSide),
      Math.ceil(height / veilSide),
      (pixels) =>
        veilSide === 1
          ? fillVeil(pixels, region.pixels, pixelFrom(veil))
          : fillVeilReduced(pixels, region.pixels, veilSide, pixelFrom(veil)),
    );
    layers.push({ drawn: veiled, view: { ...view, k: view.k * veilSide }, x: 0, y: 0, alpha: 1 });
    if (large) yield "computed";
  }
  const surface = prepareCanvas(canvas, options);
  if (!surface) return null;
  for (const { drawn: layer, view: at, x, y, alpha } of layers) {
    surface.context.globalAlpha = alpha;
    place(surface, layer, at, x, y);
  }
  surface.context.globalAlpha = 1;
  const hatching = options.hatch ?? "rgba(128, 124, 116, 0.55)";
  for (const { box } of droppedBoxes(frame)) hatch(surface, box, hatching);
  return frame;
}
