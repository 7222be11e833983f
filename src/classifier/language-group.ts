// Which thresholds a text is measured by: its language group, told from its scripts.

/** The groups that a policy's thresholds may name; `default` is Latin script and no script. */
export const LANGUAGE_GROUPS = ["default", "ja", "ko", "zh", "other"] as const;
export type LanguageGroup = (typeof LANGUAGE_GROUPS)[number];

const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}\uff66-\uff9f]/gu;
const HANGUL = /\p{Script=Hangul}/gu;
const HAN = /\p{Script=Han}/gu;
const LATIN = /\p{Script=Latin}/gu;
const LETTER = /\p{Letter}/gu;

/**
 * Any kana makes a text Japanese, since Japanese mixes in Han and Latin; Han alone is Chinese
 * unless the sender's language says Japanese.
 * @param text original text; looked at up to its first 500 units
 * @param lang BCP 47 tag of the sender, when known
 */
export function languageGroup(text: string, lang: string | null): LanguageGroup {
  const head = text.slice(0, 500);
  const letters = count(head, LETTER);
  if (letters === 0) return "default";
  if (count(head, KANA) > 0) return "ja";
  if (count(head, HANGUL) * 2 >= letters) return "ko";
  if (count(head, HAN) * 2 >= letters) return lang?.startsWith("ja") === true ? "ja" : "zh";
  return count(head, LATIN) * 2 >= letters ? "default" : "other";
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
