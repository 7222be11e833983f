// Phone numbers: Japanese ones as they are written, international ones with their plus.
import { KIND } from "../text/kinds.ts";
import { cardDetector } from "./detector-card.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector, DetectorText } from "./detector.ts";
import {
  digitsOf,
  endOf,
  hasPlus,
  numberRuns,
  shapeOf,
  startOf,
  takeWindows,
} from "./number-runs.ts";
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
      takeWindows(run, 8, (window) => {
        if (!maybePhone(text, window) || isIn(cards, window) || !isPhone(text, window))
          return false;
        found(startOf(window), endOf(window));
        return true;
      });
    }
  },
};

/** What can be told from the first digit and the count alone. */
function maybePhone(text: DetectorText, window: NumberWindow): boolean {
  const count = window.to - window.from;
  if (count > 15) return false;
  if (hasPlus(window) || hasGate(text, GATE.PHONE_WORD)) return true;
  const groups = window.last - window.first + 1;
  const first = window.run.digits.charCodeAt(window.from) - 0x30;
  if (first === 0) return count >= 10;
  return first === 1 ? count === 11 : count === 10 && groups === 3;
}

function isIn(spans: readonly number[], window: NumberWindow): boolean {
  for (let i = 0; i < spans.length; i += 2) {
    if (startOf(window) < (spans[i + 1] ?? 0) && endOf(window) > (spans[i] ?? 0)) return true;
  }
  return false;
}

function isPhone(text: DetectorText, window: NumberWindow): boolean {
  const digits = digitsOf(window);
  const after = text.folded.units[endOf(window)] ?? 0;
  // A plus before a price is a bid: "+10000000円".
  const isPrice = endOf(window) < text.folded.length && (after === 0x5186 || after === 0xa5);
  if (isPrice) return false;
  if (hasPlus(window)) return /^(?:1|7|[2-9]\d)/u.test(digits) && !/0{6}$/u.test(digits);
  if (MOBILE.test(digits) || KOREAN_MOBILE.test(digits)) return true;
  if (LANDLINE.test(digits)) {
    return window.last - window.first === 2 || hasPhoneWord(text, window);
  }
  if (NORTH_AMERICA.test(digits) && /^(?:1-)?3-3-4$/u.test(shapeOf(window))) return true;
  if (CHINESE_MOBILE.test(digits) && shapeOf(window) === "3-4-4") return true;
  if (/^00[1-9]\d{9,}$/u.test(digits)) return true;
  return hasPhoneWord(text, window);
}

function hasPhoneWord(text: DetectorText, window: NumberWindow): boolean {
  if (!hasGate(text, GATE.PHONE_WORD)) return false;
  const start = startOf(window);
  return PHONE_WORD.test(text.string().slice(Math.max(0, start - 24), start));
}
