import { creation } from "../creation";
import { PyTorchError } from "../errors";
import type { Operation } from "./operation";

/** Rows and columns; as many columns as rows when `m` is null. */
export interface EyeArgs {
  readonly n: number;
  readonly m: number | null;
}

/** `torch.eye`: ones on the diagonal, zeros elsewhere. */
export const eye: Operation<EyeArgs> = creation({
  name: "eye",
  shape({ n, m }) {
    if (n < 0) throw new PyTorchError(`n must be greater or equal to 0, got ${n}`);
    if (m !== null && m < 0) throw new PyTorchError(`m must be greater or equal to 0, got ${m}`);
    return [n, m ?? n];
  },
  dtype: () => "float32",
  written: ({ n, m }) => (m === null ? String(n) : `${n}, ${m}`),
});
