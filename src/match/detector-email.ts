// E-mail addresses, also with the at sign and the dots written as words.
import { KIND } from "../text/kinds.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector } from "./detector.ts";
import { isMailHost } from "./domains.ts";

const PLAIN = /[a-z0-9._%+-]{1,64} ?@ ?((?:[a-z0-9-]{1,63} ?\. ?){1,6}[a-z]{2,24})(?![a-z0-9])/gu;
const AT = String.raw`(?:@|[([{<] ?(?:at|あっと) ?[)\]}>]|あっと(?:まーく)?| at )`;
const DOT = String.raw`(?:\.|[([{<] ?dot ?[)\]}>]| dot |どっと)`;
const SUFFIX = "(?:com|net|org|jp|io|me|info|ru|cn|kr|uk|de|fr)";
const WORDED = new RegExp(
  `[a-z0-9._%+-]{1,64} ?${AT} ?((?:[a-z0-9-]{1,63} ?${DOT} ?){1,4}${SUFFIX})(?![a-z0-9])`,
  "gu",
);

export const emailDetector: Detector = {
  id: "detector.email",
  category: "contact",
  severity: 3,
  isWorth: (text) =>
    (text.folded.counts[KIND.AT]! > 0 && text.folded.counts[KIND.DOT]! > 0) ||
    hasGate(text, GATE.AT_WORD) ||
    hasGate(text, GATE.DOT_WORD),
  detect(text, found) {
    const string = text.string();
    for (const match of string.matchAll(PLAIN)) {
      const host = (match[1] ?? "").replaceAll(" ", "");
      if (isMailHost(host)) found(match.index, match.index + match[0].length);
    }
    if (!hasGate(text, GATE.AT_WORD) && !hasGate(text, GATE.DOT_WORD)) return;
    for (const match of string.matchAll(WORDED)) {
      const isPlain = /^[^ ([{<]* ?@/u.test(match[0]) && !/dot|どっと/u.test(match[0]);
      if (!isPlain) found(match.index, match.index + match[0].length);
    }
  },
};
