// Links: URLs, bare domains, and domains spelt so that they do not look like one.
import { KIND, PRESENT } from "../text/kinds.ts";
import {
  DOT,
  HostReader,
  isLabelUnit,
  labelEnd,
  labelStart,
  spreadStart,
} from "./detector-hosts.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector, DetectorText, Found, Reading } from "./detector.ts";
import { isLatinUnit } from "./detector-trie.ts";
import { WORD } from "./detector-words.ts";
import { isHost, isMeant, isPlaceAt, isPathAt, isWwwFirst, tailEnd } from "./detector-link-host.ts";
import { isShortener, KNOWN_LENGTH } from "./domains.ts";

/** What hides where it leads is worse than what says it. */
const HIDDEN = 3;
/** Longest user name in front of a host: https://name@host */
const USER_LENGTH = 64;

/** What a unit may be the middle of. */
const FULL_STOP = 1;
const SCHEME = 2;
const ODD_DOT = 3;
const SIGNS = new Uint8Array(0x10000);
for (const sign of ".。｡") SIGNS[sign.charCodeAt(0)] = FULL_STOP;
SIGNS[0x3a] = SCHEME;
for (const sign of ",*·・、") SIGNS[sign.charCodeAt(0)] = ODD_DOT;

const reader = new HostReader();

export const linkDetector: Detector = {
  id: "detector.link",
  category: "link",
  severity: 2,
  isWorth: (text) =>
    hasGate(text, GATE.SCHEME) ||
    hasGate(text, GATE.DOT_WORD) ||
    hasGate(text, GATE.ODD_DOT) ||
    ((text.folded.present & PRESENT.DOT) !== 0 && hasInnerDot(text)),
  detect(text, found) {
    const { units, length } = text.folded;
    const hasScheme = hasGate(text, GATE.SCHEME);
    let done = 0;
    for (let i = 1; i < length - 1; i++) {
      const sign = SIGNS[units[i]!]!;
      if (sign === 0) continue;
      if (sign === SCHEME) {
        if (!hasScheme || units[i + 1] !== 0x2f || units[i + 2] !== 0x2f) continue;
        done = readUrl(text, i, done, found);
      } else if (sign === FULL_STOP || isOddBefore(units, length, i)) {
        done = readAround(text, i, done, found);
      } else continue;
      if (text.isFull()) return;
      i = Math.max(i, done - 1);
    }
    if (hasGate(text, GATE.DOT_WORD)) readWorded(text, found);
  },
};

/** A dot with something right behind it, or with a space before it: not the end of a sentence. */
function hasInnerDot(text: DetectorText): boolean {
  const { kinds, units, length } = text.folded;
  for (let i = 1; i < length - 1; i++) {
    if (kinds[i] !== KIND.DOT) continue;
    const after = units[i + 1]!;
    if (isLabelUnit(after) || kinds[i - 1] === KIND.SPACE || isBracket(after)) return true;
    // ". com": a sentence may go on with any word, so only suffixes that none begins with.
    if (after === 0x20 && "cjxbn".includes(String.fromCharCode(units[i + 2] ?? 0))) return true;
  }
  return false;
}

function isBracket(unit: number): boolean {
  return unit === 0x29 || unit === 0x5d || unit === 0x7d;
}

/** A sign with a letter before it and com, net, jp right behind. */
function isOddBefore(units: Uint16Array, length: number, i: number): boolean {
  if (i + 2 >= length || !isLabelUnit(units[i - 1]!)) return false;
  const a = units[i + 1]!;
  const b = units[i + 2]!;
  return (a === 0x63 && b === 0x6f) || (a === 0x6a && b === 0x70) || (a === 0x6e && b === 0x65);
}

/** From a dot outwards. @returns index behind what was read */
function readAround(text: Reading, dot: number, done: number, found: Found): number {
  const { folded } = text;
  const { units, length } = folded;
  let end = dot;
  // example (.) com, example . com
  if (isOpener(units[end - 1]!)) end--;
  const isSpaced = end > 0 && units[end - 1] === 0x20;
  if (isSpaced) end--;
  let start = labelStart(folded, end);
  if (start === end) return dot + 1;
  if (isSpaced || start === end - 1) {
    const spread = end - start === 1 ? spreadStart(folded, start) : start;
    if (start - spread >= 4) start = spread;
  }
  if (start < done) return done;
  if (dot + 1 < length && units[dot + 1] === 0x2e) return dot + 2;
  reader.read(folded, start, end, false);
  return report(text, 0, found, start, dot + 1);
}

function isOpener(unit: number): boolean {
  return unit === 0x28 || unit === 0x5b || unit === 0x7b;
}

