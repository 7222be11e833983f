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
  /** A sign that stands for a dot: ",com". */
  ODD_DOT: 9,
  GERMAN_STREET: 10,
} as const;

export interface DetectorText {
  readonly folded: Folded;
  readonly gates: number;
  /** The folded view as a string; built once a message, and only when a detector asks. */
  string(): string;
  readonly allowed: AllowedDomains;
}

/**
 * Finds of one kind that a detector lists one by one; what stands behind the last is one find to the
 * text's end. A message with more is nothing else.
 */
export const MOST_FINDS = 12;

/** Ids beside an app's name: `[start, end)` in the folded view. */
export interface IdFinds {
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** A text with what several detectors ask of it, each read when first asked for. */
export interface Reading extends DetectorText {
  words(): WordFinds;
  numbers(): NumberRuns;
  ids(): IdFinds;
  /** May the public suffix list be asked once more: a text of nothing but dots has 200 hosts. */
  mayAskSuffix(): boolean;
  /** Has the detector that runs found MOST_FINDS: more are not wanted. */
  isFull(): boolean;
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
