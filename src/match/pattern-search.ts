// One pattern, ready to run: as our own automata where its syntax is understood, on a regex engine
// else. Both tell the same matches; where one of several could begin, ours takes the longest.
import type { Folded } from "../text/folded.ts";
import { FoldedBytes } from "./folded-bytes.ts";
import { LazyDfa } from "./lazy-dfa.ts";
import type { StateBudget } from "./lazy-dfa.ts";
import type { Alphabet } from "./regex-alphabet.ts";
import { MOST_MATCHES } from "./regex-driver.ts";
import type { Regex } from "./regex-driver.ts";
import type { Program } from "./regex-program.ts";
import { SymbolText } from "./symbol-text.ts";

/** The message in each form that a pattern may ask for, made when first asked for. */
export class PatternText {
  private readonly symbolText: SymbolText;
  private readonly bytes = new FoldedBytes();
  private folded: Folded | undefined;
  private of = "";
  private isTranslated = false;

  constructor(alphabet: Alphabet) {
    this.symbolText = new SymbolText(alphabet);
  }

  reset(folded: Folded): void {
    this.folded = folded;
    this.of = folded.text;
    this.isTranslated = false;
    this.bytes.reset(folded);
  }

  /** Whether it was reset to this text; views are reused, so the text tells. */
  holds(folded: Folded): boolean {
    return this.folded === folded && this.of === folded.text;
  }

  symbols(): SymbolText {
    if (!this.isTranslated && this.folded !== undefined) this.symbolText.read(this.folded);
    this.isTranslated = true;
    return this.symbolText;
  }

  encoded(): FoldedBytes {
    return this.bytes;
  }
}

export interface PatternSearch {
  test(text: PatternText): boolean;
  /** Calls back with `[start, end)` in the folded view of up to 8 matches, left to right. */
  each(text: PatternText, found: (start: number, end: number) => void): void;
  /** Makes what the first texts need. */
  warm(): void;
  /** Gives back what texts have made it remember. */
  clear(): void;
}

export class EngineSearch implements PatternSearch {
  private readonly regex: Regex;

  constructor(regex: Regex) {
    this.regex = regex;
  }

  test(text: PatternText): boolean {
    return this.regex.test(text.encoded());
  }

  each(text: PatternText, found: (start: number, end: number) => void): void {
    this.regex.each(text.encoded(), found);
  }

  warm(): void {}

  clear(): void {}
}

/** Places of a text at which a match begins; one for all patterns. */
let begins = new Uint8Array(1_024);

export class DfaSearch implements PatternSearch {
  private readonly forward: Program;
  private readonly writeBackward: () => Program;
  private readonly alphabet: Alphabet;
  private readonly budget: StateBudget;
  private readonly tester: LazyDfa;
  /** Finds where matches begin; made for the first text that matches. */
  private backward: LazyDfa | undefined;
  /** Finds where a match ends whose beginning is known. */
  private anchored: LazyDfa | undefined;

  /** @param writeBackward is asked when a text first matches: most patterns never do */
  constructor(
    forward: Program,
    writeBackward: () => Program,
    alphabet: Alphabet,
    budget: StateBudget,
  ) {
    this.forward = forward;
    this.writeBackward = writeBackward;
    this.alphabet = alphabet;
    this.budget = budget;
    this.tester = new LazyDfa(forward, alphabet, true, budget);
  }

  test(text: PatternText): boolean {
    return this.tester.test(text.symbols());
  }

  each(text: PatternText, found: (start: number, end: number) => void): void {
    const { alphabet, budget } = this;
    this.backward ??= new LazyDfa(this.writeBackward(), alphabet, true, budget);
    this.anchored ??= new LazyDfa(this.forward, alphabet, false, budget);
    const symbols = text.symbols();
    if (begins.length <= symbols.length) begins = new Uint8Array(symbols.length * 2);
    this.backward.backwards(symbols, begins);
    let matches = 1;
    for (let at = 0; at < symbols.length; at++) {
      if (begins[at] !== 1) continue;
      const end = this.anchored.longest(symbols, at);
      if (end <= at) continue;
      const isLast = matches++ === MOST_MATCHES;
      found(symbols.unitAt(at), symbols.unitAt(isLast ? symbols.length : end));
      if (isLast) return;
      at = end - 1;
    }
  }

  warm(): void {
    this.tester.warm();
  }

  clear(): void {
    this.tester.clear();
    this.backward?.clear();
    this.anchored?.clear();
  }
}
