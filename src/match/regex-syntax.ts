// Reads RE2 syntax as a tree, as far as folding a pattern and finding its required literals need
// it.
//
// It refuses nothing: the engines judge syntax. What it cannot read makes it answer undefined, and
// the pattern is then used as it is, without a prefilter.

export type RegexNode =
  | { readonly kind: "literal"; readonly text: string }
  /** Escapes, anchors, dots: written as they are, match nothing literal. `\b` and `\B` too. */
  | { readonly kind: "atom"; readonly source: string }
  | { readonly kind: "class"; readonly source: string }
  | { readonly kind: "group"; readonly head: string; readonly body: RegexNode }
  | { readonly kind: "concat"; readonly parts: readonly RegexNode[] }
  | { readonly kind: "alternation"; readonly options: readonly RegexNode[] }
  | {
      readonly kind: "repeat";
      readonly body: RegexNode;
      readonly source: string;
      readonly min: number;
    };

/** @returns undefined when something is used that is not read here (\Q..\E, inline flag x). */
export function readRegex(source: string): RegexNode | undefined {
  const reader = new Reader(source);
  try {
    const node = reader.alternation(0);
    return reader.isAtEnd() ? node : undefined;
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}

class UnreadableError extends Error {
  override name = "UnreadableError";
}

const DEPTH = 100;
/** Sticky: tried where `lastIndex` says. */
const REPEAT = /(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/uy;

class Reader {
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source;
  }

  isAtEnd(): boolean {
    return this.at >= this.source.length;
  }

  alternation(depth: number): RegexNode {
    if (depth > DEPTH) throw new UnreadableError();
    const options = [this.concat(depth)];
    while (this.source[this.at] === "|") {
      this.at++;
      options.push(this.concat(depth));
    }
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: "alternation", options };
  }

  private concat(depth: number): RegexNode {
    const parts: RegexNode[] = [];
    while (!this.isAtEnd() && this.source[this.at] !== "|" && this.source[this.at] !== ")") {
      parts.push(this.repeated(this.atom(depth)));
    }
    return { kind: "concat", parts };
  }

  private repeated(body: RegexNode): RegexNode {
    REPEAT.lastIndex = this.at;
    const match = REPEAT.exec(this.source);
    if (match === null) return body;
    this.at += match[0].length;
    const min = match[1] === undefined ? (match[0].startsWith("+") ? 1 : 0) : Number(match[1]);
    return { kind: "repeat", body, source: match[0], min };
  }

  private atom(depth: number): RegexNode {
    const character = String.fromCodePoint(this.source.codePointAt(this.at) ?? 0);
    if (character === "(") return this.group(depth);
    if (character === "[") return { kind: "class", source: this.take(this.classLength()) };
    if (character === "\\") return this.escape();
    if (character === "." || character === "^" || character === "$") {
      return { kind: "atom", source: this.take(1) };
    }
    return { kind: "literal", text: this.take(character.length) };
  }

  private group(depth: number): RegexNode {
    const rest = this.source.slice(this.at);
    const flags = /^\(\?[imsU-]+\)/u.exec(rest);
    if (flags !== null) return { kind: "atom", source: this.take(flags[0].length) };
    const head = /^\((?:\?P?<\w+>|\?[imsU-]*:)?/u.exec(rest)?.[0] ?? "(";
    if (head === "(" && rest[1] === "?") throw new UnreadableError();
    this.at += head.length;
    const body = this.alternation(depth + 1);
    if (this.source[this.at] !== ")") throw new UnreadableError();
    this.at++;
    return { kind: "group", head, body };
  }

  private escape(): RegexNode {
    const rest = this.source.slice(this.at);
    const hex = /^\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/u.exec(rest);
    if (hex !== null) {
      this.at += hex[0].length;
      return {
        kind: "literal",
        text: String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? "", 16)),
      };
    }
    const property = /^\\[pP](?:\{\^?\w+\}|\w)/u.exec(rest);
    if (property !== null) return { kind: "class", source: this.take(property[0].length) };
    if (/^\\[bBAzdDwWsSnrtfva]/u.test(rest)) return { kind: "atom", source: this.take(2) };
    if (/^\\[A-Za-z0-9]/u.test(rest) || rest.length < 2) throw new UnreadableError();
    this.at++;
    const character = String.fromCodePoint(this.source.codePointAt(this.at) ?? 0);
    return { kind: "literal", text: this.take(character.length) };
  }

  private classLength(): number {
    let i = this.at + 1;
    if (this.source[i] === "^") i++;
    if (this.source[i] === "]") i++;
    for (; i < this.source.length; i++) {
      const c = this.source[i];
      if (c === "\\") i++;
      else if (c === "[" && this.source[i + 1] === ":") i = this.source.indexOf(":]", i) + 1;
      else if (c === "]") return i + 1 - this.at;
      if (i === 0) break;
    }
    throw new UnreadableError();
  }

  private take(length: number): string {
    const taken = this.source.slice(this.at, this.at + length);
    this.at += length;
    return taken;
  }
}
