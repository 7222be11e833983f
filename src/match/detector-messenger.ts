// Messenger and social ids: an app's name, or a code word for one, with an id-like token beside it.
//
// Direction of error: ライン, L, 緑 and 線 are ordinary words in a sale. Without a token that looks
// like an id they are never a find. An id is a contact; given to be used it is a lure as well.
import { countsOf } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { isForbidden } from "./detector-stance.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector, DetectorText } from "./detector.ts";

/** A concrete id or handle, whoever it belongs to and whatever is said of it. */
export const handleDetector: Detector = {
  id: "detector.handle",
  category: "contact",
  severity: 3,
  isWorth,
  detect(text, found) {
    const ids = text.ids();
    for (let k = 0; k < ids.count; k++) found(ids.starts[k]!, ids.ends[k]!);
  },
};

/** An id that is given out; a warning of one is none. */
export const messengerDetector: Detector = {
  id: "detector.messenger",
  category: "off_platform",
  severity: 4,
  isWorth,
  detect(text, found) {
    const ids = text.ids();
    for (let k = 0; k < ids.count; k++) {
      if (!isForbidden(text, ids.starts[k]!, ids.ends[k]!)) found(ids.starts[k]!, ids.ends[k]!);
    }
  },
};

function isWorth(text: DetectorText): boolean {
  if (!hasGate(text, GATE.MESSENGER) && !hasGate(text, GATE.CODE_WORD)) return false;
  const counts = countsOf(text.folded);
  return (
    counts[KIND.DIGIT]! + counts[KIND.AT]! > 0 ||
    counts[KIND.LATIN_LOWER]! + counts[KIND.LATIN_UPPER]! >= 4
  );
}
