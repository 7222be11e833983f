// What people of the simulated sale say: lots, bids, questions, small talk, and what must not pass.

export type Lang = "en" | "ja";

export interface Lot {
  readonly en: string;
  readonly ja: string;
  /** Yen. */
  readonly startsAt: number;
}

export const LOTS: readonly Lot[] = [
  {
    en: "vintage denim jacket, size M",
    ja: "ヴィンテージのデニムジャケット、Mサイズ",
    startsAt: 3_000,
  },
  { en: "hand-thrown tea bowl", ja: "手びねりの抹茶茶碗", startsAt: 4_500 },
  {
    en: "film camera, tested, with a 50 mm lens",
    ja: "フィルムカメラ、50mmレンズ付き、動作確認済み",
    startsAt: 12_000,
  },
  { en: "first-edition trading card, sleeved", ja: "初版トレカ、スリーブ入り", startsAt: 8_000 },
  { en: "green knitted scarf, unused", ja: "緑のニットマフラー、未使用", startsAt: 1_500 },
  {
    en: "mechanical wristwatch, serviced last year",
    ja: "機械式腕時計、昨年オーバーホール済み",
    startsAt: 25_000,
  },
];

export const CHEERS: { readonly [lang in Lang]: readonly string[] } = {
  en: [
    "I'll take it!",
    "mine!",
    "me please",
    "bid!",
    "yes please",
    "sold?",
    "take my money 😂",
    "buying!",
  ],
  ja: [
    "買います！",
    "購入希望です",
    "ほしい！",
    "お願いします！",
    "買った！",
    "参加します",
    "はい！",
    "私も買います🙋",
  ],
};

export const CHATTER: { readonly [lang in Lang]: readonly string[] } = {
  en: [
    "does it come with the box?",
    "hi from Osaka 👋",
    "what size is that?",
    "is shipping included?",
    "that colour is gorgeous",
    "could you show the back?",
    "I'm dying 😂 that price",
    "any scratches on the lens?",
    "first time here, love the stream",
    "can I pay at checkout with PayPal?",
    "how many are left?",
    "killer deal honestly",
    "is that a cocktail dress in the back?",
    "ok who keeps outbidding me lol",
    "the audio is much better today",
    "good luck everyone",
  ],
  ja: [
    "緑のMサイズはありますか？",
    "送料込みですか？",
    "裏側も見せてください",
    "かわいい〜",
    "必死で入札してる笑",
    "こんにちは、初見です",
    "サイズ感はどうですか？",
    "傷はありますか？",
    "前回買ったやつ最高でした",
    "草",
    "888888",
    "きれいなライン…",
    "お値段がやさしい",
    "コンビニ払いできますか？",
    "次のロット楽しみです",
    "配信の音、今日はきれいですね",
  ],
};

export const TROUBLE: { readonly [lang in Lang]: readonly string[] } = {
  en: [
    "you are a worthless piece of trash",
    "what a stupid b1tch",
    "f u c k this sale",
    "cheaper on my whatsapp +1 415 555 0142, dm me",
    "pay me outside, cash app $lucky4u, 20% off",
    "AAA mirror quality replicas, 1:1, message me",
    "YOU WON the giveaway!! claim at free-gifts-now.example.top",
    "my card is 4111 1111 1111 1111 can you charge it",
    "come to my live @cheapdeals it is cheaper there",
    "this is support staff, send me your login code",
    "my number is 090-1234-5678 call me",
    "don't bid, the seller uses fake accounts to push the price",
  ],
  ja: [
    "LINE追加してください ID: deal_777",
    "死ね",
    "ﾀﾋね",
    "きもい、消えろババア",
    "直接取引なら手数料分安くします、ラ○ンで",
    "スーパーコピーN級品あります、DMください",
    "おめでとうございます！当選しました http://present-campaign.xyz",
    "電話は090-1234-5678です、連絡ください",
    "運営です。確認のため認証コードを送ってください",
    "サクラが値段をつり上げてるだけ、入札するな",
    "フォロバします、私の配信にも来て @yasuiyo",
    "くそ、また負けた",
  ],
};

export const SELLER: {
  readonly [key in "opens" | "sold" | "thanks"]: (lot: Lot, price: string) => string;
} = {
  opens: (lot, price) => `▶ ${lot.ja} / ${lot.en} — ${price}〜`,
  sold: (lot, price) => `SOLD 🎉 ${lot.ja} → ${price}`,
  thanks: () => "ありがとうございます！ Thank you! LINE交換・直接取引は禁止です 🙏",
};
