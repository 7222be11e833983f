// The second view: leet read as letters, separators gone, small kana as large ones, kanji that pass
// for katakana as kana.
import { FOLD_TABLE } from "./fold-table.ts";
import { KANA_LOOKALIKE_UNITS, KANA_LOOKALIKES } from "./kana-lookalikes.ts";
import { KIND } from "./kinds.ts";

/**
 * Digits and signs that stand for letters; 1 stands for l as well (terms get a variant for it). The
 * currency letters are a fancy alphabet; ¥ is left out, for it stands in every second sale.
 */
const LEET =
  "0o 1i 3e 4a 5s 7t 8b 9g @a $s !i |i €e ¢c £l ¡i §s †t ©c ®r ₳a ฿b ₿b ₵c ₡c ₣f ₲g ₭k ₥m ₦n ₱p ₴s ₮t ₩w";

const SMALL_KANA =
  "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけㇰくㇱしㇲすㇳとㇴぬㇵはㇶひㇷふㇸへㇹほㇺむㇻらㇼりㇽるㇾれㇿろ";

const LONG_MARK = 0x30fc;
/** 丶: no word has it. */
const DOT_STROKE = 0x4e36;

/**
 * Folded unit -> 1 for kanji that the squeezed view reads as kana (口 of エ口); whoever checks a find
 * knows the difference. Strokes that pass for the long mark are left alone: 一 is a number.
 */
export const READ_AS_KANA: Uint8Array = buildReadAsKana();

function buildReadAsKana(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const unit of KANA_LOOKALIKE_UNITS) {
    const kind = FOLD_TABLE.kinds[unit]!;
    const isHan = kind === KIND.HAN || kind === KIND.HAN_NUMERAL;
    const kana = KANA_LOOKALIKES[unit]!;
    if (isHan && kana !== 0 && kana !== LONG_MARK) table[unit] = 1;
  }
  return table;
}

function buildSqueezeTable(): Uint16Array {
  // Emoji are mostly astral: both surrogates count as separators, rare ideographs with them.
  const table = FOLD_TABLE.wordUnits.slice();
  for (const pair of LEET.split(" ")) table[pair.charCodeAt(0)] = pair.charCodeAt(1);
  for (let i = 0; i < SMALL_KANA.length; i += 2) {
    table[SMALL_KANA.charCodeAt(i)] = SMALL_KANA.charCodeAt(i + 1);
  }
  for (const unit of KANA_LOOKALIKE_UNITS) {
    if (READ_AS_KANA[unit] === 1) table[unit] = KANA_LOOKALIKES[unit]!;
  }
  // The long mark is stretched speech, not a sound of its own; the dot stroke parts characters.
  table[LONG_MARK] = 0;
  table[DOT_STROKE] = 0;
  return table;
}

/** Folded unit -> unit of the squeezed view, 0 = a separator. */
export const SQUEEZE_TABLE: Uint16Array = buildSqueezeTable();
