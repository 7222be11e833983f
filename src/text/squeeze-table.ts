// The second view: leet read as letters, separators gone, small kana as large ones.

/** Digits and signs that stand for letters; 1 stands for l as well (terms get a variant for it). */
const LEET: readonly (readonly [string, string])[] = [
  ["0", "o"],
  ["1", "i"],
  ["3", "e"],
  ["4", "a"],
  ["5", "s"],
  ["7", "t"],
  ["8", "b"],
  ["@", "a"],
  ["$", "s"],
  ["!", "i"],
  ["|", "i"],
  ["€", "e"],
  ["¢", "c"],
  ["£", "l"],
];

const SMALL_KANA = "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけ";

function buildSqueezeTable(): Uint16Array {
  const table = new Uint16Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    // Emoji are mostly astral: both surrogates count as separators, rare ideographs with them.
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff;
    if (!isSurrogate && /[\p{L}\p{Nd}\p{M}]/u.test(String.fromCharCode(unit))) table[unit] = unit;
  }
  for (const [written, read] of LEET) table[written.charCodeAt(0)] = read.charCodeAt(0);
  for (let i = 0; i < SMALL_KANA.length; i += 2) {
    table[SMALL_KANA.charCodeAt(i)] = SMALL_KANA.charCodeAt(i + 1);
  }
  // The long mark is stretched speech, not a sound of its own.
  table["ー".charCodeAt(0)] = 0;
  return table;
}

/** Folded unit -> unit of the squeezed view, 0 = a separator. */
export const SQUEEZE_TABLE: Uint16Array = buildSqueezeTable();
