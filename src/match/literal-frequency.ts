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

/** Of a hundred letters of Latin text, a to z. */
const LATIN = [
  9, 1.8, 3, 4, 11, 2, 2.2, 5, 7.5, 0.3, 1.4, 4.5, 3, 7, 8, 2.2, 0.3, 6, 6.5, 8, 3.5, 1.1, 2.2, 0.3,
  2.2, 0.3,
].map((percent) => percent / 100);
const COMMON_KANA = new Set(
  Array.from("いうかがくさしすたてでとなにのはまもりるれらんっー", (kana) => kana.charCodeAt(0)),
);

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

interface Estimate {
  readonly share: number;
  readonly sights: number;
}

/** Sets are weighed against each other again and again. */
const known = new WeakMap<readonly RequiredLiteral[], Estimate>();

/** @returns roughly the share of messages that hold one of them, 0 to 1 */
export function frequencyOf(literals: readonly RequiredLiteral[]): number {
  return estimateOf(literals).share;
}

/**
 * @returns roughly how often a message holds letters that are taken for one of them at first sight:
 * as the squeezed view has them, and inside longer words too
 */
export function sightsOf(literals: readonly RequiredLiteral[]): number {
  return estimateOf(literals).sights;
}

function estimateOf(literals: readonly RequiredLiteral[]): Estimate {
  let estimate = known.get(literals);
  if (estimate !== undefined) return estimate;
  let share = 0;
  let sights = 0;
  for (const literal of literals) {
    const own = shareOf(literal);
    const squeezed = squeeze(literal.text);
    const edges = (literal.isFirst ? EDGE : 1) * (literal.isLast ? EDGE : 1);
    const places = startsLatin(squeezed) ? LATIN_LETTERS * edges : OTHER_LETTERS;
    share += own;
    sights += Math.max(places * lettersShare(squeezed), own);
  }
  estimate = { share: Math.min(1, share), sights };
  known.set(literals, estimate);
  return estimate;
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
  if (!startsLatin(word)) {
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

function startsLatin(word: string): boolean {
  return isLatinUnit(word.charCodeAt(0));
}

function isLatinUnit(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

function lettersShare(word: string): number {
  let share = 1;
  for (let i = 0; i < word.length; i++) share *= unitShare(word.charCodeAt(i));
  return share;
}

function unitShare(unit: number): number {
  if (isLatinUnit(unit)) return LATIN[unit - 0x61]!;
  if (unit >= 0x3041 && unit <= 0x30ff) return COMMON_KANA.has(unit) ? 0.035 : 0.008;
  if (unit >= 0x4e00 && unit <= 0x9fff) return 0.002;
  return unit >= 0xac00 && unit <= 0xd7a3 ? 0.006 : 0.01;
}
