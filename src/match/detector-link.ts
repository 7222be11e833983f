// Links: URLs, bare domains, and domains spelt so that they do not look like one.
import { KIND } from "../text/kinds.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector, DetectorText, Found } from "./detector.ts";
import { isLinkHost } from "./domains.ts";

const SCHEME = /\b(?:https?|hxxps?|ftp):\/\/[^\s"'<>」）)]{3,}/gu;

const SUFFIXES =
  "com net org jp xyz biz info shop store site online top club link tv gg io me ru cn kr tw vip";
/** Suffixes that no sentence begins with: after "example. " they are no new sentence. */
const NEVER_WORDS: ReadonlySet<string> = new Set(["com", "jp", "xyz", "biz", "co"]);
const SPACED_SUFFIXES: ReadonlySet<string> = new Set(SUFFIXES.split(" "));

/** example dot com, example (dot) co (dot) jp, example どっと com. */
const DOT = String.raw`(?:[(\[{<] ?dot ?[)\]}>]| dot |どっと)`;
const WORD_DOT = new RegExp(
  String.raw`[a-z0-9-]{2,63} ?${DOT} ?(?:co ?(?:${DOT}|\.) ?)?` +
    `(?:${SUFFIXES.replaceAll(" ", "|")})(?![a-z0-9])`,
  "gu",
);

/** Path and query; what follows in another script is the sentence again. */
const URL_TAIL = /(?:[/:?#][^\s"'<>)\u0080-\uffff]*)?/uy;

export const linkDetector: Detector = {
  id: "detector.link",
  category: "link",
  severity: 2,
  isWorth: (text) =>
    hasGate(text, GATE.SCHEME) ||
    hasGate(text, GATE.DOT_WORD) ||
    (text.folded.counts[KIND.DOT]! > 0 && hasInnerDot(text)),
  detect(text, found) {
    const string = text.string();
    if (text.folded.counts[KIND.DOT]! > 0) findDotted(text, string, found);
    if (hasGate(text, GATE.SCHEME)) {
      for (const match of string.matchAll(SCHEME)) {
        if (hostOf(match[0]).includes(".")) continue;
        found(match.index, match.index + match[0].length);
      }
    }
    if (hasGate(text, GATE.DOT_WORD)) {
      for (const match of string.matchAll(WORD_DOT)) {
        const host = match[0].replace(/ ?[([{<]? ?(?:dot|どっと|\.) ?[)\]}>]? ?/gu, ".");
        report(text, host, match.index, match.index + match[0].length, found);
      }
    }
  },
};

function isLabelUnit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2d;
}

/** Kana, ideographs, hangul: labels of international names, written in front of a plain suffix. */
function isWideUnit(unit: number): boolean {
  return (
    (unit >= 0x3041 && unit <= 0x30ff) ||
    (unit >= 0x4e00 && unit <= 0x9fff) ||
    (unit >= 0xac00 && unit <= 0xd7a3)
  );
}

/** A dot with something right behind it, or with a space before it: not the end of a sentence. */
function hasInnerDot(text: DetectorText): boolean {
  const { kinds, units, length } = text.folded;
  for (let i = 1; i < length - 1; i++) {
    if (kinds[i] !== KIND.DOT) continue;
    const after = units[i + 1]!;
    if (isLabelUnit(after) || kinds[i - 1] === KIND.SPACE) return true;
    // ". com": a sentence may go on with any word, so only suffixes that none begins with.
    if (after === 0x20 && "cjxb".includes(String.fromCharCode(units[i + 2] ?? 0))) return true;
  }
  return false;
}

/** From each dot outwards: what stands around it, joined or with a space. Cost: O(length). */
function findDotted(text: DetectorText, string: string, found: Found): void {
  const { units, kinds, length } = text.folded;
  for (let dot = 1; dot < length - 1; dot++) {
    if (kinds[dot] !== KIND.DOT) continue;
    if (units[dot] !== 0x2e || !isLabelUnit(units[dot + 1]!) || units[dot - 1] === 0x20) {
      findSpaced(text, string, dot, found);
      continue;
    }
    let start = dot;
    while (start > 0 && (isLabelUnit(units[start - 1]!) || units[start - 1] === 0x2e)) start--;
    let end = dot + 1;
    while (end < length && (isLabelUnit(units[end]!) || units[end] === 0x2e)) end++;
    if (start === dot) {
      while (start > 0 && isWideUnit(units[start - 1]!)) start--;
    }
    if (start < dot) findHost(text, string, start, end, found);
    dot = end - 1;
  }
}

/** example . com, example .com, example。com; "example. com" only where no sentence begins so. */
function findSpaced(text: DetectorText, string: string, dot: number, found: Found): void {
  const { units, length } = text.folded;
  const hasSpaceBefore = units[dot - 1] === 0x20;
  const hasSpaceAfter = units[dot + 1] === 0x20;
  const from = dot + (hasSpaceAfter ? 2 : 1);
  let end = from;
  while (end < length && isLabelUnit(units[end]!)) end++;
  const suffix = string.slice(from, end);
  const isFull = units[dot] === 0x2e;
  const known = isFull && hasSpaceAfter && !hasSpaceBefore ? NEVER_WORDS : SPACED_SUFFIXES;
  if (!known.has(suffix)) return;
  const labelEnd = dot - (hasSpaceBefore ? 1 : 0);
  let start = labelEnd;
  while (start > 0 && isLabelUnit(units[start - 1]!)) start--;
  if (labelEnd - start < 2) return;
  report(text, `${string.slice(start, labelEnd)}.${suffix}`, start, end, found);
}

function hostOf(url: string): string {
  const rest = url.slice(url.indexOf("//") + 2);
  const authority = /^[^/?#]*/u.exec(rest)?.[0] ?? "";
  return authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d*$/u, "");
}

/** @param end behind the last label that could belong; those that cannot be a suffix are cut off */
function findHost(
  text: DetectorText,
  string: string,
  from: number,
  to: number,
  found: Found,
): void {
  const written = string.slice(from, to);
  const start = from + (/^[.-]*/u.exec(written)?.[0].length ?? 0);
  let host = string.slice(start, to).replace(/[.-]+$/u, "");
  const schemeLength = schemeBefore(string, start);
  const hasScheme = schemeLength > 0;
  // name@example.com is the e-mail detector's.
  if ((string[start - 1] === "@" && !hasScheme) || string[to] === "@") return;
  for (let tries = 0; tries < 3; tries++) {
    const end = start + host.length;
    const hasPath = string[end] === "/" || /^:\d/u.test(string.slice(end, end + 2));
    const hasContext = hasScheme || hasPath || host.startsWith("www.");
    if (isLinkHost(host, hasContext) && !isSentence(text, start, host, hasContext)) {
      if (isAllowed(text, host, start, end)) return;
      URL_TAIL.lastIndex = end;
      const tail = URL_TAIL.exec(string)?.[0].replace(/[.,!?:;]+$/u, "").length ?? 0;
      found(start - schemeLength, end + tail);
      return;
    }
    // "example.com.Thanks": a sentence that went on without a space.
    const dot = host.lastIndexOf(".");
    if (dot === -1) return;
    host = host.slice(0, dot);
  }
}

/** Longest user name in front of a host: https://name@host */
const USER_LENGTH = 64;

/** @returns how long `https://` or `https://name@` right before `start` is; 0 = there is none */
function schemeBefore(string: string, start: number): number {
  const from = Math.max(0, start - USER_LENGTH);
  const colon = string.lastIndexOf("://", start);
  if (colon < from || colon + 3 > start) return 0;
  const user = string.slice(colon + 3, start);
  if (user !== "" && (!user.endsWith("@") || /[\s/]/u.test(user))) return 0;
  let first = colon;
  while (first > 0 && isLabelUnit(string.charCodeAt(first - 1))) first--;
  return start - first;
}

/**
 * "done.Com" is no address, "Example.Com" is: a capital behind the dot only beside one before it.
 */
function isSentence(text: DetectorText, start: number, host: string, hasContext: boolean): boolean {
  if (hasContext) return false;
  const suffixAt = start + host.lastIndexOf(".") + 1;
  const { kinds } = text.folded;
  return kinds[suffixAt] === KIND.LATIN_UPPER && kinds[start] !== KIND.LATIN_UPPER;
}

function report(text: DetectorText, host: string, start: number, end: number, found: Found): void {
  if (isAllowed(text, host.replaceAll(" ", ""), start, end)) return;
  if (text.folded.units[start - 1] === 0x40) return;
  found(start, end);
}

/** An allowed name written with look-alikes is another name: only plain ASCII may be allowed. */
function isAllowed(text: DetectorText, host: string, start: number, end: number): boolean {
  if (!text.allowed.has(host)) return false;
  const { starts, ends } = text.folded;
  return /^[\u0020-\u007e]*$/u.test(text.folded.text.slice(starts[start]!, ends[end - 1]!));
}
