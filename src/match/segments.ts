// Where words end in scripts without spaces, asked only of candidates: a segmenter costs 10 us
// and more, so it looks at the candidate's surroundings alone.

const segmenter = new Intl.Segmenter("ja", { granularity: "word" });
/** Units on either side of the place in question: longer than words that matter. */
const AROUND = 8;
/** Places asked of one text; at all others no word ends. */
const MOST_ASKED = 4;

/** Word ends of one text, computed when asked for. */
export class WordEnds {
  private text = "";
  private asked = 0;
  private known = -1;
  private isEnd = false;

  reset(text: string): void {
    this.text = text;
    this.asked = 0;
    this.known = -1;
  }

  /** @param at index into the text, in UTF-16 units */
  has(at: number): boolean {
    if (at === this.known) return this.isEnd;
    if (at === 0 || at >= this.text.length) return true;
    if (++this.asked > MOST_ASKED) return false;
    this.known = at;
    this.isEnd = this.look(at);
    return this.isEnd;
  }

  private look(at: number): boolean {
    const from = Math.max(0, at - AROUND);
    for (const { index } of segmenter.segment(this.text.slice(from, at + AROUND))) {
      if (from + index >= at) return from + index === at;
    }
    return false;
  }
}
