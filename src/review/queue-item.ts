// Decodes review items at the border: what comes over the bus or out of Redis is text until checked.
import { z } from "zod";
import { CATEGORIES } from "../domain/categories.ts";
import { AppError } from "../domain/errors.ts";
import { ROLES } from "../domain/message.ts";
import type { ReviewItem } from "../domain/ports/review-queue.ts";
import { SANCTION_KINDS } from "../domain/sanction.ts";
import { EXPIRY_ACTIONS } from "../domain/verdict.ts";

// Loose: a field that a newer gateway adds is kept, not dropped on the way.
const category = z.enum(CATEGORIES);
const time = z.number();
const message = z.looseObject({
  id: z.string(),
  room: z.string(),
  at: time,
  user: z.looseObject({ id: z.string(), name: z.string(), role: z.enum(ROLES) }),
  text: z.string(),
  masked: z.boolean(),
  released: z.boolean(),
  replyTo: z.string().nullable(),
  meta: z.record(z.string(), z.unknown()),
});
const reason = z.looseObject({
  rule: z.string(),
  category,
  severity: z.literal([1, 2, 3, 4]),
  spans: z.array(z.tuple([z.number(), z.number()])),
});
const sanction = z.looseObject({
  id: z.string(),
  userId: z.string(),
  room: z.string().nullable(),
  kind: z.enum(SANCTION_KINDS),
  until: time.nullable(),
  reason: z.string(),
  category: category.nullable(),
  acknowledge: z.boolean(),
  acknowledgedAt: time.nullable(),
  createdAt: time,
  by: z.string(),
  caseId: z.string().nullable(),
});
const held = z.looseObject({
  kind: z.literal("held"),
  id: z.string().min(1),
  message,
  reasons: z.array(reason),
  hold: z.looseObject({
    priority: z.number(),
    ttlSeconds: z.number(),
    onExpiry: z.enum(EXPIRY_ACTIONS),
  }),
  policyVersion: z.string(),
  replyToUser: z.string().nullable(),
  before: z.array(message),
  viewers: z.number(),
  lang: z.string().nullable(),
});
const report = z.looseObject({
  kind: z.literal("report"),
  id: z.string().min(1),
  message,
  before: z.array(message),
  viewers: z.number(),
  reporter: z.string(),
  category: category.nullable(),
  note: z.string(),
  at: time,
});
const record = z.looseObject({
  kind: z.literal("record"),
  id: z.string().min(1),
  at: time,
  by: z.looseObject({ id: z.string(), role: z.string() }),
  room: z.string(),
  done: z.discriminatedUnion("what", [
    z.looseObject({ what: z.literal("deleted"), messageId: z.string(), reason: z.string() }),
    z.looseObject({ what: z.literal("sanctioned"), sanction }),
    z.looseObject({ what: z.literal("acknowledged"), sanction }),
    z.looseObject({
      what: z.literal("modes"),
      modes: z.record(z.string(), z.union([z.number(), z.boolean()])),
    }),
  ]),
});
const item = z.discriminatedUnion("kind", [held, report, record]);

/** What arrived is not a review item; trying again cannot help. */
export class BadItemError extends AppError {
  override name = "BadItemError";

  constructor(facts: { readonly [key: string]: string }) {
    super("bad_review_item", "This is not an item of the review queue.", { facts });
  }
}

/**
 * @param value JSON as it came, or its text.
 * Errors: BadItemError `bad_review_item`, naming the first wrong field and never its value.
 */
export function decodeReviewItem(value: unknown): ReviewItem {
  const json = typeof value === "string" ? parseText(value) : value;
  const checked = item.safeParse(json);
  if (!checked.success) {
    throw new BadItemError({ field: checked.error.issues[0]?.path.join(".") ?? "" });
  }
  // The border: the schema above has checked every field of the type.
  return json as ReviewItem;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's error quotes the text, which is a viewer's message.
    throw new BadItemError({ field: "(text)" });
  }
}
