// What the crowd says: harmless words in ever new order, so that no limit on duplicates and no look
// for campaigns takes it for one voice.

const WORDS = `
lovely jacket denim colour size sleeve collar button wool cotton linen silk scarf ring vase lamp
camera teapot saucer blanket cushion carpet basket ribbon boots sneakers sandals hat gloves belt
wallet umbrella notebook pencil paint canvas frame shelf drawer candle soap towel apron bowl plate
spoon kettle wonderful pretty soft warm light heavy narrow wide short long vintage modern classic
tonight tomorrow morning autumn winter spring summer weekend garden kitchen bedroom balcony window
かわいい すてき きれい 花柄 水色 桃色 紺色 生地 上着 帽子 手袋 靴下 鞄 財布 時計 指輪 毛布
花瓶 食器 茶碗 湯のみ 台所 庭 朝 夕方 週末 春 夏 秋 冬 軽い 丈夫 柔らかい 温かい 長い 短い
`
  .trim()
  .split(/\s+/);
const TONES = ["", "!", "。", "…", "?", " :)", " ♪"];
const FEWEST_WORDS = 4;
const MORE_WORDS = 6;

/** The same for the same number; about 40 characters. */
export function sentence(number: number): string {
  let state = Math.imul(number + 1, 0x9e3779b1);
  const next = (below: number): number => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  for (let warm = 0; warm < 4; warm += 1) next(1);
  const length = FEWEST_WORDS + next(MORE_WORDS);
  const words = Array.from({ length }, () => WORDS[next(WORDS.length)]);
  return `${words.join(" ")}${TONES[next(TONES.length)] ?? ""}`;
}
