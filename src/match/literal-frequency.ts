// Roughly how often a literal is in a chat message: what a pattern should wait for is what few
// messages hold. Only choices depend on it, never answers.
import { SQUEEZE_TABLE } from "../text/squeeze-table.ts";

/** What stands at the literal's ends in every match: `isFirst`, nothing of a word before it. */
export interface RequiredLiteral {
  readonly text: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Words in every tenth message and more. */
const COMMON = words(
  "on at in my me to it is us or of up an as be by do go he if no so we am the and i a u " +
    "you for are not can was has have this that with your just what like all out",
);

/** Words of ordinary chat, in some messages of a hundred. */
const FREQUENT = words(
  "too will make some need his her him she they them who when how why there here one two off get " +
    "got see now day time new love good more want know chat check video videos live stream show " +
    "watch stop channel let come guys people please thanks only even too much any hi hello hey guy " +
    "man dude bro men girl woman boy lol lmao sub subs subscribe ban banned mod mods dm pm game play " +
    "look looks really first back never take give say said man still think going gonna im dont his " +
    "viewers views followers follow friend friends free better best real money buy sell price send " +
    "how are is believe about again because would could should over into down way well right same " +
    "youtube twitch tiktok insta yes no ok wow nice name home big off number part face head life work " +
    "de la el los las un una que y en es no si se te lo le mi tu por con para como pero mas muy todo " +
    "hay tengo vendo esta este ya bien o e do da os as um uma em nao eu voce vc meu sua com mais isso " +
    "je tu il elle on nous vous les des du et est pas dans sur pour qui ce ca ne der die das ist ich " +
    "du nicht und wir sie ein eine mit auf zu den dem es so was ja yang di dan ini itu aku kamu ada " +
    "tidak ga gak nya ya bisa mau apa ke dari untuk kak",
);

/** Of a hundred letters of Latin text; the rest are as rare as z. */
const LATIN: Readonly<Record<string, number>> = {
  e: 11,
  a: 9,
  o: 8,
  t: 8,
  i: 7.5,
  n: 7,
  s: 6.5,
  r: 6,
  h: 5,
  l: 4.5,
  d: 4,
  u: 3.5,
  m: 3,
  c: 3,
  y: 2.2,
  w: 2.2,
  p: 2.2,
  g: 2.2,
  f: 2,
  b: 1.8,
  k: 1.4,
  v: 1.1,
};
const RARE_LETTER = 0.3;
/** Of a hundred kana; the others. */
const COMMON_KANA = /[いうかがくさしすたてでとなにのはまもりるれらんっー]/u;

/** What a message holds of its script's letters, and words. */
const LATIN_LETTERS = 40;
const OTHER_LETTERS = 12;
/** Of the places where letters stand: those at a word's edge. */
const EDGE = 0.22;
const COMMON_SHARE = 0.2;
const FREQUENT_SHARE = 0.04;
/** An unknown word is no common one, whatever its letters. */
const MOST_UNLISTED = 0.01;
/** Nor is it a chance row of letters: people say what patterns are written against. */
const LEAST_WORD = 0.0008;
/** A word of the phrase is there, and the next one with it. */
const NEXT_WORD = 0.3;

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** @returns roughly the share of messages that hold one of them, 0 to 1 */
export function frequencyOf(literals: readonly RequiredLiteral[]): number {
  let sum = 0;
  for (const literal of literals) sum += shareOf(literal);
  return Math.min(1, sum);
}

/**
 * @returns roughly how often a message holds letters that are taken for one of them at first sight:
 * as the squeezed view has them, and inside longer words too
 */
export function sightsOf(literals: readonly RequiredLiteral[]): number {
  let sum = 0;
  for (const literal of literals) {
    const squeezed = squeeze(literal.text);
    const edges = (literal.isFirst ? EDGE : 1) * (literal.isLast ? EDGE : 1);
    const places = /^[a-z]/u.test(squeezed) ? LATIN_LETTERS * edges : OTHER_LETTERS;
    sum += Math.max(places * lettersShare(squeezed), shareOf(literal));
  }
  return sum;
}

function squeeze(folded: string): string {
  const letters: number[] = [];
  for (let i = 0; i < folded.length; i++) {
    const letter = SQUEEZE_TABLE[folded.charCodeAt(i)]!;
    if (letter !== 0 && letter !== letters.at(-1)) letters.push(letter);
  }
  return String.fromCharCode(...letters);
}

function shareOf({ text, isFirst, isLast }: RequiredLiteral): number {
  const all = text.split(" ");
  let least = 1;
  all.forEach((word, at) => {
    const begins = isFirst || at > 0;
    const ends = isLast || at < all.length - 1;
    least = Math.min(least, word === "" ? 1 : wordShare(word, begins, ends));
  });
  return least * NEXT_WORD ** (all.length - 1);
}

function wordShare(word: string, begins: boolean, ends: boolean): number {
  if (!/^[a-z]/u.test(word)) {
    return Math.min(1, Math.max(LEAST_WORD, OTHER_LETTERS * lettersShare(word)));
  }
  const listed = COMMON.has(word) ? COMMON_SHARE : FREQUENT.has(word) ? FREQUENT_SHARE : 0;
  const letters = LATIN_LETTERS * lettersShare(word);
  const often = letters * (begins ? EDGE : 1) * (ends ? EDGE : 1);
  if (begins && ends) {
    return listed > 0 ? listed : Math.max(LEAST_WORD, Math.min(MOST_UNLISTED, often));
  }
  return Math.min(1, Math.max(LEAST_WORD, listed + often));
}

function lettersShare(word: string): number {
  let share = 1;
  for (const letter of word) share *= letterShare(letter);
  return share;
}

function letterShare(letter: string): number {
  if (/[a-z]/u.test(letter)) return (LATIN[letter] ?? RARE_LETTER) / 100;
  if (/[\p{sc=Hiragana}\p{sc=Katakana}ー]/u.test(letter)) {
    return COMMON_KANA.test(letter) ? 0.035 : 0.008;
  }
  if (/[\p{sc=Han}]/u.test(letter)) return 0.002;
  return /\p{sc=Hangul}/u.test(letter) ? 0.006 : 0.01;
}
