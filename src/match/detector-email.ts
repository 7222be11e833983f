// E-mail addresses, also with the at sign and the dots written as words.
import { countsOf, hasAt } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import {
  isClosing,
  isOpening,
  DOT,
  HostReader,
  labelEnd,
  labelStart,
  spreadEnd,
  spreadStart,
} from "./detector-hosts.ts";
import { isLatinUnit, WordTrie } from "./detector-trie.ts";
import { ANY_APP, DETECTOR_WORDS, WORD } from "./detector-words.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector, Found, Reading } from "./detector.ts";
import { isPlaceAt } from "./detector-link-host.ts";
import { isPublicHost } from "./domains.ts";

const LOCAL_LENGTH = 64;
/** Providers whose name alone says that it is mail: "hanako@gmail". */
const PROVIDERS = new WordTrie([
  [
    1,
    "gmail googlemail hotmail outlook yahoo ymail icloud aol protonmail proton gmx docomo ezweb softbank " +
      "naver daum hanmail qq mail live msn yandex zoho",
  ],
]);

const reader = new HostReader();

export const emailDetector: Detector = {
  id: "detector.email",
  category: "contact",
  severity: 3,
  isWorth: (text) =>
    hasAt(text.folded) ||
    hasGate(text, GATE.AT_WORD) ||
    (hasGate(text, GATE.DOT_WORD) && countsOf(text.folded)[KIND.LATIN_LOWER]! > 0),
  detect(text, found) {
    if (hasAt(text.folded)) findSigns(text, found);
    if (!hasGate(text, GATE.AT_WORD) && !hasGate(text, GATE.DOT_WORD)) return;
    const words = text.words();
    if ((words.present & (WORD.AT | WORD.WEAK_AT)) === 0) return;
    let done = 0;
    for (let k = 0; k < words.count && !text.isFull(); k++) {
      const roles = words.roles[k]!;
      if ((roles & (WORD.AT | WORD.WEAK_AT)) === 0 || words.starts[k]! < done) continue;
      const isWeak = (roles & WORD.AT) === 0;
      done = readAt(text, words.starts[k]!, words.ends[k]!, isWeak, done, found);
    }
  },
};

function findSigns(text: Reading, found: Found): void {
  const { units, kinds, length } = text.folded;
  let done = 0;
  for (let i = 1; i < length - 1 && !text.isFull(); i++) {
    if (kinds[i] !== KIND.AT && units[i] !== 0x40) continue;
    done = readAt(text, i, i + 1, false, done, found);
    i = Math.max(i, done - 1);
  }
}

/** @param from, to the at sign or its word. @returns index behind the address, or `done` */
function readAt(
  text: Reading,
  from: number,
  to: number,
  isWeak: boolean,
  done: number,
  found: Found,
): number {
  const { folded } = text;
  const { units, length } = folded;
  if (isWeak && isPlaceAt(folded, from)) return done;
  // me (@) example.com, me[at]example.com
  if (from > 0 && to < length && isOpening(units[from - 1]!) && isClosing(units[to]!)) {
    return readAt(text, from - 1, to + 1, isWeak, done, found);
  }
  const hostAt = to < length && units[to] === 0x20 ? to + 1 : to;
  if (hostAt >= length) return done;
  const nameEnd = from > 0 && units[from - 1] === 0x20 ? from - 1 : from;
  let start = localStart(text, nameEnd, done);
  if (start === nameEnd) return done;
  // "ig @somebody.la" is a handle.
  if (nameEnd < from && (DETECTOR_WORDS.whole(units, start, nameEnd) & ANY_APP) !== 0) return done;
  let firstEnd = labelEnd(folded, hostAt, false);
  if (firstEnd === hostAt) return done;
  if (firstEnd === hostAt + 1) firstEnd = spreadEnd(folded, hostAt, firstEnd);
  reader.read(folded, hostAt, firstEnd, true);
  const end = hostEnd(text, isWeak, start, nameEnd);
  if (end === -1) return done;
  start = dottedStart(text, start, done);
  found(start, end);
  return end;
}

/** @returns where the mail's host ends, -1 when there is none */
function hostEnd(text: Reading, isWeak: boolean, start: number, nameEnd: number): number {
  const { folded } = text;
  for (let labels = reader.labels; labels >= 2; labels--) {
    // "look at example.com" is a link, "me at example dot com" is mail.
    if (isWeak && reader.writing(labels) !== DOT.WORDED && !isLoginName(text, start, nameEnd))
      break;
    const isSure = reader.role(folded, labels - 1) !== 0;
    if (!isSure && reader.writing(labels) !== DOT.PLAIN) continue;
    if (isSure) return reader.ends[labels - 1]!;
    reader.join(folded, labels);
    if (text.mayAskSuffix() && isPublicHost(reader.host())) return reader.ends[labels - 1]!;
  }
  const isProvider = PROVIDERS.whole(folded.units, reader.starts[0]!, reader.ends[0]!) !== 0;
  if (!isProvider || (isWeak && !isLoginName(text, start, nameEnd))) return -1;
  return reader.ends[0]!;
}

/** Digits, dots or underscores: no word of a sentence. */
function isLoginName({ folded }: Reading, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const unit = folded.units[i]!;
    if (unit === 0x5f || unit === 0x2e || (unit >= 0x30 && unit <= 0x39)) return true;
  }
  return false;
}

function localStart({ folded }: Reading, end: number, least: number): number {
  const { units } = folded;
  let start = end;
  while (start > least && end - start < LOCAL_LENGTH && isLocalUnit(units[start - 1]!)) start--;
  // Signs alone are no name: "...@", "- @".
  if (start < end && end - start === 1) start = Math.max(least, spreadStart(folded, start));
  for (let i = start; i < end; i++) {
    if (isLatinUnit(units[i]!) || (units[i]! >= 0x30 && units[i]! <= 0x39)) return start;
  }
  return end;
}

function isLocalUnit(unit: number): boolean {
  return (
    isLatinUnit(unit) ||
    (unit >= 0x30 && unit <= 0x39) ||
    unit === 0x2e ||
    unit === 0x5f ||
    unit === 0x25 ||
    unit === 0x2b ||
    unit === 0x2d
  );
}

/** jane dot doe at ...: the words before the name that dots join to it. */
function dottedStart(text: Reading, start: number, least: number): number {
  const { folded } = text;
  const { units } = folded;
  let first = start;
  for (let joined = 0; joined < 3; joined++) {
    const words = text.words();
    const dot = words.lastBefore(first, WORD.DOT);
    if (dot === -1 || first - words.ends[dot]! > 1) break;
    let end = words.starts[dot]!;
    if (end > 0 && units[end - 1] === 0x20) end--;
    const label = labelStart(folded, end);
    if (label === end || label < least || !isLatinUnit(units[label]!)) break;
    first = label;
  }
  return first;
}
