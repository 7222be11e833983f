// Where the search for hostile texts begins: kinds of text that make some part of an engine work.
import { preparePatterns } from "../src/match/pattern-set.ts";
import type { CompiledPolicy } from "../src/policy/compile.ts";

export type Random = () => number;

/** Pieces of text by kind; a text of a kind is pieces of it, one after the other. */
export type Families = ReadonlyMap<string, readonly string[]>;

const split = (text: string): readonly string[] => text.split(" ");
const points = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));

/** What stands between letters in disguised words. */
export const GAPS = [
  " ",
  ".",
  "-",
  "_",
  "*",
  "・",
  "、",
  "ー",
  "|",
  "/",
  "~",
  "\u200b",
  "\u0301",
  "\ufe0f",
  "\u200d",
  "○",
  "〇",
  "●",
  "×",
  "(",
  ")",
  "'",
  "\u3000",
  "  ",
  "..",
  "゛",
  "\u0489",
  "\u{1f600}",
  "\u2060",
  "!",
];

export const ALPHABET = Array.from(
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" +
    " .,-_*@#$%&+!?:;/\\|()[]{}<>'\"~^=" +
    "あいうえおかきくけこしすせそたちつてとなのはまみめもやゆよらりるれろわをんゃゅょっ" +
    "アイウエオカキクケコシスタツテトナニノハフマミムメモラリルレロワンァィゥェォャュョッー" +
    "死殺線緑金円万千一二三四五六七八九〇十人口工力夕卜ロニ日本電話番号送料無料" +
    "ｱｲｳﾀﾋﾞﾟ｡､０１９ＡＺａｚ．＠／",
);

const UNUSUAL = [
  ...points(0x1d400, 0x1d433),
  ...points(0x1f130, 0x1f149),
  ...points(0x24b6, 0x24e9),
  ...points(0x13a0, 0x13d0),
  ...points(0x10400, 0x10430),
  ...points(0x0430, 0x044f),
  ...points(0x03b1, 0x03c9),
  ...points(0x1100, 0x1112),
  ...points(0x1161, 0x1175),
  ...points(0xac00, 0xac30),
  ...points(0x0e01, 0x0e2e),
  ...points(0x3300, 0x3357),
  ...points(0xfb00, 0xfb06),
  ...points(0xfdf0, 0xfdfb),
  ...points(0x20000, 0x20010),
  "\ud800",
  "\udc00",
  "\ufdfa",
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
];

function literalsOf(policy: CompiledPolicy): readonly string[] {
  const { patterns } = policy.patterns.prepared;
  const { literals } = preparePatterns(patterns.map(({ id, source }) => ({ id, pattern: source })));
  return literals
    .flat()
    .flatMap(({ first, second }) => [...first, ...second].map(({ text }) => text));
}

/** @param policy its own terms and patterns are where the search begins */
export function familiesOf(policy: CompiledPolicy, random: Random): Families {
  const terms = sample(
    policy.spec.lists.flatMap((list) => list.terms.map(({ text }) => text)),
    600,
    random,
  );
  const literals = sample([...new Set(literalsOf(policy))], 400, random);
  const kana = terms.filter((term) => /^[\u3041-\u30ff]+$/u.test(term));
  const kanji = terms.filter((term) => /[\u4e00-\u9fff]/u.test(term));
  const latin = terms.filter((term) => /^[a-z ]+$/iu.test(term));
  const half = (term: string): string => term.slice(0, Math.max(1, term.length - 1));
  return new Map<string, readonly string[]>([
    ["half-terms", terms.map(half)],
    ["latin", latin],
    ["kana", kana],
    ["kanji", kanji],
    ["terms", terms],
    ["prefixes", terms.flatMap((term) => [term.slice(0, 2), term.slice(0, 3)])],
    ["suffixes", terms.map((term) => term.slice(1))],
    ["spaced", latin.map((term) => Array.from(term).join(" "))],
    ["masked", terms.map((term) => maskedMiddle(term, random))],
    ["leet", latin.map(leet)],
    ["literals", literals],
    ["literal ids", literals.map((literal) => `${literal} a1_b2 `)],
    [
      "dots",
      split(". .. a. .a a.b . com .co m .jp .xyz t.me dot どっと (dot) 。 ． com. jp. a.co"),
    ],
    ["digits", split("1 2 3 4 0 9 12 34 090 1234 -  ( ) + ０ １ 一 二 〇 九 4111 1111 ー . 03")],
    [
      "urls",
      split("http:// https:// hxxp:// www. a.b.c/ @ user@ example.com /x ?a= #b : :80 // ://"),
    ],
    ["mails", split("a@b a@ @a (at) [at] あっと @ . a.b@c.d -- __ %+ gmail.com dot com at")],
    [
      "messengers",
      split("line ライン id ID: @a_1 緑 線 L ら wechat ig tg 追加 add dm me 教えて 交換 : = → a1"),
    ],
    [
      "addresses",
      split("東京都 渋谷区 1-2-3 丁目 番地 号 県 市 町 一 12 - 123 Main St Ave Apt 大阪府 区"),
    ],
    [
      "emoji",
      split(
        "\u{1f600} \u{1f1ef}\u{1f1f5} \u{1f44d}\u{1f3fd} \u2764\ufe0f \u{1f468}\u200d\u{1f469} ",
      ),
    ],
    [
      "combining",
      split("a\u0301 \u0301\u0302\u0303 z\u0335 か\u3099 ｶﾞ ハ\u309a \u0489 o\u0308\u0304 "),
    ],
    ["unusual", UNUSUAL],
    ["percent", split("%E3%83%A9 %E3 %83 % %41 %6 %e3%82%a4 %F0%9F%98%80 %25 %zz 5%")],
    ["entities", split("&#12521; &# &amp; & &#x30e9; &#x &lt; &#x1F600; ; &quot; &#0; &am")],
    ["repeats", split("a aa aaa あ ああ w ww 草 ー ーー ! !! ha lol ｗ")],
  ]);
}

function sample(items: readonly string[], count: number, random: Random): string[] {
  return Array.from({ length: count }, () => items[Math.floor(random() * items.length)] ?? "");
}

function maskedMiddle(term: string, random: Random): string {
  const letters = Array.from(term);
  const at = 1 + Math.floor(random() * Math.max(1, letters.length - 1));
  return letters.map((letter, i) => (i === at ? (random() < 0.5 ? "*" : "○") : letter)).join("");
}

const LEET: { readonly [letter: string]: string } = {
  a: "4",
  e: "3",
  i: "1",
  o: "0",
  s: "5",
  t: "7",
  b: "8",
  g: "9",
  l: "1",
};

function leet(term: string): string {
  return Array.from(term, (letter) => LEET[letter] ?? letter).join("");
}
