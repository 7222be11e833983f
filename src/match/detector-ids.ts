// Finds the ids: from each name of an app over what may stand between to a token that is one.
import type { Folded } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { isLabelUnit } from "./detector-hosts.ts";
import { glue, readGlue } from "./detector-id-glue.ts";
import { IdToken } from "./detector-id-token.ts";
import { isCounted } from "./detector-number-context.ts";
import { isLatinUnit } from "./detector-trie.ts";
import { ANY_APP, DETECTOR_WORDS, WORD } from "./detector-words.ts";
import { MOST_FINDS } from "./detector.ts";
import type { IdFinds, Reading } from "./detector.ts";

const STARTERS = ANY_APP | WORD.CODE | WORD.WEAK_CODE | WORD.INVITE | WORD.MARK;

const token = new IdToken();

/** Buffers are reused from message to message. */
export class IdReader implements IdFinds {
  count = 0;
  readonly starts = new Int32Array(MOST_FINDS);
  readonly ends = new Int32Array(MOST_FINDS);

  /** Cost: O(length); nothing is allocated. */
  read(text: Reading): void {
    this.count = 0;
    const words = text.words();
    if ((words.present & STARTERS) === 0) return;
    let done = 0;
    for (let k = 0; k < words.count && this.count < MOST_FINDS; k++) {
      const roles = words.roles[k]!;
      if ((roles & STARTERS) === 0 || words.starts[k]! < done) continue;
      if (isInAddress(text, words.starts[k]!)) continue;
      const end = idAfter(text, roles, words.starts[k]!, words.ends[k]!);
      if (end === -1) continue;
      this.add(text, words.starts[k]!, end);
      done = end;
    }
    if ((words.present & (WORD.CASH_APP | WORD.PAY_APP)) !== 0) this.readCashtags(text, done);
  }

  /** $name anywhere in a text that names a cash app. */
  private readCashtags(text: Reading, done: number): void {
    const { folded } = text;
    const { units, length } = folded;
    for (let i = 0; i + 3 < length && this.count < MOST_FINDS; i++) {
      if (units[i] !== 0x24 || i < done || !isLatinUnit(units[i + 1]!)) continue;
      token.read(folded, i + 1);
      if (token.letters >= 3) this.add(text, i, token.end);
      i = token.end;
    }
  }

  private add(text: Reading, start: number, end: number): void {
    this.starts[this.count] = start;
    this.ends[this.count] = this.count === MOST_FINDS - 1 ? text.folded.length : end;
    this.count++;
  }
}

/** "?id=", "/twitter-": part of an address. */
function isInAddress({ folded }: Reading, start: number): boolean {
  if (start === 0) return false;
  const before = folded.units[start - 1]!;
  if (before === 0x3f || before === 0x26 || before === 0x3d || before === 0x5f) return true;
  return (before === 0x2d || before === 0x2e) && start > 1 && isLatinUnit(folded.units[start - 2]!);
}

/** @returns where the id that the word at `[start, end)` introduces ends; -1 = it introduces none */
function idAfter(text: Reading, roles: number, start: number, end: number): number {
  const { folded } = text;
  const { units } = folded;
  if ((roles & WORD.INVITE) !== 0) return inviteEnd(text, end);
  readGlue(text, end, (roles & WORD.MARK) !== 0);
  if (glue.end >= folded.length) return -1;
  token.read(folded, glue.end);
  // "Facebook: https://..."
  if (token.size === 0 || units[token.end] === 0x3a) return -1;
  const isId =
    (roles & (WORD.APP | WORD.PAY_APP | WORD.CASH_APP)) !== 0
      ? isAppId(text, start, false)
      : (roles & WORD.WORDY_APP) !== 0
        ? isAppId(text, start, true)
        : (roles & WORD.CODE) !== 0
          ? isCodeId(text, start)
          : (roles & WORD.WEAK_CODE) !== 0
            ? isWeakId(text, start)
            : isMarkedId(text, start);
  if (!isId || isCounted(text, token.end)) return phoneEnd(text, roles);
  const isMail = token.end < folded.length && units[token.end] === 0x40;
  return isMail ? mailEnd(folded, token.end) : token.end;
}

/** "paypal me at jane@example.com": the host belongs to it. */
function mailEnd({ units, length }: Folded, at: number): number {
  let end = at + 1;
  while (end < length && (isLabelUnit(units[end]!) || units[end] === 0x2e)) end++;
  return units[end - 1] === 0x2e ? end - 1 : end;
}

