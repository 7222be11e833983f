// Letters of other scripts and styles that pass for Latin ones, beyond what NFKC knows.

/** Pairs: what is written, what is read. Upper case is found through its lower case too. */
const LOOKALIKES = [
  // Cyrillic
  "аa вb сc ԁd еe ѐe ёe һh іi їi јj кk ӏl мm нh оo рp ԛq ѕs тt ѵv ԝw хx уy ўy гr пn ьb шw",
  // Greek
  "αa βb γy εe ζz ηn ιi κk νv οo ρp ςs τt υu χx ωw ϲc ϳj µu μu",
  // Armenian
  "օo սu հh ոn ցg զq յj",
  // Latin letters with strokes, hooks and turns, and small capitals
  "ƒf ɓb ƈc ɖd ɗd ɛe əe ǝe ɘe ɠg ɡg ɦh ɨi ɩi ıi ʝj ƙk ɭl łl ɱm ɯm ɲn ŋn ɵo øo ƥp ʠq ɾr ʂs ƭt ʈt ŧt",
  "ʉu ʋv ʌv ʍw ƴy ʐz ƶz ħh đd ɑa ɐa ɹr ʇt ɔc ǀl ƨs ƽs ɥh ʞk",
  "ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ǫq ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz",
  // Cherokee
  "Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ꮐg Ꮋh Ꭵi Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꭱr Ꮪs Ꭲt Ꮩv Ꮃw Ꮓz",
  // Signs and ideographs that stand in for letters
  "丅t ⅼl ∨v ∪u ∩n ⍺a ⍳i ⍴p ⍵w",
];

/** Letters that read as two. */
const LIGATURES: readonly (readonly [string, string])[] = [
  ["ß", "ss"],
  ["ẞ", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["þ", "th"],
  ["ð", "d"],
];

export const CONFUSABLES: ReadonlyMap<string, string> = new Map([
  ...LOOKALIKES.flatMap((row) => row.split(" ")).map((pair): [string, string] => [
    pair.slice(0, -1),
    pair.slice(-1),
  ]),
  ...LIGATURES,
]);

/**
 * Rows of letters A to Z or digits that NFKC leaves alone: first code point, how many, first
 * letter.
 */
export const LETTER_ROWS: readonly (readonly [first: number, count: number, letter: string])[] = [
  [0x249c, 26, "a"],
  [0x1f110, 26, "a"],
  [0x1f150, 26, "a"],
  [0x1f170, 26, "a"],
  [0x1f1e6, 26, "a"],
  [0x2776, 9, "1"],
  [0x2780, 9, "1"],
  [0x278a, 9, "1"],
  [0x2474, 9, "1"],
  [0x24f5, 9, "1"],
  [0x24ff, 1, "0"],
];
