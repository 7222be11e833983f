// One message as the detectors read it: its words and its numbers, each found when first asked for.
import type { Folded } from "../text/folded.ts";
import { GATE, hasGate, MOST_FINDS } from "./detector.ts";
import type {
  AllowedDomains,
  Detector,
  DetectorText,
  Found,
  IdFinds,
  Reading,
} from "./detector.ts";
import { IdReader } from "./detector-ids.ts";
import { WordFinds } from "./detector-word-finds.ts";
import { NumberRuns } from "./number-runs.ts";

/** Questions to the public suffix list a message; each costs half a microsecond. */
const SUFFIX_QUESTIONS = 6;

/** One is enough for an engine: it is begun anew with each message. */
export class DetectorReading implements Reading {
  private text: DetectorText | undefined;
  private readonly wordFinds = new WordFinds();
  private readonly numberRuns = new NumberRuns();
  private readonly idReader = new IdReader();
  private hasWords = false;
  private hasIds = false;
  private hasNumbers = false;
  private questions = 0;
  private finds = 0;

  /** Cost: nothing is read yet. */
  begin(text: DetectorText): void {
    this.text = text;
    this.hasWords = false;
    this.hasIds = false;
    this.hasNumbers = false;
    this.questions = 0;
  }

  get folded(): Folded {
    return this.current().folded;
  }

  get gates(): number {
    return this.current().gates;
  }

  get allowed(): AllowedDomains {
    return this.current().allowed;
  }

  string(): string {
    return this.current().string();
  }

  words(): WordFinds {
    if (!this.hasWords) {
      this.wordFinds.read(this.folded);
      this.hasWords = true;
    }
    return this.wordFinds;
  }

  numbers(): NumberRuns {
    if (!this.hasNumbers) {
      this.numberRuns.read(this.folded, hasGate(this, GATE.NUMBER_WORD));
      this.hasNumbers = true;
    }
    return this.numberRuns;
  }

  ids(): IdFinds {
    if (!this.hasIds) {
      this.idReader.read(this);
      this.hasIds = true;
    }
    return this.idReader;
  }

  mayAskSuffix(): boolean {
    return ++this.questions <= SUFFIX_QUESTIONS;
  }

  isFull(): boolean {
    return this.finds >= MOST_FINDS;
  }

  /** Runs one detector on the text that was begun. */
  run(detector: Detector, found: Found): void {
    this.finds = 0;
    detector.detect(this, (start, end, severity) => {
      this.finds++;
      if (this.finds < MOST_FINDS) found(start, end, severity);
      else if (this.finds === MOST_FINDS) found(start, this.folded.length, severity);
    });
  }

  private current(): DetectorText {
    if (this.text === undefined) throw new Error("asked before it was begun");
    return this.text;
  }
}
