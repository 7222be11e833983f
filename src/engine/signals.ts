// Signals: facts about text, user and room that rules may test. Computed only for rules that ask.
import type { SignalName, SignalTest } from "../policy/spec.ts";
import { countsOf } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import type { PhaseContext } from "./phase.ts";

const HOUR_MS = 3_600_000;

/** NaN = unknown (the token does not say): every test of it is false. */
const SIGNAL_VALUES: { readonly [name in SignalName]: (context: PhaseContext) => number } = {
  "text.length": ({ input }) => input.text.length,
  "text.links": ({ links }) => links,
  "text.capsShare": ({ folded }) => capsShare(countsOf(folded)),
  "text.emoji": ({ folded }) => countsOf(folded)[KIND.EMOJI] ?? 0,
  "text.mentions": ({ input }) => [...input.text.matchAll(/[@＠][\p{L}\p{N}_]/gu)].length,
  "user.accountAgeHours": ({ input }) => {
    const created = input.user.attrs.accountCreatedAt;
    return typeof created === "number" ? (input.at - created) / HOUR_MS : Number.NaN;
  },
  "user.purchases": ({ input }) => input.user.attrs.purchases ?? Number.NaN,
  "user.verified": ({ input }) => truth(input.user.attrs.verified),
  "user.following": ({ input }) => {
    const since = input.user.attrs.followerSince;
    return since === undefined ? Number.NaN : truth(since !== null && since <= input.at);
  },
  "user.messages": ({ memory, input }) =>
    memory === undefined ? Number.NaN : memory.messagesOf(input.user.keys.user),
  "room.viewers": ({ input }) => input.room.viewers,
};

export function isSignalTrue(test: SignalTest, context: PhaseContext): boolean {
  const value = SIGNAL_VALUES[test.signal](context);
  switch (test.op) {
    case "lt":
      return value < test.value;
    case "lte":
      return value <= test.value;
    case "gt":
      return value > test.value;
    case "gte":
      return value >= test.value;
    case "eq":
      return value === test.value;
  }
}

function truth(value: boolean | undefined): number {
  return value === undefined ? Number.NaN : Number(value);
}

/** Of letters that have a case; 0 when there are none. */
function capsShare(counts: Int32Array): number {
  const upper = counts[KIND.LATIN_UPPER] ?? 0;
  const all = upper + (counts[KIND.LATIN_LOWER] ?? 0);
  return all === 0 ? 0 : upper / all;
}
