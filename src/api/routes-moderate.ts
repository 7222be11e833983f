// POST /v1/moderate: verdicts for texts, nothing published and nothing remembered.
import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import { LIMITS, ENGINE_TEXT_LIMIT } from "../domain/limits.ts";
import type { Actor, ModerateRequest, ModerationService } from "../domain/ports/services.ts";
import { opensRoomTo, wrongRoom } from "./access.ts";
import type { ApiDeps } from "./deps.ts";
import { API_LIMITS } from "./limits.ts";
import { NOTHING, pageOf, roomParam, route } from "./route.ts";
import type { Route } from "./route.ts";
import { role, verdict } from "./wire.ts";

const instant = z.number().nullable();
const attrs = z.object({
  accountCreatedAt: instant.exactOptional(),
  followerSince: instant.exactOptional(),
  purchases: z.number().min(0).exactOptional(),
  verified: z.boolean().exactOptional(),
  lang: z.string().max(35).exactOptional(),
  deviceHash: z.string().max(128).exactOptional(),
});
const one = z.object({
  text: z.string().max(ENGINE_TEXT_LIMIT),
  room: roomParam.optional(),
  user: z
    .object({
      id: z.string().min(1).max(LIMITS.userIdLength.value).optional(),
      role: role.optional(),
      attrs: attrs.optional(),
    })
    .optional(),
});
const many = z.object({
  messages: z.array(one).min(1).max(LIMITS.moderateMessages.value),
});
/** An error speaks of the form that fits further; of `text`, when neither does. */
const body = z.union([many, one]);

export function moderateRoutes(deps: Pick<ApiDeps, "moderation">): readonly Route[] {
  return [
    route({
      method: "post",
      path: "/v1/moderate",
      operationId: "moderate",
      tag: "moderation",
      summary: "Verdicts for one text or up to 1,000; nothing is published or remembered",
      roles: ["service", "moderator", "analyst", "admin"],
      params: NOTHING,
      query: NOTHING,
      body,
      bodyBytes: LIMITS.apiBodyBytes.value,
      outcomes: {
        200: {
          what: "One verdict for `text`; `items`, in the same order, for `messages`",
          schema: z.union([verdict, pageOf(verdict)]),
        },
      },
      async handle({ actor, body: asked }) {
        const requests = "messages" in asked ? asked.messages : [asked];
        const foreign = foreignRoom(actor, requests);
        if (foreign !== undefined) return wrongRoom(foreign);
        const items = await judgeAll(deps.moderation, requests);
        return { status: 200, body: "messages" in asked ? { items, nextCursor: null } : items[0] };
      },
    }),
  ];
}

function foreignRoom(actor: Actor, requests: readonly ModerateRequest[]): string | undefined {
  const foreign = requests.find(({ room }) => room !== undefined && !opensRoomTo(actor, room));
  return foreign?.room;
}

/** Lets others in every few ms: a thousand long texts are seconds of work. */
async function judgeAll(service: ModerationService, requests: readonly ModerateRequest[]) {
  const items: object[] = [];
  let sliceUs = 0;
  for (const request of requests) {
    const { verdict: found, us } = service.moderate(request);
    items.push({ ...found, us });
    sliceUs += us;
    if (sliceUs >= API_LIMITS.moderateSliceMs.value * 1000) {
      sliceUs = 0;
      await nextTurn();
    }
  }
  return items;
}
