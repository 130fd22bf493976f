import type { DType } from "../model/dtype";
import { outside, pythonError, torchError } from "./failure";
import { FUNCTIONAL_FUNCTIONS, TORCH_FUNCTIONS } from "./methods";
import type { Maker } from "./methods/row";
import { PythonSignature } from "./python-signature";
import { isPyTorchName } from "./pytorch-names";
import { nearestTo } from "./nearest";
import type { Session } from "./session";
import { asInt, NONE, typeName, type ModuleName, type Value } from "./values";

const DTYPES: ReadonlyMap<string, DType> = new Map<string, DType>([
  ["float32", "float32"],
  ["float", "float32"],
  ["int64", "int64"],
  ["long", "int64"],
  ["bool", "bool"],
]);

/** Modules that an import may name. */
const MODULES: ReadonlyMap<string, ModuleName> = new Map<string, ModuleName>([
  ["torch", "torch"],
  ["torch.nn", "torch.nn"],
  ["torch.nn.functional", "torch.nn.functional"],
]);

const PARAMETER = new PythonSignature("Parameter", "data=None, requires_grad=True");

/** `nn.Parameter(x)`: the same numbers as a leaf of its own, of which gradients are wanted. */
const parameter: Maker = {
  name: "Parameter",
  call(args, session) {
    const given = PARAMETER.bind(args);
    const data = given.get("data");
    if (!data || data.kind === "none") throw outside("nn.Parameter() without a tensor", "write nn.Parameter(x).");
    if (data.kind !== "tensor")
      throw pythonError("AttributeError", `'${typeName(data)}' object has no attribute 'detach'`);
    const flag = given.get("requires_grad");
    const wanted = flag?.kind !== "bool" || flag.value;
    if (wanted && data.dtype !== "float32") {
      throw torchError("Only Tensors of floating point and complex dtype can require gradients");
    }
    const made = session.apply({ op: "detach", args: {} }, [data], { requiresGrad: wanted, parameter: true });
    if (wanted) session.addLeaf(made);
    return made;
  },
};

const SEED = new PythonSignature("manual_seed", "seed");
const manualSeed: Maker = {
  name: "manual_seed",
  call(args, session) {
    const seed = SEED.bind(args).get("seed") ?? NONE;
    const known = asInt(seed) ?? (seed.kind === "float" ? Math.trunc(seed.value) : null);
    if (known === null) throw outside("manual_seed of this", "give it a whole number.");
    session.reseed(known);
    return NONE;
  },
};

/** What stands behind a module's dot. */
export function memberOf(module: ModuleName, name: string, session: Session): Value {
  const path = `${module}.${name}`;
  const inner = MODULES.get(path);
  if (inner) return { kind: "module", name: inner };
  if (module === "torch") {
    const dtype = DTYPES.get(name);
    if (dtype) return { kind: "dtype", dtype };
    if (name === "manual_seed") return made(manualSeed, session);
  }
  const table = module === "torch" ? TORCH_FUNCTIONS : module === "torch.nn.functional" ? FUNCTIONAL_FUNCTIONS : null;
  const maker = table?.get(name) ?? (path === "torch.nn.Parameter" ? parameter : undefined);
  if (maker) return made(maker, session);
  if (isPyTorchName(module, name)) throw outside(path, nearestTo(name));
  throw pythonError("AttributeError", `module '${module}' has no attribute '${name}'`);
}

const made = ({ name, call }: Maker, session: Session): Value => ({
  kind: "function",
  name,
  type: "builtin_function_or_method",
  call: (args) => call(args, session),
});

/** What an imported path means. Throws for what is not PyTorch's, or not here. */
export function imported(path: string, session: Session): Value {
  const module = MODULES.get(path);
  if (module) return { kind: "module", name: module };
  const dot = path.lastIndexOf(".");
  const parent = MODULES.get(path.slice(0, Math.max(dot, 0)));
  if (parent) return fromModule(parent, path.slice(dot + 1), session);
  throw outside(
    `import ${path}`,
    "only torch, torch.nn and torch.nn.functional are here, and image, filt and region are bound already.",
  );
}

function fromModule(module: ModuleName, name: string, session: Session): Value {
  if (isPyTorchName(module, name)) return memberOf(module, name, session);
  throw pythonError("ImportError", `cannot import name '${name}' from '${module}'`);
}
