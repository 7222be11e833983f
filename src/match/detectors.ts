// THE LIST of detectors, and the literals that make each worth asking.
import { cardDetector } from "./detector-card.ts";
import { emailDetector } from "./detector-email.ts";
import { floodDetector } from "./detector-flood.ts";
import { linkDetector } from "./detector-link.ts";
import { messengerDetector } from "./detector-messenger.ts";
import { phoneDetector } from "./detector-phone.ts";
import { GATE } from "./detector.ts";
import type { Detector } from "./detector.ts";
import { ENTRY, FLAG } from "./keyword-index.ts";
import type { KeywordLiteral } from "./keyword-index.ts";
import { foldToString } from "./term-forms.ts";

export const DETECTORS: readonly Detector[] = [
  cardDetector,
  phoneDetector,
  emailDetector,
  messengerDetector,
  linkDetector,
  floodDetector,
];

const LITERALS: readonly (readonly [gate: number, literals: string])[] = [
  [GATE.DOT_WORD, "dot ドット"],
  [GATE.SCHEME, "://"],
  [GATE.AT_WORD, "(at) [at] {at} <at> アット"],
  [GATE.PHONE_WORD, "tel phone call 電話 でんわ 連絡 whatsapp text"],
  [
    GATE.MESSENGER,
    "line ライン whatsapp whats ワッツアップ tele tg テレグラム wechat weixin 微信 vx ウィーチャット kakao " +
      "カカオ 카카오 viber signal discord ディスコ insta ig インスタ skype スカイプ zalo snap twitter " +
      "tiktok facebook fb messenger id アイディ t.me wa.me lin.ee m.me",
  ],
];

/** For the policy's automaton; `at` between words waits for a dot word. */
export const DETECTOR_LITERALS: readonly KeywordLiteral[] = LITERALS.flatMap(([target, literals]) =>
  literals.split(" ").map((literal) => {
    const text = foldToString(literal);
    return { text, kind: ENTRY.GATE, target, flags: flagsOf(text) };
  }),
);

/** "did" and "big" must not wake the detector that waits for "id" and "ig". */
function flagsOf(literal: string): number {
  if (!/^[a-z]+$/u.test(literal)) return 0;
  return FLAG.LITERAL_FIRST | (literal.length <= 3 ? FLAG.LITERAL_LAST : 0);
}
