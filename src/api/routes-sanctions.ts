// Sanctions: list, set in a room or everywhere, lift.
import { z } from "zod";
import type { RoomId } from "../domain/message.ts";
import type { Actor, SanctionRequest } from "../domain/ports/services.ts";
import { listedRooms, mayActEverywhere, opensRoomTo, wrongRoom } from "./access.ts";
import type { ApiDeps } from "./deps.ts";
import { refusal } from "./errors.ts";
import type { Answer } from "./errors.ts";
import { createIdempotency } from "./idempotency.ts";
import { API_LIMITS } from "./limits.ts";
import { idParam, NO_BODY, NOTHING, pageOf, pageQuery, roomParam, route } from "./route.ts";
import type { Route } from "./route.ts";
import { sanctionOrderOf, timeoutProblem } from "./sanction-order.ts";
import { category, note, sanction, sanctionOrder } from "./wire.ts";

type SanctionDeps = Pick<ApiDeps, "enforcement" | "store" | "clock">;
const MODERATING = ["seller", "moderator", "admin"] as const;

const request = sanctionOrder.extend({
  userId: idParam,
  room: roomParam.nullish().describe("null, or `everywhere: true` = everywhere"),
  everywhere: z.boolean().optional(),
  category: category.nullish(),
  acknowledge: z.boolean().optional().describe("a warning that stops the user until confirmed"),
  caseId: idParam.nullish(),
});

export function sanctionRoutes(deps: SanctionDeps): readonly Route[] {
  return [listRoute(deps), createRoute(deps), liftRoute(deps)];
}

function listRoute(deps: SanctionDeps): Route {
  return route({
    method: "get",
    path: "/v1/sanctions",
    operationId: "listSanctions",
    tag: "sanctions",
    summary: "Sanctions, newest first",
    roles: [...MODERATING, "analyst"],
    params: NOTHING,
    query: pageQuery.extend({
      userId: idParam.optional(),
      room: roomParam.optional(),
      active: z.enum(["true", "false"]).optional().describe("true: only those in force"),
    }),
    body: NO_BODY,
    outcomes: { 200: { what: "A page of sanctions", schema: pageOf(sanction) } },
    async handle({ actor, query: { room, active, ...filter } }) {
      const listed = listedRooms(actor, room);
      if ("answer" in listed) return listed.answer;
      const isActive = active === undefined ? undefined : active === "true";
      const asked = { ...filter, rooms: listed.rooms, active: isActive };
      return { status: 200, body: await deps.enforcement.list(asked) };
    },
  });
}

function createRoute(deps: SanctionDeps): Route {
  const idempotency = createIdempotency(deps.clock);
  return route({
    method: "post",
    path: "/v1/sanctions",
    operationId: "createSanction",
    tag: "sanctions",
    summary: "Sanctions a user; an Idempotency-Key makes a repeated call harmless",
    roles: MODERATING,
    params: NOTHING,
    query: NOTHING,
    body: request,
    settleMs: API_LIMITS.settleMs.value,
    outcomes: {
      201: { what: "The sanction", schema: sanction },
      409: { what: "The Idempotency-Key was used for another request" },
    },
    async handle({ actor, body, facts }) {
      const problem = timeoutProblem(body);
      if (problem !== undefined) return refusal("bad_request", `body.${problem}`);
      const room = body.everywhere === true ? null : body.room;
      if (room === undefined)
        return refusal("bad_request", "body.room: a room, or null: everywhere");
      const refused = refuseRoom(actor, room);
      if (refused !== undefined) return refused;
      const order: SanctionRequest = {
        ...sanctionOrderOf(body),
        userId: body.userId,
        room,
        category: body.category ?? null,
        caseId: body.caseId ?? null,
        ...(body.acknowledge === undefined ? {} : { acknowledge: body.acknowledge }),
      };
      const key = facts.header("idempotency-key");
      return idempotency.once(actor.id, key, body, async () => {
        return { status: 201, body: await deps.enforcement.sanction(order, actor) };
      });
    },
  });
}

function liftRoute(deps: SanctionDeps): Route {
  return route({
    method: "delete",
    path: "/v1/sanctions/{id}",
    operationId: "liftSanction",
    tag: "sanctions",
    summary: "Lifts a sanction",
    roles: MODERATING,
    params: z.object({ id: idParam }),
    query: z.object({ reason: note.optional() }),
    body: NO_BODY,
    settleMs: API_LIMITS.settleMs.value,
    outcomes: {
      200: { what: "The sanction that was lifted", schema: sanction },
      404: { what: "No such sanction" },
    },
    async handle({ actor, params: { id }, query }) {
      const noneSuch = refusal("not_found", "There is no such sanction.", { id });
      const found = await deps.store.getSanction(id);
      if (found === undefined) return noneSuch;
      const refused = refuseRoom(actor, found.room);
      if (refused !== undefined) return refused;
      const lifted = await deps.enforcement.lift(id, actor, query.reason ?? null);
      return lifted === undefined ? noneSuch : { status: 200, body: lifted };
    },
  });
}

function refuseRoom(actor: Actor, room: RoomId | null): Answer | undefined {
  if (room !== null) return opensRoomTo(actor, room) ? undefined : wrongRoom(room);
  if (mayActEverywhere(actor)) return undefined;
  return refusal("forbidden", "What holds everywhere wants admin or a moderator of all rooms.");
}
