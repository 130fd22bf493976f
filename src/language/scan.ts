/** The first bracket or string of a text that is not closed as Python wants it, in Python's words. */
export interface Unclosed {
  readonly at: number;
  readonly message: string;
}

const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Reads the text once, past strings and comments. */
export function findUnclosed(text: string): Unclosed | null {
  const open: { readonly at: number; readonly bracket: string }[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === "#") {
      at = lineEnd(text, at);
    } else if (character === '"' || character === "'") {
      const end = stringEnd(text, at);
      if (end === null) return unterminated(text, at);
      at = end;
    } else {
      if (character === "(" || character === "[" || character === "{") open.push({ at, bracket: character });
      const opening = CLOSES[character];
      if (opening !== undefined && (character === ")" || character === "]" || character === "}")) {
        const last = open.pop();
        if (!last) return { at, message: `unmatched '${character}'` };
        if (last.bracket !== opening) {
          return {
            at,
            message: `closing parenthesis '${character}' does not match opening parenthesis '${last.bracket}'`,
          };
        }
      }
      at += 1;
    }
  }
  const [first] = open;
  return first ? { at: first.at, message: `'${first.bracket}' was never closed` } : null;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

const isTriple = (text: string, at: number): boolean => text.startsWith(text.charAt(at).repeat(3), at);

/** The place after the string that starts here; null when it does not end. */
function stringEnd(text: string, start: number): number | null {
  const quote = text.charAt(start);
  const triple = isTriple(text, start);
  const closing = triple ? quote.repeat(3) : quote;
  for (let at = start + closing.length; at < text.length; at += 1) {
    if (text.charAt(at) === "\\") at += 1;
    else if (text.startsWith(closing, at)) return at + closing.length;
    else if (!triple && text.charAt(at) === "\n") return null;
  }
  return null;
}

function unterminated(text: string, at: number): Unclosed {
  const line = text.slice(0, at).split("\n").length;
  if (!isTriple(text, at)) return { at, message: `unterminated string literal (detected at line ${line})` };
  const last = text.split("\n").length - 1;
  return { at, message: `unterminated triple-quoted string literal (detected at line ${last})` };
}
