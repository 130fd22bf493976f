import type { Parsed } from "./parse";
import type { Session } from "./session";
import type { Prepared } from "./text";
import { NONE, type Value } from "./values";

/**
 * The body of a function, pasted without its `def`: it is indented or ends with `return`. Names that its parameters would
 * have stand for what the page holds, and each that is used is said in `notes`.
 */
export class Body {
  isBody = false;
  readonly notes: string[] = [];

  constructor(
    private readonly session: Session,
    private readonly prepared: Prepared,
  ) {}

  look(statements: readonly Parsed[]): void {
    const returns = statements.some((parsed) => "statement" in parsed && parsed.statement.kind === "return");
    this.isBody = this.prepared.indented || returns;
  }

  /** What a parameter's name stands for; null for any other name. */
  meaning(name: string): Value | null {
    if (!this.isBody) return null;
    const found = this.parameter(name);
    if (found === null) return null;
    this.session.names.set(name, found.value);
    this.notes.push(found.note);
    return found.value;
  }

  private parameter(name: string): { readonly value: Value; readonly note: string } | null {
    const { names } = this.session;
    const image = names.get("image");
    const filter = names.get("filt");
    switch (name) {
      case "input":
      case "x":
        return image ? { value: image, note: `${name} is read as image, the page's picture.` } : null;
      case "bias":
        return { value: NONE, note: "bias is read as None." };
      case "weight": {
        if (filter?.kind !== "tensor") return null;
        const slice = this.session.apply({ op: "select", args: { dim: 0, index: 0, indexing: true } }, [filter]);
        this.session.tell(slice, "weight", "weight = filt[0]");
        return { value: slice, note: "weight is read as filt[0], one slice of the page's filter." };
      }
      default:
        return null;
    }
  }
}
