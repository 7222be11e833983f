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
import { DraftText } from "./disguise-text.ts";
import { isLatin, isWordKind, KIND } from "./kinds.ts";

const MOST_MASKS = 4;
/** Words of fewer letters do not stand for themselves: sc.am is one word, kill.them two. */
const FEWEST_OF_WORD = 2;
const VOWELS = unitsOf("aeiou");

/** Unit -> the letter that it stands for, 0 = none; 1 is i first, l in a second reading. */
const LEET = new Uint16Array(0x80);
for (const pair of ["0o", "1i", "3e", "4a", "5s", "7t", "8b", "9g", "@a", "$s", "!i", "|i"]) {
  LEET[pair.charCodeAt(0)] = pair.charCodeAt(1);
}
const SPACE_UNIT = 0x20;
const ONE_UNIT = 0x31;
const L_UNIT = 0x6c;
const SIGN_UNITS = unitsOf("!|");

/** A reading; `places[i]` is the folded unit that unit i of `text` stands for. */
export interface Reading {
  readonly text: string;
  readonly places: Int32Array;
  /** Unit -> 1: it is not what is written there, or not where. */
  readonly isChanged: Uint8Array;
  /** Unit -> 1: signs between it and the one before were taken out. */
  readonly isSeam: Uint8Array;
  /** False where single terms of lists see through by themselves. */
  readonly isForTerms: boolean;
}

function unitsOf(letters: string): readonly number[] {
  return Array.from(letters, (letter) => letter.charCodeAt(0));
}

function leetOf(unit: number): number {
  return unit < LEET.length ? LEET[unit]! : 0;
}

/** What it reads is copied out of it. */
export class Draft extends DraftText {
  /** As it reads with digits and signs for letters, and which of those are a 1. */
  private readonly read: Uint16Array;
  private readonly isOne: Uint8Array;

  /** @param longest units of the texts that it is begun with, at most */
  constructor(longest: number) {
    super(longest);
    this.read = new Uint16Array(longest);
    this.isOne = new Uint8Array(longest);
  }

  /** What it now says; a mask is tried as each vowel, a 1 as i, and as l. None when nothing changed. */
  readings(hasOne: boolean): readonly Reading[] {
    const masks = this.masks();
    if (!this.hasChanged && masks.length === 0) return [];
    const texts: string[] = [];
    const units = this.units.slice(0, this.length);
    if (masks.length === 0) texts.push(String.fromCharCode(...units));
    else {
      for (const vowel of VOWELS) {
        for (const at of masks) units[at] = vowel;
        texts.push(String.fromCharCode(...units));
      }
    }
    const isChanged = this.isChanged.slice(0, this.length);
    for (const at of masks) {
      isChanged[at] = 1;
      units[at] = this.units[at]!;
    }
    if (hasOne) {
      for (let at = 0; at < this.length; at++) if (this.isOne[at] === 1) units[at] = L_UNIT;
      texts.push(String.fromCharCode(...units));
    }
    const places = this.places.slice(0, this.length);
    const isSeam = this.isSeam.slice(0, this.length);
    const isForTerms = this.isForTerms || masks.length > 0;
    return texts.map((text) => ({ text, places, isChanged, isSeam, isForTerms }));
  }

  /** Takes out signs inside words. */
  dropNoise(): void {
    for (let at = 1; at < this.length; at++) {
      const end = this.endOfNoise(at);
      if (end === at) continue;
      this.isDropped.fill(1, at, end);
      this.isSeam[end] = 1;
    }
    this.keepRest();
  }

  /** Reads the signs between words that stand without a space as one. @returns whether there are any */
  spaceNoise(): boolean {
    for (let at = 1; at < this.length; at++) {
      const end = this.endOfNoise(at);
      if (end === at) continue;
      if (this.lettersBefore(at) < FEWEST_OF_WORD || this.lettersBehind(end) < FEWEST_OF_WORD)
        continue;
      this.isDropped.fill(1, at + 1, end);
      this.units[at] = SPACE_UNIT;
      this.kinds[at] = KIND.SPACE;
      this.isChanged[at] = 1;
      this.hasChanged = true;
    }
    this.keepRest();
    return this.hasChanged;
  }

  /** A letter many times, in a word with others, is one, or two. */
  shorten(to: 1 | 2): void {
    let at = 0;
    while (at < this.length) {
      const unit = this.units[at]!;
      let end = at + 1;
      while (end < this.length && this.units[end] === unit) end++;
      if (
        end - at >= FEWEST_STRETCHED &&
        this.isLetterAt(at) &&
        canStretch(unit, this.kinds[at]!)
      ) {
        if (this.isLetterAt(at - 1) || this.isLetterAt(end)) {
          this.isDropped.fill(1, at + to, end);
          this.isChanged.fill(1, at, at + to);
        }
      }
      at = end;
    }
    this.keepRest();
  }

