/** Fitting text into columns without a DOM: widths are estimated, a little on the wide side. */

/** A block of text lines, left-aligned; `y` is the first baseline. */
export interface TextBlock {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly lineHeight: number;
  readonly lines: readonly string[];
  /** The text unshortened, for a tooltip; null when the lines already say everything. */
  readonly full: string | null;
}

/** Text broken into lines; `cut` when some of it is missing from them. */
export interface TextLines {
  readonly lines: readonly string[];
  readonly cut: boolean;
}

/** Advance of JetBrains Mono, in em; other monospaced faces are no wider. */
const MONO_ADVANCE = 0.6;

/** Width in px of `text` in the monospaced face. */
export const monoWidth = (text: string, size: number): number => text.length * MONO_ADVANCE * size;

/** How many monospaced characters fit into `width` px; at least 1. */
export const monoRoom = (width: number, size: number): number =>
  Math.max(1, Math.floor(width / (MONO_ADVANCE * size) + 1e-9));

/** Advances of Inter with tabular figures at weight 650, in em, by kind of character. */
function advance(character: string): number {
  if (character === "\u202F") return 0.14;
  if (/[ijl.,:;'|· \u00A0]/u.test(character)) return 0.3;
  if (/[ftr()[\]]/u.test(character)) return 0.39;
  if (/[sakxyzvc_-]/u.test(character)) return 0.59;
  if (/[a-ln-vx-z0-9]/u.test(character)) return 0.65;
  if (/[A-LN-VX-Z]/u.test(character)) return 0.76;
  return character === "w" ? 0.84 : 1;
}

/** Estimated width in px of `text` in the proportional face. */
export const sansWidth = (text: string, size: number): number =>
  Array.from(text).reduce((width, character) => width + advance(character), 0) * size;

/** `text` cut so that it fits, ending in "…"; the text itself when it fits. */
export function shorten(text: string, fits: (candidate: string) => boolean): string {
  if (fits(text)) return text;
  for (let length = text.length - 1; length > 0; length -= 1) {
    const candidate = `${text.slice(0, length)}…`;
    if (fits(candidate)) return candidate;
  }
  return "…";
}

/** Words (with whatever separates them kept at their end) set into as few lines as fit, greedily. */
export function wrap(words: readonly string[], fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && !fits((line + word).trimEnd())) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
    if (!fits(line.trimEnd())) line = `${shorten(line.trimEnd(), fits)} `;
  }
  if (line.trimEnd() !== "") lines.push(line.trimEnd());
  return lines;
}

/** Like `wrap`, with lines of about the same length: as many as needed, and no wider than that number asks for. */
export function wrapEvenly(parts: readonly string[], fits: (line: string) => boolean): string[] {
  let best = wrap(parts, fits);
  if (best.some((line) => line.endsWith("…"))) return best;
  for (let most = Math.max(0, ...best.map((line) => line.length)) - 1; most > 0; most -= 1) {
    const limit = most;
    const lines = wrap(parts, (line) => line.length <= limit && fits(line));
    if (lines.length > best.length || lines.some((line) => line.endsWith("…"))) break;
    best = lines;
  }
  return best;
}

/** Splits after each run of spaces, which stays with the word before it. */
export const words = (text: string): string[] => text.match(/\S+\s*/gu) ?? [];

/**
 * A tuple such as "[129600, 43200, 432, 1]" over at most `most` lines. What does not fit is left out at the `lose`d
 * side: the innermost strides say most, the first arguments do.
 */
export function wrapTuple(
  text: string,
  fits: (line: string) => boolean,
  most: number,
  lose: "start" | "end",
): TextLines {
  const open = /^[[(]/u.exec(text)?.[0] ?? "";
  const close = /[\])]$/u.exec(text)?.[0] ?? "";
  const items = text.slice(open.length, text.length - close.length).split(/,\s*/u);
  for (let dropped = 0; dropped < items.length; dropped += 1) {
    const kept = lose === "start" ? items.slice(dropped) : items.slice(0, items.length - dropped);
    const shown = dropped === 0 ? kept : lose === "start" ? ["…", ...kept] : [...kept, "…"];
    const lines = wrapEvenly(words(open + shown.join(", ") + close), fits);
    if (lines.length <= most) return { lines, cut: dropped > 0 || lines.some((line) => line.includes("…")) };
  }
  return { lines: ["…"], cut: true };
}

/** A paragraph, given as its `words`, over at most `most` lines, the last one ending in "…" when more would follow. */
export function wrapParagraph(parts: readonly string[], fits: (line: string) => boolean, most: number): TextLines {
  const lines = wrap(parts, fits);
  const text = parts.join("");
  if (lines.length <= most) return { lines, cut: lines.some((line) => line.endsWith("…") && !text.includes(line)) };
  if (most < 1) return { lines: [], cut: true };
  const kept = lines.slice(0, most);
  kept[most - 1] = shorten(`${kept[most - 1] ?? ""} …`, fits);
  return { lines: kept, cut: true };
}
