// Which Latin letters a code point passes for: UTS #39, the names of Unicode, and a short list.
//
// Order of authority: the list (what people use letters for in chat, where the data only sees their
// shape), UTS #39 confusables, then the name ("LATIN SMALL LETTER TURNED A" is an a), then the name
// of what UTS #39 holds for the same shape.
import confusables from "unhomoglyph/data.json" with { type: "json" };
import { canonicalOf, CODE_POINTS, compatibilityOf, lowerOf, nameOf } from "./unicode-data.ts";
import { IS_ALIKE_SCRIPT, IS_LATIN, IS_LETTER, IS_MARK } from "./unicode-sets.ts";

const SHAPES: ReadonlyMap<string, string> = new Map(Object.entries(confusables));

/** Pairs: what is written, what is read. Where UTS #39 has another letter, or none. */
const CHAT = letters(
  // Greek: read by shape, except letters that people know by sound.
  "βb εe ζz κk μu ςs τt χx ωw φo",
  // Cyrillic and Cherokee; м is no turned w, є and its twins are no c.
  "вb кk мm ӎm нh тt ꮇm ꞓe Ꞓe",
  // Armenian, Canadian syllabics, Lisu, Latin
  "ցg յj ᐱa ꓥa ʋv Ꝡw Ꞟu",
  // Letters of upside-down text stand for what they show when turned.
  "ɔc Ɔc ɟf ɯm Ɯm",
  // Signs of logic and of APL in place of capitals
  "∨v ∪u ∩n ∀a ∃e ⍺a ⍳i ⍴p ⍵w ℮e",
);
/**
 * The same, but nobody takes one of these for a Latin letter who does not want to: they keep telling
 * a reader that a word is Russian or Greek.
 */
const FAUX = letters("пn шw щw цu чy иn яr зe эe", "λa ᴧa Λa Δa Σe Ξe Ωo Φo Πn");
/** Letters whose twin in UTS #39 is none to a reader. */
const UNLIKE = new Set("лЛӆӅ");

function letters(...rows: readonly string[]): ReadonlyMap<string, string> {
  const pairs = rows.flatMap((row) => row.split(" "));
  return new Map(pairs.map((pair) => [pair.slice(0, -1), pair.slice(-1)]));
}

/** Names of letters that are not one letter long. */
const NAMED = new Map(
  Object.entries({
    ETH: "d",
    THORN: "th",
    ENG: "n",
    SCHWA: "e",
    ALPHA: "a",
    BETA: "b",
    GAMMA: "y",
    DELTA: "d",
    IOTA: "i",
    UPSILON: "u",
    CHI: "x",
    OMEGA: "w",
    ESH: "s",
    EZH: "z",
    WYNN: "p",
    KRA: "k",
    HENG: "h",
    YR: "r",
    "TONE TWO": "s",
    "TONE FIVE": "s",
    "TONE SIX": "b",
    "SHARP S": "ss",
  }),
);
/** Name of a Latin letter without what hangs on it (WITH ...) and how it stands. */
const QUALIFIERS =
  /\b(?:LATIN|EPIGRAPHIC|MODIFIER|LETTER|LIGATURE|DIGRAPH|CAPITAL|SMALL|TURNED|REVERSED|INVERTED|SIDEWAYS|DIAERESIZED|OPEN|CLOSED|SCRIPT|INSULAR|DOTLESS|BARRED|BLACKLETTER|STRETCHED|LENIS|BROKEN|VOLAPUK|VISIGOTHIC|ANGLICANA|AFRICAN|ARCHAIC|GLOTTAL|SIGMOID|STIRRUP|LONG|HALF|TOP|BOTTOM|DOUBLE|TAILLESS|OLD POLISH|MIDDLE SCOTS|MIDDLE-WELSH|SUBSCRIPT) /g;
const LETTER_PAIRS = /^(?:A[AEOUVY]|D[BZ]|HV|L[LSZ]|O[EIOU]|QP|T[CHSZ]|U[EIO]|VY)\b/;

/** @returns letters a to z, or undefined */
function readName(codePoint: number): string | undefined {
  const name = nameOf(codePoint);
  if (!IS_LATIN(codePoint) && !/^TURNED (?:CAPITAL|SMALL) /.test(name)) return undefined;
  const base = name
    .replace(/ WITH .*/, "")
    .replaceAll(QUALIFIERS, "")
    .replace("EZH REVERSED", "EZH");
  const known = NAMED.get(name.includes("SHARP S") ? "SHARP S" : base);
  if (known !== undefined) return known;
  const letter = LETTER_PAIRS.exec(base)?.[0] ?? /^[A-Z]\b/.exec(base)?.[0];
  return base.startsWith("ROMAN") ? undefined : letter?.toLowerCase();
}

