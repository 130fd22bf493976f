import type { Slice } from "../model/ops/slice";
import { numel } from "../model/layout";
import { outside, pythonError, torchError } from "./failure";
import type { Session } from "./session";
import { asInt, isSequence, str, typeName, type SequenceValue, type TensorValue, type Value } from "./values";

/** `object[items]`; `many` when there was a comma. */
export function indexed(session: Session, object: Value, items: readonly Value[], many: boolean): Value {
  if (object.kind === "tensor") return tensorIndexed(session, object, spread(items, many));
  const [item] = items;
  if (isSequence(object) || object.kind === "str") {
    if (many || !item) {
      const name = object.kind === "list" ? "list" : object.kind === "str" ? "string" : "tuple";
      throw pythonError("TypeError", `${name} indices must be integers or slices, not tuple`);
    }
    return sequenceIndexed(object, item);
  }
  throw pythonError("TypeError", `'${typeName(object)}' object is not subscriptable`);
}

/** `x[(0, 1)]` is `x[0, 1]`. */
const spread = (items: readonly Value[], many: boolean): readonly Value[] => {
  const [only] = items;
  return !many && (only?.kind === "tuple" || only?.kind === "size") ? only.items : items;
};

/** Start, stop and step of a slice, null where left out. */
function boundsOf({ start, stop, step }: Extract<Value, { kind: "slice" }>): readonly (number | null)[] {
  return [start, stop, step].map((bound) => {
    if (bound.kind === "none") return null;
    const value = asInt(bound);
    if (value !== null) return value;
    if (bound.kind === "tensor" || bound.kind === "pending")
      throw outside("a tensor as the bound of a slice", "write the number itself.");
    throw pythonError("TypeError", "slice indices must be integers or None or have an __index__ method");
  });
}

function sequenceIndexed(object: SequenceValue | Extract<Value, { kind: "str" }>, item: Value): Value {
  const all: readonly Value[] = object.kind === "str" ? Array.from(object.value, str) : object.items;
  const again = (items: readonly Value[]): Value =>
    object.kind === "str"
      ? str(items.map((each) => (each.kind === "str" ? each.value : "")).join(""))
      : { kind: object.kind, items };
  if (item.kind === "slice") {
    const [start = null, stop = null, step = null] = boundsOf(item);
    return again(cut(all, start, stop, step ?? 1));
  }
  const name = object.kind === "list" ? "list" : object.kind === "str" ? "string" : "tuple";
  const place = asInt(item);
  if (place === null)
    throw pythonError(
      "TypeError",
      `${name} indices must be integers${name === "string" ? "" : " or slices"}, not ${typeName(item)}`,
    );
  const found = all.at(place);
  if (place < -all.length || found === undefined) throw pythonError("IndexError", `${name} index out of range`);
  return found;
}

/** Python's `slice.indices`. */
function cut(all: readonly Value[], start: number | null, stop: number | null, step: number): Value[] {
  if (step === 0) throw pythonError("ValueError", "slice step cannot be zero");
  const size = all.length;
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const bound = (value: number | null, preset: number): number =>
    value === null ? preset : Math.min(Math.max(value < 0 ? value + size : value, least), most);
  const from = bound(start, step > 0 ? 0 : size - 1);
  const to = bound(stop, step > 0 ? size : -1);
  const found: Value[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) {
    const item = all[i];
    if (item) found.push(item);
  }
  return found;
}

const WHOLE: Slice = { start: null, stop: null, step: 1 };
const isWhole = ({ start, stop, step }: Slice): boolean => start === null && stop === null && step === 1;

/** torch/csrc/autograd/python_variable_indexing.cpp, `applySlicing`: from the left; slices side by side are one step. */
function tensorIndexed(session: Session, tensor: TensorValue, items: readonly Value[]): TensorValue {
  const rank = tensor.layout.shape.length;
  const used = items.filter((item) => item.kind === "slice" || asIndex(item) !== null).length;
  refuseScalar(rank, items);
  if (used > rank) throw torchError(`too many indices for tensor of dimension ${rank}`, "IndexError");
  const walk = new Walk(session, tensor);
  let isFilled = false;
  for (const [i, item] of items.entries()) {
    if (item.kind === "ellipsis") {
      const missing = isFilled ? 0 : rank - used;
      isFilled = true;
      walk.skip(missing, i === 0);
    } else if (item.kind === "none") walk.insert();
    else if (item.kind === "slice") walk.cut(sliceOf(item));
    else walk.pick(pickOf(item), i);
  }
  return walk.end();
}

