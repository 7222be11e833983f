// Rooms: which are live, their modes, and withdrawing a message.
import { z } from "zod";
import { ROLES } from "../domain/message.ts";
import { opensRoomTo, wrongRoom } from "./access.ts";
import type { ApiDeps } from "./deps.ts";
import { refusal } from "./errors.ts";
import { API_LIMITS } from "./limits.ts";
import { idParam, NO_BODY, NOTHING, pageOf, pageQuery, roomParam, route } from "./route.ts";
import type { Route } from "./route.ts";
import { modes, modesChange, note, roomStatistics } from "./wire.ts";

const MODERATING = ["seller", "moderator", "admin"] as const;
const params = z.object({ room: roomParam });
const USUAL_PAGE = 50;

export function roomRoutes(deps: Pick<ApiDeps, "rooms">): readonly Route[] {
  return [listRoute(deps), ...modesRoutes(deps), withdrawRoute(deps)];
}

function listRoute(deps: Pick<ApiDeps, "rooms">): Route {
  return route({
    method: "get",
    path: "/v1/rooms",
    operationId: "listRooms",
    tag: "rooms",
    summary: "Live rooms with viewers and rates, busiest first",
    roles: ROLES.filter((role) => role !== "viewer"),
    params: NOTHING,
    query: pageQuery.extend({
      cursor: z
        .string()
        .regex(/^\d{1,6}$/u, "the nextCursor of the last page")
        .optional(),
    }),
    body: NO_BODY,
    outcomes: { 200: { what: "A page of rooms", schema: pageOf(roomStatistics) } },
    handle({ actor, query }) {
      const start = Number(query.cursor ?? 0);
      const end = start + (query.limit ?? USUAL_PAGE);
      const visible = deps.rooms.rooms().filter(({ room }) => opensRoomTo(actor, room));
      const nextCursor = end < visible.length ? String(end) : null;
      return { status: 200, body: { items: visible.slice(start, end), nextCursor } };
    },
  });
}

function modesRoutes(deps: Pick<ApiDeps, "rooms">): readonly Route[] {
  return [
    route({
      method: "get",
      path: "/v1/rooms/{room}/modes",
      operationId: "getModes",
      tag: "rooms",
      summary: "A room's modes; what is absent is off",
      roles: MODERATING,
      params,
      query: NOTHING,
      body: NO_BODY,
      outcomes: { 200: { what: "The modes in force", schema: modes } },
      async handle({ actor, params: { room } }) {
        if (!opensRoomTo(actor, room)) return wrongRoom(room);
        return { status: 200, body: await deps.rooms.modes(room) };
      },
    }),
    route({
      method: "put",
      path: "/v1/rooms/{room}/modes",
      operationId: "setModes",
      tag: "rooms",
      summary: "Sets the modes that are named; the others stay",
      roles: MODERATING,
      params,
      query: NOTHING,
      body: modesChange,
      settleMs: API_LIMITS.settleMs.value,
      outcomes: { 200: { what: "The modes in force now", schema: modes } },
      async handle({ actor, params: { room }, body }) {
        if (!opensRoomTo(actor, room)) return wrongRoom(room);
        const result = await deps.rooms.setModes(room, body, actor);
        if (!result.ok) return refusal("bad_request", `body.${result.message}`);
        return { status: 200, body: result.modes };
      },
    }),
  ];
}

function withdrawRoute(deps: Pick<ApiDeps, "rooms">): Route {
  return route({
    method: "delete",
    path: "/v1/rooms/{room}/messages/{id}",
    operationId: "withdrawMessage",
    tag: "rooms",
    summary: "Withdraws a message everywhere; again changes nothing",
    roles: MODERATING,
    params: params.extend({ id: idParam }),
    query: z.object({ reason: note.optional() }),
    body: NO_BODY,
    settleMs: API_LIMITS.settleMs.value,
    outcomes: { 204: { what: "Withdrawn" } },
    async handle({ actor, params: { room, id }, query }) {
      if (!opensRoomTo(actor, room)) return wrongRoom(room);
      await deps.rooms.withdraw(room, id, actor, query.reason ?? null);
      return { status: 204 };
    },
  });
}
