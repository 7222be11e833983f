// What crowds say of themselves: thanks, greetings, congratulations, praise, "I want it". However
// many say it in nearly the same words, it is a chorus; a campaign has something else to tell.

/** Folded, letters and digits only, as `wordText` gives a message; katakana as hiragana. */
const COURTESIES = new RegExp(
  [
    "ありがと(?:う|ー)?(?:ござい(?:ます|ました))?|感謝(?:です|します)?|御?お?(?:疲|つか)れ(?:様|さま)?(?:でした|です)?",
    "(?:お誕生日|誕生日)?おめでとう?(?:ござい(?:ます|ました))?|(?:今日|今回|本日|毎回|いつ|次回|明日|来週|また)も?は?",
    "楽し(?:かった|い|み|く)(?:です|に)?|たのし(?:かった|い|み)(?:です)?|よろしく|お願い(?:し|いたし|致し)?(?:ます)?",
    "初見|初めまして|はじめまして|こん(?:ばん|にち)(?:は|わ)|おはよう|おやすみ(?:なさい)?|(?:頑張|がんば)(?:って|れ)(?:ください|下さい|ね)?",
    "応援(?:し)?(?:て)?(?:い)?(?:ます)?|(?:大)?(?:好|す)き(?:です)?|(?:可愛|かわい)(?:い|すぎ(?:る)?|かった)?(?:です)?|最高(?:です|でした)?",
    "綺麗|きれい|素敵|すてき|嬉し(?:い|かった)|うれし(?:い|かった)|(?:欲|ほ)しい(?:です)?|(?:買|購入|注文)(?:い|し)(?:ます|ました|たい)(?:です)?",
    "配信|ライブ|らいぶ|お?(?:待|ま)ち?(?:して)?(?:い)?(?:ました|ます)|本当に|とても|すごく|すごい|めっちゃ|これから",
    "thank(?:s|you)|(?:so|very)much|forthe|forthis|(?:stream|show|live)(?:ing)?|today|tonight|everyone|everybody|guys",
    "seeyou|see(?:ya|u)|nexttime|nextweek|tomorrow|soon|again|havea|(?:good|great|nice|wonderful|lovely)(?:night|day|evening|morning|luck|job|one)?",
    "congrat(?:ulation)?s?|happy|birthday|newyear|anniversary|i?love(?:you|this|it|the)?|please|iwant|i(?:would|d)(?:like|love)to|buy|take|order|welcome|hello|hi|amazing|beautiful|awesome|gorgeous|cute|best|ever|goodbye|bye",
    "gracias|feliz|cumplea(?:n|ñ)os|obrigad[oa]|parabens|merci|beaucoup|danke(?:schon)?|terima ?kasih|선물|감사(?:합니다|해요)?|축하(?:합니다|해요|드려요)?|谢谢|謝謝|恭喜|生日快乐|加油|辛苦了",
  ].join("|"),
  "gu",
);

/** @returns what is left, a character of a script without spaces counted twice. Cost: O(length) */
export function weightBeyondCourtesies(text: string): number {
  let weight = 0;
  for (const letter of text.replace(COURTESIES, "")) weight += letter >= "\u2e80" ? 2 : 1;
  return weight;
}
