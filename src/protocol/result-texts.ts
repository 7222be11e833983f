// What a sender reads when a message is masked, held or rejected: English and Japanese.
import type { Category } from "../domain/categories.ts";
import type { ResultCode } from "../domain/verdict.ts";

export const LANGUAGES = ["en", "ja"] as const;
export type Language = (typeof LANGUAGES)[number];

/** @param lang BCP 47, as tokens carry it; anything that is not Japanese reads English. */
export function languageOf(lang: string | undefined): Language {
  return lang !== undefined && /^ja(-|$)/i.test(lang) ? "ja" : "en";
}

/** A text for each language. */
type Texts = { readonly [language in Language]: string };

/** `blocked` names no rule, only what kind of thing is not shown here. */
const BLOCKED: { readonly [category in Category]: Texts } = {
  harassment: { en: "insults and harassment", ja: "嫌がらせや中傷" },
  hate: { en: "hate", ja: "差別的な表現" },
  sexual: { en: "sexual content", ja: "性的な表現" },
  violence: { en: "threats and violence", ja: "暴力的な表現や脅し" },
  self_harm: { en: "content about self-harm", ja: "自傷に関する内容" },
  profanity: { en: "swearing", ja: "汚い言葉" },
  scam: { en: "what looks like a scam", ja: "詐欺の疑いがある内容" },
  off_platform: { en: "invitations to deal elsewhere", ja: "外部取引への誘い" },
  contact: { en: "contact details", ja: "連絡先などの個人情報" },
  counterfeit: { en: "counterfeit goods", ja: "偽物の取引" },
  prohibited_goods: { en: "goods that may not be sold", ja: "販売が禁止されている商品" },
  impersonation: { en: "posing as somebody else", ja: "なりすまし" },
  bid_manipulation: { en: "interference with bids", ja: "入札の妨害" },
  spam: { en: "spam", ja: "スパム" },
  link: { en: "links", ja: "リンク" },
  flood: { en: "floods of messages", ja: "大量の投稿" },
};

const REJECTED: { readonly [code in ResultCode]: Texts } = {
  blocked: {
    en: "Your message was not shown.",
    ja: "メッセージは表示されませんでした。",
  },
  rate_limited: {
    en: "You are sending too fast. Please wait a moment.",
    ja: "送信が速すぎます。少し待ってからお試しください。",
  },
  slow_mode: {
    en: "Slow mode is on. Please wait before your next message.",
    ja: "低速モード中です。次の投稿まで少しお待ちください。",
  },
  duplicate: {
    en: "You have just sent the same message.",
    ja: "同じメッセージを送ったばかりです。",
  },
  too_long: {
    en: "Your message is too long.",
    ja: "メッセージが長すぎます。",
  },
  room_mode: {
    en: "This room does not take such messages at the moment.",
    ja: "現在このルームではこの投稿を受け付けていません。",
  },
  muted: {
    en: "You cannot send messages for a while.",
    ja: "現在メッセージを送信できません。",
  },
  banned: {
    en: "You are banned from this chat.",
    ja: "このチャットの利用は禁止されています。",
  },
  review_unavailable: {
    en: "Your message could not be checked. Please try again.",
    ja: "メッセージを確認できませんでした。もう一度お試しください。",
  },
  warning_pending: {
    en: "Please read and confirm the warning first.",
    ja: "先に警告を確認してください。",
  },
};

const HELD: Texts = { en: "Waiting for review.", ja: "確認待ちです。" };
const MASKED: Texts = {
  en: "A part of your message was hidden.",
  ja: "メッセージの一部を伏せました。",
};

export function rejectedText(
  code: ResultCode,
  category: Category | undefined,
  language: Language,
): string {
  if (code !== "blocked" || category === undefined) return REJECTED[code][language];
  const what = BLOCKED[category][language];
  return language === "ja"
    ? `メッセージは表示されませんでした:${what}はご遠慮ください。`
    : `Your message was not shown: this chat does not allow ${what}.`;
}

export function heldText(language: Language): string {
  return HELD[language];
}

export function maskedText(category: Category | undefined, language: Language): string {
  if (category === undefined) return MASKED[language];
  const what = BLOCKED[category][language];
  return language === "ja"
    ? `メッセージの一部を伏せました:${what}。`
    : `A part of your message was hidden: ${what}.`;
}