  /** @returns where noise from `at` on, right between two letters, ends; `at`: none stands there */
  private endOfNoise(at: number): number {
    if (!this.isLetterAt(at - 1)) return at;
    const before = this.kinds[at - 1]!;
    let end = at;
    while (end < this.length && end - at < MOST_NOISE) {
      if (!isNoise(this.units[end]!, this.kinds[end]!, before)) break;
      end++;
    }
    return end > at && this.areAlike(at - 1, end) && !this.isInAddress(at) ? end : at;
  }

  /** What is written in Latin letters may be a link. */
  private isInAddress(at: number): boolean {
    return this.isLatinAt(at - 1) && isInLink(this.units, this.length, at);
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

  /** Two letters, both Latin or neither. */
  private areAlike(one: number, other: number): boolean {
    return this.isLetterAt(other) && this.isLatinAt(one) === this.isLatinAt(other);
  }

  /** Takes out the single separators between letters that stand alone. */
  joinLetters(): void {
    let at = 0;
    while (at < this.length) {
      const last = this.lastApart(at);
      if (last === -1) {
        at++;
        continue;
      }
      for (let i = at; i <= last; i++) {
        if ((i - at) % 2 === 0) this.isChanged[i] = 1;
        else if (!this.isWideAt(i)) this.isDropped[i] = 1;
      }
      // Scripts without spaces go on right behind: ラ イ ン で連絡.
      if (this.goesOnUnspaced(last)) this.isDropped[last + 1] = 1;
      this.isForTerms = true;
      at = last + 1;
    }
    this.keepRest();
  }

  /** @returns the last of the letters that stand apart from `at` on; -1 when they are too few. */
  private lastApart(at: number): number {
    if (!this.isAlone(at)) return -1;
    let last = at;
    const separator = this.units[at + 1]!;
    while (last + 2 < this.length && this.units[last + 1] === separator && this.isAlone(last + 2)) {
      last += 2;
    }
    return (last - at) / 2 + 1 >= FEWEST_APART ? last : -1;
  }

  private isAlone(at: number): boolean {
    if (!this.isLetterAt(at)) return false;
    return !isWordKind(this.kindAt(at - 1)) && !isWordKind(this.kindAt(at + 1));
  }

  /** Two spaces stand between the words of letters set apart. */
  private isWideAt(at: number): boolean {
    const place = this.places[at]!;
    return this.starts[place + 1]! - this.starts[place]! > 1;
  }

  private goesOnUnspaced(last: number): boolean {
    const next = this.kindAt(last + 2);
    return this.units[last + 1] === SPACE_UNIT && isLetter(next) && !isLatin(next);
  }

  /** @returns whether a 1 was read as i: it may be an l */
  readLeet(): boolean {
    if (!this.hasInnerLeet()) return false;
    const { units, read, isOne, length } = this;
    let hasOne = false;
    for (let at = 0; at < length; at++) {
      const unit = units[at]!;
      const letter = leetOf(unit);
      const isRead = letter !== 0 && this.isInWord(at);
      read[at] = isRead ? letter : unit;
      isOne[at] = isRead && unit === ONE_UNIT ? 1 : 0;
      if (!isRead) continue;
      this.isChanged[at] = 1;
      hasOne ||= unit === ONE_UNIT;
    }
    units.set(read.subarray(0, length));
    this.hasChanged = true;
    this.isForTerms = true;
    return hasOne;
  }

  private hasInnerLeet(): boolean {
    for (let at = 1; at < this.length; at++) {
      if (this.isInnerLeet(at) && !isInCode(this.units, this.length, at)) return true;
    }
    return false;
  }

  /** A digit or sign, or two, with a Latin letter right behind and no number before: cl0wn, d1e. */
  private isInnerLeet(at: number): boolean {
    if (leetOf(this.units[at]!) === 0 || !this.isLatinAt(at - 1)) return false;
    let end = at + 1;
    while (end - at < MOST_LEET && leetOf(this.units[end]!) !== 0) end++;
    return this.isLatinAt(end);
  }

  /** In a row of Latin letters and few digits that has a letter. */
  private isInWord(at: number): boolean {
    let start = at;
    while (start > 0 && at - start < MOST_LEET && leetOf(this.units[start - 1]!) !== 0) start--;
    let end = at + 1;
    while (end - at <= MOST_LEET && leetOf(this.units[end]!) !== 0) end++;
    if (end - start > MOST_LEET + 1) return false;
    const isBehind = this.isLatinAt(start - 1);
    const isBefore = this.isLatinAt(end);
    // "here!" ends a sentence.
    const isSign = SIGN_UNITS.includes(this.units[at]!);
    return isSign ? isBehind && isBefore : isBehind || isBefore;
  }

  /** Places of single masks inside words; none when there are too many to be words. */
  private masks(): readonly number[] {
    const found: number[] = [];
    for (let at = 1; at < this.length; at++) {
      if (this.kinds[at] !== KIND.MASK || !this.isLatinAt(at - 1) || !this.isLatinAt(at + 1))
        continue;
      if (found.push(at) > MOST_MASKS) return [];
    }
    return found;
  }
}
