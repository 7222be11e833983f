// A text while it is rewritten as what a person reads through a disguise: undisguise.ts says when.
import {
  canStretch,
  FEWEST_APART,
  FEWEST_STRETCHED,
  isInCode,
  isInLink,
  isLetter,
  isNoise,
  MOST_LEET,
  MOST_NOISE,
} from "./disguise-traces.ts";
import type { Folded } from "./folded.ts";
import { isLatin, isWordKind, KIND } from "./kinds.ts";

const MOST_MASKS = 4;
/** Words of fewer letters do not stand for themselves: sc.am is one word, kill.them two. */
const FEWEST_OF_WORD = 2;
const VOWELS = "aeiou";

/** Digits and signs as letters; 1 is i first, l in a second reading. */
const LEET: ReadonlyMap<string, string> = new Map(
  ["0o", "1i", "3e", "4a", "5s", "7t", "8b", "9g", "@a", "$s", "!i", "|i"].map((pair) => [
    pair.charAt(0),
    pair.charAt(1),
  ]),
);

/** A reading; `places[i]` is the folded unit that character i stands for. */
export interface Reading {
  readonly text: string;
  readonly places: readonly number[];
  /** Character -> it is not what is written there, or not where. */
  readonly isChanged: readonly boolean[];
  /** Character -> signs between it and the one before were taken out. */
  readonly isSeam: readonly boolean[];
  /** False where single terms of lists see through by themselves. */
  readonly isForTerms: boolean;
}

function isSign(letter: string): boolean {
  return letter === "!" || letter === "|";
}

/** One entry a folded unit; surrogates stay with each other. */
export class Draft {
  private letters: string[];
  private places: number[];
  private isChanged: boolean[];
  private isSeam: boolean[];
  private hasChanged = false;
  private isForTerms = false;
  private kinds: number[];
  private isOne: boolean[] = [];
  private readonly starts: Int32Array;

  constructor({ units, kinds, starts, length }: Folded) {
    this.starts = starts;
    this.places = Array.from({ length }, (_, at) => at);
    this.letters = this.places.map((at) => String.fromCharCode(units[at]!));
    this.kinds = this.places.map((at) => kinds[at]!);
    this.isChanged = this.places.map(() => false);
    this.isSeam = this.places.map(() => false);
  }

  /** What it now says; a mask is tried as each vowel, a 1 as i, and as l. None when nothing changed. */
  readings(hasOne: boolean): readonly Reading[] {
    const masks = this.masks();
    if (!this.hasChanged && masks.length === 0) return [];
    const texts =
      masks.length === 0
        ? [this.letters]
        : Array.from(VOWELS, (vowel) =>
            this.letters.map((letter, at) => (masks.includes(at) ? vowel : letter)),
          );
    if (hasOne) texts.push(this.lettersWithL());
    const isChanged = this.isChanged.map((known, at) => known || masks.includes(at));
    const { places, isSeam } = this;
    const isForTerms = this.isForTerms || masks.length > 0;
    return texts.map((letters) => ({
      text: letters.join(""),
      places,
      isChanged,
      isSeam,
      isForTerms,
    }));
  }

  /** Takes out signs inside words. */
  dropNoise(): void {
    const keep = this.places.map(() => true);
    this.eachNoise((at, end) => {
      keep.fill(false, at, end);
      this.isSeam[end] = true;
    });
    this.keepOnly(keep);
  }

  /** Reads the signs between words that stand without a space as one. @returns whether there are any */
  spaceNoise(): boolean {
    const keep = this.places.map(() => true);
    this.eachNoise((at, end) => {
      if (this.lettersBefore(at) < FEWEST_OF_WORD || this.lettersBehind(end) < FEWEST_OF_WORD)
        return;
      keep.fill(false, at + 1, end);
      this.letters[at] = " ";
      this.kinds[at] = KIND.SPACE;
      this.isChanged[at] = true;
      this.hasChanged = true;
    });
    this.keepOnly(keep);
    return this.hasChanged;
  }

  /** A letter many times, in a word with others, is one, or two. */
  shorten(to: 1 | 2): void {
    const keep = this.places.map(() => true);
    let at = 0;
    while (at < this.letters.length) {
      let end = at + 1;
      while (this.letters[end] === this.letters[at]) end++;
      const isOfWord = this.isLetterAt(at) && (this.isLetterAt(at - 1) || this.isLetterAt(end));
      if (end - at >= FEWEST_STRETCHED && isOfWord && this.canStretchAt(at)) {
        keep.fill(false, at + to, end);
        this.isChanged.fill(true, at, at + to);
      }
      at = end;
    }
    this.keepOnly(keep);
  }

  /** Calls back with `[at, end)` of each row of noise right between two letters. */
  private eachNoise(found: (at: number, end: number) => void): void {
    for (let at = 1; at < this.letters.length; at++) {
      if (!this.isLetterAt(at - 1)) continue;
      let end = at;
      while (end - at < MOST_NOISE && this.isNoiseAt(end, this.kinds[at - 1]!)) end++;
      if (end > at && this.areAlike(at - 1, end) && !this.isInAddress(at)) found(at, end);
    }
  }

  /** What is written in Latin letters may be a link. */
  private isInAddress(at: number): boolean {
    return this.isLatinAt(at - 1) && isInLink(this.letters, at);
  }

  private lettersBefore(at: number): number {
    let start = at;
    while (at - start < FEWEST_OF_WORD && this.isLatinAt(start - 1)) start--;
    return at - start;
  }

  private lettersBehind(at: number): number {
    let end = at;
    while (end - at < FEWEST_OF_WORD && this.isLatinAt(end)) end++;
    return end - at;
  }

