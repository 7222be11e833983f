// The buffers in which a text is rewritten: one entry a unit, with its place in the folded view.
import { isLetter } from "./disguise-traces.ts";
import type { Folded } from "./folded.ts";
import { isLatin, KIND } from "./kinds.ts";

/** Reused from text to text. Behind the last unit is nothing, of the kind of a space. */
export class DraftText {
  private readonly longest: number;
  protected readonly units: Uint16Array;
  protected readonly kinds: Uint8Array;
  protected readonly places: Int32Array;
  protected readonly isChanged: Uint8Array;
  protected readonly isSeam: Uint8Array;
  protected readonly isDropped: Uint8Array;
  protected length = 0;
  /** Of the folded view. */
  protected starts: Int32Array = new Int32Array(0);
  protected hasChanged = false;
  /** Read as single terms of lists are not seen through by themselves. */
  protected isForTerms = false;

  /** @param longest units of the texts that it is begun with, at most */
  constructor(longest: number) {
    const size = longest + 1;
    this.longest = longest;
    this.units = new Uint16Array(size);
    this.kinds = new Uint8Array(size);
    this.places = new Int32Array(size);
    this.isChanged = new Uint8Array(size);
    this.isSeam = new Uint8Array(size);
    this.isDropped = new Uint8Array(size);
  }

  /** The text as it is written. */
  begin({ units, kinds, starts, length }: Folded): void {
    if (length > this.longest) throw new RangeError(`a text of ${length} units`);
    this.starts = starts;
    this.length = length;
    this.hasChanged = false;
    this.isForTerms = false;
    for (let at = 0; at < length; at++) {
      this.units[at] = units[at]!;
      this.kinds[at] = kinds[at]!;
      this.places[at] = at;
    }
    this.isChanged.fill(0, 0, length);
    this.isSeam.fill(0, 0, length);
    this.isDropped.fill(0, 0, length);
    this.end();
  }

  protected kindAt(at: number): number {
    return at >= 0 && at < this.length ? this.kinds[at]! : KIND.SPACE;
  }

  protected isLetterAt(at: number): boolean {
    return isLetter(this.kindAt(at));
  }

  protected isLatinAt(at: number): boolean {
    return isLatin(this.kindAt(at));
  }

  /** Behind the last unit nothing is, whatever was there. */
  private end(): void {
    this.units[this.length] = 0;
    this.kinds[this.length] = KIND.SPACE;
  }

  /** Takes out what is marked as dropped. */
  protected keepRest(): void {
    let kept = 0;
    for (let at = 0; at < this.length; at++) {
      if (this.isDropped[at] === 1) {
        this.isDropped[at] = 0;
        continue;
      }
      this.units[kept] = this.units[at]!;
      this.kinds[kept] = this.kinds[at]!;
      this.places[kept] = this.places[at]!;
      this.isChanged[kept] = this.isChanged[at]!;
      this.isSeam[kept++] = this.isSeam[at]!;
    }
    if (kept === this.length) return;
    this.length = kept;
    this.hasChanged = true;
    this.end();
  }
}
