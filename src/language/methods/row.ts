import type { Session } from "../session";
import type { Bound } from "../bound";
import { Signatures } from "../signature";
import type { CallArguments, TensorValue, Value } from "../values";

/**
 * One function of PyTorch: how it is called, and the step it makes. `signatures` are what PyTorch's errors print, without
 * the tensor itself; as `torch.name(input, …)` they get `Tensor input` in front.
 */
export interface Row {
  readonly name: string;
  readonly as: "method" | "function" | "both";
  readonly signatures: readonly string[];
  readonly result: (args: Bound, x: TensorValue, session: Session) => Value;
}

/** A function without a tensor in front: `torch.zeros`. */
export interface Maker {
  readonly name: string;
  readonly call: (args: CallArguments, session: Session) => Value;
}

/** Methods by name, as the calls they become. */
export function methodsOf(
  rows: readonly Row[],
): ReadonlyMap<string, (x: TensorValue, args: CallArguments, session: Session) => Value> {
  return new Map(
    rows
      .filter(({ as }) => as !== "function")
      .map(({ name, signatures, result }) => {
        const signature = new Signatures(name, signatures);
        return [name, (x, args, session) => result(signature.bind(args), x, session)];
      }),
  );
}

/** `torch.name(input, …)` by name. */
export function functionsOf(rows: readonly Row[]): readonly Maker[] {
  return rows
    .filter(({ as }) => as !== "method")
    .map(({ name, signatures, result }) => {
      const signature = new Signatures(
        name,
        signatures.map((text) => (text === "" ? "Tensor input" : `Tensor input, ${text}`)),
      );
      return {
        name,
        call: (args, session) => {
          const bound = signature.bind(args);
          return result(bound, bound.tensor("input"), session);
        },
      };
    });
}
