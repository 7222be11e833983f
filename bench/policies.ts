// The policies that benches judge by: the starter, and others of a given size made from it.
//
// Where the starter has more than is asked, its lists and rules are cut evenly; where it has less,
// seeded pseudo-words fill it up. They have the syllables of ordinary words, so that the automaton
// walks as deep as it does for real lists, but are in no chat. Same sizes, same policy.
import { readPolicyFolder } from "../src/app/policy-folder.ts";
import { createRandom } from "../src/classifier/random.ts";
import { compilePolicy } from "../src/policy/compile.ts";
import type { CompiledPolicy } from "../src/policy/compile.ts";
import { parsePolicy } from "../src/policy/parse.ts";
import type { PolicySpec } from "../src/policy/spec.ts";

/** Texts of a policy folder by path. */
export type PolicyFiles = { readonly [path: string]: string };

export interface PolicySize {
  /** All terms of all lists, all regexes: the starter's own among them. */
  readonly terms: number;
  readonly patterns: number;
}

/** What the goals for speed and memory are set for. */
export const GOAL_SIZE: PolicySize = { terms: 10_000, patterns: 500 };

const SEED = 20_261_122;

export async function readStarter(folder: string): Promise<PolicyFiles> {
  return (await readPolicyFolder(folder)).files;
}

/** Errors: when the policy has problems. */
export function parsed(files: PolicyFiles): PolicySpec {
  const result = parsePolicy(files);
  if (result.ok) return result.spec;
  const [first] = result.problems;
  throw new Error(
    `the policy has ${result.problems.length} problems: ` +
      `${first?.file ?? ""}:${first?.line ?? 0}: ${first?.message ?? ""}`,
  );
}

export function compiled(files: PolicyFiles): CompiledPolicy {
  return compilePolicy(parsed(files));
}

export function sizeOf(spec: PolicySpec): PolicySize {
  const terms = spec.lists.reduce((sum, list) => sum + list.terms.length, 0);
  return { terms, patterns: spec.rules.filter(({ pattern }) => pattern !== null).length };
}

/** @returns texts of a policy with so many terms, and at least so many regexes: see `cut`. */
export function sizedFiles(starter: PolicyFiles, size: PolicySize): PolicyFiles {
  return filledUp(thinned(starter, size.terms), size);
}

/** @returns the policy with so many regexes, left out evenly. */
export function cut(spec: PolicySpec, patterns: number): PolicySpec {
  const own = sizeOf(spec).patterns;
  if (own <= patterns) return spec;
  let seen = 0;
  const rules = spec.rules.filter(({ pattern }) => {
    if (pattern === null) return true;
    seen += patterns / own;
    if (seen < 1 - 1e-9) return false;
    seen -= 1;
    return true;
  });
  return { ...spec, rules };
}

/** A policy of a size, ready to judge by. */
export function sized(starter: PolicyFiles, size: PolicySize): CompiledPolicy {
  return compilePolicy(cut(parsed(sizedFiles(starter, size)), size.patterns));
}

function filledUp(starter: PolicyFiles, size: PolicySize): PolicyFiles {
  const own = sizeOf(parsed(starter));
  const random = createRandom(SEED);
  const [latin, japanese] = termLines(random, Math.max(0, size.terms - own.terms));
  const rules = Array.from({ length: Math.max(0, size.patterns - own.patterns) }, (_, i) =>
    ruleYaml(i, patternSource(random, i)),
  ).join("");
  const lists =
    "  - {id: bench-en, file: bench/en.txt, category: profanity, severity: 2, language: en}\n" +
    "  - {id: bench-ja, file: bench/ja.txt, category: harassment, severity: 2, language: ja}\n";
  const policy = (starter["policy.yaml"] ?? "")
    .replace(/^lists:\n/mu, (line) => line + lists)
    .replace(/^rules:\n/mu, (line) => line + rules);
  return {
    ...starter,
    "policy.yaml": policy,
    "bench/en.txt": `${latin.join("\n")}\n`,
    "bench/ja.txt": `${japanese.join("\n")}\n`,
  };
}

/** @returns the same lists and rules with every list cut evenly, so that there are `terms` in all. */
function thinned(starter: PolicyFiles, terms: number): PolicyFiles {
  const own = sizeOf(parsed(starter)).terms;
  if (own <= terms) return starter;
  const files: { [path: string]: string } = { ...starter };
  let seen = 0;
  for (const [path, text] of Object.entries(starter)) {
    if (!path.endsWith(".txt")) continue;
    const kept = text.split("\n").filter((line) => {
      if (line.trim() === "" || line.startsWith("#")) return false;
      seen += terms / own;
      if (seen < 1) return false;
      seen -= 1;
      return true;
    });
    files[path] = `${kept.join("\n")}\n`;
  }
  return files;
}

function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

