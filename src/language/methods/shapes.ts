import { outside, torchError } from "../failure";
import type { Row } from "./row";

/** What changes a tensor's shape, strides or memory and none of its numbers. */
export const SHAPES: readonly Row[] = [
  {
    name: "unfold",
    as: "method",
    signatures: ["int dimension, int size, int step"],
    result: (a, x, session) =>
      session.apply(
        { op: "unfold", args: { dim: a.int("dimension", 0), size: a.int("size", 0), step: a.int("step", 0) } },
        [x],
      ),
  },
  {
    name: "view",
    as: "method",
    signatures: ["torch.dtype dtype", "tuple of SymInts size"],
    result(a, x, session) {
      if (a.get("dtype")) throw outside(".view(dtype)", "give .view the sizes.");
      return session.apply({ op: "view", args: { shape: a.ints("size") ?? [] } }, [x]);
    },
  },
  {
    name: "reshape",
    as: "both",
    signatures: ["tuple of SymInts shape"],
    result: (a, x, session) => session.apply({ op: "reshape", args: { shape: a.ints("shape") ?? [] } }, [x]),
  },
  {
    name: "permute",
    as: "both",
    signatures: ["tuple of ints dims"],
    result: (a, x, session) => session.apply({ op: "permute", args: { dims: a.ints("dims") ?? [] } }, [x]),
  },
  {
    name: "transpose",
    as: "both",
    signatures: ["int dim0, int dim1", "name dim0, name dim1"],
    result: (a, x, session) =>
      session.apply({ op: "transpose", args: { dim0: a.int("dim0", 0), dim1: a.int("dim1", 0) } }, [x]),
  },
  {
    name: "t",
    as: "both",
    signatures: [""],
    result(_a, x, session) {
      const rank = x.layout.shape.length;
      if (rank > 2) throw torchError(`t() expects a tensor with <= 2 dimensions, but self is ${rank}D`);
      if (rank < 2) return session.alias(x);
      return session.apply({ op: "transpose", args: { dim0: 0, dim1: 1 } }, [x]);
    },
  },
  {
    name: "contiguous",
    as: "method",
    signatures: ["*, torch.memory_format memory_format=None"],
    result: (_a, x, session) => session.apply({ op: "contiguous", args: {} }, [x]),
  },
  {
    name: "flatten",
    as: "both",
    signatures: [
      "int start_dim=0, int end_dim=-1",
      "int start_dim, int end_dim, name out_dim",
      "name start_dim, name end_dim, name out_dim",
      "tuple of names dims, name out_dim",
    ],
    result: (a, x, session) =>
      session.apply({ op: "flatten", args: { start: a.int("start_dim", 0), end: a.int("end_dim", -1) } }, [x]),
  },
  {
    name: "squeeze",
    as: "both",
    signatures: ["", "int dim", "name dim"],
    result: (a, x, session) =>
      session.apply({ op: "squeeze", args: { dim: a.get("dim") === null ? null : a.int("dim", 0) } }, [x]),
  },
  {
    name: "unsqueeze",
    as: "both",
    signatures: ["int dim"],
    result: (a, x, session) => session.apply({ op: "unsqueeze", args: { dim: a.int("dim", 0) } }, [x]),
  },
  {
    name: "expand",
    as: "method",
    signatures: ["tuple of SymInts size, *, bool implicit=False"],
    result: (a, x, session) => session.apply({ op: "expand", args: { shape: a.ints("size") ?? [] } }, [x]),
  },
  {
    name: "repeat",
    as: "method",
    signatures: ["tuple of SymInts repeats"],
    result: (a, x, session) => session.apply({ op: "repeat", args: { sizes: a.ints("repeats") ?? [] } }, [x]),
  },
  {
    name: "narrow",
    as: "both",
    signatures: ["int dim, Tensor start, int length", "int dim, int start, int length"],
    result(a, x, session) {
      if (a.variant === 0) throw outside(".narrow with a tensor as start", "write the start as a number.");
      const args = { dim: a.int("dim", 0), start: a.int("start", 0), length: a.int("length", 0) };
      return session.apply({ op: "narrow", args }, [x]);
    },
  },
  {
    name: "select",
    as: "both",
    signatures: ["int dim, int index", "name dim, int index"],
    result: (a, x, session) =>
      session.apply({ op: "select", args: { dim: a.int("dim", 0), index: a.int("index", 0) } }, [x]),
  },
  {
    name: "as_strided",
    as: "both",
    signatures: ["tuple of SymInts size, tuple of SymInts stride, int storage_offset=None"],
    result(a, x, session) {
      const storage_offset = a.get("storage_offset") === null ? null : a.int("storage_offset", 0);
      const args = { size: a.ints("size") ?? [], stride: a.ints("stride") ?? [], storage_offset };
      return session.apply({ op: "as_strided", args }, [x]);
    },
  },
  {
    name: "clone",
    as: "both",
    signatures: ["*, torch.memory_format memory_format=None"],
    result: (_a, x, session) => session.apply({ op: "clone", args: {} }, [x]),
  },
  {
    name: "detach",
    as: "both",
    signatures: [""],
    result: (_a, x, session) => session.apply({ op: "detach", args: {} }, [x], { requiresGrad: false }),
  },
  {
    name: "float",
    as: "method",
    signatures: ["*, torch.memory_format memory_format=None"],
    result: (_a, x, session) => session.apply({ op: "float", args: {} }, [x]),
  },
];
