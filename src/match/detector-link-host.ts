// Whether a host that was read is meant as an address, and how far its address goes.
import type { Folded } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { DOT, endsHere, isWww } from "./detector-hosts.ts";
import type { HostReader } from "./detector-hosts.ts";
import type { Reading } from "./detector.ts";
import { isLatinUnit, WordTrie } from "./detector-trie.ts";
import {
  isBareHost,
  isCommonWord,
  isPlainName,
  isKnownHost,
  isPublicHost,
  SUFFIX,
} from "./domains.ts";

/** Portuguese: "lindo.com certeza". */
const AFTER_COM = new WordTrie([
  [
    1,
    "certeza carinho o a os as um uma frete desconto esse essa este esta meu minha ele ela voce vcs",
  ],
]);

/** Is what the reader joined the name of a host at all. */
export function isHost(
  text: Reading,
  reader: HostReader,
  labels: number,
  role: number,
  hasContext: boolean,
): boolean {
  if (reader.joined[0] === 0x2d) return false;
  if (!hasContext) return role === 0 ? isKnownHost(reader) : isBareHost(reader, labels, role);
  if (role !== 0 && isPlainName(reader, labels)) return true;
  // Whatever the suffix: www. is written before nothing else.
  if (labels > 2 && isWwwFirst(text, reader)) return true;
  return text.mayAskSuffix() ? isPublicHost(reader.host()) || isKnownHost(reader) : role !== 0;
}

/** Is it an address rather than a sentence that misses a space. */
export function isMeant(
  text: Reading,
  reader: HostReader,
  role: number,
  labels: number,
  end: number,
): boolean {
  const { folded } = text;
  const { units, kinds } = folded;
  const writing = reader.writing(labels);
  const first = reader.starts[0]!;
  const firstEnd = reader.ends[0]!;
  const suffixAt = reader.starts[labels - 1]!;
  const isCommon = isCommonWord(units, first, firstEnd);
  if (isCommon && labels === 2 && (role & SUFFIX.WORDY) !== 0) return false;
  if (writing !== DOT.PLAIN && (role & SUFFIX.PLAIN) === 0) {
    // "polka dot top", "nice . store is open"
    const isTop = units[suffixAt] === 0x74 && units[suffixAt + 2] === 0x70;
    if (isTop || isCommon || !endsHere(folded, end)) return false;
  }
  if (writing === DOT.WORDED && firstEnd - first < 2) return false;
  const isCom = units[suffixAt] === 0x63 && units[suffixAt + 2] === 0x6d;
  if (isCom && isComAsWord(text, end)) return false;
  // "done.Com" is no address, "Example.Com" is.
  return kinds[suffixAt] !== KIND.LATIN_UPPER || kinds[first] === KIND.LATIN_UPPER;
}

export function isPathAt({ units, length }: Folded, end: number): boolean {
  if (end >= length) return false;
  return units[end] === 0x2f || (units[end] === 0x3a && isDigit(units[end + 1]));
}

export function isWwwFirst({ folded }: Reading, reader: HostReader): boolean {
  return isWww(folded.units, reader.starts[0]!, reader.ends[0]!);
}

function isDigit(unit: number | undefined): boolean {
  return unit !== undefined && unit >= 0x30 && unit <= 0x39;
}

function isComAsWord({ folded }: Reading, end: number): boolean {
  const { units, length } = folded;
  if (units[end] !== 0x20 || end + 1 >= length) return false;
  let last = end + 1;
  while (last < length && last - end < 12 && isLatinUnit(units[last]!)) last++;
  return AFTER_COM.whole(units, end + 1, last) !== 0;
}

/** Port, path and query; what follows in another script is the sentence again. */
export function tailEnd({ folded }: Reading, end: number, hasScheme: boolean): number {
  const { units, length } = folded;
  const first = end < length ? units[end]! : 0x20;
  if (!hasScheme && first !== 0x2f && first !== 0x3a && first !== 0x3f && first !== 0x23)
    return end;
  let tail = end;
  while (tail < length && isTailUnit(units[tail]!)) tail++;
  while (tail > end && isSentenceEnd(units[tail - 1]!)) tail--;
  return tail;
}

function isTailUnit(unit: number): boolean {
  return (
    unit > 0x20 &&
    unit < 0x80 &&
    unit !== 0x22 &&
    unit !== 0x27 &&
    unit !== 0x3c &&
    unit !== 0x3e &&
    unit !== 0x29
  );
}

function isSentenceEnd(unit: number): boolean {
  return (
    unit === 0x2e ||
    unit === 0x2c ||
    unit === 0x21 ||
    unit === 0x3f ||
    unit === 0x3a ||
    unit === 0x3b
  );
}

/** "we are at shop dot com", "look at shop dot com": the word before "at" is nobody's name. */
export function isPlaceAt({ units }: Folded, at: number): boolean {
  const end = at > 0 && units[at - 1] === 0x20 ? at - 1 : at;
  let start = end;
  while (start > 0 && end - start < 12 && isLatinUnit(units[start - 1]!)) start--;
  // mila.sells at gmail.com
  if (start > 0 && units[start - 1] !== 0x20) return false;
  return NOBODY.whole(units, start, end) !== 0;
}

const NOBODY = new WordTrie([
  [
    1,
    "is are was were be it its am look looking shop shopping store buy bought find found more see seen check " +
      "order ordered here there available live prices sale join sign sold selling sells this that items all us",
  ],
]);