/** A tensor without axes has words of its own for a single number or slice. */
function refuseScalar(rank: number, items: readonly Value[]): void {
  const [only] = items;
  if (rank > 0 || items.length !== 1 || !only) return;
  if (asIndex(only) !== null) {
    throw torchError(
      "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number",
      "IndexError",
    );
  }
  if (only.kind === "slice") throw torchError("slice() cannot be applied to a 0-dim tensor.", "IndexError");
}

/** Goes through a tensor's axes from the left. */
class Walk {
  private axis = 0;
  private slices: Slice[] = [];
  /** How many axes a leading `...` covers, while nothing but slices came after it: they count from the last axis. */
  private trailing: number | null = null;

  constructor(
    private readonly session: Session,
    private made: TensorValue,
    private readonly first = made,
  ) {}

  skip(count: number, isLeading: boolean): void {
    if (isLeading) this.trailing = count;
    for (let i = 0; i < count; i += 1) this.cut(WHOLE);
  }

  cut(slice: Slice): void {
    this.slices[this.axis] = slice;
    this.axis += 1;
  }

  insert(): void {
    this.flush();
    this.made = this.session.apply({ op: "unsqueeze", args: { dim: this.axis, indexing: true } }, [this.made]);
    this.axis += 1;
  }

  /** `item` is the place within the brackets, by which PyTorch names the axis. */
  pick(index: number, item: number): void {
    this.flush();
    const size = this.made.layout.shape[this.axis] ?? 0;
    if (index < -size || index >= size) {
      throw torchError(`index ${index} is out of bounds for dimension ${item} with size ${size}`, "IndexError");
    }
    this.made = this.session.apply({ op: "select", args: { dim: this.axis, index, indexing: true } }, [this.made]);
  }

  end(): TensorValue {
    const { trailing, slices } = this;
    const isPlain = this.made === this.first && trailing !== null && slices.length === this.first.layout.shape.length;
    if (isPlain && slices.some((slice) => !isWhole(slice))) {
      return this.session.apply({ op: "slice", args: { slices: slices.slice(trailing) } }, [this.made]);
    }
    this.flush();
    return this.made === this.first ? this.session.alias(this.made) : this.made;
  }

  private flush(): void {
    const slices = Array.from(this.slices, (slice: Slice | undefined) => slice ?? WHOLE);
    this.slices = [];
    if (slices.every(isWhole)) return;
    this.made = this.session.apply({ op: "slice", args: { slices, leading: true } }, [this.made]);
  }
}

const asIndex = (item: Value): number | null => (item.kind === "bool" ? null : asInt(item));

function sliceOf(item: Extract<Value, { kind: "slice" }>): Slice {
  const [start = null, stop = null, step = null] = boundsOf(item);
  if (step === 0) throw torchError("slice step cannot be zero", "ValueError");
  if (step !== null && step < 0) throw torchError("step must be greater than zero", "ValueError");
  return { start, stop, step: step ?? 1 };
}

function pickOf(item: Value): number {
  const index = asIndex(item);
  if (index !== null) return index;
  if (item.kind === "tensor" || item.kind === "list" || item.kind === "bool" || item.kind === "tuple") {
    throw outside(
      `indexing with a ${typeName(item)}`,
      "use x.index_select(dim, index) for rows, x.masked_fill(mask, value) or torch.where(mask, x, y) for masks.",
    );
  }
  if (item.kind === "str") throw torchError("new(): invalid data type 'str'", "TypeError");
  throw torchError(
    `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got ${typeName(item)})`,
    "IndexError",
  );
}

/** `len(x)` of a tensor. */
export function tensorLength({ layout: { shape } }: TensorValue): number {
  const [first] = shape;
  if (first === undefined) throw pythonError("TypeError", "len() of a 0-d tensor");
  return first;
}

/** True for a tensor of one element. */
export const isSingle = ({ layout }: TensorValue): boolean => numel(layout.shape) === 1;
