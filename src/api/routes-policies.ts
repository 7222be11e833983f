// Policies: versions, their files, storing a new one, making one the policy in force.
import { z } from "zod";
import { LIMITS } from "../domain/limits.ts";
import type { ApiDeps } from "./deps.ts";
import { refusal } from "./errors.ts";
import { API_LIMITS } from "./limits.ts";
import { idParam, NO_BODY, NOTHING, pageOf, pageQuery, route } from "./route.ts";
import type { Route } from "./route.ts";
import { note, policy } from "./wire.ts";

type PolicyDeps = Pick<ApiDeps, "policies">;
const ROLES = ["analyst", "admin"] as const;
const params = z.object({ version: idParam });

const PATH_RULE = 'relative, with "/", without "..", empty parts, "\\" or control characters';
const files = z
  .record(z.string(), z.string())
  .describe("text by path; policy.yaml and the lists it names")
  .superRefine((given, context) => {
    const paths = Object.keys(given);
    if (paths.length > API_LIMITS.policyFiles.value) {
      context.addIssue(`at most ${API_LIMITS.policyFiles.value} files`);
      return;
    }
    for (const path of paths) {
      if (!isPlainPath(path))
        context.addIssue({ code: "custom", path: [path], message: PATH_RULE });
    }
    if (!Object.hasOwn(given, "policy.yaml")) context.addIssue("a file policy.yaml");
  });
const body = z.object({
  files,
  note: note.default(""),
});
const versionOnly = z.object({ version: z.string() });

export function policyRoutes(deps: PolicyDeps): readonly Route[] {
  return [...readRoutes(deps), addRoute(deps), activateRoute(deps)];
}

function readRoutes(deps: PolicyDeps): readonly Route[] {
  return [
    route({
      method: "get",
      path: "/v1/policies",
      operationId: "listPolicies",
      tag: "policies",
      summary: "Versions, newest first",
      roles: ROLES,
      params: NOTHING,
      query: pageQuery,
      body: NO_BODY,
      outcomes: { 200: { what: "A page of versions", schema: pageOf(policy) } },
      async handle({ query }) {
        return { status: 200, body: await deps.policies.list(query) };
      },
    }),
    route({
      method: "get",
      path: "/v1/policies/{version}",
      operationId: "getPolicy",
      tag: "policies",
      summary: "A version's files",
      roles: ROLES,
      params,
      query: NOTHING,
      body: NO_BODY,
      outcomes: {
        200: {
          what: "The files",
          schema: versionOnly.extend({ files: z.record(z.string(), z.string()) }),
        },
        404: { what: "No such version" },
      },
      async handle({ params: { version } }) {
        const found = await deps.policies.get(version);
        if (found === undefined) return noVersion(version);
        return { status: 200, body: { version, files: found } };
      },
    }),
  ];
}

function addRoute(deps: PolicyDeps): Route {
  return route({
    method: "post",
    path: "/v1/policies",
    operationId: "addPolicy",
    tag: "policies",
    summary: "Validates whole and stores; the same files again are the same version",
    roles: ROLES,
    params: NOTHING,
    query: NOTHING,
    body,
    bodyBytes: LIMITS.apiBodyBytes.value,
    outcomes: {
      201: { what: "Stored, not yet in force", schema: versionOnly },
      422: { what: "`details.problems`: file, line, column, message and hint of each" },
    },
    async handle({ actor, body: { files: given, note: why } }) {
      const result = await deps.policies.add(given, why, actor);
      if (result.ok) return { status: 201, body: { version: result.version } };
      const { problems } = result;
      const first = problems[0];
      const place = first === undefined ? "" : ` ${first.file}:${first.line}: ${first.message}`;
      return refusal("policy_invalid", `The policy is refused.${place}`, { problems });
    },
  });
}

function activateRoute(deps: PolicyDeps): Route {
  return route({
    method: "post",
    path: "/v1/policies/{version}/activate",
    operationId: "activatePolicy",
    tag: "policies",
    summary: "Makes the version the policy in force, on every gateway",
    roles: ROLES,
    params,
    query: NOTHING,
    body: NO_BODY,
    settleMs: API_LIMITS.policySettleMs.value,
    outcomes: {
      200: { what: "In force", schema: versionOnly },
      404: { what: "No such version" },
    },
    async handle({ actor, params: { version } }) {
      const isThere = await deps.policies.activate(version, actor);
      return isThere ? { status: 200, body: { version } } : noVersion(version);
    },
  });
}

function isPlainPath(path: string): boolean {
  if (path.length > API_LIMITS.policyPathLength.value || /[\\\p{Cc}]/u.test(path)) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function noVersion(version: string) {
  return refusal("not_found", "There is no such policy version.", { version });
}
