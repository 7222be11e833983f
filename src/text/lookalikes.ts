// Kanji and strokes that pass for katakana: 工口 for エロ, 力ス for カス. The squeezed view reads
// them as kana; the folded view, and whoever checks a find, know the difference.

const PAIRS = "工え 口ろ 力か 夕た 卜と 八は 二に 千ち 干ち 才お 厶む 匕ひ 丿の 彐よ 亻い";

/** Folded unit -> folded kana it passes for. */
export const LOOKALIKE_KANA: ReadonlyMap<number, number> = new Map(
  PAIRS.split(" ").map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]),
);
