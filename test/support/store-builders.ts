// Records for the tests of store and queue: complete, and changed where a test cares.
import type { Case } from "../../src/domain/case.ts";
import type { ChatMessage } from "../../src/domain/message.ts";
import type { ReviewItem } from "../../src/domain/ports/review-queue.ts";
import type { Account, AuditEntry } from "../../src/domain/ports/store.ts";
import type { Sanction, Strike } from "../../src/domain/sanction.ts";

export const STORE_TIME = 1_800_000_000_000;

export function aMessage(change: Partial<ChatMessage> = {}): ChatMessage {
  return {
    id: "m_1",
    room: "shop-42",
    at: STORE_TIME,
    user: { id: "u_9", name: "Aki", role: "viewer" },
    text: "call me at 090-1234-5678",
    masked: false,
    released: false,
    replyTo: null,
    meta: {},
    ...change,
  };
}

export function aCase(change: Partial<Case> = {}): Case {
  return {
    id: "k_1",
    version: 1,
    status: "open",
    origin: "held",
    room: "shop-42",
    message: aMessage(),
    reasons: [{ rule: "phone", category: "contact", severity: 2, spans: [[11, 24]] }],
    scores: { spam: 0.25 },
    priority: 0.5,
    openedAt: STORE_TIME,
    dueAt: STORE_TIME + 60_000,
    onExpiry: "reject",
    policyVersion: "0123456789ab",
    before: [aMessage({ id: "m_0", text: "hello" })],
    reports: [],
    claim: null,
    decision: null,
    ...change,
  };
}

export function aSanction(change: Partial<Sanction> = {}): Sanction {
  return {
    id: "s_1",
    userId: "u_9",
    room: "shop-42",
    kind: "timeout",
    until: STORE_TIME + 1_000,
    reason: "phone numbers",
    category: "contact",
    acknowledge: false,
    acknowledgedAt: null,
    createdAt: STORE_TIME,
    by: "a_1",
    caseId: "k_1",
    ...change,
  };
}

export function aStrike(change: Partial<Strike> = {}): Strike {
  return {
    id: "t_1",
    userId: "u_9",
    room: "shop-42",
    category: "contact",
    severity: 2,
    weight: 1,
    at: STORE_TIME,
    caseId: "k_1",
    ...change,
  };
}

export function anAuditEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: "e_1",
    at: STORE_TIME,
    actor: "a_1",
    action: "case.rejected",
    subject: "case:k_1",
    room: "shop-42",
    reason: null,
    details: { version: 2 },
    ...change,
  };
}

export function anAccount(change: Partial<Account> = {}): Account {
  return {
    id: "a_1",
    login: "mika",
    name: "Mika",
    role: "moderator",
    rooms: ["shop-42"],
    passwordHash: "scrypt$...",
    lang: "ja",
    createdAt: STORE_TIME,
    ...change,
  };
}

export function aHeldItem(id: string, message: Partial<ChatMessage> = {}): ReviewItem {
  return {
    kind: "held",
    id,
    message: aMessage({ id, ...message }),
    reasons: [{ rule: "phone", category: "contact", severity: 2, spans: [[11, 24]] }],
    hold: { priority: 2, ttlSeconds: 120, onExpiry: "reject" },
    policyVersion: "0123456789ab",
    replyToUser: null,
    before: [],
    viewers: 120,
    lang: "ja",
  };
}
