// Where words end in scripts without spaces, asked only of candidates: a segmenter costs 10 us
// and more.

const segmenter = new Intl.Segmenter("ja", { granularity: "word" });

/** Word ends of one text, computed when first asked for. */
export class WordEnds {
  private text = "";
  private ends: ReadonlySet<number> = new Set();
  private isKnown = false;

  reset(text: string): void {
    this.text = text;
    this.isKnown = false;
  }

  /** @param at index into the text, in UTF-16 units */
  has(at: number): boolean {
    if (!this.isKnown) {
      const ends = new Set<number>([this.text.length]);
      for (const segment of segmenter.segment(this.text)) ends.add(segment.index);
      this.ends = ends;
      this.isKnown = true;
    }
    return this.ends.has(at);
  }
}
