// Links: URLs, bare domains, and domains spelt so that they do not look like one.
import { KIND } from "../text/kinds.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector, DetectorText, Found } from "./detector.ts";
import { isLinkHost } from "./domains.ts";

const HOST = /(?:[a-z0-9-]{1,63}\.){1,8}(?:xn--[a-z0-9-]{2,50}|[a-z]{2,24})(?![a-z0-9])/gu;
/** A label of kana, ideographs or hangul before a suffix that no sentence ends with. */
const IDN_HOST =
  /[ぁ-ヿ一-鿿가-힣]{1,20}\.(?:com|net|org|jp|xyz|site|shop|top|online)(?![a-z0-9])/gu;
const SCHEME = /\b(?:https?|hxxps?|ftp):\/\/[^\s"'<>」）)]{3,}/gu;

const SUFFIX =
  "com|net|org|jp|xyz|biz|info|shop|store|site|online|top|club|link|tv|gg|io|me|ru|cn|kr|tw|vip";
/** example dot com, example (dot) co (dot) jp, example どっと com. */
const WORD_DOT = new RegExp(
  String.raw`[a-z0-9-]{2,63} ?(?:[(\[{<] ?dot ?[)\]}>]| dot |どっと) ?(?:co ?(?:[(\[{<] ?dot ?[)\]}>]|\.| dot |どっと) ?)?(?:${SUFFIX})(?![a-z0-9])`,
  "gu",
);
/** example . com, example .com, example。com; "example. com" only where no sentence begins so. */
const SPACED_DOT = new RegExp(
  String.raw`[a-z0-9-]{2,63}(?: \. ?(?:${SUFFIX})| ?[。・] ?(?:${SUFFIX})|\. (?:com|jp|xyz|biz))(?![a-z0-9])`,
  "gu",
);

const URL_TAIL = /[^\s"'<>、。」）)]*/uy;
const URL_HEAD = /(?:[a-z]{3,6}:\/\/)?(?:[^\s@/]{1,64}@)?$/u;

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
    const { folded } = text;
    if (folded.counts[KIND.DOT]! > 0) {
      findHosts(text, string, found);
      for (const match of string.matchAll(IDN_HOST))
        report(text, string, match.index, match[0], found);
      for (const match of string.matchAll(SPACED_DOT)) {
        report(text, string, match.index, match[0], found);
      }
    }
    if (hasGate(text, GATE.SCHEME)) {
      for (const match of string.matchAll(SCHEME)) {
        if (hostOf(match[0]).includes(".")) continue;
        found(match.index, match.index + match[0].length);
      }
    }
    if (hasGate(text, GATE.DOT_WORD)) {
      for (const match of string.matchAll(WORD_DOT))
        report(text, string, match.index, match[0], found);
    }
  },
};

/** A dot with something right behind it, or with a space before it: not the end of a sentence. */
function hasInnerDot(text: DetectorText): boolean {
  const { kinds, units, length } = text.folded;
  for (let i = 1; i < length - 1; i++) {
    if (kinds[i] !== KIND.DOT) continue;
    const after = units[i + 1]!;
    const isLetter = after >= 0x61 && after <= 0x7a;
    const isAddress = after >= 0x30 && after <= 0x39;
    if (isLetter || isAddress || kinds[i - 1] === KIND.SPACE) return true;
    // ". com": a sentence may go on with any word, so only suffixes that none begins with.
    if (after === 0x20 && "cjxb".includes(String.fromCharCode(units[i + 2] ?? 0))) return true;
  }
  return false;
}

function hostOf(url: string): string {
  const rest = url.slice(url.indexOf("//") + 2);
  const authority = /^[^/?#]*/u.exec(rest)?.[0] ?? "";
  return authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d*$/u, "");
}

function findHosts(text: DetectorText, string: string, found: Found): void {
  for (const match of string.matchAll(HOST)) {
    const host = match[0];
    const start = match.index;
    const end = start + host.length;
    if (string[end] === "@") continue;
    const head = URL_HEAD.exec(string.slice(Math.max(0, start - 72), start))?.[0] ?? "";
    const hasScheme = head.includes("://");
    // name@example.com is the e-mail detector's.
    if (head.includes("@") && !hasScheme) continue;
    const hasContext =
      hasScheme ||
      host.startsWith("www.") ||
      string[end] === "/" ||
      /^:\d/u.test(string.slice(end, end + 2));
    if (!isLinkHost(host, hasContext) || isSentence(text, start, host, hasContext)) continue;
    if (isAllowed(text, host, start, end)) continue;
    URL_TAIL.lastIndex = end;
    const tail = URL_TAIL.exec(string)?.[0].replace(/[.,!?:;]+$/u, "").length ?? 0;
    found(start - head.length, end + tail);
  }
}

/** "done.Com" is no address, "Example.Com" is: a capital behind the dot only beside one before it. */
function isSentence(text: DetectorText, start: number, host: string, hasContext: boolean): boolean {
  if (hasContext) return false;
  const suffixAt = start + host.lastIndexOf(".") + 1;
  const { kinds } = text.folded;
  return kinds[suffixAt] === KIND.LATIN_UPPER && kinds[start] !== KIND.LATIN_UPPER;
}

function report(
  text: DetectorText,
  string: string,
  start: number,
  match: string,
  found: Found,
): void {
  const host = match
    .replace(/ ?[(\[{<]? ?(?:dot|どっと|[.。・]) ?[)\]}>]? ?/gu, ".")
    .replaceAll(" ", "");
  if (isAllowed(text, host, start, start + match.length)) return;
  if (string[start - 1] === "@") return;
  found(start, start + match.length);
}

/** An allowed name written with look-alikes is another name: only plain ASCII may be allowed. */
function isAllowed(text: DetectorText, host: string, start: number, end: number): boolean {
  if (!text.allowed.has(host)) return false;
  const { starts, ends } = text.folded;
  return /^[\u0020-\u007e]*$/u.test(text.folded.text.slice(starts[start]!, ends[end - 1]!));
}
