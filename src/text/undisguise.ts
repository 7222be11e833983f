// Reads a text once more as a person does who sees through a disguise of whole sentences: letters
// set apart (ラ イ ン で連絡), digits and signs for letters (ur a w0rthl3ss cl0wn), a mask for a vowel
// (k*ll yourself). Terms of lists are found disguised anyway; this is for what they cannot hold.
import { hasDigits } from "./folded.ts";
import type { Folded } from "./folded.ts";
import { isLatin, isWordKind, KIND } from "./kinds.ts";
import { INNER_BITS } from "./sign-bits.ts";

/** Longer texts are no words in disguise; what one costs is bounded by this and MOST_READINGS. */
const LONGEST = 240;
/** Letters set apart, at least: "a b" is a list. */
const FEWEST_APART = 3;
const MOST_MASKS = 4;
/** Digits and signs in a row that stand for letters: br41n. */
const MOST_LEET = 2;
const DOLLAR = 0x24;
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
}

/** @returns up to eight readings; none for nearly all texts. Cost then: some reads a letter. */
export function undisguised(folded: Folded): readonly Reading[] {
  if (folded.length > LONGEST || !mayBeDisguised(folded)) return NO_READINGS;
  const draft = new Draft(folded);
  draft.joinLetters();
  const hasOne = draft.readLeet();
  const masks = draft.masks();
  if (!draft.hasChanged && masks.length === 0) return NO_READINGS;
  const texts: (readonly string[])[] = [];
  if (masks.length === 0) texts.push(draft.letters);
  else {
    for (const vowel of VOWELS) {
      texts.push(draft.letters.map((letter, at) => (masks.includes(at) ? vowel : letter)));
    }
  }
  if (hasOne) texts.push(draft.lettersWithL());
  const isChanged = draft.isChanged.map((known, at) => known || masks.includes(at));
  return texts.map((letters) => ({ text: letters.join(""), places: draft.places, isChanged }));
}

const NO_READINGS: readonly Reading[] = [];

/** Three letters that stand apart, a mask between letters, or a digit or sign between them. */
function mayBeDisguised(folded: Folded): boolean {
  const mayHaveInner = (folded.signs & INNER_BITS) !== 0 || hasDigits(folded);
  return areApart(folded) || (mayHaveInner && hasInner(folded));
}

/** Asked of every message: words of one letter in a row, in one pass without a second look. */
function areApart({ kinds, length }: Folded): boolean {
  let apart = 0;
  let letters = 0;
  for (let i = 0; i < length; i++) {
    const kind = kinds[i]!;
    if (isWordKind(kind)) {
      // A digit is no letter, but it makes the word longer.
      letters += kind === KIND.DIGIT ? 2 : 1;
      continue;
    }
    if (letters === 1) apart++;
    else if (letters > 1) apart = 0;
    if (apart === FEWEST_APART) return true;
    letters = 0;
  }
  return letters === 1 && apart === FEWEST_APART - 1;
}

function hasInner({ kinds, units, length }: Folded): boolean {
  for (let i = 1; i < length; i++) {
    const kind = kinds[i]!;
    if (!isLatin(kinds[i - 1]!)) continue;
    if (kind === KIND.DIGIT) {
      if (isLatin(kinds[endOfDigits(kinds, i)] ?? KIND.SPACE)) return true;
    } else if (kind === KIND.MASK || kind === KIND.AT || units[i] === DOLLAR) {
      if (isLatin(kinds[i + 1]!)) return true;
    }
  }
  return false;
}

function endOfDigits(kinds: Uint8Array, at: number): number {
  let end = at + 1;
  while (end - at < MOST_LEET && kinds[end] === KIND.DIGIT) end++;
  return end;
}

function isLetter(kind: number): boolean {
  return isWordKind(kind) && kind !== KIND.DIGIT;
}

function isSign(letter: string): boolean {
  return letter === "!" || letter === "|";
}

/** Codes in links are made of letters and digits: /watch?v=NO9pOVZ9OIQ */
function isInAddress(letters: readonly string[], at: number): boolean {
  const start = letters.lastIndexOf(" ", at) + 1;
  const space = letters.indexOf(" ", at);
  const word = letters.slice(start, space === -1 ? letters.length : space);
  return word.some((letter) => letter === "/" || letter === "=" || letter === "_");
}

/** The text while it is rewritten, one entry a folded unit; surrogates stay with each other. */
class Draft {
  letters: string[];
  places: number[];
  isChanged: boolean[];
  hasChanged = false;
  private kinds: number[];
  private isOne: boolean[] = [];

  constructor({ units, kinds, length }: Folded) {
    this.places = Array.from({ length }, (_, at) => at);
    this.letters = this.places.map((at) => String.fromCharCode(units[at]!));
    this.kinds = this.places.map((at) => kinds[at]!);
    this.isChanged = this.places.map(() => false);
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
        if ((i - at) % 2 === 1) keep[i] = false;
        else this.isChanged[i] = true;
      }
      // Scripts without spaces go on right behind: ラ イ ン で連絡.
      if (this.goesOnUnspaced(last)) keep[last + 1] = false;
      this.hasChanged = true;
      at = last + 1;
    }
    if (!keep.includes(false)) return;
    const kept = <T>(all: readonly T[]): T[] => all.filter((_, i) => keep[i]);
    this.letters = kept(this.letters);
    this.places = kept(this.places);
    this.kinds = kept(this.kinds);
    this.isChanged = kept(this.isChanged);
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
    if (!isLetter(this.kinds[at] ?? KIND.SPACE)) return false;
    const before = this.kinds[at - 1] ?? KIND.SPACE;
    const after = this.kinds[at + 1] ?? KIND.SPACE;
    return !isWordKind(before) && !isWordKind(after);
  }

  private goesOnUnspaced(last: number): boolean {
    const next = this.kinds[last + 2] ?? KIND.SPACE;
    return this.letters[last + 1] === " " && isLetter(next) && !isLatin(next);
  }

  /** @returns whether a 1 was read as i: it may be an l */
  readLeet(): boolean {
    const { letters: written } = this;
    if (!written.some((_, at) => this.isInnerLeet(at) && !isInAddress(written, at))) return false;
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

  lettersWithL(): readonly string[] {
    return this.letters.map((letter, at) => (this.isOne[at] === true ? "l" : letter));
  }

  /** Places of single masks inside words; none when there are too many to be words. */
  masks(): readonly number[] {
    const found = this.kinds.flatMap((kind, at) => {
      const isInside = this.isLatinAt(at - 1) && this.isLatinAt(at + 1);
      return kind === KIND.MASK && isInside ? [at] : [];
    });
    return found.length > MOST_MASKS ? [] : found;
  }
}
