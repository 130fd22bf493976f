import { PlaygroundError } from "../../model/errors";
import { IMAGE_LIMITS } from "../../model/made-images";
import type { TensorValues } from "../../model/runner";
import { MOST_TEXT } from "./limits";

const MOST_DEPTH = 32;
/** Calls around the numbers, `nn.Parameter(torch.tensor(…))`. */
const MOST_CALLS = 4;

/** What may stand in front of the numbers: constructors, and what PyTorch and NumPy print. */
const CALLS = /^(?:(?:\w+\.)*)(?:tensor|Tensor|\w*Tensor|as_tensor|from_numpy|array|asarray|Parameter)$/;

const SPACE = /[\s\uFEFF]*/y;
const NAME = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y;
/** Whole words only: `1e` or `12ab` is no number. */
const NUMBER =
  /[-+]?(?:(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan|True|False|Infinity|NaN)(?![\w.])/y;
const ELLIPSIS = /\.\.\.|…/y;
const STRING = /'[^'\n]{0,200}'|"[^"\n]{0,200}"/y;
const GRADIENT = /<[^<>\n]{0,200}>/y;
const WORDS: Readonly<Record<string, number>> = {
  True: 1,
  False: 0,
  inf: Infinity,
  infinity: Infinity,
  Infinity,
  nan: NaN,
  NaN,
};
const STARTS =
  /^[\s\uFEFF]*(?:Parameter containing:\s*)?(?:[A-Za-z_]\w{0,60}\s*=\s*)?(?:(?:\w{1,60}\.){0,4}(?:\w{0,20}[tT]ensor|array|asarray|Parameter)\s*\(|\[[\s[(]*(?:[-+.\d\]]|nan|inf|True|False))/;

/** True for text that begins as printed or written tensors do; 4096 characters are enough to tell. */
export const looksLikeTensorText = (text: string): boolean => STARTS.test(text.slice(0, 4096));

/**
 * The numbers of pasted text, float32: what PyTorch and NumPy print (`tensor([[…]], dtype=…, grad_fn=<…>)`,
 * `array([[…]])`, with or without commas), what constructs them, and bare nested lists. Nothing is evaluated. Throws
 * "tensor-text" with line and column for anything else, and for numbers left out as `...` with how to print them all.
 */
export function readTensorText(text: string): TensorValues {
  if (text.length > MOST_TEXT) {
    throw refused(`is ${text.length} characters long; at most ${MOST_TEXT} are allowed`);
  }
  return new Reader(text).read();
}

const refused = (why: string): PlaygroundError => new PlaygroundError("tensor-text", `this text ${why}`);

class Reader {
  private at = 0;
  private readonly numbers: number[] = [];
  /** Sizes by depth, known once the first list of that depth has ended. */
  private readonly sizes: (number | null)[] = [];
  /** How deep the numbers lie; −1 before the first one. */
  private depth = -1;

  constructor(private readonly text: string) {}

  read(): TensorValues {
    this.skip(/Parameter containing:/y);
    this.skip(/[A-Za-z_]\w*\s*=(?!=)/y);
    let calls = 0;
    for (let name = this.take(NAME, isCall); name !== null; name = this.take(NAME, isCall)) {
      if (!CALLS.test(name)) {
        throw this.wrong(`${name.slice(0, 40)} is not read: paste what print() shows, or .tolist()`);
      }
      this.expect("(");
      calls += 1;
      if (calls > MOST_CALLS) throw this.wrong(`there are more than ${MOST_CALLS} calls around the numbers`);
      // A sparse tensor prints its indices and values apart.
      if (this.skip(/indices\s*=/y) !== null) throw this.wrong("a sparse tensor is not read: call .to_dense() first");
    }
    this.value();
    for (; calls > 0; calls -= 1) this.endOfCall();
    this.skip(/;/y);
    this.space();
    if (this.at < this.text.length) {
      throw this.wrong(`${quoted(this.text.slice(this.at))} follows after the numbers: paste one tensor only`);
    }
    const shape = this.sizes.map((size) => size ?? 0);
    return { shape, data: Float32Array.from(this.numbers) };
  }

  /** The numbers: one, or nested lists, without recursion. */
  private value(): void {
    const counts: number[] = [];
    const closers: string[] = [];
    for (;;) {
      this.space();
      const next = this.text[this.at];
      if (next === "[" || next === "(") {
        if (counts.length >= MOST_DEPTH) throw this.wrong(`lists lie more than ${MOST_DEPTH} deep`);
        if (this.depth >= 0 && counts.length >= this.depth) throw this.uneven("a list stands among numbers");
        this.at += 1;
        if (this.sizes.length <= counts.length) this.sizes.push(null);
        counts.push(0);
        closers.push(next === "[" ? "]" : ")");
        continue;
      }
      if (next === closers.at(-1) && counts.length > 0) {
        this.at += 1;
        this.closed(counts.length - 1, counts.pop() ?? 0);
        closers.pop();
      } else {
        this.number(counts.length);
      }
      const last = counts.length - 1;
      if (last < 0) return;
      counts[last] = (counts[last] ?? 0) + 1;
      this.skip(/,/y);
    }
  }

  private number(depth: number): void {
    const word = this.take(NUMBER);
    if (word === null) throw this.noNumber();
    // A list that was empty fixes its depth: numbers cannot lie less deep than lists did.
    if (this.depth >= 0 ? this.depth !== depth : this.sizes.length > depth)
      throw this.uneven("a number stands among lists");
    this.depth = depth;
    if (this.numbers.length >= IMAGE_LIMITS.elements) {
      throw refused(`holds more than ${IMAGE_LIMITS.elements} numbers, which is the most that is allowed`);
    }
    const sign = word.startsWith("-") ? -1 : 1;
    const bare = word.replace(/^[-+]/, "");
    this.numbers.push(Object.hasOwn(WORDS, bare) ? sign * (WORDS[bare] ?? 0) : Number(word.replaceAll("_", "")));
  }

  private closed(depth: number, count: number): void {
    const size = this.sizes[depth] ?? null;
    if (size === null) this.sizes[depth] = count;
    else if (size !== count) throw this.uneven(`one list has ${count} entries where the others have ${size}`);
  }

  /** `, dtype=torch.float32, device='cuda:0', grad_fn=<AddBackward0>)`: read over, whatever it says. */
  private endOfCall(): void {
    for (;;) {
      this.skip(/,/y);
      if (this.skip(/\)/y) !== null) return;
      const name = this.take(/[A-Za-z_]\w*\s*=(?!=)/y);
      if (name === null) throw this.wrong("the closing ) is missing");
      this.argument(name.replace(/\s*=$/, ""));
    }
  }

  private argument(name: string): void {
    if (this.take(STRING) !== null || this.take(GRADIENT) !== null) return;
    if (this.take(NUMBER) !== null || this.take(NAME) !== null) return;
    const list = this.take(/[([](?:[^()[\]\n]{0,200})[)\]]/y);
    if (list === null) throw this.wrong(`the value of ${name.slice(0, 40)}= cannot be read`);
  }

  private noNumber(): PlaygroundError {
    if (this.take(ELLIPSIS) !== null) {
      return this.wrong(
        "numbers are left out as ...: print them all with torch.set_printoptions(threshold=float('inf')) or, in NumPy, np.set_printoptions(threshold=sys.maxsize), or paste .tolist()",
      );
    }
    if (this.at >= this.text.length) {
      return this.wrong(
        this.numbers.length === 0 && this.sizes.length === 0
          ? "there are no numbers"
          : "the text ends before its lists are closed",
      );
    }
    const found = this.text.slice(this.at, this.at + 60);
    if (/^[-+]?[\d.]+(?:[eE][-+]?\d+)?(?:[-+][\d.]+(?:[eE][-+]?\d+)?)?j/.test(found)) {
      return this.wrong("complex numbers are not read: paste .real or .abs()");
    }
    return this.wrong(`a number was expected, not ${quoted(found)}`);
  }

  private uneven(why: string): PlaygroundError {
    return this.wrong(`the lists are uneven, ${why}: every row must be as long as the others`);
  }

  private wrong(why: string): PlaygroundError {
    const before = this.text.slice(0, this.at);
    const line = before.split("\n").length;
    const column = this.at - before.lastIndexOf("\n");
    return new PlaygroundError("tensor-text", `line ${line}, column ${column}: ${why}`, { line, column });
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)?.[0].length ?? 0;
  }

  private take(pattern: RegExp, when: (rest: string) => boolean = () => true): string | null {
    this.space();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined || !when(this.text.slice(this.at + found.length, this.at + found.length + 40))) return null;
    this.at += found.length;
    return found;
  }

  private skip(pattern: RegExp): string | null {
    return this.take(pattern);
  }

  private expect(character: string): void {
    this.space();
    if (this.text[this.at] !== character) throw this.wrong(`${character} was expected`);
    this.at += 1;
  }
}

/** A name is a call when a bracket follows; `inf` and `True` are not. */
const isCall = (rest: string): boolean => /^\s*\(/.test(rest);

const quoted = (text: string): string => {
  const [word = ""] = text.trim().split(/\s/);
  return `"${word.slice(0, 30)}${word.length > 30 ? "…" : ""}"`;
};
