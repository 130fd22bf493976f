import { bytes, integer, message, text } from "./protobuf";

/** Numbers of the fields and values used here, from onnx.proto of ONNX 1.16. */
const MODEL = { irVersion: 1, graph: 7, opset: 8 } as const;
const OPSET = { version: 2 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, opType: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, ints: 8, type: 20, typeInts: 7 } as const;
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9, float: 1 } as const;
const VALUE = { name: 1, type: 2 } as const;
const TYPE = { tensor: 1, elementType: 1, shape: 2, dim: 1, dimValue: 1 } as const;

export type Dims = readonly number[];

/** Values with the shape they have. */
export interface Constant {
  readonly dims: Dims;
  readonly values: Float32Array;
}

export interface ConvModel {
  /** An image handed over with each run, by its shape, or one that the model holds. */
  readonly image: Dims | Constant;
  /** [filters, C, kh, kw]. */
  readonly filter: Constant;
  readonly output: Dims;
  readonly strides: Dims;
  readonly dilations: Dims;
}

const value = (field: number, name: string, dims: Dims): Uint8Array => {
  const shape = dims.map((size) => bytes(TYPE.dim, integer(TYPE.dimValue, size)));
  const tensor = bytes(TYPE.tensor, integer(TYPE.elementType, TENSOR.float), bytes(TYPE.shape, ...shape));
  return bytes(field, text(VALUE.name, name), bytes(VALUE.type, tensor));
};

const constant = (name: string, { dims, values }: Constant): Uint8Array =>
  bytes(
    GRAPH.initializer,
    ...dims.map((size) => integer(TENSOR.dims, size)),
    integer(TENSOR.dataType, TENSOR.float),
    text(TENSOR.name, name),
    bytes(TENSOR.rawData, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  );

const attribute = (name: string, numbers: Dims): Uint8Array =>
  bytes(
    NODE.attribute,
    text(ATTRIBUTE.name, name),
    ...numbers.map((number) => integer(ATTRIBUTE.ints, number)),
    integer(ATTRIBUTE.type, ATTRIBUTE.typeInts),
  );

/** An ONNX model of a single `Conv` without padding: image "x" and filter "w" to output "y". */
export function convModel({ image, filter, output, strides, dilations }: ConvModel): Uint8Array {
  const node = bytes(
    GRAPH.node,
    text(NODE.input, "x"),
    text(NODE.input, "w"),
    text(NODE.output, "y"),
    text(NODE.opType, "Conv"),
    attribute("kernel_shape", filter.dims.slice(2)),
    attribute("strides", strides),
    attribute("dilations", dilations),
  );
  const graph = bytes(
    MODEL.graph,
    node,
    text(GRAPH.name, "conv"),
    constant("w", filter),
    "dims" in image ? constant("x", image) : value(GRAPH.input, "x", image),
    value(GRAPH.output, "y", output),
  );
  return message(integer(MODEL.irVersion, 8), bytes(MODEL.opset, integer(OPSET.version, 17)), graph);
}
