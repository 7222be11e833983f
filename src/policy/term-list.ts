// Reads a list file: one term a line, `#` comments, options after a tab. Any text is answered.
import type { Severity } from "../domain/categories.ts";
import { LIMITS } from "../domain/limits.ts";
import { nearest } from "./nearest.ts";
import type { PolicyProblem, Term, TermMatch } from "./spec.ts";

/** What policy.yaml says for the whole list; a term's own options go before it. */
export interface TermDefaults {
  readonly severity: Severity;
  /** null: by script, see `defaultMatch`. */
  readonly match: TermMatch | null;
  readonly masked: boolean;
}

export interface TermListResult {
  readonly terms: readonly Term[];
  readonly problems: readonly PolicyProblem[];
}

interface Options {
  match: TermMatch | null;
  masked: boolean;
  severity: Severity;
  except: readonly string[];
}

type Report = (column: number, message: string, hint: string | null) => void;

const OPTION_NAMES = ["substring", "word", "masked", "severity=", "except="] as const;
/** Scripts written without spaces: a word border says nothing there. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\u{30FC}]/u;
const VISIBLE = /[\p{L}\p{N}\p{So}\p{Sk}]/u;
/** As a substring one of these stands in half of all messages. */
const ONE_LETTER = /^[\p{sc=Latin}\p{sc=Hiragana}\p{sc=Katakana}\p{N}]$/u;
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** `word` where words are written apart, `substring` for kana, kanji, hangul, hanzi and Thai. */
export function defaultMatch(text: string): TermMatch {
  return UNSPACED.test(text) ? "substring" : "word";
}

/** Two terms with the same key are the same term. */
function termKey(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ");
}

/**
 * Reads one list file.
 * @param problemLimit how many problems are still worth telling; reading ends there
 */
export function parseTermList(
  file: string,
  text: string,
  defaults: TermDefaults,
  problemLimit: number,
): TermListResult {
  const terms: Term[] = [];
  const problems: PolicyProblem[] = [];
  const firstLine = new Map<string, number>();
  const lines = text.replace(/^\u{FEFF}/u, "").split("\n");
  for (const [index, raw] of lines.entries()) {
    if (problems.length >= problemLimit) break;
    const line = index + 1;
    const source = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (source.trim() === "" || source.trimStart().startsWith("#")) continue;
    const report: Report = (column, message, hint) => {
      problems.push({ file, line, column, message, hint });
    };
    const term = parseTerm(source, line, defaults, report);
    if (term === undefined) continue;
    const key = termKey(term.text);
    const earlier = firstLine.get(key);
    if (earlier !== undefined) {
      report(1, `"${term.text}" is in this list already`, `first on line ${earlier}`);
      continue;
    }
    firstLine.set(key, line);
    terms.push(term);
  }
  return { terms, problems };
}

function parseTerm(
  source: string,
  line: number,
  defaults: TermDefaults,
  report: Report,
): Term | undefined {
  const tab = source.indexOf("\t");
  const text = (tab < 0 ? source : source.slice(0, tab)).trim();
  const isGood = checkText(text, 1, "the term", report);
  const options = parseOptions(source, tab, defaults, report);
  if (!isGood || options === undefined) return undefined;
  const match = options.match ?? defaultMatch(text);
  if (match === "substring" && ONE_LETTER.test(text.normalize("NFKC"))) {
    report(1, `"${text}" is one letter: as a substring it is in half of all messages`, "use word");
    return undefined;
  }
  const { masked, severity, except } = options;
  return { text, match, masked, severity, except, line };
}

function checkText(text: string, column: number, what: string, report: Report): boolean {
  if (text.length > LIMITS.termLength.value) {
    report(column, `${what} is longer than ${LIMITS.termLength.value} characters`, null);
    return false;
  }
  if (text.includes("\u{FFFD}")) {
    report(column, `${what} has bytes that are not UTF-8`, "save the file as UTF-8");
    return false;
  }
  if (CONTROL.test(text)) {
    report(
      column,
      `${what} has a control character or half a surrogate pair in it`,
      "save the file as UTF-8",
    );
    return false;
  }
  if (!VISIBLE.test(text)) {
    report(column, `${what} has no letter, digit or emoji`, "punctuation alone is not looked for");
    return false;
  }
  return true;
}

/** Options are parted by tabs or spaces; `except=` goes on to the next tab, so it may hold spaces. */
function parseOptions(
  source: string,
  tab: number,
  defaults: TermDefaults,
  report: Report,
): Options | undefined {
  const options: Options = { ...defaults, except: [] };
  let isGood = true;
  const seen = new Set<string>();
  for (const [start, option] of optionsOf(source, tab)) {
    const name = option.split("=", 1)[0] ?? "";
    const slot = name === "word" || name === "substring" ? "match" : name;
    if (seen.has(slot)) {
      report(start + 1, `"${slot}" is set twice`, null);
      isGood = false;
    }
    seen.add(slot);
    if (!applyOption(options, option, start + 1, report)) isGood = false;
  }
  return isGood ? options : undefined;
}

function* optionsOf(source: string, tab: number): Generator<readonly [number, string]> {
  let at = tab;
  while (at >= 0 && at < source.length) {
    while (at < source.length && (source[at] === "\t" || source[at] === " ")) at++;
    if (at >= source.length) return;
    const isList = source.startsWith("except=", at);
    let end = at;
    while (end < source.length && source[end] !== "\t" && (isList || source[end] !== " ")) end++;
    yield [at, source.slice(at, end).trimEnd()];
    at = end;
  }
}

function applyOption(options: Options, option: string, column: number, report: Report): boolean {
  if (option === "substring" || option === "word") {
    options.match = option;
    return true;
  }
  if (option === "masked") {
    options.masked = true;
    return true;
  }
  if (option.startsWith("severity=")) return applySeverity(options, option, column, report);
  if (option.startsWith("except=")) return applyExcept(options, option, column, report);
  const best = nearest(option.split("=", 1)[0] ?? "", OPTION_NAMES);
  const hint =
    best === undefined ? `options are ${OPTION_NAMES.join(", ")}` : `did you mean "${best}"?`;
  report(column, `unknown option "${option.slice(0, 40)}"`, hint);
  return false;
}

function applySeverity(options: Options, option: string, column: number, report: Report): boolean {
  const value = option.slice("severity=".length);
  switch (value) {
    case "1":
      options.severity = 1;
      return true;
    case "2":
      options.severity = 2;
      return true;
    case "3":
      options.severity = 3;
      return true;
    case "4":
      options.severity = 4;
      return true;
    default:
      report(column, `"${value.slice(0, 40)}" is not a severity`, "1 (mild) to 4 (worst)");
      return false;
  }
}

function applyExcept(options: Options, option: string, column: number, report: Report): boolean {
  const words = option
    .slice("except=".length)
    .split(/[,、]/u)
    .map((word) => word.trim())
    .filter((word) => word !== "");
  if (words.length === 0) {
    report(column, "except= names no word", "except=term,term");
    return false;
  }
  if (words.length > LIMITS.termExceptions.value) {
    report(column, `more than ${LIMITS.termExceptions.value} exceptions`, null);
    return false;
  }
  options.except = words;
  return words.every((word) => checkText(word, column, `the exception "${word}"`, report));
}
