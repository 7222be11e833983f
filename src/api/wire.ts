// Shapes of the API's JSON: OpenAPI is made of them, the console takes its types from them.
import { z } from "zod";
import { CASE_STATUSES } from "../domain/case.ts";
import { CATEGORIES } from "../domain/categories.ts";
import { LIMITS } from "../domain/limits.ts";
import { ROLES } from "../domain/message.ts";
import { FLAG_MODES, NUMBER_MODES } from "../domain/modes.ts";
import { SANCTION_KINDS } from "../domain/sanction.ts";
import { ACTIONS, EXPIRY_ACTIONS, MANNERS, RESULT_CODES } from "../domain/verdict.ts";

export const category = z.enum(CATEGORIES);
export const role = z.enum(ROLES);
const instant = z.number().int().describe("ms since 1970, UTC");
const count = z.number().int();
const spans = z.array(z.tuple([z.number().int(), z.number().int()]));

export const reason = z.object({
  rule: z.string(),
  category,
  severity: z.literal([1, 2, 3, 4]),
  spans: spans.describe("[start, end) in UTF-16 units of the original text"),
  terms: z
    .array(z.object({ term: z.string(), manner: z.enum(MANNERS) }))
    .optional()
    .describe("of a list: its terms that were found, and how they were written"),
  joined: z
    .array(z.object({ at: instant, spans }))
    .optional()
    .describe("the sender's earlier messages in which the find began"),
});

export const verdict = z.object({
  action: z.enum(ACTIONS),
  reasons: z.array(reason),
  policyVersion: z.string(),
  us: z.number().describe("microseconds that the verdict took"),
  code: z.enum(RESULT_CODES).optional().describe("with action reject"),
  maskedText: z.string().optional().describe("with action mask"),
  hold: z
    .object({ priority: count, ttlSeconds: z.number(), onExpiry: z.enum(EXPIRY_ACTIONS) })
    .optional()
    .describe("with action hold"),
});

const user = z.object({ id: z.string(), name: z.string(), role });
export const caseMessage = z.object({ id: z.string(), at: instant, text: z.string(), user });

export const claim = z.object({ by: z.string(), name: z.string(), until: instant });
export const decision = z.object({
  decision: z.enum(["release", "reject"]),
  byKind: z.enum(["moderator", "machine", "expiry"]),
  by: z.string(),
  category: category.nullable(),
  note: z.string().nullable(),
  sanctionId: z.string().nullable(),
  at: instant,
});

export const userRecord = z.object({
  messages: count,
  strikes: z.number(),
  sanctions: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(SANCTION_KINDS),
      at: instant,
      until: instant.nullable(),
    }),
  ),
});

export const caseView = z.object({
  id: z.string(),
  version: count,
  status: z.enum(CASE_STATUSES),
  origin: z.enum(["held", "report"]),
  room: z.string(),
  message: caseMessage,
  reasons: z.array(reason),
  scores: z.partialRecord(category, z.number()),
  priority: z.number(),
  openedAt: instant,
  dueAt: instant,
  onExpiry: z.enum(EXPIRY_ACTIONS),
  policyVersion: z.string(),
  claimedBy: claim.nullable(),
  context: z.object({ before: z.array(caseMessage), after: z.array(caseMessage) }),
  record: userRecord,
  reports: z.array(
    z.object({ by: z.string(), category: category.nullable(), note: z.string(), at: instant }),
  ),
  decision: decision.nullable(),
});
export type WireCase = z.infer<typeof caseView>;

export const sanction = z.object({
  id: z.string(),
  userId: z.string(),
  room: z.string().nullable().describe("null = everywhere"),
  kind: z.enum(SANCTION_KINDS),
  until: instant.nullable(),
  reason: z.string(),
  category: category.nullable(),
  acknowledge: z.boolean(),
  acknowledgedAt: instant.nullable(),
  createdAt: instant,
  by: z.string(),
  caseId: z.string().nullable(),
});

/** What people write; without NUL, which Postgres does not take. */
export const note = z
  .string()
  .max(LIMITS.noteLength.value)
  .refine((text) => !text.includes("\0"), "text without NUL characters");
/** What a sanction is made of, in a decision and by itself. */
export const sanctionOrder = z.object({
  kind: z.enum(SANCTION_KINDS),
  seconds: z
    .number()
    .int()
    .min(1)
    .max(LIMITS.sanctionSeconds.value)
    .optional()
    .describe("wanted for a timeout; a ban or shadow without it has no end"),
  everywhere: z.boolean().optional().describe("default: the case's room only"),
  reason: note.optional(),
});

export const decisionOrder = z.object({
  decision: z.enum(["release", "reject"]),
  category: category.optional(),
  sanction: sanctionOrder.optional(),
  note: note.optional(),
  version: z.number().int().min(0).describe("version of the case that was looked at"),
});

function modesShape() {
  const shape: Record<string, z.ZodExactOptional<z.ZodType<number | boolean | null>>> = {};
  for (const [name, most] of Object.entries(NUMBER_MODES)) {
    const error = `a whole number from 0 to ${most}; 0, false or null switches it off`;
    const number = z.number({ error }).int({ error }).min(0, { error }).max(most, { error });
    shape[name] = z.union([number, z.literal(false), z.null()], { error }).exactOptional();
  }
  for (const name of FLAG_MODES) {
    const error = "true, false or null";
    shape[name] = z.union([z.boolean(), z.literal(0), z.null()], { error }).exactOptional();
  }
  return shape;
}
/** Unknown modes are refused: a misspelt one that does nothing would pass for protection. */
export const modesChange = z.strictObject(modesShape());
export const modes = z.object(modesShape());

export const roomStatistics = z.object({
  room: z.string(),
  viewers: count,
  messagesPerSecond: z.number(),
});

export const policy = z.object({
  version: z.string(),
  createdAt: instant,
  createdBy: z.string(),
  note: z.string(),
  isActive: z.boolean(),
});

export const auditEntry = z.object({
  id: z.string(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  room: z.string().nullable(),
  reason: z.string().nullable(),
  details: z.unknown(),
});

export const account = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  role,
  rooms: z.union([z.literal("*"), z.array(z.string())]),
  lang: z.enum(["en", "ja"]),
});
export const sessionView = z.object({
  account,
  csrf: z.string().describe("send it as x-csrf-token with every call that changes something"),
});
export type WireSession = z.infer<typeof sessionView>;

export const userView = userRecord.extend({
  id: z.string(),
  name: z.string().nullable(),
  firstSeenAt: instant.nullable(),
  lastSeenAt: instant.nullable(),
  cases: z.array(
    z.object({
      id: z.string(),
      room: z.string(),
      status: z.enum(CASE_STATUSES),
      categories: z.array(category),
      openedAt: instant,
      decision: decision.nullable(),
    }),
  ),
  risk: z.number().nullable().describe("0 to 1; null while nothing rates users"),
});
export type WireUser = z.infer<typeof userView>;

export const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()),
  }),
});
