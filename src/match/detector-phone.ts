// Phone numbers: Japanese ones as they are written, international ones with their plus.
import { KIND } from "../text/kinds.ts";
import { cardDetector } from "./detector-card.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector, DetectorText } from "./detector.ts";
import { numberRuns, windowsOf } from "./number-runs.ts";
import type { NumberWindow } from "./number-runs.ts";

const MOBILE = /^0[5789]0\d{8}$/u;
const KOREAN_MOBILE = /^010\d{8}$/u;
const LANDLINE = /^0[1-9]\d{8}$/u;
const NORTH_AMERICA = /^1?[2-9]\d\d[2-9]\d{6}$/u;
const CHINESE_MOBILE = /^1[3-9]\d{9}$/u;
const PHONE_WORD =
  /(?:tel|phone|call|電話|でんわ|連絡|whatsapp|text me)[^0-9a-z]{0,12}(?:is|me|at|no)?[^0-9a-z]{0,6}$/u;

export const phoneDetector: Detector = {
  id: "detector.phone",
  category: "contact",
  severity: 3,
  isWorth: ({ folded }) => folded.counts[KIND.DIGIT]! + folded.counts[KIND.HAN_NUMERAL]! >= 8,
  detect(text, found) {
    const cards: number[] = [];
    if (cardDetector.isWorth(text))
      cardDetector.detect(text, (start, end) => cards.push(start, end));
    for (const run of numberRuns(text.folded, 8)) {
      let after = -1;
      for (const window of windowsOf(run)) {
        if (window.start < after || isIn(cards, window)) continue;
        if (!isPhone(text, window)) continue;
        found(window.start, window.end);
        after = window.end;
      }
    }
  },
};

function isIn(spans: readonly number[], window: NumberWindow): boolean {
  for (let i = 0; i < spans.length; i += 2) {
    if (window.start < (spans[i + 1] ?? 0) && window.end > (spans[i] ?? 0)) return true;
  }
  return false;
}

function isPhone(text: DetectorText, window: NumberWindow): boolean {
  const { digits, sizes, hasPlus } = window;
  if (digits.length > 15) return false;
  const after = text.folded.units[window.end] ?? 0;
  // A plus before a price is a bid: "+10000000円".
  const isPrice = after === 0x5186 || after === 0xa5;
  if (hasPlus) return !isPrice && /^(?:1|7|[2-9]\d)/u.test(digits) && !/0{6}$/u.test(digits);
  if (isPrice) return false;
  if (MOBILE.test(digits) || KOREAN_MOBILE.test(digits)) return true;
  const shape = sizes.join("-");
  if (LANDLINE.test(digits)) return sizes.length === 3 || hasPhoneWord(text, window);
  if (NORTH_AMERICA.test(digits) && /^(?:1-)?3-3-4$/u.test(shape)) return true;
  if (CHINESE_MOBILE.test(digits) && shape === "3-4-4") return true;
  if (/^00[1-9]\d{9,}$/u.test(digits)) return true;
  return hasPhoneWord(text, window);
}

function hasPhoneWord(text: DetectorText, window: NumberWindow): boolean {
  if (!hasGate(text, GATE.PHONE_WORD)) return false;
  const from = Math.max(0, window.start - 24);
  return PHONE_WORD.test(text.string().slice(from, window.start));
}
