// A case as the API shows it: PROTOCOL's shape, from the case and what was looked up beside it.
import type { CaseView } from "../domain/ports/services.ts";
import type { Case } from "../domain/case.ts";
import type { ChatMessage } from "../domain/message.ts";
import type { Span } from "../domain/verdict.ts";
import type { WireCase } from "./wire.ts";

type WireMessage = WireCase["message"];

/** @param nowMs a claim that ended is shown as none. */
export function wireCase(view: CaseView, nowMs: number): WireCase {
  const item = view.case;
  return {
    id: item.id,
    version: item.version,
    status: item.status,
    origin: item.origin,
    room: item.room,
    message: wireMessage(item.message),
    reasons: wireReasons(item),
    scores: { ...item.scores },
    priority: item.priority,
    openedAt: item.openedAt,
    dueAt: item.dueAt,
    onExpiry: item.onExpiry,
    policyVersion: item.policyVersion,
    claimedBy: item.claim === null || item.claim.until <= nowMs ? null : { ...item.claim },
    context: { before: item.before.map(wireMessage), after: view.after.map(wireMessage) },
    record: {
      messages: view.record.messages,
      strikes: view.record.strikes,
      sanctions: view.record.sanctions.map((one) => ({ ...one })),
    },
    reports: item.reports.map((one) => ({ ...one })),
    decision: item.decision === null ? null : { ...item.decision },
  };
}

function wireMessage(message: ChatMessage): WireMessage {
  const { id, at, text, user } = message;
  return { id, at, text, user: { id: user.id, name: user.name, role: user.role } };
}

function wireReasons(item: Case): WireCase["reasons"] {
  return item.reasons.map(({ rule, category, severity, spans, terms, joined }) => ({
    rule,
    category,
    severity,
    spans: wireSpans(spans),
    ...(terms === undefined ? {} : { terms: terms.map((one) => ({ ...one })) }),
    ...(joined === undefined
      ? {}
      : { joined: joined.map(({ at, spans: own }) => ({ at, spans: wireSpans(own) })) }),
  }));
}

function wireSpans(spans: readonly Span[]): [number, number][] {
  return spans.map(([start, end]) => [start, end]);
}
