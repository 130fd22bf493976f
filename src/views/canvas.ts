import { PlaygroundError } from "../model/errors";
import type { Piece } from "./paint-queue";

/** Where a canvas is drawn: CSS size, and how many device pixels one CSS pixel has. */
export interface CanvasSize {
  /** CSS pixels; the node's own size on the page when left out. */
  readonly width?: number;
  readonly height?: number;
  /** 1 when left out. */
  readonly devicePixelRatio?: number;
}

/** A canvas ready to be drawn on: its context, and sizes in device pixels. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** No browser here makes a longer side; Safari also caps the area at 16 Mpx. */
const MAX_SIDE = 8192;
const MAX_AREA = 16_000_000;

/**
 * The size of a canvas in device pixels, fewer when that is more than browsers allow; null while it has no size yet.
 */
export function deviceSize(canvas: HTMLCanvasElement, size: CanvasSize): Omit<Surface, "context"> | null {
  const cssWidth = size.width ?? canvas.clientWidth;
  const cssHeight = size.height ?? canvas.clientHeight;
  if (!(cssWidth >= 1 && cssHeight >= 1)) return null;
  const wanted = size.devicePixelRatio ?? 1;
  const most = Math.min(MAX_SIDE / Math.max(cssWidth, cssHeight), Math.sqrt(MAX_AREA / (cssWidth * cssHeight)));
  const ratio = Math.min(wanted, most);
  const width = Math.max(1, Math.round(cssWidth * ratio));
  const height = Math.max(1, Math.round(cssHeight * ratio));
  return { width, height, ratio };
}

/**
 * Gives the canvas one pixel per device pixel (fewer when that is more than browsers allow) and clears it. Null when
 * the canvas has no size yet or the browser refuses a context: then there is nothing to draw.
 */
export function prepareCanvas(canvas: HTMLCanvasElement, size: CanvasSize): Surface | null {
  const found = deviceSize(canvas, size);
  if (!found) return null;
  const { width, height } = found;
  // Setting a size clears and reallocates, so only when it changed.
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, ...found };
}

interface Held {
  readonly image: ImageData;
  readonly pixels: Uint32Array;
}

const held = new WeakMap<HTMLCanvasElement, Held>();

/** The canvas's own pixel buffer, kept from frame to frame and replaced only when the size changes. */
export function pixelBuffer(canvas: HTMLCanvasElement, width: number, height: number): Held {
  let buffer = held.get(canvas);
  if (!buffer || buffer.image.width !== width || buffer.image.height !== height) {
    const image = new ImageData(width, height);
    buffer = { image, pixels: new Uint32Array(image.data.buffer) };
    held.set(canvas, buffer);
  }
  return buffer;
}

/** False when the browser gives no canvas to draw on: some refuse it to hinder tracking. */
export const canDraw = (): boolean => document.createElement("canvas").getContext("2d") !== null;

/** Pixels of a piece of a picture: about a millisecond's work. */
const PIECE = 2 ** 14;

/**
 * A small picture kept off the page, to be drawn enlarged, filled piece by piece: `fill` is told the pixels from and to,
 * and finds them transparent. In place of `before`, whose memory it takes where it is as large, for fresh memory costs
 * more than drawing. Throws `PlaygroundError` "canvas-refused".
 */
export function* offscreenInPieces(
  width: number,
  height: number,
  fill: (pixels: Uint32Array, from: number, to: number) => void,
  before?: HTMLCanvasElement,
): Generator<Piece, HTMLCanvasElement> {
  const again = before?.width === width && before.height === height ? before : null;
  const canvas = again ?? document.createElement("canvas");
  if (!again) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d");
  if (!context) {
    throw new PlaygroundError("canvas-refused", `the browser refuses a canvas of ${width} × ${height} pixels`, {
      width,
      height,
    });
  }
  const image = again ? pixelBuffer(canvas, width, height).image : context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  if (again) pixels.fill(0);
  for (let from = 0; from < pixels.length; from += PIECE) {
    fill(pixels, from, Math.min(from + PIECE, pixels.length));
    yield "computed";
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Fills a picture that comes in pieces with the first of them. */
export const atOnce =
  (fill: (pixels: Uint32Array) => void) =>
  (pixels: Uint32Array, from: number): void => {
    if (from === 0) fill(pixels);
  };
