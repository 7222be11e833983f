// Whether a text speaks against what it names: a room's rule, a warning, a question about payment.
//
// Off-platform is an intent. "LINE交換は禁止です", "no DMs please" and "PayPal OK?" name apps and pay
// services and are harmless. Used on candidates only: nothing is read on the common path.
import type { Folded } from "../text/folded.ts";
import { isLatinUnit, WordTrie } from "./detector-trie.ts";
import type { DetectorText } from "./detector.ts";

const AGAINST_BEFORE = 1;
const AGAINST_BEHIND = 2;
const QUESTION = 4;
const LURE = 8;
const PAYMENT = 16;

/** Units around a find that are read. */
const REACH = 40;

const STANCES = new WordTrie([
  [
    AGAINST_BEFORE,
    "no never don't dont do_not please_don't not_allowed cannot can't can_not not stop beware beware_of avoid_sending " +
      "without_using against report reported scammer fake_account scam warning careful 禁止 詐欺 注意 偽 なりすまし 通報 " +
      "nunca jamais nao no_se keine niemals kein ne_pas 금지 禁止 不要 不准 jangan dilarang",
  ],
  [
    AGAINST_BEHIND,
    "禁止 きんし NG 厳禁 だめ ダメ 駄目 不可 お断り おことわり 断り ご遠慮 遠慮 控えて お控え しないで しないよう しないこと せんといて やめて やめましょう " +
      "やめよう 止めて できません 出来ません できない してません していません しておりません しません しない 受け付けて 受けて ません 違反 規約違反 詐欺 通報 " +
      "偽物です 偽アカ なりすまし 気をつけて 注意 not_allowed isn't_allowed is_not_allowed are_not_allowed aren't_allowed " +
      "prohibited banned forbidden is_banned against_the_rules against_rules is_a_scammer is_a_scam is_scam is_fake " +
      "is_not_real not_real is_not_us isn't_me scammer verboten prohibido proibido interdit 금지 안됩니다 안돼요 不行 dilarang",
  ],
  [
    QUESTION,
    "? 使えますか つかえますか 払えますか 支払えますか 対応してますか 対応していますか できますか 出来ますか 可能ですか 可ですか いけますか 大丈夫ですか " +
      "ありますか 使える 払える do_you_take does_this_take do_you_accept is_it_ok can_i can_you can_we is ok does do are 吗 吗? 嗎 되나요 가능한가요",
  ],
  [
    LURE,
    "cheaper discount off half skip save quicker easier lower direct directly no_fee no_fees no_tax without_fees " +
      "avoid_fees drop_the_price i'll_drop better_price friends_and_family f&f fnf 安く 半額 値引 割引 dm me_on add_me text_me outside 直接 手数料 追加して 教えて 送って して下さい",
  ],
  [
    PAYMENT,
    "paypal paypay ペイペイ apple_pay google_pay cash_app cashapp venmo zelle klarna afterpay クレカ クレジット カード payment " +
      "pay pays 支払い 支払 決済 払 後払い 代引き コンビニ払い 銀行振込 振込 alipay wechat_pay line_pay ラインペイ メルペイ 楽天ペイ",
  ],
]);

/**
 * Is what stands at `[start, end)` of the folded view spoken against: forbidden, warned of, denied.
 * Cost: O(REACH), allocates nothing.
 */
export function isForbidden({ folded }: DetectorText, start: number, end: number): boolean {
  const before = stancesIn(folded, clauseStart(folded, start), start);
  const behind = stancesIn(folded, end, clauseEnd(folded, end));
  return (before & AGAINST_BEFORE) !== 0 || (behind & AGAINST_BEHIND) !== 0;
}

/**
 * A seller's rule, a warning, or a buyer's question about payment: no lure, whatever app it names.
 * For finds of lists and rules in the category off_platform.
 * @param from, to in UTF-16 units of the ORIGINAL text, as finds have them
 * Cost: O(log length + REACH), allocates nothing.
 * @public
 */
export function isHarmlessTalk(text: DetectorText, from: number, to: number): boolean {
  const { folded } = text;
  const start = firstAt(folded, from);
  const end = firstAt(folded, to);
  if (isForbidden(text, start, end)) return true;
  const last = Math.min(folded.length, clauseEnd(folded, end) + 1);
  const all = stancesIn(folded, clauseStart(folded, start), last);
  return (all & QUESTION) !== 0 && (all & PAYMENT) !== 0 && (all & LURE) === 0;
}

function stancesIn({ units, length }: Folded, from: number, to: number): number {
  let all = 0;
  for (let i = from; i < to; i++) {
    if (STANCES.first[units[i]!] === 0) continue;
    if (isLatinUnit(units[i]!) && i > 0 && isLatinUnit(units[i - 1]!)) continue;
    const end = STANCES.longest(units, to, i);
    if (end === -1) continue;
    all |= end < length && isInvitation(units, end) ? STANCES.tag & ~AGAINST_BEHIND : STANCES.tag;
    i = end - 1;
  }
  return all;
}

/** しませんか, しない？ : a denial asked is an invitation. */
function isInvitation(units: Uint16Array, end: number): boolean {
  const last = units[end - 1]!;
  const next = units[end]!;
  return (last === 0x3093 || last === 0x3044) && (next === 0x304b || next === 0x3f);
}

function clauseStart({ units }: Folded, at: number): number {
  const least = Math.max(0, at - REACH);
  let start = at;
  while (start > least && !isClauseEnd(units[start - 1]!)) start--;
  return start;
}

function clauseEnd({ units, length }: Folded, at: number): number {
  const most = Math.min(length, at + REACH);
  let end = at;
  while (end < most && !isClauseEnd(units[end]!)) end++;
  return end;
}

function isClauseEnd(unit: number): boolean {
  return unit === 0x3002 || unit === 0x21 || unit === 0x3f || unit === 0x2e;
}

/** @returns index of the first folded unit that begins at or behind `at` of the original */
function firstAt({ starts, length }: Folded, at: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
