// Messenger and social ids: an app's name with an id-like token beside it.
//
// Direction of error: ライン, L, 緑 and 線 are ordinary words in a sale. Without a token that looks
// like an id they are never a find.
import { GATE, hasGate } from "./detector.ts";
import type { Detector } from "./detector.ts";

const APP =
  "line|らいん|whats ?app|わっつあっぷ|telegram|tele|tg|てれぐらむ|wechat|weixin|微信|vx|うぃーちゃっと|" +
  "kakao(?: ?talk)?|かかお(?:とーく)?|카카오톡?|viber|signal|discord|でぃすこ(?:ーど)?|insta(?:gram)?|ig|" +
  "いんすた(?:ぐらむ)?|skype|すかいぷ|zalo|snap(?:chat)?|twitter|tiktok|facebook|fb|messenger";
const MARK = "(?:id|あいでぃー?|account|あかうんと|user ?name|handle|ゆーざー名)";
/** A token that somebody chose: digits or signs beside letters, or digits alone. */
const TOKEN = "@?(?=[a-z0-9._-]*[0-9_])[a-z0-9][a-z0-9._-]{3,31}";

const FORMS: readonly RegExp[] = [
  // LINE ID: abc123, ラインのIDはabc_12
  new RegExp(`(?<![a-z])(?:${APP}) ?の? ?${MARK} ?(?:は|が|is)? ?[:=→>@-]{0,3} ?${TOKEN}`, "gu"),
  // LINE ID: abcdef, telegram id=@somebody
  new RegExp(
    `(?<![a-z])(?:${APP}) ?の? ?${MARK} ?(?:は|が|is)? ?[:=→@] ?@?[a-z0-9][a-z0-9._-]{2,31}`,
    "gu",
  ),
  // telegram @x, insta: @somebody
  new RegExp(`(?<![a-z])(?:${APP}) ?(?:は|is|[:=→])? ?@ ?[a-z0-9][a-z0-9._-]{0,31}`, "gu"),
  // line:abc123, wechat abc_123; digits alone could be a price or a size
  new RegExp(
    `(?<![a-z])(?:${APP}) ?[:=→ ] ?(?=[a-z0-9._-]*[a-z])(?=[a-z0-9._-]*[0-9_])` +
      "[a-z0-9][a-z0-9._-]{4,31}",
    "gu",
  ),
  // WhatsApp +81 90 1234 5678
  new RegExp(`(?<![a-z])(?:${APP}) ?(?:is|は|me|[:=→])? ?\\+? ?[0-9][0-9 ().-]{7,20}[0-9]`, "gu"),
  // 緑ID: abc123, LのIDはabc_1: code words only with both the mark and a token
  new RegExp(
    `(?:緑|みどり|線|(?<![a-zぁ-ん])ら|(?<![a-z])l) ?の? ?${MARK} ?(?:は|が)? ?[:=→]? ?${TOKEN}`,
    "gu",
  ),
  // id: abc123 add me; ID abc_123 で追加
  new RegExp(
    `(?<![a-z])id ?[:=は→]? ?${TOKEN} ?(?:で|を|に)? ?(?:追加|検索|登録|友達|友だち|ともだち|add|dm)`,
    "gu",
  ),
  // t.me/somebody
  /(?<![a-z0-9.])(?:t\.me|wa\.me|line\.me|lin\.ee|discord\.gg|kakao\.com\/o|m\.me)\/[^\s]{2,64}/gu,
];

export const messengerDetector: Detector = {
  id: "detector.messenger",
  category: "contact",
  severity: 3,
  isWorth: (text) => hasGate(text, GATE.MESSENGER),
  detect(text, found) {
    const string = text.string();
    for (const form of FORMS) {
      for (const match of string.matchAll(form)) found(match.index, match.index + match[0].length);
    }
  },
};