/** Small letters of a UTS #39 prototype, its marks left out; undefined when it is no Latin text. */
function plain(text: string): string | undefined {
  const base = baseOf(text).toLowerCase().replaceAll("rn", "m");
  return /^[a-z]{1,3}$/.test(base) ? base : undefined;
}

function baseOf(text: string): string {
  return decompose(Array.from(text, (character) => character.codePointAt(0) ?? 0))
    .filter((codePoint) => !IS_MARK(codePoint))
    .map((codePoint) => String.fromCodePoint(codePoint))
    .join("");
}

function decompose(codePoints: readonly number[]): readonly number[] {
  return codePoints.flatMap((codePoint) => {
    const parts = canonicalOf(codePoint) ?? compatibilityOf(codePoint);
    return parts === undefined ? [codePoint] : decompose(parts);
  });
}

function readShape(codePoint: number): string | undefined {
  const isLatin = IS_LATIN(codePoint);
  if (!IS_LETTER(codePoint) || (!isLatin && !IS_ALIKE_SCRIPT(codePoint))) return undefined;
  const shape = SHAPES.get(String.fromCodePoint(codePoint));
  const read = shape === undefined ? undefined : plain(shape);
  // Of other alphabets only letters that pass for one letter: Ы is no "bl" to anybody.
  if (read === undefined || (!isLatin && read.length > 1)) return undefined;
  // UTS #39 puts I and l together: a name tells, and a stroke without one is an I.
  if (baseOf(shape ?? "") !== "l") return read;
  return isLatin ? (readName(codePoint) ?? read) : "i";
}

/** Scripts whose small letters are small capitals to the eye, which UTS #39 does not always see. */
function readCapital(codePoint: number): string | undefined {
  if (!/^(?:CHEROKEE|COPTIC) SMALL /.test(nameOf(codePoint))) return undefined;
  const capital = CAPITALS.get(codePoint);
  return capital === undefined ? undefined : readShape(capital);
}

const CAPITALS: ReadonlyMap<number, number> = new Map(
  Array.from({ length: CODE_POINTS }, (_, capital) => [lowerOf(capital), capital] as const).filter(
    ([lower, capital]) => lower !== capital,
  ),
);

export interface Lookalike {
  readonly read: string;
  /** Passes for the letter at a glance, in any word. */
  readonly isTwin: boolean;
}

/** What a code point that is not composed is read as; undefined: as itself. */
export function lookalikeOf(codePoint: number): Lookalike | undefined {
  const character = String.fromCodePoint(codePoint);
  if (UNLIKE.has(character)) return undefined;
  const faux = FAUX.get(character) ?? FAUX.get(String.fromCodePoint(lowerOf(codePoint)));
  if (faux !== undefined) return { read: faux, isTwin: false };
  const known = CHAT.get(character) ?? readShape(codePoint) ?? readName(codePoint);
  if (known !== undefined) return { read: known, isTwin: true };
  const likeTwin = readTwin(codePoint) ?? readCapital(codePoint);
  return likeTwin === undefined ? undefined : { read: likeTwin, isTwin: !isTurned(codePoint) };
}

/** Cyrillic ԍ has the shape of a small capital G, and only that one has a name to read. */
function readTwin(codePoint: number): string | undefined {
  const twin = twinOf(codePoint);
  if (twin === undefined) return undefined;
  const read = CHAT.get(String.fromCodePoint(twin)) ?? readName(twin);
  return read?.length === 1 ? read : undefined;
}

function twinOf(codePoint: number): number | undefined {
  if (!IS_LETTER(codePoint) || !IS_ALIKE_SCRIPT(codePoint)) return undefined;
  const [first, ...rest] = Array.from(baseOf(SHAPES.get(String.fromCodePoint(codePoint)) ?? ""));
  return rest.length > 0 ? undefined : first?.codePointAt(0);
}

function isTurned(codePoint: number): boolean {
  return /TURNED|REVERSED|INVERTED/.test(nameOf(twinOf(codePoint) ?? 0));
}
