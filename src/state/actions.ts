import type {
  Document,
  FilterSource,
  KeepRule,
  OutsideFill,
  Region,
  RegionEdit,
  SpeedSettings,
  SumAxis,
} from "../model/document";
import { SPEED_RUNS, SUM_AXES } from "../model/document";
import { isShared as isSharedSlice, refitFilter, resolveFilter, toValues, type FilterValues } from "../model/filter";
import { checkGeometry, type Axis2, type PaddingMode, type Pair } from "../model/geometry";
import { clampGeometry, legalRange } from "../model/legal";
import { type Method, METHODS, type Sweep } from "../model/measure";
import { invert } from "../model/region/edit";
import type { LinkedField } from "./app-state";
import { commit, setSession, type Store, toast } from "./store";

/** Applies a change to the document as one entry of the history (or as part of the running gesture). */
export function edit(store: Store, change: (document: Document) => Document): void {
  commit(store, change(store.getState().document));
}

/** A document whose loss has a target that fits its kernel and the picture's channels again. */
function withFittingTarget(document: Document, channels: number): Document {
  const { gradients, kernel_size } = document;
  const { target } = gradients;
  if (target === "zeros" || !("values" in target)) return document;
  const values = refitFilter(target.values, channels, kernel_size);
  return { ...document, gradients: { ...gradients, target: { values } } };
}

/** A document whose filter numbers, and those behind the target of its loss, fit its kernel and the picture's channels again. */
export function withFittingFilter(document: Document, channels: number): Document {
  const { filter, kernel_size } = document;
  const fitting = withFittingTarget(document, channels);
  if (!("values" in filter)) return fitting;
  return { ...fitting, filter: { values: refitFilter(filter.values, channels, kernel_size) } };
}

/**
 * Sets kernel_size, stride, padding or dilation along one axis, or along both when they are linked. A value outside
 * what is legal is brought to the nearest legal one.
 */
export function setGeometry(store: Store, field: LinkedField, axis: Axis2, value: number): void {
  const { document, picture, session } = store.getState();
  if (!picture || Number.isNaN(value)) return;
  const { shape } = picture.image;
  const pair: [number, number] = [...document[field]];
  for (const each of session.linked[field] ? ([0, 1] as const) : [axis]) {
    const { least, most } = legalRange(document, shape, field, each);
    pair[each] = Math.min(Math.max(Math.round(value), least), most);
  }
  if (pair[0] === document[field][0] && pair[1] === document[field][1]) return;
  commit(store, withFittingFilter({ ...document, [field]: pair }, shape[1]));
}

/** Links or unlinks the two axes of a field; linking brings the columns to the rows' value. */
export function setLinked(store: Store, field: LinkedField, linked: boolean): void {
  const { session, document } = store.getState();
  setSession(store, { linked: { ...session.linked, [field]: linked } });
  if (linked) setGeometry(store, field, 0, document[field][0]);
}

/** Sets the padding mode; a padding that the mode does not allow is brought to what it allows, and that is said. */
export function setPaddingMode(store: Store, padding_mode: PaddingMode): void {
  const { document, picture } = store.getState();
  if (!picture) return;
  const { shape } = picture.image;
  const { geometry, changes } = clampGeometry({ ...document, padding_mode }, shape);
  commit(store, withFittingFilter({ ...document, ...geometry }, shape[1]));
  for (const sentence of changes) toast(store, "notice", sentence);
}

export function setFilter(store: Store, filter: FilterSource): void {
  edit(store, (document) => ({ ...document, filter }));
}

/**
 * Sets filter and kernel size at once, from numbers that were brought in. Throws, changing nothing, when a kernel of
 * that size does not fit the image.
 */
export function setFilterValues(store: Store, values: FilterValues, kernel_size: Pair): void {
  const { document, picture, session } = store.getState();
  if (!picture) return;
  const next = withFittingTarget({ ...document, kernel_size, filter: { values } }, picture.image.shape[1]);
  checkGeometry(next, picture.image.shape);
  resolveFilter(next.filter, picture.image.shape[1], kernel_size);
  if (kernel_size[0] !== kernel_size[1]) setSession(store, { linked: { ...session.linked, kernel_size: false } });
  commit(store, next);
}

/** The numbers of the document's filter, [C, kh, kw]. */
export function filterNumbers(document: Document, channels: number): Float32Array<ArrayBuffer> {
  return resolveFilter(document.filter, channels, document.kernel_size);
}

