// What every detector is given and what it answers; detectors.ts lists them.
import type { Category, Severity } from "../domain/categories.ts";
import type { Folded } from "../text/folded.ts";
import type { WordFinds } from "./detector-word-finds.ts";
import type { NumberRuns } from "./number-runs.ts";

/** Bits of KeywordFinds.gates: a literal that makes a detector worth asking is in the text. */
export const GATE = {
  DOT_WORD: 0,
  SCHEME: 1,
  AT_WORD: 2,
  MESSENGER: 3,
  PHONE_WORD: 4,
  NUMBER_WORD: 5,
  BANK: 6,
  STREET: 7,
  /** Colours and letters that stand for a messenger: of use only beside something like an id. */
  CODE_WORD: 8,
} as const;

export interface DetectorText {
  readonly folded: Folded;
  readonly gates: number;
  /** The folded view as a string; built once a message, and only when a detector asks. */
  string(): string;
  readonly allowed: AllowedDomains;
}

/** A text with what several detectors ask of it, each read when first asked for. */
export interface Reading extends DetectorText {
  words(): WordFinds;
  numbers(): NumberRuns;
  /** May the public suffix list be asked once more: a text of nothing but dots has 200 hosts. */
  mayAskSuffix(): boolean;
  /** May one more host be made a string of. */
  mayAskHost(): boolean;
}

/** Domains whose links are let pass. */
export interface AllowedDomains {
  has(host: string): boolean;
}

/** Calls back with `[start, end)` in the folded view and, when it differs, the severity. */
export type Found = (start: number, end: number, severity?: Severity) => void;

export interface Detector {
  readonly id: `detector.${string}`;
  readonly category: Category;
  readonly severity: Severity;
  /** A few comparisons: is it worth running `detect`. */
  isWorth(text: DetectorText): boolean;
  /** Must be linear in the text's length. */
  detect(text: Reading, found: Found): void;
}

export function hasGate(text: DetectorText, gate: number): boolean {
  return (text.gates & (1 << gate)) !== 0;
}
