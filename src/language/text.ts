/** A text as it is read: prompts, pasted output and a common indentation taken away, every place still known. */
export interface Prepared {
  readonly text: string;
  /** Line from 1 and column from 0, in the text as it was given. */
  place(offset: number): Place;
  /** True when the lines were indented, as the body of a function is. */
  readonly indented: boolean;
}

/** Line from 1 and column from 0, as CodeMirror and Python count them. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** How a line of a session begins, in Python's own and in IPython, and how its further lines do. */
const FIRST_PROMPT = /^(?:>>> |In \[\d*\]: )/;
const PROMPT = /^(?:>>> |In \[\d*\]: |\.\.\.(?: |$)|\s+\.\.\.:(?: |$))/;

/**
 * Makes pasted text readable. Lines that start with `>` are output that somebody pasted below a `print`, as forum posts
 * have them: they are left out; `>>> ` and `... `, `In [1]: ` and `   ...: ` are the prompts of a session: the line after them
 * counts, and no other.
 * Indentation that all lines share goes.
 */
export function prepare(source: string): Prepared {
  const lines = source.replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n");
  const session = lines.some((line) => FIRST_PROMPT.test(line));
  const removed: number[] = [];
  const cleaned = lines.map((line, i) => {
    const prompt = session ? (PROMPT.exec(line)?.[0].length ?? 0) : 0;
    removed[i] = prompt;
    if (prompt > 0) return line.slice(prompt);
    if (session) return "";
    return /^\s*>(?!=)/.test(line) ? "" : line;
  });
  const common = commonIndent(cleaned);
  const starts: number[] = [];
  let text = "";
  cleaned.forEach((line, i) => {
    starts.push(text.length);
    const cut = line.startsWith(common) ? common.length : 0;
    removed[i] = (removed[i] ?? 0) + cut;
    text += `${line.slice(cut)}\n`;
  });
  return {
    text,
    indented: common.length > 0,
    place(offset) {
      let line = starts.findLastIndex((start) => start <= offset);
      if (line < 0) line = 0;
      const column = offset - (starts[line] ?? 0) + (removed[line] ?? 0);
      return { line: line + 1, column };
    },
  };
}

const isCode = (line: string): boolean => /^\s*[^\s#]/.test(line);

/** White space that every line with code starts with; the first may lack it, as when a selection starts behind it. */
function commonIndent(lines: readonly string[]): string {
  const code = lines.filter(isCode);
  const [first = "", ...rest] = code;
  const isCutOff = rest.length > 0 && !/^\s/.test(first) && !/[:,([{\\+\-*/=@]\s*(#.*)?$/.test(first);
  const others = shared(rest);
  return isCutOff && others.length >= 4 ? others : shared(code);
}

/** White space that all of these start with. */
function shared(lines: readonly string[]): string {
  let common: string | null = null;
  for (const line of lines) {
    const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
    common ??= indent;
    while (!indent.startsWith(common)) common = common.slice(0, -1);
  }
  return common ?? "";
}