/** https://user@host:80/path. @returns index behind it */
function readUrl(text: Reading, colon: number, done: number, found: Found): number {
  const { folded } = text;
  const { units, length } = folded;
  let first = colon;
  while (first > done && colon - first < 10 && isLatinUnit(units[first - 1]!)) first--;
  let host = colon + 3;
  if (host < length && units[host] === 0x20) host++;
  // What stands before an at sign is a name, whatever host it looks like.
  const most = Math.min(length, host + USER_LENGTH);
  for (let i = host; i < most; i++) {
    const unit = units[i]!;
    if (unit === 0x40) host = i + 1;
    if (unit === 0x20 || unit === 0x2f || unit === 0x3f || unit === 0x23 || unit === 0x5c) break;
  }
  const end = labelEnd(folded, host, true);
  if (end === host) return bracketed(text, first, host, found);
  reader.read(folded, host, end, true);
  return report(text, host - (colon - first >= 2 ? first : colon), found, host, end);
}

/** http://[::1]/ */
function bracketed(text: Reading, first: number, host: number, found: Found): number {
  const { units, length } = text.folded;
  if (units[host] !== 0x5b || host >= length) return host;
  const end = tailEnd(text, host, true);
  if (end - host > 3) found(first, end);
  return Math.max(end, host);
}

/** example dot com, example どっと com: from each word for a dot. */
function readWorded(text: Reading, found: Found): void {
  const words = text.words();
  if ((words.present & WORD.DOT) === 0) return;
  const { folded } = text;
  const { units } = folded;
  let done = 0;
  for (let k = 0; k < words.count && !text.isFull(); k++) {
    if ((words.roles[k]! & WORD.DOT) === 0 || words.starts[k]! < done) continue;
    let end = words.starts[k]!;
    if (end > 0 && units[end - 1] === 0x20) end--;
    if (end > 0 && isOpener(units[end - 1]!)) end--;
    if (end > 0 && units[end - 1] === 0x20) end--;
    let start = labelStart(folded, end);
    if (start === end) continue;
    if (end - start === 1) start = spreadStart(folded, start);
    if (end - start === 1 && isLatinUnit(units[start]!)) continue;
    reader.read(folded, start, end, false);
    if (reader.writing(reader.labels) !== DOT.WORDED) continue;
    done = report(text, 0, found, start, end);
  }
}

/**
 * Reports what the reader read if it is a host.
 * @param before units of scheme and user name that belong to it; 0 = it has none
 * @returns index behind it, or `otherwise`
 */
function report(
  text: Reading,
  before: number,
  found: Found,
  start: number,
  otherwise: number,
): number {
  const { folded } = text;
  const hasScheme = before > 0;
  const all = reader.labels;
  // "example.com.Thanks": a sentence that went on without a space.
  for (let labels = all; labels >= Math.max(2, all - 2); labels--) {
    const end = reader.ends[labels - 1]!;
    const role = reader.role(folded, labels - 1);
    const hasContext = hasScheme || isPathAt(folded, end) || isWwwFirst(text, reader);
    // Nearly all that has a dot ends here.
    if (role === 0 && !hasContext && end - start > KNOWN_LENGTH) continue;
    reader.join(folded, labels);
    if (!isHost(text, reader, labels, role, hasContext)) continue;
    if (!hasContext && !isMeant(text, reader, role, labels, end)) continue;
    if (folded.units[end] === 0x40 || (!hasScheme && isAfterAt(text, start))) return end;
    const tail = tailEnd(text, end, hasScheme);
    const isAllowed = text.allowed.has(reader.host());
    if (!isAllowed || !isPlain(text, start, end)) {
      const isHidden = isAllowed || isShortener(reader);
      found(start - before, tail, isHidden ? HIDDEN : undefined);
    }
    return tail;
  }
  if (!hasScheme || reader.ends[0]! - start < 3) return Math.max(otherwise, reader.ends[all - 1]!);
  // http://localhost, http://3232235777
  const tail = tailEnd(text, reader.ends[all - 1]!, true);
  found(start - before, tail);
  return tail;
}

/** name@host, "name at host dot com": the e-mail detector's. */
function isAfterAt(text: Reading, start: number): boolean {
  const { units } = text.folded;
  const at = start > 0 && units[start - 1] === 0x20 ? start - 1 : start;
  if (at > 0 && units[at - 1] === 0x40) return true;
  if (!hasGate(text, GATE.AT_WORD) && !hasGate(text, GATE.DOT_WORD)) return false;
  const words = text.words();
  const word = words.lastBefore(start, WORD.AT | WORD.WEAK_AT);
  if (word === -1 || start - words.ends[word]! > 1) return false;
  if ((words.roles[word]! & WORD.AT) !== 0) return true;
  return (
    reader.writing(reader.labels) === DOT.WORDED && !isPlaceAt(text.folded, words.starts[word]!)
  );
}

/** An allowed name written with look-alikes is another name: only plain ASCII may be allowed. */
function isPlain(text: Reading, start: number, end: number): boolean {
  const { starts, ends, text: original } = text.folded;
  for (let i = starts[start]!; i < ends[end - 1]!; i++) {
    if (original.charCodeAt(i) > 0x7e) return false;
  }
  return true;
}
