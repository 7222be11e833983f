// What the crowd says: ordinary sentences, no two alike within minutes, nothing that a policy holds.

const OPENINGS = [
  "この色いいですね",
  "こんばんは、初見です",
  "love this one so much",
  "is that colour true to life",
  "生地の厚さが気になります",
  "my sister has the same",
  "かわいい、迷うなあ",
  "what a lovely lot tonight",
  "配送は早いですか",
  "does it fit someone tall",
  "前回買ったものも最高でした",
  "watching from the train",
];
const THINGS = [
  "denim jacket",
  "花柄のワンピース",
  "tea set",
  "革のかばん",
  "wool scarf",
  "白いスニーカー",
  "vintage camera",
  "麻のシャツ",
  "silver ring",
  "木のおもちゃ",
  "ceramic vase",
  "青いマグカップ",
  "linen dress",
];
const CLOSINGS = [
  "楽しみ",
  "great pick",
  "また来ます",
  "so pretty",
  "いい感じ",
  "thank you for showing it",
  "待ってました",
  "I will take a closer look",
  "素敵です",
  "nice one",
  "見せてくれてありがとう",
];
const TONES = ["", "!", "。", "…", "!!", " :)", " ♪"];

/** Lists of coprime lengths: 12,012 sentences before one comes again. */
export function sentence(number: number): string {
  const pick = (list: readonly string[]): string => list[number % list.length] ?? "";
  return `${pick(OPENINGS)}, ${pick(THINGS)}, ${pick(CLOSINGS)}${pick(TONES)}`;
}
