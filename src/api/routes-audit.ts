// GET /v1/audit: who did what, when, to what, why.
import { z } from "zod";
import { listedRooms } from "./access.ts";
import type { ApiDeps } from "./deps.ts";
import { NO_BODY, NOTHING, pageOf, pageQuery, roomParam, route } from "./route.ts";
import type { Route } from "./route.ts";
import { auditEntry } from "./wire.ts";

const subject = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u);

export function auditRoutes(deps: Pick<ApiDeps, "store">): readonly Route[] {
  return [
    route({
      method: "get",
      path: "/v1/audit",
      operationId: "listAudit",
      tag: "audit",
      summary: "The audit, newest first; moderators see their rooms",
      roles: ["moderator", "analyst", "admin"],
      params: NOTHING,
      query: pageQuery.extend({
        subject: subject.optional().describe("`user:u_9`, `case:k_…`, `policy:…`"),
        room: roomParam.optional(),
      }),
      body: NO_BODY,
      outcomes: { 200: { what: "A page of the audit", schema: pageOf(auditEntry) } },
      async handle({ actor, query: { room, ...page } }) {
        const reader = actor.role === "analyst" ? { ...actor, rooms: "*" as const } : actor;
        const listed = listedRooms(reader, room);
        if ("answer" in listed) return listed.answer;
        const body = await deps.store.listAudit({ ...page, rooms: listed.rooms });
        return { status: 200, body };
      },
    }),
  ];
}
