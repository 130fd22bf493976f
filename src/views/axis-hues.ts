import "./axis-hues.css";
import type { Axis, AxisPart } from "../model/axes";

/** The hues an axis can have; `kh` and `kw` are the soft variants of `h` and `w`. Values in axis-hues.css. */
export const HUES = ["b", "c", "h", "w", "kh", "kw", "other"] as const;
export type Hue = (typeof HUES)[number];

const FAMILY_HUE = { B: "b", C: "c", H: "h", W: "w", other: "other" } as const;

/** The hue of one meaning of an axis: its family's, the soft variant for the taps kh and kw. */
export function hueOf(part: AxisPart): Hue {
  const hue = FAMILY_HUE[part.family];
  const tap = part.name.startsWith("k");
  if (tap && hue === "h") return "kh";
  if (tap && hue === "w") return "kw";
  return hue;
}

/** The hues an axis shows, outermost first, each once; a merged axis has several. */
export const huesOf = (axis: Axis): Hue[] => [...new Set(axis.parts.map(hueOf))];

/** Fill of a bar or, thinned, of a ribbon. */
export const fillOf = (hue: Hue): string => `var(--axis-${hue})`;

/** Ink of what is printed on a bar of this hue. */
export const inkOn = (hue: Hue): string => `var(--on-axis-${hue})`;

/** Colour of the axis's name where it stands on the page itself. */
export const textOf = (hue: Hue): string => `var(--axis-${hue}-text)`;

/** True for B and the taps, whose ink is of the opposite tone to that of the strong hues. */
export const isSoft = (hue: Hue): boolean => hue === "b" || hue === "kh" || hue === "kw";