/** WhatsApp +81 90 1234 5678: a phone number right behind the name. */
function phoneEnd(text: Reading, roles: number): number {
  if ((roles & ANY_APP) === 0 || token.digits === 0 || token.letters > 0) return -1;
  const numbers = text.numbers();
  const run = numbers.firstAt(glue.end);
  if (run === numbers.count) return -1;
  const at = numbers.runStarts[run]!;
  const count = numbers.runEnds[run]! - at;
  if (numbers.starts[at]! > glue.end + 1 || count < 8 || count > 15) return -1;
  const end = numbers.ends[numbers.runEnds[run]! - 1]!;
  return isCounted(text, end) ? -1 : end;
}

/** whatsapp: somebody, insta @x, telegram sakura99, LINE ID abc123 */
function isAppId(text: Reading, start: number, isWordy: boolean): boolean {
  const { folded } = text;
  if (glue.hasAt || glue.hasDollar) return token.letters > 0;
  if (glue.hasMark) {
    if (token.isMixed) return true;
    if (token.letters === 0)
      return token.digits >= 4 && (glue.hasColon || glue.hasCopula || token.digits >= 6);
    return (glue.hasColon || glue.hasCopula) && token.size >= 3 && token.isName(folded);
  }
  if (token.isMixed && token.size >= 5) {
    if (glue.hasColon || glue.hasVerb) return true;
    if (isWordy) return token.letters >= 4 && token.digits >= 2 && isAfterVerb(text, start);
    return !token.isModel || token.digits > 4;
  }
  return !isWordy && glue.hasColon && token.isName(folded);
}

/** 緑 id kawaii88, 緑123456, 線→abc_12; never 緑 AB1234, 黄 20241010, 緑 10000円 */
function isCodeId(text: Reading, start: number): boolean {
  const { folded } = text;
  if (isInWord(text, start)) return false;
  if (glue.hasMark)
    return token.isMixed || token.digits >= 4 || (glue.hasColon && token.isName(folded));
  if (glue.hasAt) return token.letters > 1;
  if (glue.hasCopula && !glue.hasColon) return false;
  if (token.letters === 0) return token.digits >= 5 && token.signs === 0 && !token.isDate(folded);
  return token.isMixed && token.size >= 5 && !token.isModel;
}

/** L, K, ら: with the word id, or a colon and a name. */
function isWeakId(text: Reading, start: number): boolean {
  if (isInWord(text, start)) return false;
  if (glue.hasMark) return token.isMixed && token.size >= 4;
  return glue.hasColon && token.isMixed && token.size >= 6 && !token.isModel && token.letters >= 3;
}

/** A letter of the same script right before it: 新緑, すら. */
function isInWord({ folded }: Reading, start: number): boolean {
  if (start === 0) return false;
  const kind = folded.kinds[start - 1]!;
  const own = folded.kinds[start]!;
  return (
    kind === own ||
    (kind === KIND.DIGIT && own === KIND.HAN) ||
    (own === KIND.HIRAGANA && kind === KIND.KATAKANA) ||
    (own === KIND.KATAKANA && kind === KIND.HIRAGANA)
  );
}

/** id: abc_123 with a verb of contact around; an order's or an item's id is none. */
function isMarkedId(text: Reading, start: number): boolean {
  const words = text.words();
  if (!token.isMixed || token.size < 5 || token.isModel) return false;
  const order = words.lastBefore(start + 1, WORD.ORDER);
  if (order !== -1 && start - words.ends[order]! <= 3) return false;
  if ((words.present & (WORD.APP | WORD.CODE)) !== 0) return glue.hasColon || glue.hasCopula;
  return glue.hasVerb || hasVerbBehind(text, token.end);
}

/** "add snap ..." */
function isAfterVerb(text: Reading, start: number): boolean {
  const words = text.words();
  const verb = words.lastBefore(start, WORD.CONTACT_VERB);
  return verb !== -1 && start - words.ends[verb]! <= 4;
}

/** "... で追加", "... add me" */
function hasVerbBehind(text: Reading, from: number): boolean {
  const { units, length } = text.folded;
  for (let at = from; at < length && at < from + 4; at++) {
    const end = DETECTOR_WORDS.longest(units, length, at);
    if (end !== -1 && (DETECTOR_WORDS.tag & WORD.CONTACT_VERB) !== 0) return true;
  }
  return false;
}

/** t.me/somebody: what follows the slash. */
function inviteEnd(text: Reading, from: number): number {
  const { units, length } = text.folded;
  let end = from;
  while (end < length && units[end]! > 0x20 && units[end]! < 0x80) end++;
  return end - from >= 2 ? end : -1;
}
