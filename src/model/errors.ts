/**
 * Every error the playground shows is one of these: a tag that code can branch on, a sentence that a student can
 * read, and the numbers that broke the rule. Only plain data crosses a worker boundary, so `plainError` is the form
 * that travels and that the page shows.
 */
export interface PlainError {
  /** Which rule was broken, in kebab-case: "no-window-fits", "link-truncated", "pytorch". */
  readonly tag: string;
  /** One or two sentences: what was wrong, and what is allowed. */
  readonly message: string;
  /** The numbers and names the sentence speaks of. */
  readonly detail?: Readonly<Record<string, string | number>>;
}

/** An error that carries a tag and its numbers; thrown wherever bad input is met. */
export class PlaygroundError extends Error {
  readonly tag: string;
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(tag: string, message: string, detail: Readonly<Record<string, string | number>> = {}) {
    super(message);
    this.name = "PlaygroundError";
    this.tag = tag;
    this.detail = detail;
  }
}

/** What PyTorch itself would raise, word for word. */
export class PyTorchError extends PlaygroundError {
  constructor(message: string) {
    super("pytorch", message);
    this.name = "PyTorchError";
  }
}

/** The plain-data form of anything thrown. */
export function plainError(thrown: unknown): PlainError {
  if (thrown instanceof PlaygroundError) {
    return { tag: thrown.tag, message: thrown.message, detail: thrown.detail };
  }
  return { tag: "unexpected", message: thrown instanceof Error ? thrown.message : String(thrown) };
}
