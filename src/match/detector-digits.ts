// Digits in all the ways they are written: other scripts' figures, kanji numerals, words.
import { WordTrie } from "./detector-trie.ts";

/** A word for digit d has bit d; those that repeat or part digits have the bits behind. */
export const DOUBLE = 1 << 10;
const TRIPLE = 1 << 11;
/** A word for a hyphen. */
export const DASH = 1 << 12;

/** Digits as words of the languages whose numbers are spelt out in chats. */
export const NUMBER_WORDS = new WordTrie([
  [1 << 0, "zero oh o ゼロ れい まる 零 cero null nol kosong 공 영 洞"],
  [1 << 1, "one ワン いち uno um un une eins satu 일 幺"],
  [1 << 2, "two ツー に dos dois deux zwei zwo dua 이 两 兩"],
  [1 << 3, "three スリー さん tres trois drei tiga 삼"],
  [1 << 4, "four フォー よん し cuatro quatro quatre vier empat 사"],
  [1 << 5, "five ファイブ ご cinco cinq fünf funf lima 오"],
  [1 << 6, "six シックス ろく seis sechs enam 육 륙"],
  [1 << 7, "seven セブン なな しち siete sete sept sieben tujuh 칠 拐"],
  [1 << 8, "eight エイト はち ぱち ocho oito huit acht delapan 팔"],
  [1 << 9, "nine niner ナイン きゅう きゅー く nueve nove neuf neun sembilan 구"],
  [DOUBLE, "double ダブル doble"],
  [TRIPLE, "triple トリプル"],
  [DASH, "dash hyphen minus ハイフン guion traço traco dot"],
]);

/** 0 to 9 of a unit, -1 for none. */
export const DIGIT_VALUES: Int8Array = digitValues();

function digitValues(): Int8Array {
  const values = new Int8Array(0x10000).fill(-1);
  // Zeros of the scripts that write phone numbers with digits of their own.
  for (const zero of [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50]) {
    for (let d = 0; d < 10; d++) values[zero + d] = d;
  }
  for (const row of ["〇一二三四五六七八九", "零壱弐参肆伍陸漆捌玖", "零壹貳叁肆伍陆柒捌玖"]) {
    Array.from(row).forEach((digit, d) => {
      values[digit.charCodeAt(0)] = d;
    });
  }
  return values;
}