const split = (text: string): readonly string[] => text.split(" ");
const ONSETS = split(
  "b br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr r s sh sl st t tr v w",
);
const VOWELS = split("a e i o u ai ea oo ou");
const CODAS = split("n r l st nd ck sh m p t x rk lt mp ng");
const ENDINGS = split("er ing y ed ous ish ak um on");
const KANA = Array.from(
  "カキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロガギグゴザジズデドバビブベボ",
);
const KANJI = Array.from(
  "安新品店金色高買売値円本物中国電話番号送料無限定青赤白黒花山川田島林森橋坂宮原野谷",
);
const RARE_KANJI = Array.from("鵺梟麓鞍錨櫂轍簾甕杼鏃籠鑿轡鬢檜楔鴉鯰蝗");
const SAID_WITH = split("buy free cheap real best get my your new top");

/** Three syllables and an ending: eight letters and more. */
function word(random: () => number): string {
  let made = "";
  for (let i = 0; i < 2; i++) made += pick(random, ONSETS) + pick(random, VOWELS);
  made += pick(random, ONSETS) + pick(random, VOWELS) + pick(random, CODAS);
  return made + pick(random, ENDINGS);
}

function kana(random: () => number): string {
  const length = 5 + Math.floor(random() * 3);
  return Array.from({ length }, () => pick(random, KANA)).join("");
}

function kanji(random: () => number): string {
  const parts = [pick(random, KANJI), pick(random, RARE_KANJI), pick(random, KANJI)];
  return parts.join("") + (random() < 0.5 ? pick(random, split("を売る する です になれ")) : "");
}

/** Six in ten Latin; one in five with `masked`, some as substrings, some of two words. */
function termLines(random: () => number, count: number): readonly [string[], string[]] {
  const latin: string[] = [];
  const japanese: string[] = [];
  const known = new Set<string>();
  while (known.size < count) {
    const sort = random();
    const isLatin = sort < 0.6;
    const term =
      sort < 0.45
        ? word(random)
        : isLatin
          ? `${pick(random, SAID_WITH)} ${word(random)}`
          : sort < 0.85
            ? kana(random)
            : kanji(random);
    if (known.has(term)) continue;
    known.add(term);
    const options = [random() < 0.2 ? "masked" : "", isLatin && random() < 0.05 ? "substring" : ""];
    const line = [term, options.filter((option) => option !== "").join(" ")];
    (isLatin ? latin : japanese).push(line.filter((part) => part !== "").join("\t"));
  }
  return [latin, japanese];
}

const LOOKALIKES: { readonly [letter: string]: string } = {
  a: "[a@4]",
  e: "[e3]",
  i: "[i1!]",
  o: "[o0]",
  s: "[s5$]",
  t: "[t7+]",
  u: "[uv]",
};
const SPAM_WORDS = split(
  "followers giveaway airdrop bitcoin forex casino jackpot lottery refund invoice wallet " +
    "voucher bonus reward prize lender payday investment trading dividend royalty viewers",
);

/** In turn: a word with look-alikes and gaps, a spam shape, one of ordinary words, a Japanese one. */
function patternSource(random: () => number, index: number): string {
  const amount = 2 + (index % 7);
  switch (index % 8) {
    case 0:
    case 1:
    case 2:
      return `(?i)\\b${evasive(word(random))}(?:s|z|ed|ing)?\\b`;
    case 3:
    case 4:
      return (
        `(?i)\\b(?:buy|get|order|cheap|legit)\\s+(?:\\w+\\s+){0,${amount}}` +
        `${word(random)}\\b.{0,40}(?:\\b(?:dm|link|bio|now)\\b|[0-9]{3,})`
      );
    case 5:
      return (
        `(?i)\\b(?:claim|collect|double)\\s+(?:your|my|the)\\s+${pick(random, SPAM_WORDS)}\\b` +
        `.{0,${10 * amount}}\\b[0-9]{${amount},}\\s?(?:usd|eur|btc)\\b`
      );
    case 6:
      return `(?:無料|限定|今だけ).{0,${10 * amount}}${kana(random)}(?:配布|プレゼント|販売中)`;
    default:
      return `${kanji(random)}[ぁ-ん]{0,${amount}}(?:[0-9]+万円|月収|日収)`;
  }
}

/** Head and tail with look-alikes and gaps, four letters or more between them as they are. */
function evasive(plain: string): string {
  const letters = Array.from(plain);
  const core = Math.max(2, letters.length - 6);
  return letters
    .map((letter, i) => {
      const isCore = i >= core && i < core + 4;
      if (isCore) return letter;
      const gap = i === 0 || i === letters.length - 1 ? "[\\W_]{0,2}" : "";
      return `${LOOKALIKES[letter] ?? letter}+${i === 0 ? gap : ""}`;
    })
    .join("");
}

function ruleYaml(index: number, pattern: string): string {
  return (
    `  - id: bench-pattern-${index}\n    category: spam\n    severity: 2\n` +
    `    pattern: '${pattern}'\n`
  );
}
