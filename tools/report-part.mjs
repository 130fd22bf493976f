import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** The text with a part of it, between two comments of that name, replaced; a part that is not there yet is put at its end. */
export function withPart(text, name, part) {
  const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
  const whole = `${begin}\n\n${part.trim()}\n\n${end}`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return `${text.trimEnd()}\n\n${whole}\n`.trimStart();
  return text.slice(0, from) + whole + text.slice(to + end.length);
}

/** Writes one part of a report that several benchmarks share; what the others wrote stays. */
export function writePart(file, name, part) {
  writeFileSync(file, withPart(existsSync(file) ? readFileSync(file, "utf8") : "", name, part));
}