  private isLetterAt(at: number): boolean {
    return isLetter(this.kinds[at] ?? KIND.SPACE);
  }

  private isNoiseAt(at: number, before: number): boolean {
    const kind = this.kinds[at];
    return kind !== undefined && isNoise(this.letters[at]?.charCodeAt(0) ?? 0, kind, before);
  }

  /** Two letters, both Latin or neither. */
  private areAlike(one: number, other: number): boolean {
    return this.isLetterAt(other) && this.isLatinAt(one) === this.isLatinAt(other);
  }

  private canStretchAt(at: number): boolean {
    return canStretch(this.letters[at]?.charCodeAt(0) ?? 0, this.kinds[at] ?? KIND.SPACE);
  }

  private keepOnly(keep: readonly boolean[]): void {
    if (!keep.includes(false)) return;
    const kept = <T>(all: readonly T[]): T[] => all.filter((_, i) => keep[i]);
    this.letters = kept(this.letters);
    this.places = kept(this.places);
    this.kinds = kept(this.kinds);
    this.isChanged = kept(this.isChanged);
    this.isSeam = kept(this.isSeam);
    this.hasChanged = true;
  }

  /** Takes out the single separators between letters that stand alone. */
  joinLetters(): void {
    const keep = this.places.map(() => true);
    let at = 0;
    while (at < this.letters.length) {
      const last = this.lastApart(at);
      if (last === -1) {
        at++;
        continue;
      }
      for (let i = at; i <= last; i++) {
        if ((i - at) % 2 === 0) this.isChanged[i] = true;
        else if (!this.isWideAt(i)) keep[i] = false;
      }
      // Scripts without spaces go on right behind: ラ イ ン で連絡.
      if (this.goesOnUnspaced(last)) keep[last + 1] = false;
      this.isForTerms = true;
      at = last + 1;
    }
    this.keepOnly(keep);
  }

  /** @returns the last of the letters that stand apart from `at` on; -1 when they are too few. */
  private lastApart(at: number): number {
    if (!this.isAlone(at)) return -1;
    let last = at;
    const separator = this.letters[at + 1];
    while (this.letters[last + 1] === separator && this.isAlone(last + 2)) last += 2;
    return (last - at) / 2 + 1 >= FEWEST_APART ? last : -1;
  }

  private isAlone(at: number): boolean {
    if (!this.isLetterAt(at)) return false;
    const before = this.kinds[at - 1] ?? KIND.SPACE;
    const after = this.kinds[at + 1] ?? KIND.SPACE;
    return !isWordKind(before) && !isWordKind(after);
  }

  /** Two spaces stand between the words of letters set apart. */
  private isWideAt(at: number): boolean {
    const place = this.places[at] ?? 0;
    return this.starts[place + 1]! - this.starts[place]! > 1;
  }

  private goesOnUnspaced(last: number): boolean {
    const next = this.kinds[last + 2] ?? KIND.SPACE;
    return this.letters[last + 1] === " " && isLetter(next) && !isLatin(next);
  }

  /** @returns whether a 1 was read as i: it may be an l */
  readLeet(): boolean {
    const { letters: written } = this;
    if (!written.some((_, at) => this.isInnerLeet(at) && !isInCode(written, at))) return false;
    this.isOne = this.letters.map(() => false);
    let hasOne = false;
    const letters = [...this.letters];
    for (const [at, letter] of this.letters.entries()) {
      const read = LEET.get(letter);
      if (read === undefined || !this.isInWord(at)) continue;
      letters[at] = read;
      this.isChanged[at] = true;
      this.isOne[at] = letter === "1";
      hasOne ||= letter === "1";
    }
    this.letters = letters;
    this.hasChanged = true;
    this.isForTerms = true;
    return hasOne;
  }

  /** A digit or sign, or two, with a Latin letter right behind and no number before: cl0wn, d1e. */
  private isInnerLeet(at: number): boolean {
    if (!LEET.has(this.letters[at] ?? "")) return false;
    let end = at + 1;
    while (end - at < MOST_LEET && LEET.has(this.letters[end] ?? "")) end++;
    const isBehindNumber = this.kinds[at - 1] === KIND.DIGIT;
    return (
      isLatin(this.kinds[end] ?? KIND.SPACE) && !isBehindNumber && at > 0 && this.isLatinAt(at - 1)
    );
  }

  /** In a row of Latin letters and few digits that has a letter. */
  private isInWord(at: number): boolean {
    let start = at;
    while (start > 0 && at - start < MOST_LEET && LEET.has(this.letters[start - 1] ?? "")) start--;
    let end = at + 1;
    while (end - at <= MOST_LEET && LEET.has(this.letters[end] ?? "")) end++;
    if (end - start > MOST_LEET + 1) return false;
    const [isBehind, isBefore] = [this.isLatinAt(start - 1), this.isLatinAt(end)];
    // "here!" ends a sentence.
    return isSign(this.letters[at] ?? "") ? isBehind && isBefore : isBehind || isBefore;
  }

  private isLatinAt(at: number): boolean {
    return isLatin(this.kinds[at] ?? KIND.SPACE);
  }

  private lettersWithL(): string[] {
    return this.letters.map((letter, at) => (this.isOne[at] === true ? "l" : letter));
  }

  /** Places of single masks inside words; none when there are too many to be words. */
  private masks(): readonly number[] {
    const found = this.kinds.flatMap((kind, at) => {
      const isInside = this.isLatinAt(at - 1) && this.isLatinAt(at + 1);
      return kind === KIND.MASK && isInside ? [at] : [];
    });
    return found.length > MOST_MASKS ? [] : found;
  }
}
