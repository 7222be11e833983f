// What a user sends in pieces (ラ / イ / ン; whats / app / 555…; 死 / ね): the pieces are joined
// with the present message and judged as one, by the same passes.
//
// Two joins: with spaces between, as separate messages read, where everything is looked for; and
// without, for words that were torn. A find counts only when it begins in an earlier piece and
// ends in the present message, and only when it is worse than what the message alone is.
//
// Direction of error: a doubtful join is let pass. Words must begin where a piece begins and end
// where the message's words do: "うん" / "これ" is no うんこ. Numbers that rise from message to
// message are bids, not a phone number.
import { ACTIONS } from "../domain/verdict.ts";
import type { Action, JoinedPart, Span } from "../domain/verdict.ts";
import { LONGEST_FRAGMENT } from "../spam/fragments.ts";
import type { Fragment } from "../spam/fragments.ts";
import { isWordKind, KIND } from "../text/kinds.ts";
import type { JoinedContext } from "./joined-context.ts";
import { joinedContextOf } from "./joined-context.ts";
import { detectorsPhase } from "./phase-detectors.ts";
import { keywordsPhase } from "./phase-keywords.ts";
import { patternsPhase } from "./phase-patterns.ts";
import { rulesPhase } from "./phase-rules.ts";
import type { Finding, Phase, PhaseContext } from "./phase.ts";

export const splitPhase: Phase = {
  name: "split",
  run(context) {
    const { memory, input, folded, policy } = context;
    if (memory === undefined || folded.length > LONGEST_FRAGMENT || folded.length === 0) {
      return undefined;
    }
    const record = memory.speakers.find(input.user.keys.user);
    const windowMs = policy.spec.limits.split.windowSeconds * 1_000;
    const said = { room: input.room.key, atMs: input.at, windowMs };
    if (!memory.fragments.has(record, said)) return undefined;
    if (context.isRejected || !hasWord(context)) return undefined;
    const joined = joinedContextOf(context);
    const findings: Finding[] = [];
    for (const separator of [" ", ""]) {
      const before = memory.fragments.join(record, separator, parts);
      joined.begin(context, before + input.text);
      const across: Finding[] = [];
      look(joined, separator === " ", (finding) => {
        const own = spanning(finding, joined.folded.text, before.length);
        if (own !== undefined && isNews(own, context, findings)) across.push(own);
      });
      if (across.length === 0) continue;
      joined.begin(context, before);
      const known = rulesFoundIn(joined);
      findings.push(...across.filter(({ consequence }) => !known.has(consequence.rule)));
    }
    return findings.length === 0 ? undefined : { kind: "findings", findings };
  },
};

/** Of the message at hand. */
const parts: Fragment[] = [];

/** An emoji or a question mark ends nothing that began before it. */
function hasWord({ folded }: PhaseContext): boolean {
  for (let i = 0; i < folded.length; i++) {
    const kind = folded.kinds[i]!;
    if (isWordKind(kind) || kind === KIND.AT || kind === KIND.DOT || kind === KIND.MASK)
      return true;
  }
  return false;
}

/**
 * In the join without spaces, and for numbers, only what begins with a piece counts; words must
 * end, too.
 */
function look(joined: JoinedContext, isSpaced: boolean, found: (finding: Finding) => void): void {
  const each = (phase: Phase, isRight: (span: Span) => boolean): void => {
    const result = phase.run(joined);
    if (result?.kind !== "findings") return;
    for (const finding of result.findings) {
      // A house number and a street are in any two messages.
      if (finding.consequence.rule === "detector.address") continue;
      found({ ...finding, spans: finding.spans.filter(isRight) });
    }
  };
  const { text } = joined.folded;
  each(keywordsPhase, (span) => beginsPiece(text, span) && endsWord(text, span));
  patternsPhase.run(joined);
  const isRight = (span: Span): boolean =>
    (isSpaced && !/^[+0-9]/u.test(text.slice(span[0]))) || beginsPiece(text, span);
  each(rulesPhase, isRight);
  if (isSpaced) each(detectorsPhase, isRight);
}

/**
 * Rules and detectors that find something without the present message: their patterns may go on
 * into whatever comes next ("fakes for sale" / "show the back"), but it adds nothing. A term of a
 * list ends where it ends.
 */
