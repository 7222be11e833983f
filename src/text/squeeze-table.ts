// The second view: leet read as letters, separators gone, small kana as large ones.
import { FOLD_TABLE } from "./fold-table.ts";

/**
 * Digits and signs that stand for letters; 1 stands for l as well (terms get a variant for it). The
 * currency letters are a fancy alphabet; ¥ is left out, for it stands in every second sale.
 */
const LEET =
  "0o 1i 3e 4a 5s 7t 8b @a $s !i |i €e ¢c £l ¡i §s †t ©c ®r ₳a ฿b ₿b ₵c ₡c ₣f ₲g ₭k ₥m ₦n ₱p ₴s ₮t ₩w";

const SMALL_KANA =
  "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけㇰくㇱしㇲすㇳとㇴぬㇵはㇶひㇷふㇸへㇹほㇺむㇻらㇼりㇽるㇾれㇿろ";

function buildSqueezeTable(): Uint16Array {
  const table = new Uint16Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    // Emoji are mostly astral: both surrogates count as separators, rare ideographs with them.
    if (FOLD_TABLE.wordParts[unit] === 1) table[unit] = unit;
  }
  for (const pair of LEET.split(" ")) table[pair.charCodeAt(0)] = pair.charCodeAt(1);
  for (let i = 0; i < SMALL_KANA.length; i += 2) {
    table[SMALL_KANA.charCodeAt(i)] = SMALL_KANA.charCodeAt(i + 1);
  }
  // The long mark is stretched speech, not a sound of its own.
  table["ー".charCodeAt(0)] = 0;
  return table;
}

/** Folded unit -> unit of the squeezed view, 0 = a separator. */
export const SQUEEZE_TABLE: Uint16Array = buildSqueezeTable();
