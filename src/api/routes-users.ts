// GET /v1/users/{id}: what is known of a user.
import { z } from "zod";
import type { Case } from "../domain/case.ts";
import type { ApiDeps } from "./deps.ts";
import { roomsOf } from "./access.ts";
import { API_LIMITS } from "./limits.ts";
import { idParam, NO_BODY, NOTHING, route } from "./route.ts";
import type { Route } from "./route.ts";
import { userView } from "./wire.ts";
import type { WireUser } from "./wire.ts";

export function userRoutes(deps: Pick<ApiDeps, "enforcement" | "review">): readonly Route[] {
  return [
    route({
      method: "get",
      path: "/v1/users/{id}",
      operationId: "getUser",
      tag: "users",
      summary: "A user's record; somebody nobody has met has zeros",
      roles: ["moderator", "analyst", "admin"],
      params: z.object({ id: idParam }),
      query: NOTHING,
      body: NO_BODY,
      outcomes: { 200: { what: "The record", schema: userView } },
      async handle({ actor, params: { id } }) {
        const asked = { userId: id, rooms: roomsOf(actor), limit: API_LIMITS.userCases.value };
        const [record, counts, cases] = await Promise.all([
          deps.enforcement.record(id),
          deps.enforcement.counts(id),
          deps.review.list(asked),
        ]);
        const body: WireUser = {
          id,
          name: counts?.name ?? null,
          firstSeenAt: counts?.firstSeenAt ?? null,
          lastSeenAt: counts?.lastSeenAt ?? null,
          messages: record.messages,
          strikes: record.strikes,
          sanctions: record.sanctions.map((one) => ({ ...one })),
          cases: cases.items.map((view) => shortCase(view.case)),
          risk: null,
        };
        return { status: 200, body };
      },
    }),
  ];
}

function shortCase(item: Case): WireUser["cases"][number] {
  const { id, room, status, openedAt, decision } = item;
  const categories = [...new Set(item.reasons.map((reason) => reason.category))];
  return { id, room, status, categories, openedAt, decision };
}
