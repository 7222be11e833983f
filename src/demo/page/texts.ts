// The demo page's words, in English and Japanese.

export type Lang = "en" | "ja";

const EN = {
  live: "LIVE",
  title: "Weir demo sale",
  now: "On the table now",
  waitingLot: "The seller is getting ready…",
  viewers: "Chat as a viewer of this sale. Every message goes through a real gateway.",
  rate: "Sale's pace",
  perSecond: "messages a second",
  tryThese: "Try one of these",
  placeholder: "Say something",
  send: "Send",
  connecting: "Connecting…",
  reconnecting: "Connection lost. Reconnecting…",
  closed: "This sale's chat is closed to you.",
  empty: "Nobody has said anything yet.",
  sending: "sending",
  masked: "shown with parts masked",
  held: "waiting for a moderator",
  released: "released by a moderator",
  rejected: "not shown",
  expired: "not shown: nobody could look at it in time",
  deleted: "removed by a moderator",
  retry: "try again in",
  seconds: "s",
  sampling: "Busy room: you see a fair sample of the chat.",
  newBelow: "New messages ↓",
  seller: "seller",
  moderator: "moderator",
  releasedMark: "released",
  acknowledge: "I understand",
  warning: "Warning",
};

export type Texts = typeof EN;

const JA: Texts = {
  live: "ライブ",
  title: "Weir デモセール",
  now: "いま出品中",
  waitingLot: "出品者が準備しています…",
  viewers: "視聴者としてチャットできます。すべてのメッセージは本物のゲートウェイを通ります。",
  rate: "セールの勢い",
  perSecond: "件／秒",
  tryThese: "試してみる",
  placeholder: "メッセージを入力",
  send: "送信",
  connecting: "接続しています…",
  reconnecting: "接続が切れました。再接続しています…",
  closed: "このチャットには参加できません。",
  empty: "まだメッセージはありません。",
  sending: "送信中",
  masked: "一部を伏せて表示しました",
  held: "モデレーターの確認待ち",
  released: "モデレーターが公開しました",
  rejected: "表示されません",
  expired: "時間内に確認できなかったため表示されません",
  deleted: "モデレーターが削除しました",
  retry: "再送できるまで",
  seconds: "秒",
  sampling: "混雑中：チャットの一部を均等に表示しています。",
  newBelow: "新着メッセージ ↓",
  seller: "出品者",
  moderator: "モデレーター",
  releasedMark: "公開済み",
  acknowledge: "確認しました",
  warning: "警告",
};

export const TEXTS: { readonly [lang in Lang]: Texts } = { en: EN, ja: JA };

/** One click each: what passes, what is masked, held and refused. */
export const SAMPLES: { readonly [lang in Lang]: readonly string[] } = {
  en: [
    "does the green one come in M?",
    "my number is 090-1234-5678",
    "add me on LINE, ID: deal_777",
    "AAA mirror quality replicas, dm me",
    "you are a worthless piece of trash",
  ],
  ja: [
    "緑のMサイズはありますか？",
    "電話は090-1234-5678です",
    "LINE追加して ID: deal_777",
    "スーパーコピーN級品あります",
    "ﾀﾋね",
  ],
};
