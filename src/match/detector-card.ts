// Payment cards: 13 to 19 digits under a card network's prefix whose check digit is right.
import { KIND } from "../text/kinds.ts";
import type { Detector } from "./detector.ts";
import { digitsOf, endOf, numberRuns, startOf, takeWindows } from "./number-runs.ts";

/**
 * Networks' first digits (ISO/IEC 7812); keeps order numbers out, one in ten of which passes Luhn.
 */
const NETWORKS: readonly RegExp[] = [
  /^4\d{12}(?:\d{3}){0,2}$/u,
  /^5[1-5]\d{14}$/u,
  /^2(?:2(?:2[1-9]|[3-9]\d)|[3-6]\d\d|7(?:[01]\d|20))\d{12}$/u,
  /^3[47]\d{13}$/u,
  /^35(?:2[89]|[3-8]\d)\d{12}$/u,
  /^6(?:011|5\d\d|4[4-9]\d)\d{12,15}$/u,
  /^62\d{14,17}$/u,
  /^3(?:0[0-5]|[68]\d)\d{11}$/u,
  /^(?:50|5[6-9]|6[37])\d{10,17}$/u,
];

export const cardDetector: Detector = {
  id: "detector.card",
  category: "contact",
  severity: 4,
  isWorth: ({ folded }) => folded.counts[KIND.DIGIT]! + folded.counts[KIND.HAN_NUMERAL]! >= 13,
  detect({ folded }, found) {
    for (const run of numberRuns(folded, 13)) {
      takeWindows(run, 13, (window) => {
        if (!passesLuhn(run.digits, window.from, window.to)) return false;
        const digits = digitsOf(window);
        if (!NETWORKS.some((network) => network.test(digits))) return false;
        found(startOf(window), endOf(window));
        return true;
      });
    }
  },
};

/** Source: ISO/IEC 7812-1 annex B. */
export function passesLuhn(digits: string, from = 0, to = digits.length): boolean {
  let sum = 0;
  for (let i = to - 1, isSecond = false; i >= from; i--, isSecond = !isSecond) {
    let digit = digits.charCodeAt(i) - 0x30;
    if (isSecond) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return sum % 10 === 0;
}
