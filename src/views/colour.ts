import { color, interpolateLab, interpolateRgbBasis, piecewise, rgb } from "d3";
import { domainOf, extentOf, kindFor, type ScaleKind } from "../model/summary";

/** How values become colours: the same in the light and in the dark theme. Pixels are RGBA bytes read as Uint32. */
export interface ColourScale {
  readonly kind: ScaleKind;
  /** Values at the two ends; whatever lies beyond takes the colour of the end. */
  readonly domain: readonly [number, number];
  /** `TABLE_SIZE` pixels from the low end to the high one. */
  readonly table: Uint32Array;
}

/** Entries of a scale's table: odd, so that zero of a diverging scale has an entry of its own. */
export const TABLE_SIZE = 511;
/** What NaN and ±∞ are drawn in: a yellow found in neither scale, told from both by colour-blind eyes. */
export const NOT_FINITE = "#ffc800";
const DARK_INK = "#1b1a17";
const LIGHT_INK = "#ffffff";

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** A CSS colour as one RGBA pixel, in the byte order that ImageData has on this machine; transparent if unreadable. */
export function pixelFrom(css: string): number {
  const parsed = color(css)?.rgb();
  if (!parsed) return 0;
  const [r, g, b] = [parsed.r, parsed.g, parsed.b].map((level) => Math.max(0, Math.min(255, Math.round(level))));
  const alpha = Math.round(parsed.opacity * 255);
  const bytes = littleEndian ? [alpha, b, g, r] : [r, g, b, alpha];
  return bytes.reduce<number>((word, byte) => word * 256 + (byte ?? 0), 0);
}

/** Three levels 0–255 as one opaque pixel, in this machine's byte order. */
export function packPixel(r: number, g: number, b: number): number {
  return (littleEndian ? (255 << 24) | (b << 16) | (g << 8) | r : (r << 24) | (g << 16) | (b << 8) | 255) >>> 0;
}

/** A pixel as a CSS colour; the inverse of `pixelFrom` for opaque colours. */
export function cssFrom(pixel: number): string {
  const level = (at: number): number => (pixel >>> (littleEndian ? 8 * at : 24 - 8 * at)) & 255;
  return rgb(level(0), level(1), level(2)).formatHex();
}

// From ink to paper in equal steps of lightness, so that a photograph's channel still looks like one.
const inkToPaper = piecewise(interpolateLab, ["#15162a", "#3d416b", "#7b7a93", "#bcb3b1", "#fbf6ec"]);
// ColorBrewer's RdBu, as d3's interpolateRdBu has it, which would bring all other schemes along.
const redToBlue = interpolateRgbBasis([
  "#67001f",
  "#b2182b",
  "#d6604d",
  "#f4a582",
  "#fddbc7",
  "#f7f7f7",
  "#d1e5f0",
  "#92c5de",
  "#4393c3",
  "#2166ac",
  "#053061",
]);
const INTERPOLATE: Record<ScaleKind, (t: number) => string> = {
  diverging: (t) => redToBlue(1 - t),
  sequential: inkToPaper,
};

const tables = new Map<ScaleKind, Uint32Array>();

function tableOf(kind: ScaleKind): Uint32Array {
  let table = tables.get(kind);
  if (!table) {
    const colour = INTERPOLATE[kind];
    table = Uint32Array.from({ length: TABLE_SIZE }, (_, at) => pixelFrom(colour(at / (TABLE_SIZE - 1))));
    tables.set(kind, table);
  }
  return table;
}

/**
 * The scale for values or for their extent. `auto` is diverging as soon as a value is negative. Diverging domains are
 * [−m, m]; sequential ones [min, max], or from zero when all values are equal.
 */
export function scaleFor(
  values: ArrayLike<number> | { readonly min: number; readonly max: number },
  kind: ScaleKind | "auto" = "auto",
): ColourScale {
  const extent = "min" in values ? values : extentOf(values);
  const chosen = kind === "auto" ? kindFor(extent) : kind;
  return { kind: chosen, domain: domainOf(extent, chosen), table: tableOf(chosen) };
}

const notFinitePixel = pixelFrom(NOT_FINITE);

/** Where a finite value falls in the table. */
function entryOf({ domain: [low, high] }: ColourScale, value: number): number {
  const t = Math.round(((value - low) / (high - low)) * (TABLE_SIZE - 1));
  return t < 0 ? 0 : t >= TABLE_SIZE ? TABLE_SIZE - 1 : t;
}

/** The pixel of one value. */
export function pixelOf(scale: ColourScale, value: number): number {
  if (value - value !== 0) return notFinitePixel;
  return scale.table[entryOf(scale, value)] as number;
}

/** `pixelOf` for very many values: everything that does not depend on the value is worked out once. */
export function pixelPicker({ domain: [low, high], table }: ColourScale): (value: number) => number {
  const factor = (TABLE_SIZE - 1) / (high - low);
  const last = TABLE_SIZE - 1;
  return (value) => {
    if (value - value !== 0) return notFinitePixel;
    const t = (value - low) * factor + 0.5;
    return table[t < 1 ? 0 : t >= last ? last : t | 0] as number;
  };
}

/** The CSS colour of one value. */
export const colourOf = (scale: ColourScale, value: number): string => cssFrom(pixelOf(scale, value));

/** Relative luminance as WCAG 2 defines it. */
function luminance(css: string): number {
  const { r, g, b } = rgb(css);
  const [lr, lg, lb] = [r, g, b].map((level) => {
    const c = level / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (lr ?? 0) + 0.7152 * (lg ?? 0) + 0.0722 * (lb ?? 0);
}

/** Contrast of two colours, 1 to 21 (WCAG 2). */
export function contrast(one: string, other: string): number {
  const levels = [luminance(one), luminance(other)];
  return (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05);
}

const inks = new Map<ScaleKind, Uint8Array>();

/** The text colour that reads best on the colour of a value. */
export function inkOn(scale: ColourScale, value: number): string {
  if (value - value !== 0) return DARK_INK;
  let ink = inks.get(scale.kind);
  if (!ink) {
    const light = (pixel: number): boolean => {
      const css = cssFrom(pixel);
      return contrast(css, LIGHT_INK) > contrast(css, DARK_INK);
    };
    ink = Uint8Array.from(scale.table, (pixel) => (light(pixel) ? 1 : 0));
    inks.set(scale.kind, ink);
  }
  return ink[entryOf(scale, value)] === 1 ? LIGHT_INK : DARK_INK;
}
