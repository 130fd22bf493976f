import { decodeBase64, encodeBase64 } from "../../model/base64";
import type { Document, FilterSource, ImageSource, Point, RegionEdit, RegionShape } from "../../model/document";
import { minimalDocument } from "../document/minimal";
import { isRecord } from "../document/plain";
import { ByteReader, ByteWriter } from "./bytes";
import { damaged } from "./damaged";
import { readNumbers, writeNumbers } from "./numbers";

/**
 * A document as bytes: the length of a JSON text, the JSON text, then what the JSON leaves out because it is shorter
 * as bytes. Where something is left out the JSON has its size: the number of points, of bytes, or the filter's
 * dimensions. Order: image, filter, shapes as drawn.
 */
export function pack(document: Document): Uint8Array {
  const blocks = new ByteWriter();
  const { image, filter, region, ...rest } = minimalDocument(document);
  const json = JSON.stringify({
    ...rest,
    ...(image && { image: packImage(image, blocks) }),
    ...(filter && { filter: packFilter(filter, blocks) }),
    ...(region && {
      region: { ...region, ...(region.shapes && { shapes: region.shapes.map((edit) => packEdit(edit, blocks)) }) },
    }),
  });
  const writer = new ByteWriter();
  const text = new TextEncoder().encode(json);
  writer.varint(text.length);
  writer.bytes(text);
  writer.bytes(blocks.finish());
  return writer.finish();
}

function packImage(image: ImageSource, blocks: ByteWriter): unknown {
  if ("tensor" in image) {
    const bytes = decodeBase64(image.tensor.float32);
    blocks.bytes(bytes);
    return { tensor: { ...image.tensor, float32: bytes.length } };
  }
  if ("file" in image) {
    const bytes = decodeBase64(image.file.base64);
    blocks.bytes(bytes);
    return { file: { ...image.file, base64: bytes.length } };
  }
  return image;
}

/** [kh, kw] or [C, kh, kw] of nested numbers; null when rows differ in length. */
function dimensions(values: readonly unknown[]): number[] | null {
  const [first] = values;
  if (!Array.isArray(first)) return [values.length];
  const inner = values.map((item) => (Array.isArray(item) ? dimensions(item) : null));
  const [size] = inner;
  return size && inner.every((each) => each?.join() === size.join()) ? [values.length, ...size] : null;
}

function packFilter(filter: FilterSource, blocks: ByteWriter): unknown {
  if (!("values" in filter)) return filter;
  const size = dimensions(filter.values);
  if (size === null) return filter;
  // Two levels are left when there is no channel axis, and flattening numbers once more does no harm.
  writeNumbers(blocks, filter.values.flat(2), 0);
  return { values: size };
}

function packEdit(edit: RegionEdit, blocks: ByteWriter): unknown {
  return "add" in edit ? { add: packShape(edit.add, blocks) } : { subtract: packShape(edit.subtract, blocks) };
}

function packShape(shape: RegionShape, blocks: ByteWriter): unknown {
  const packPoints = (points: readonly Point[]): number => {
    writeNumbers(blocks, points.flat(), 2);
    return points.length;
  };
  if ("polygon" in shape) return { polygon: packPoints(shape.polygon) };
  if ("brush" in shape) return { brush: { ...shape.brush, points: packPoints(shape.brush.points) } };
  return shape;
}

/** What `pack` was given, not yet checked: everything may be of any type. Throws "link-damaged". */
export function unpack(bytes: Uint8Array): unknown {
  const reader = new ByteReader(bytes);
  const text = new TextDecoder().decode(reader.bytes(reader.varint()));
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw damaged("its text is not JSON");
  }
  const image = field(document, "image");
  replace(field(image, "tensor"), "float32", (size) => encodeBase64(reader.bytes(size)));
  replace(field(image, "file"), "base64", (size) => encodeBase64(reader.bytes(size)));
  unpackFilter(field(document, "filter"), reader);
  const shapes = field(field(document, "region"), "shapes");
  for (const edit of Array.isArray(shapes) ? shapes : []) {
    for (const verb of ["add", "subtract"]) {
      const shape = field(edit, verb);
      replace(shape, "polygon", (count) => unpackPoints(count, reader));
      replace(field(shape, "brush"), "points", (count) => unpackPoints(count, reader));
    }
  }
  if (reader.remaining !== 0) throw damaged(`${reader.remaining} of its bytes belong to nothing`);
  return document;
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Puts back what was left out where a size stands for it. */
function replace(holder: unknown, name: string, read: (size: number) => unknown): void {
  const size = field(holder, name);
  if (typeof size === "number" && isRecord(holder)) holder[name] = read(size);
}

function unpackFilter(filter: unknown, reader: ByteReader): void {
  const size = field(filter, "values");
  if (!isRecord(filter) || !Array.isArray(size) || size.length === 0) return;
  if (!size.every((length) => Number.isInteger(length) && length >= 1)) return;
  const lengths = size as number[];
  const count = lengths.reduce((product, length) => product * length, 1);
  filter["values"] = lengths
    .slice(1)
    .reduceRight<unknown[]>(
      (flat, length) =>
        Array.from({ length: flat.length / length }, (_, at) => flat.slice(at * length, (at + 1) * length)),
      readNumbers(reader, count, 0),
    );
}

function unpackPoints(count: number, reader: ByteReader): number[][] {
  const numbers = readNumbers(reader, count * 2, 2);
  return Array.from({ length: count }, (_, at) => numbers.slice(at * 2, at * 2 + 2));
}
