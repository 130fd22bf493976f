/** A stretch of the text, by character. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One `name=value`, `*values` or plain value of a call. */
export interface Argument {
  readonly name: string | null;
  readonly star: boolean;
  readonly value: Expression;
}

/** A piece of an f-string: text, or an expression with its format. */
export type FormatPiece =
  string | { readonly value: Expression; readonly conversion: string; readonly spec: readonly FormatPiece[] };

export type Bare =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "number"; readonly value: number; readonly float: boolean }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "format"; readonly pieces: readonly FormatPiece[] }
  | { readonly kind: "constant"; readonly value: boolean | null | "..." }
  | { readonly kind: "tuple" | "list"; readonly items: readonly Item[] }
  | { readonly kind: "member"; readonly object: Expression; readonly name: string }
  | {
      readonly kind: "index";
      readonly object: Expression;
      readonly items: readonly Expression[];
      readonly many: boolean;
    }
  | {
      readonly kind: "slice";
      readonly start: Expression | null;
      readonly stop: Expression | null;
      readonly step: Expression | null;
    }
  | { readonly kind: "call"; readonly callee: Expression; readonly args: readonly Argument[] }
  | { readonly kind: "unary"; readonly operator: string; readonly value: Expression }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "compare"; readonly operators: readonly string[]; readonly values: readonly Expression[] }
  | { readonly kind: "logic"; readonly operator: "and" | "or"; readonly left: Expression; readonly right: Expression };

/** An entry of a tuple or list; `star` spreads a sequence. */
export interface Item {
  readonly star: boolean;
  readonly value: Expression;
}

/** An expression, and where it stands. */
export type Expression = Bare & { readonly span: Span };

/** What an assignment writes to: a name, or a tuple of targets. */
export type Target = ({ readonly name: string } | { readonly parts: readonly Target[] }) & { readonly span: Span };

/** One name of an import. `path` is the dotted name that `as` stands for. */
export interface Imported {
  readonly path: string;
  readonly as: string;
}

export type Statement = { readonly span: Span } & (
  | { readonly kind: "assign"; readonly targets: readonly Target[]; readonly value: Expression }
  | { readonly kind: "update"; readonly target: Target; readonly operator: string; readonly value: Expression }
  | { readonly kind: "expression"; readonly value: Expression }
  | { readonly kind: "return"; readonly value: Expression | null }
  | { readonly kind: "import"; readonly names: readonly Imported[] }
  | { readonly kind: "pass" }
);
