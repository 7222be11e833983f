// The console's words, in English and Japanese.
import type { Said } from "./queue-state.ts";

export type Lang = "en" | "ja";

const EN = {
  title: "Weir console",
  signIn: "Sign in",
  login: "Login",
  password: "Password",
  signOut: "Sign out",
  signInFailed: "That login and password do not match.",
  tooMany: "Too many attempts. Wait a little and try again.",
  unreachable: "The backoffice cannot be reached. Is it running?",
  open: "Open",
  decided: "Decided",
  loading: "Loading the queue…",
  emptyOpen: "Nothing is waiting. New cases appear here by themselves.",
  emptyDecided: "Nothing has been decided yet.",
  retry: "Try again",
  pick: "Choose a case on the left.",
  release: "Release",
  reject: "Reject",
  undo: "Undo",
  withSanction: "and",
  noSanction: "no sanction",
  warning: "warning",
  timeout10: "timeout 10 min",
  timeoutDay: "timeout 1 day",
  ban: "ban from room",
  released: "Released",
  rejected: "Rejected",
  expired: "Expired",
  undone: "Taken back: the case is open again.",
  already: "Somebody decided this case before you.",
  claimedBy: "in work with",
  failed: "That did not work:",
  reasons: "Why it is held",
  masked: "with letters masked",
  evaded: "in disguise",
  joined: "over several messages",
  scores: "Classifier",
  context: "Chat around it",
  thisMessage: "this message",
  noContext: "Nothing was said around it.",
  record: "The sender's record",
  messages: "messages",
  strikes: "strikes",
  sanctions: "sanctions",
  noSanctions: "no sanctions",
  reports: "Reports",
  dueIn: "due in",
  overdue: "due now",
  onExpiry: { release: "then released", reject: "then rejected", requeue: "then asked again" },
  room: "Room",
  held: "held",
  report: "reported",
  severity: "severity",
  by: "by",
  machine: "the classifier",
  expiry: "nobody in time",
  live: "live",
  offline: "not live: reconnecting…",
  keys: "Keys",
  keyHelp: "A release · R reject · U undo · J next · K previous",
  undoHint: "U takes it back",
};

export type Texts = typeof EN;

const JA: Texts = {
  title: "Weir コンソール",
  signIn: "サインイン",
  login: "ログイン名",
  password: "パスワード",
  signOut: "サインアウト",
  signInFailed: "ログイン名またはパスワードが違います。",
  tooMany: "試行回数が多すぎます。少し待ってからもう一度お試しください。",
  unreachable: "バックオフィスに接続できません。起動しているか確認してください。",
  open: "未対応",
  decided: "対応済み",
  loading: "読み込んでいます…",
  emptyOpen: "待っているメッセージはありません。新しいものは自動で表示されます。",
  emptyDecided: "対応済みのものはまだありません。",
  retry: "再試行",
  pick: "左の一覧から選んでください。",
  release: "公開",
  reject: "却下",
  undo: "取り消し",
  withSanction: "＋",
  noSanction: "処分なし",
  warning: "警告",
  timeout10: "10分間の発言停止",
  timeoutDay: "1日間の発言停止",
  ban: "ルームから追放",
  released: "公開しました",
  rejected: "却下しました",
  expired: "期限切れ",
  undone: "取り消しました。再び未対応です。",
  already: "ほかのモデレーターが先に対応しました。",
  claimedBy: "対応中：",
  failed: "できませんでした：",
  reasons: "保留の理由",
  masked: "（伏せ字）",
  evaded: "（言い換え・崩し書き）",
  joined: "複数のメッセージにまたがる",
  scores: "分類器のスコア",
  context: "前後のチャット",
  thisMessage: "このメッセージ",
  noContext: "前後に発言はありません。",
  record: "送信者の記録",
  messages: "件のメッセージ",
  strikes: "ストライク",
  sanctions: "処分",
  noSanctions: "処分なし",
  reports: "通報",
  dueIn: "期限まで",
  overdue: "期限です",
  onExpiry: { release: "その後は公開", reject: "その後は却下", requeue: "その後は再び待機" },
  room: "ルーム",
  held: "保留",
  report: "通報",
  severity: "深刻度",
  by: "担当",
  machine: "分類器",
  expiry: "時間切れ",
  live: "ライブ",
  offline: "切断中：再接続しています…",
  keys: "キー",
  keyHelp: "A 公開 ・ R 却下 ・ U 取り消し ・ J 次へ ・ K 前へ",
  undoHint: "U で取り消せます",
};

export const TEXTS: { readonly [lang in Lang]: Texts } = { en: EN, ja: JA };

/** What happened, in the words of the language of now. */
export function saidText(said: Said, t: Texts): string {
  switch (said.what) {
    case "released":
    case "rejected":
      return `${t[said.what]} — ${t.undoHint}`;
    case "failed":
      return `${t.failed} ${said.message}`;
    case "undone":
    case "already":
    case "unreachable":
      return t[said.what];
  }
}

const CATEGORY_NAMES: { readonly [category: string]: readonly [en: string, ja: string] } = {
  harassment: ["harassment", "嫌がらせ"],
  hate: ["hate", "ヘイト"],
  sexual: ["sexual", "性的"],
  violence: ["violence", "暴力"],
  self_harm: ["self-harm", "自傷"],
  profanity: ["profanity", "卑語"],
  scam: ["scam", "詐欺"],
  off_platform: ["off-platform", "外部誘導"],
  contact: ["contact details", "連絡先"],
  counterfeit: ["counterfeit", "偽物"],
  prohibited_goods: ["prohibited goods", "禁制品"],
  impersonation: ["impersonation", "なりすまし"],
  bid_manipulation: ["bid manipulation", "入札操作"],
  spam: ["spam", "スパム"],
  link: ["link", "リンク"],
  flood: ["flood", "連投"],
};

export function categoryName(category: string, lang: Lang): string {
  return CATEGORY_NAMES[category]?.[lang === "en" ? 0 : 1] ?? category;
}
