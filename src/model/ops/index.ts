import { PlaygroundError } from "../errors";
import { CORE_OPERATIONS } from "./core";
import type { Operation } from "./operation";
import type { TYPED_OPERATIONS } from "./typed";

type Operations = typeof CORE_OPERATIONS & typeof TYPED_OPERATIONS;

export type OperationName = keyof Operations;

/** The arguments that an operation takes. */
export type ArgsOf<Name extends OperationName> = Operations[Name] extends Operation<infer Args> ? Args : never;

let known: typeof CORE_OPERATIONS & Partial<typeof TYPED_OPERATIONS> = CORE_OPERATIONS;

/** Makes the operations of typed programs known. Whoever reads or is handed such a program calls it first. */
export function knowTypedOperations(typed: typeof TYPED_OPERATIONS): void {
  known = { ...CORE_OPERATIONS, ...typed };
}

/** The operation of that name. Throws `PlaygroundError` "operation-missing" for one that was not made known yet. */
export function operationNamed(name: OperationName): Operations[OperationName] {
  const found = known[name];
  if (!found) throw new PlaygroundError("operation-missing", `${name} is asked for before it was fetched`, { name });
  return found;
}
