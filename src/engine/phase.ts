// What a phase is given and what it answers.
import type { Modes } from "../domain/modes.ts";
import type { JoinedPart, MatchedTerm, Reason, ResultCode, Span } from "../domain/verdict.ts";
import type { DetectorText } from "../match/detector.ts";
import type { KeywordFinds, KeywordSearch } from "../match/keywords.ts";
import type { CompiledPolicy, Consequence } from "../policy/compile.ts";
import type { Folded } from "../text/folded.ts";
import type { EngineMemory } from "./memory.ts";
import type { JudgeInput } from "./types.ts";

/** Something found, and what the policy does about it. */
export interface Finding {
  readonly consequence: Consequence;
  /** In the original text; empty when the whole message is meant. */
  readonly spans: readonly Span[];
  /** Of a list: what was found of it. */
  readonly terms?: readonly MatchedTerm[];
  /** Earlier messages in which it began. */
  readonly joined?: readonly JoinedPart[];
}

/** Ends the run: the message is refused whatever else is in it. */
export interface Refusal {
  readonly kind: "refusal";
  readonly code: ResultCode;
  readonly retryAfterMs: number;
  readonly reasons: readonly Reason[];
}

export type PhaseResult =
  | { readonly kind: "findings"; readonly findings: readonly Finding[] }
  | Refusal;

/** One message on its way through the phases; the engine has one and reuses it. */
export interface PhaseContext extends DetectorText {
  readonly input: JudgeInput;
  readonly policy: CompiledPolicy;
  /** Absent: nothing is remembered (`weir check`, `POST /v1/moderate`). */
  readonly memory: EngineMemory | undefined;
  /** Seller, moderator, admin: exempt from modes, limits, link, off_platform, spam and flood. */
  readonly isExempt: boolean;
  /** The room's, with the policy's shield laid over them while it is up. */
  readonly modes: Modes;
  /** Filled by the folding phase. */
  readonly folded: Folded;
  readonly search: KeywordSearch;
  /** Filled by the keyword phase, belongs to the search. */
  finds: KeywordFinds;
  /** Indices of patterns that match, by the pattern phase. */
  matched: readonly number[];
  /** Links that are not allowed ones, by the detector phase. */
  links: number;
  /** Of the folded text and the room; by the duplicates phase. */
  hash: number;
  /** What the phases before found. */
  readonly findings: readonly Finding[];
  readonly isRejected: boolean;
}

/** Pure but for the engine's own memory; returns nothing when it has nothing to say. */
export interface Phase {
  readonly name: string;
  run(context: PhaseContext): PhaseResult | undefined;
}

export function refuse(
  code: ResultCode,
  retryAfterMs = 0,
  reasons: readonly Reason[] = [],
): Refusal {
  return { kind: "refusal", code, retryAfterMs, reasons };
}
