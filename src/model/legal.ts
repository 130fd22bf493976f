import {
  AXIS_NAMES,
  LIMITS,
  PADDING_MODES,
  reachOf,
  type Axis2,
  type Geometry,
  type ImageShape,
  type PaddingMode,
} from "./geometry";

/** The controls that hold a number per axis. */
export type GeometryField = "kernel_size" | "stride" | "padding" | "dilation";

/** The values a control may take while all others stay: `least` to `most`, none when least > most. */
export interface LegalRange {
  readonly least: number;
  readonly most: number;
  /** The rule that stops it, with its numbers, in one plain sentence. */
  readonly rule: string;
}

interface Bound {
  readonly value: number;
  readonly because: string;
}

/**
 * Which values of one control are legal for this image, given all the other ones: the playground's own limits, reflect
 * and circular padding no wider than PyTorch allows, and a window must fit into the padded image.
 */
export function legalRange(g: Geometry, image: ImageShape, field: GeometryField, axis: Axis2): LegalRange {
  const size = axis === 0 ? image[2] : image[3];
  const along = AXIS_NAMES[axis];
  const [floor, ceiling] = LIMITS[field];
  const padded = size + 2 * g.padding[axis];
  const least: Bound[] = [{ value: floor, because: "" }];
  const most: Bound[] = [{ value: ceiling, because: `the playground offers ${field} from ${floor} to ${ceiling}` }];
  const inPadded = `the padded image has ${padded} ${along}`;
  switch (field) {
    case "kernel_size": {
      const dilation = g.dilation[axis];
      most.push({
        value: Math.floor((padded - 1) / dilation) + 1,
        because: `${inPadded}, and taps lie ${dilation} apart`,
      });
      break;
    }
    case "dilation": {
      const gaps = g.kernel_size[axis] - 1;
      if (gaps > 0) {
        most.push({
          value: Math.floor((padded - 1) / gaps),
          because: `${inPadded}, and a kernel of ${gaps + 1} has ${gaps} ${gaps === 1 ? "gap" : "gaps"} to spread over it`,
        });
      }
      break;
    }
    case "padding": {
      const widest = widestPadding(g.padding_mode, size);
      if (widest !== null) most.push({ value: widest, because: paddingRule(g.padding_mode, size, axis) });
      const reach = reachOf(g, axis);
      least.push({
        value: Math.ceil((reach - size) / 2),
        because: `the image has ${size} ${along} and a window reaches over ${reach}`,
      });
      break;
    }
    case "stride":
      // Any stride is legal: one longer than the room leaves a single window.
      break;
  }
  const lower = least.reduce((a, b) => (b.value > a.value ? b : a));
  const upper = most.reduce((a, b) => (b.value < a.value ? b : a));
  return { least: lower.value, most: upper.value, rule: sentence(field, along, lower, upper) };
}

/** Why a padding mode cannot be chosen now, or null when it can, for each mode. */
export function legalPaddingModes(g: Geometry, image: ImageShape): Readonly<Record<PaddingMode, string | null>> {
  const reasonAgainst = (mode: PaddingMode): string | null => {
    for (const axis of [0, 1] as const) {
      const size = image[2 + axis] as number;
      const widest = widestPadding(mode, size);
      if (widest !== null && g.padding[axis] > widest) {
        return `${paddingRule(mode, size, axis)}; the padding is ${g.padding[axis]}`;
      }
    }
    return null;
  };
  const [zeros, reflect, replicate, circular] = PADDING_MODES;
  return {
    [zeros]: reasonAgainst(zeros),
    [reflect]: reasonAgainst(reflect),
    [replicate]: reasonAgainst(replicate),
    [circular]: reasonAgainst(circular),
  };
}

/** A geometry made legal, and what had to change for it, one sentence each. */
export interface ClampedGeometry {
  readonly geometry: Geometry;
  readonly changes: readonly string[];
}

/**
 * The nearest geometry that is legal for an image, for when a smaller picture arrives: values outside the limits are
 * pulled in, padding is narrowed to what its mode allows, then the dilation and last the kernel shrink until a window
 * fits. A legal geometry comes back unchanged, and the result always passes `checkGeometry`.
 */
export function clampGeometry(g: Geometry, image: ImageShape): ClampedGeometry {
  const changes: string[] = [];
  let geometry = g;
  const set = (field: GeometryField, axis: Axis2, value: number, because: string): void => {
    const before = geometry[field][axis];
    if (Object.is(value, before)) return;
    const other = geometry[field][axis === 0 ? 1 : 0];
    geometry = { ...geometry, [field]: axis === 0 ? [value, other] : [other, value] };
    changes.push(`${field} along the ${AXIS_NAMES[axis]} went from ${before} to ${value}: ${because}`);
  };
  for (const axis of [0, 1] as const) {
    const size = image[2 + axis] as number;
    for (const field of ["kernel_size", "stride", "padding", "dilation"] as const) {
      const [floor, ceiling] = LIMITS[field];
      const whole = Math.round(geometry[field][axis]);
      const value = Number.isNaN(whole) ? floor : Math.min(ceiling, Math.max(floor, whole));
      set(field, axis, value, `the playground offers whole numbers from ${floor} to ${ceiling}`);
    }
    const widest = widestPadding(geometry.padding_mode, size);
    if (widest !== null && geometry.padding[axis] > widest) {
      set("padding", axis, widest, paddingRule(geometry.padding_mode, size, axis));
    }
    for (const field of ["dilation", "kernel_size"] as const) {
      const { most } = legalRange(geometry, image, field, axis);
      if (geometry[field][axis] <= most) continue;
      const padded = size + 2 * geometry.padding[axis];
      const fits = `a window must fit into the ${padded} ${AXIS_NAMES[axis]} of the padded image`;
      set(field, axis, Math.max(most, LIMITS[field][0]), fits);
    }
  }
  return { geometry, changes };
}

/** The widest padding a mode can fill on an axis of `size` pixels (torch.nn.functional.pad); null for any. */
function widestPadding(mode: PaddingMode, size: number): number | null {
  switch (mode) {
    case "reflect":
      return size - 1;
    case "circular":
      return size;
    case "zeros":
    case "replicate":
      return null;
  }
}

function paddingRule(mode: PaddingMode, size: number, axis: Axis2): string {
  const rule = mode === "reflect" ? "must be smaller than the axis" : "may wrap around once";
  return `${mode} padding ${rule}: the image has ${size} ${AXIS_NAMES[axis]}`;
}

function sentence(field: GeometryField, along: string, lower: Bound, upper: Bound): string {
  if (lower.value > upper.value) {
    const why = [lower.because, upper.because].filter((because) => because !== "").join("; ");
    return `no ${field} is legal along the ${along}: ${why}`;
  }
  const most = `at most ${upper.value} along the ${along}: ${upper.because}`;
  return lower.because === "" ? most : `at least ${lower.value}: ${lower.because}; ${most}`;
}
