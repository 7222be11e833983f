// Cases: the list in review order, claims, decisions, undo.
import { z } from "zod";
import { CASE_STATUSES } from "../domain/case.ts";
import type { CaseId } from "../domain/message.ts";
import type { Actor, CaseResult } from "../domain/ports/services.ts";
import { listedRooms, mayActEverywhere, opensRoomTo, seesEveryRoom, wrongRoom } from "./access.ts";
import type { ApiDeps } from "./deps.ts";
import { refusal } from "./errors.ts";
import type { Answer } from "./errors.ts";
import { API_LIMITS } from "./limits.ts";
import { idParam, NO_BODY, NOTHING, pageOf, pageQuery, roomParam, route } from "./route.ts";
import type { Route } from "./route.ts";
import { sanctionOrderOf, timeoutProblem } from "./sanction-order.ts";
import { wireCase } from "./wire-case.ts";
import { caseView, category, decisionOrder } from "./wire.ts";

type CaseDeps = Pick<ApiDeps, "review" | "clock">;
const ROLES = ["moderator", "admin"] as const;
const params = z.object({ id: idParam });
const shown = { 200: { what: "The case", schema: caseView } };
const changed = { what: "It stands otherwise; `details.case` is the case as it is now" };

export function caseRoutes(deps: CaseDeps): readonly Route[] {
  return [
    listRoute(deps),
    route({
      method: "get",
      path: "/v1/cases/{id}",
      operationId: "getCase",
      tag: "cases",
      summary: "One case",
      roles: ROLES,
      params,
      query: NOTHING,
      body: NO_BODY,
      outcomes: { ...shown, 404: { what: "No such case" } },
      async handle({ actor, params: { id } }) {
        const view = await deps.review.get(id);
        if (view === undefined) return noCase(id);
        const { room } = view.case;
        if (!opensRoomTo(actor, room)) return wrongRoom(room);
        return { status: 200, body: wireCase(view, deps.clock.now()) };
      },
    }),
    commandRoute(deps, "claim", "Takes the case for 60 s, or renews the claim", (id, actor) =>
      deps.review.claim(id, actor),
    ),
    commandRoute(deps, "release-claim", "Gives the claim back", (id, actor) =>
      deps.review.releaseClaim(id, actor),
    ),
    commandRoute(deps, "undo", "Takes the decision and its effects back", (id, actor) =>
      deps.review.undo(id, actor),
    ),
    decisionRoute(deps),
  ];
}

function listRoute(deps: CaseDeps): Route {
  return route({
    method: "get",
    path: "/v1/cases",
    operationId: "listCases",
    tag: "cases",
    summary: "Cases; open ones in review order, others newest first",
    roles: ROLES,
    params: NOTHING,
    query: pageQuery.extend({
      status: z.enum(CASE_STATUSES).default("open"),
      room: roomParam.optional(),
      category: category.optional(),
      userId: idParam.optional(),
    }),
    body: NO_BODY,
    outcomes: { 200: { what: "A page of cases", schema: pageOf(caseView) } },
    async handle({ actor, query: { room, ...filter } }) {
      const listed = listedRooms(actor, room);
      if ("answer" in listed) return listed.answer;
      const page = await deps.review.list({ ...filter, rooms: listed.rooms });
      const nowMs = deps.clock.now();
      const items = page.items.map((view) => wireCase(view, nowMs));
      return { status: 200, body: { items, nextCursor: page.nextCursor } };
    },
  });
}

function commandRoute(
  deps: CaseDeps,
  command: "claim" | "release-claim" | "undo",
  summary: string,
  run: (id: CaseId, actor: Actor) => Promise<CaseResult>,
): Route {
  const operationIds = { claim: "claimCase", "release-claim": "releaseClaim", undo: "undoCase" };
  return route({
    method: "post",
    path: `/v1/cases/{id}/${command}`,
    operationId: operationIds[command],
    tag: "cases",
    summary,
    roles: ROLES,
    params,
    query: NOTHING,
    body: NO_BODY,
    ...(command === "undo" ? { settleMs: API_LIMITS.settleMs.value } : {}),
    outcomes: { ...shown, 404: { what: "No such case" }, 409: changed },
    async handle({ actor, params: { id } }) {
      const refused = await refuseForeignCase(deps, id, actor);
      return refused ?? answerResult(deps, id, await run(id, actor));
    },
  });
}

function decisionRoute(deps: CaseDeps): Route {
  return route({
    method: "post",
    path: "/v1/cases/{id}/decision",
    operationId: "decideCase",
    tag: "cases",
    summary: "Releases or rejects; the same order for the same version again changes nothing",
    roles: ROLES,
    params,
    query: NOTHING,
    body: decisionOrder,
    settleMs: API_LIMITS.settleMs.value,
    outcomes: { ...shown, 404: { what: "No such case" }, 409: changed },
    async handle({ actor, params: { id }, body }) {
      const problem = body.sanction === undefined ? undefined : timeoutProblem(body.sanction);
      if (problem !== undefined) return refusal("bad_request", `body.sanction.${problem}`);
      if (body.sanction?.everywhere === true && !mayActEverywhere(actor)) {
        return refusal("forbidden", "A sanction everywhere wants admin or the right to all rooms.");
      }
      const refused = await refuseForeignCase(deps, id, actor);
      if (refused !== undefined) return refused;
      const { sanction, ...order } = body;
      const result = await deps.review.decide(
        id,
        sanction === undefined ? order : { ...order, sanction: sanctionOrderOf(sanction) },
        actor,
      );
      return answerResult(deps, id, result);
    },
  });
}

/** Who may not see a case's room must not change the case; admins need no look. */
async function refuseForeignCase(
  deps: CaseDeps,
  id: CaseId,
  actor: Actor,
): Promise<Answer | undefined> {
  if (seesEveryRoom(actor)) return undefined;
  const view = await deps.review.get(id);
  if (view === undefined) return noCase(id);
  return opensRoomTo(actor, view.case.room) ? undefined : wrongRoom(view.case.room);
}

async function answerResult(deps: CaseDeps, id: CaseId, result: CaseResult): Promise<Answer> {
  if (result.kind === "not_found") return noCase(id);
  const looked = await deps.review.get(id);
  if (looked === undefined) return noCase(id);
  // The result's case, not the one looked up after it: somebody may have been quicker in between.
  const item = wireCase({ ...looked, case: result.case }, deps.clock.now());
  switch (result.kind) {
    case "done":
      return { status: 200, body: item };
    case "claimed": {
      const holder = item.claimedBy?.name ?? "somebody else";
      return refusal("claimed", `${holder} is working on this case.`, { case: item });
    }
    case "conflict":
      return refusal("conflict", "The case has changed; look again.", { case: item });
  }
}

function noCase(id: CaseId): Answer {
  return refusal("not_found", "There is no such case.", { id });
}
