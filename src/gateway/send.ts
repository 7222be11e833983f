// A message's way in: sanctions first, then the engine's verdict, then act. Nothing here waits.
import { LIMITS } from "../domain/limits.ts";
import type { HoldTerms, Verdict } from "../domain/verdict.ts";
import { severer } from "../domain/verdict.ts";
import type { Engine, JudgeInput } from "../engine/types.ts";
import type { ActParts, Sending } from "./act.ts";
import { act, reject } from "./act.ts";
import { deliveredResult } from "./outcomes.ts";
import type { SanctionIndex } from "./sanctions.ts";

export interface SendParts extends ActParts {
  readonly engine: Engine;
  readonly sanctions: SanctionIndex;
}

/** What cannot be judged is left to people, first in their queue but one. */
const UNJUDGED_HOLD: HoldTerms = { priority: 3, ttlSeconds: 120, onExpiry: "reject" };

export function sendMessage(parts: SendParts, sending: Sending): void {
  const { room, session, attempt, frame, at } = sending;
  const userId = session.facts.user.id;
  const before = room.known.sentAs(userId, frame.id, at);
  if (before !== undefined) {
    // Sent through another gateway before its client came here: the log has it already.
    const { language } = session.facts;
    const result = deliveredResult(frame.id, before, undefined, language);
    parts.idempotency.settle(attempt, result);
    return;
  }
  const bar = parts.sanctions.bar(userId, room.id, at);
  if (bar !== undefined) {
    reject(parts, sending, bar.code, bar.retryAfterMs);
    return;
  }
  const { engineUser } = session.facts;
  const verdict = judge(parts, { text: frame.text, at, user: engineUser, room: room.context });
  const isShadowed = parts.sanctions.isShadowed(userId, room.id, at);
  const action = isShadowed ? severer(verdict.action, "shadow") : verdict.action;
  parts.metrics.count("weir_messages_total", { action });
  for (const { category } of verdict.reasons) {
    parts.metrics.count("weir_reasons_total", { category });
  }
  act(parts, sending, action === verdict.action ? verdict : { ...verdict, action });
}

/** A fault of the engine must neither let a message through nor end the process. */
function judge({ engine, metrics, logger }: SendParts, input: JudgeInput): Verdict {
  const startedMs = performance.now();
  try {
    return engine.judge(input);
  } catch (error) {
    logger.error("verdict.failed", { textLength: input.text.length }, error);
    const { policyVersion } = engine;
    if (input.text.length > LIMITS.textLength.value) {
      return { action: "reject", code: "too_long", reasons: [], policyVersion };
    }
    return { action: "hold", hold: UNJUDGED_HOLD, reasons: [], policyVersion };
  } finally {
    metrics.observe("weir_verdict_seconds", (performance.now() - startedMs) / 1_000);
  }
}
