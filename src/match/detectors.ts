// THE LIST of detectors, and the literals that make each worth asking.
import { accountDetector } from "./detector-account.ts";
import { addressDetector } from "./detector-address.ts";
import { cardDetector } from "./detector-card.ts";
import { emailDetector } from "./detector-email.ts";
import { floodDetector } from "./detector-flood.ts";
import { linkDetector } from "./detector-link.ts";
import { handleDetector, messengerDetector } from "./detector-messenger.ts";
import { phoneDetector } from "./detector-phone.ts";
import { GATE_WORDS } from "./detector-words.ts";
import { GATE } from "./detector.ts";
import type { Detector } from "./detector.ts";
import { FLAG } from "./keyword-index.ts";
import type { KeywordLiteral } from "./keyword-index.ts";
import { foldToString } from "./term-forms.ts";

export const DETECTORS: readonly Detector[] = [
  cardDetector,
  accountDetector,
  phoneDetector,
  emailDetector,
  addressDetector,
  messengerDetector,
  handleDetector,
  linkDetector,
  floodDetector,
];

const LITERALS: readonly (readonly [gate: number, literals: string])[] = [
  [GATE.DOT_WORD, GATE_WORDS.dot],
  [GATE.SCHEME, "://"],
  [GATE.AT_WORD, GATE_WORDS.at],
  [GATE.PHONE_WORD, GATE_WORDS.phone],
  [GATE.MESSENGER, GATE_WORDS.messenger],
  [GATE.CODE_WORD, GATE_WORDS.code],
  [GATE.NUMBER_WORD, GATE_WORDS.number],
  [GATE.BANK, GATE_WORDS.bank],
  [GATE.STREET, GATE_WORDS.street],
  [GATE.GERMAN_STREET, "~strasse ~str."],
  [GATE.ODD_DOT, ",com ,net ,jp ,co ・com ・net ・jp ・co ·com ·net *com *net *jp *co 、com 、jp"],
];

/** For the policy's automaton; `at` between words waits for a dot word. */
export const DETECTOR_LITERALS: readonly KeywordLiteral[] = LITERALS.flatMap(([gate, literals]) =>
  literals.split(" ").map((literal) => {
    const text = foldToString(literal.replace("~", "").replaceAll("_", " "));
    const flags = literal.startsWith("~") ? 0 : flagsOf(text);
    return { text, target: -1 - gate, flags };
  }),
);

/** "did" and "big" must not wake the detector that waits for "id" and "ig". */
function flagsOf(literal: string): number {
  if (!/^[a-z]+$/u.test(literal)) return 0;
  return FLAG.LITERAL_FIRST | (literal.length <= 3 ? FLAG.LITERAL_LAST : 0);
}
