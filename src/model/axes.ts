/**
 * What an axis stands for, kept through every step so that it can keep its hue: H, h_windows and kh are one family,
 * W, w_windows and kw another, C a third, B neutral. A merged axis has several parts, outermost first.
 */
export type Family = "B" | "C" | "H" | "W" | "other";

/** One meaning inside an axis: `h_windows` of 32, say. */
export interface AxisPart {
  readonly name: string;
  readonly family: Family;
  readonly size: number;
  /** All its families when it stands for several axes at once, as `kept` windows do for B, H and W. */
  readonly families?: readonly Family[];
}

/** One axis of a tensor. Its size is the product of its parts' sizes. */
export interface Axis {
  readonly parts: readonly AxisPart[];
}

/** Which axis of the input flows into which axis of the output: one ribbon of the river. */
export interface AxisLink {
  /** 0 for the first operand, 1 for the second, … */
  readonly input: number;
  readonly from: number;
  readonly to: number;
}

/** An axis with one meaning. */
export const axisOf = (name: string, family: Family, size: number): Axis => ({ parts: [{ name, family, size }] });

/** The axes of an image: B, C, H, W. */
export const imageAxes = ([b, c, h, w]: readonly [number, number, number, number]): Axis[] => [
  axisOf("B", "B", b),
  axisOf("C", "C", c),
  axisOf("H", "H", h),
  axisOf("W", "W", w),
];

/** Size of an axis: the product of its parts. */
export const axisSize = (axis: Axis): number => axis.parts.reduce((product, part) => product * part.size, 1);

/** Every family an axis holds, outermost first, each once. */
export const axisFamilies = (axis: Axis): Family[] => [
  ...new Set(axis.parts.flatMap((part) => part.families ?? [part.family])),
];

/**
 * How an axis is called on the page: its one name, `N` when it runs over all windows (B, h_windows and w_windows, or
 * just the two of them), otherwise its parts joined by a middle dot.
 */
export function axisName(axis: Axis): string {
  const names = axis.parts.map((part) => part.name);
  const joined = names.join("·");
  if (joined === "B·h_windows·w_windows" || joined === "h_windows·w_windows") return "N";
  return joined;
}

/** The axis with another size, as a pad or a slice leaves it; several parts become one that keeps all their families. */
export function resizedAxis(axis: Axis, size: number, name: string = axisName(axis)): Axis {
  if (axisSize(axis) === size && name === axisName(axis)) return axis;
  const families = axisFamilies(axis);
  const part: AxisPart = { name, family: families[0] ?? "other", size };
  return { parts: [families.length > 1 ? { ...part, families } : part] };
}
