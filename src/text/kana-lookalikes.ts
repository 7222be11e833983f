// Characters that pass for a kana (口 for ロ, 卜 for ト, ㄋ for ろ), for a view of their own.
//
// The folded view never reads them so: 口座 would become ろ座 for everybody. In this view each stands
// for its kana, in messages and in terms alike, so 工口 and エロ meet, and ロ座 and 口座 too.
//
// Sources: UTS #39 for ideographs that share a kana's shape (くノへニイハカトロタエー), and what Japanese
// chats are seen to write. Everyday ideographs that only remind of a kana (世 of せ) are left out.

/** A row each: the kana, then what passes for it. */
const ROWS = [
  "い 亻彳",
  "う 宀",
  "え 工ㆲ",
  "お 才",
  "か 力ㄌ",
  "き 丰‡",
  "く <＜〈❬⟨㇛ㄑ",
  "け 个",
  "し 氵",
  "せ ㄝㆥ",
  "た 夕",
  "ち 千干ㄎㄘ",
  "つ ⺍",
  "て 〒",
  "と 卜├",
  "な 十",
  "に 二",
  "ぬ 又ㄆㄡ",
  "ね 礻",
  "の 丿㇓",
  "は 八",
  "ひ 匕",
  "へ ㄟ",
  "ほ 木朩",
  "み 三彡",
  "む 厶ㄊㄙ",
  "め 〆乂ㄨ",
  "も 乇",
  "よ 彐",
  "り 刂",
  "る 儿ㄦ",
  "ろ 口囗ㄋ",
  "わ 冖",
  // ソ with its stroke a little lower is ン: ウソコ, チソ. Hiragana そ is no ん to anybody.
  "ん 冫ソｿ",
  "ー 一―—─━㇐ㄧㅡ",
];

/** Original code unit -> the folded kana it passes for; 0: none. Beyond U+FFFF none does. */
export const KANA_LOOKALIKES: Uint16Array = tableOf(ROWS);

/** The units that have an entry there. */
export const KANA_LOOKALIKE_UNITS: readonly number[] = ROWS.flatMap((row) =>
  Array.from(row.slice(2), (written) => written.charCodeAt(0)),
);

function tableOf(rows: readonly string[]): Uint16Array {
  const table = new Uint16Array(0x10000);
  for (const row of rows) {
    for (const written of row.slice(2)) table[written.charCodeAt(0)] = row.charCodeAt(0);
  }
  return table;
}
