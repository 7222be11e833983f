// Tokens that somebody chose as a name: letters with digits or underscores, after an app's name.
import type { Folded } from "../text/folded.ts";
import { isLatinUnit } from "./detector-trie.ts";
import { isCommonWord } from "./domains.ts";

const TOKEN_LENGTH = 40;

/** One token; overwritten by the next. */
export class IdToken {
  start = 0;
  end = 0;
  letters = 0;
  digits = 0;
  /** Underscores, dots and hyphens inside. */
  signs = 0;

  /** Reads `[a-z0-9._-]` from `start` on; trailing signs are the sentence's. */
  read({ units, length }: Folded, start: number): void {
    this.start = start;
    this.letters = 0;
    this.digits = 0;
    this.signs = 0;
    const most = Math.min(length, start + TOKEN_LENGTH);
    let end = start;
    let kept = start;
    for (; end < most; end++) {
      const unit = units[end]!;
      if (isLatinUnit(unit)) this.letters++;
      else if (isDigit(unit)) this.digits++;
      else if (unit === 0x5f || unit === 0x2e || unit === 0x2d) continue;
      // somebody#1234
      else if (unit === 0x23 && isDigit(units[end + 1]) && this.letters > 0) continue;
      else break;
      kept = end + 1;
    }
    this.end = kept;
    this.signs = kept - start - this.letters - this.digits;
  }

  get size(): number {
    return this.end - this.start;
  }

  /** Letters beside digits or an underscore: abc_12, kawaii88; no word and no number. */
  get isMixed(): boolean {
    return this.letters > 0 && this.digits + this.signs > 0;
  }

  /** Letters alone, and no word that follows "id" or "line:" in a sentence. */
  isName({ units }: Folded): boolean {
    if (this.letters < 4 || this.digits + this.signs > 0) return false;
    return !isCommonWord(units, this.start, this.end);
  }

  /** "ab1234", "m2", "v100": goods have such numbers; people's names have more letters. */
  get isModel(): boolean {
    return this.letters <= 3 && this.signs === 0;
  }

  /** 20241010, 1990: a date or a year. */
  isDate({ units }: Folded): boolean {
    if (this.letters + this.signs > 0 || (this.digits !== 8 && this.digits !== 4)) return false;
    const century = (units[this.start]! - 0x30) * 10 + (units[this.start + 1]! - 0x30);
    return century === 19 || century === 20;
  }
}

function isDigit(unit: number | undefined): boolean {
  return unit !== undefined && unit >= 0x30 && unit <= 0x39;
}