/** True when every channel is given the same slice by the document itself. */
export function isShared({ filter }: Document): boolean {
  if ("preset" in filter) return true;
  if ("random" in filter) return filter.random.shared;
  return isSharedSlice(filter.values);
}

/** Sets one number of the filter, if float32 can hold it; with a shared slice it changes in every channel. */
export function setFilterNumber(store: Store, channel: number, row: number, column: number, value: number): void {
  const { document, picture } = store.getState();
  if (!picture || !Number.isFinite(Math.fround(value))) return;
  const channels = picture.image.shape[1];
  const [kh, kw] = document.kernel_size;
  const shared = isShared(document);
  const numbers = filterNumbers(document, channels);
  for (let c = 0; c < channels; c += 1) {
    if (shared || c === channel) numbers[(c * kh + row) * kw + column] = value;
  }
  setFilter(store, { values: toValues(numbers, channels, document.kernel_size, shared) });
}

/** One slice for all channels, or one per channel. Sharing keeps the first channel's slice. */
export function setShared(store: Store, shared: boolean): void {
  const { document, picture } = store.getState();
  if (!picture || isShared(document) === shared) return;
  const channels = picture.image.shape[1];
  if ("random" in document.filter) {
    setFilter(store, { random: { ...document.filter.random, shared } });
    return;
  }
  setFilter(store, {
    values: toValues(filterNumbers(document, channels), channels, document.kernel_size, shared),
  });
}

/** Adds an axis to those summed over, or takes it out. */
export function toggleSum(store: Store, axis: SumAxis): void {
  edit(store, (document) => ({
    ...document,
    sum_over: SUM_AXES.filter((each) => document.sum_over.includes(each) !== (each === axis)),
  }));
}

export function setSumOver(store: Store, sum_over: readonly SumAxis[]): void {
  edit(store, (document) => (document.sum_over.join() === sum_over.join() ? document : { ...document, sum_over }));
}

export function setProgram(store: Store, program: Document["program"]): void {
  edit(store, (document) => ({ ...document, program }));
}

function editSpeed(store: Store, change: Partial<SpeedSettings>): void {
  edit(store, (document) => ({ ...document, speed: { ...document.speed, ...change } }));
}

/** Adds a method to those that are measured, or takes it out; the last one stays. */
export function toggleMethod(store: Store, method: Method): void {
  const { methods } = store.getState().document.speed;
  const next = METHODS.filter((each) => methods.includes(each) !== (each === method));
  if (next.length > 0) editSpeed(store, { methods: next });
}

export function setSweep(store: Store, sweep: Sweep): void {
  editSpeed(store, { sweep });
}

/** Sets how many samples each measurement takes, brought between the bounds. */
export function setSpeedRuns(store: Store, runs: number): void {
  const [least, most] = SPEED_RUNS;
  if (Number.isFinite(runs)) editSpeed(store, { runs: Math.min(Math.max(Math.round(runs), least), most) });
}

function editRegion(store: Store, change: (region: Region) => Region): void {
  edit(store, (document) => ({ ...document, region: change(document.region) }));
}

export function setKeep(store: Store, keep: KeepRule): void {
  editRegion(store, (region) => ({ ...region, keep }));
}

export function setOutside(store: Store, outside: OutsideFill): void {
  editRegion(store, (region) => ({ ...region, outside }));
}

/** Adds a drawn shape on top and selects it. */
export function addShape(store: Store, shape: RegionEdit): void {
  editRegion(store, (region) => ({ ...region, shapes: [...region.shapes, shape] }));
  setSession(store, { shape: store.getState().document.region.shapes.length - 1 });
}

export function replaceShape(store: Store, at: number, shape: RegionEdit): void {
  editRegion(store, (region) => ({
    ...region,
    shapes: region.shapes.map((each, index) => (index === at ? shape : each)),
  }));
}

export function removeShape(store: Store, at: number): void {
  setSession(store, { shape: null });
  editRegion(store, (region) => ({ ...region, shapes: region.shapes.filter((_, index) => index !== at) }));
}

/** Whole image again. */
export function clearRegion(store: Store): void {
  setSession(store, { shape: null });
  editRegion(store, (region) => (region.shapes.length === 0 ? region : { ...region, shapes: [] }));
}

export function invertRegion(store: Store): void {
  const { picture } = store.getState();
  if (!picture) return;
  const [, , h, w] = picture.image.shape;
  setSession(store, { shape: null });
  editRegion(store, (region) => invert(region, h, w));
}