function rulesFoundIn(joined: JoinedContext): ReadonlySet<string> {
  const rules = new Set<string>();
  keywordsPhase.run(joined);
  patternsPhase.run(joined);
  for (const phase of [rulesPhase, detectorsPhase]) {
    const result = phase.run(joined);
    if (result?.kind !== "findings") continue;
    for (const { consequence } of result.findings) rules.add(consequence.rule);
  }
  return rules;
}

const WORD = /[\p{L}\p{N}]/u;
/** Written behind a word without being part of it: ねーー, ねww. */
const TRAIL = /[^\p{L}\p{N}]|[ーｗw笑]/u;

function beginsPiece(text: string, [start]: Span): boolean {
  const piece = parts.find((part) => part.start <= start && part.end > start);
  return piece !== undefined && !WORD.test(text.slice(piece.start, start));
}

function endsWord(text: string, [start, end]: Span): boolean {
  if (end === text.length || TRAIL.test(text[end] ?? "")) return true;
  // Letters sent alone are no ordinary messages: 死 / ねよ, ラ / イ / ン追加.
  const covered = parts.filter((part) => part.end > start);
  const isLetters = covered.every((part) => part.end - part.start === 1);
  return isLetters && (covered.length > 1 || /\p{Script=Han}/u.test(text[start] ?? ""));
}

/** @returns the find as the present message has it; nothing when it is not in both parts. */
function spanning(
  { consequence, spans }: Finding,
  text: string,
  joinAt: number,
): Finding | undefined {
  const last = parts.at(-1);
  if (last === undefined) return undefined;
  const across = spans.filter(
    ([start, end]) => end > joinAt && start < last.end && WORD.test(text.slice(start, last.end)),
  );
  const [first] = across;
  if (first === undefined) return undefined;
  if (consequence.category === "contact" && !isNumberSent(text, across, joinAt)) return undefined;
  const start = Math.min(...across.map(([from]) => from));
  const end = Math.max(...across.map(([, to]) => to));
  return { consequence, spans: [[0, end - joinAt]], joined: joinedParts(start) };
}

function joinedParts(start: number): JoinedPart[] {
  return parts
    .filter((part) => part.end > start)
    .map(({ start: from, end, at, length }) => {
      // Folding kept every unit's place, nearly always; else the whole piece is meant.
      const isExact = end - from === length;
      const span: Span = isExact ? [Math.max(0, start - from), length] : [0, length];
      return { at, spans: [span] };
    });
}

/** A group of a number, alone in its message. */
const NUMBER_PIECE = /^[+(]*[0-9]+[)-]*(?:-[0-9]+)*-?$/u;

/**
 * Is what was found something that people send in pieces: an id behind its label, or a number of
 * which each message holds a group and nothing else. Rising numbers are bids: 200 / 300 / 4000 has
 * a phone number's shape.
 */
function isNumberSent(text: string, spans: readonly Span[], joinAt: number): boolean {
  const start = Math.min(...spans.map(([from]) => from));
  const end = Math.max(...spans.map(([, to]) => to));
  if (/\p{L}/u.test(text.slice(start, end).replace(/[円元원]/gu, ""))) {
    return !/^[0-9]/u.test(text.slice(start));
  }
  const pieces = parts
    .filter((part) => part.end > start)
    .map((part) => text.slice(part.start, part.end));
  const own = text.slice(joinAt, end);
  if (![...pieces, own].every((piece) => NUMBER_PIECE.test(piece))) return false;
  // A unit or a noun behind the number makes it a count.
  if (/^ ?[a-z万千円元원.,:]/iu.test(text.slice(end))) return false;
  const numbers = [...pieces, own].map((piece) => piece.replace(/[^0-9]/gu, ""));
  const isRising = numbers.every(
    (number, i) => i === 0 || Number(number) >= Number(numbers[i - 1]),
  );
  return !isRising || /^[+(]*0/u.test(pieces[0] ?? "");
}

/** Worse than what the message is by itself, and not told yet. */
function isNews(
  { consequence }: Finding,
  context: PhaseContext,
  found: readonly Finding[],
): boolean {
  const rank = rankOf(consequence.action);
  if (context.findings.some((known) => rankOf(known.consequence.action) >= rank)) return false;
  return rank > 0 && found.every((known) => known.consequence.rule !== consequence.rule);
}

function rankOf(action: Action): number {
  return ACTIONS.indexOf(action);
}
