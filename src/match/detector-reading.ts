// One message as the detectors read it: its words and its numbers, each found when first asked for.
import type { Folded } from "../text/folded.ts";
import { GATE, hasGate } from "./detector.ts";
import type { AllowedDomains, DetectorText, Reading } from "./detector.ts";
import { WordFinds } from "./detector-word-finds.ts";
import { NumberRuns } from "./number-runs.ts";

/** Questions to the public suffix list a message; each costs half a microsecond. */
const SUFFIX_QUESTIONS = 8;
/** Hosts looked at closely a message; what comes behind is judged by its suffix alone. */
const HOST_QUESTIONS = 24;

/** One is enough for an engine: it is begun anew with each message. */
export class DetectorReading implements Reading {
  private text: DetectorText | undefined;
  private readonly wordFinds = new WordFinds();
  private readonly numberRuns = new NumberRuns();
  private hasWords = false;
  private hasNumbers = false;
  private questions = 0;
  private hosts = 0;

  /** Cost: nothing is read yet. */
  begin(text: DetectorText): void {
    this.text = text;
    this.hasWords = false;
    this.hasNumbers = false;
    this.questions = 0;
    this.hosts = 0;
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

  mayAskSuffix(): boolean {
    return ++this.questions <= SUFFIX_QUESTIONS;
  }

  mayAskHost(): boolean {
    return ++this.hosts <= HOST_QUESTIONS;
  }

  private current(): DetectorText {
    if (this.text === undefined) throw new Error("asked before it was begun");
    return this.text;
  }
}
