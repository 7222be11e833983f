// What a route is: method, path, who may call, what goes in, what comes out. One table serves it,
// checks its input and describes it in OpenAPI, so the three cannot drift apart.
import { z } from "zod";
import type { Role } from "../domain/message.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Actor } from "../domain/ports/services.ts";
import { wrongRole } from "./access.ts";
import type { Caller } from "./access.ts";
import { refusal } from "./errors.ts";
import type { Answer } from "./errors.ts";
import { readInput } from "./input.ts";
import { API_LIMITS } from "./limits.ts";

export type Method = "get" | "post" | "put" | "delete";

/** What came with the request beside path, query and body. */
export interface RequestFacts {
  readonly method: string;
  readonly address: string;
  readonly isSecure: boolean;
  header(name: string): string | undefined;
}

export type BodyResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly answer: Answer };

export interface RawCall {
  /** Undefined for open routes. */
  readonly caller: Caller | undefined;
  readonly params: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: string };
  readonly facts: RequestFacts;
  /** Errors are answers: 413, 415, or 400 when it is not JSON. */
  readBody(limitBytes: number): Promise<BodyResult>;
}

export interface Call<P, Q, B> {
  readonly actor: Actor;
  readonly caller: Caller;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly facts: RequestFacts;
}
export type OpenCall<P, Q, B> = Omit<Call<P, Q, B>, "actor" | "caller">;

/** An answer as documentation: without `schema` it has no JSON body. */
export interface Outcome {
  readonly what: string;
  readonly schema?: z.ZodType;
  /** Media type of an answer that is not JSON. */
  readonly media?: string;
}

interface Description<P, Q, B> {
  readonly method: Method;
  /** OpenAPI form: `/v1/cases/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly params: z.ZodType<P>;
  readonly query: z.ZodType<Q>;
  /** NO_BODY: none is read. */
  readonly body: z.ZodType<B>;
  /** Default: API_LIMITS.smallBodyBytes. */
  readonly bodyBytes?: number;
  /** What it changes is in effect on every gateway before it is answered, or so long has passed. */
  readonly settleMs?: number;
  /** By status; the errors that every route may answer are added. */
  readonly outcomes: { readonly [status: number]: Outcome };
}

export interface RouteSpec<P, Q, B> extends Description<P, Q, B> {
  readonly roles: readonly Role[];
  handle(call: Call<P, Q, B>): Promise<Answer> | Answer;
}
export interface OpenRouteSpec<P, Q, B> extends Description<P, Q, B> {
  handle(call: OpenCall<P, Q, B>): Promise<Answer> | Answer;
}

export interface Route extends Omit<
  Description<unknown, unknown, unknown>,
  "params" | "query" | "body"
> {
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** null: anybody, without a token. */
  readonly roles: readonly Role[] | null;
  run(raw: RawCall): Promise<Answer>;
}

export const NOTHING = z.object({});
export const NO_BODY = z.undefined();
/** Postgres takes no NUL, and no id has a use for control characters. */
const PLAIN = /^\P{Cc}*$/u;
export const roomParam = z.string().min(1).max(LIMITS.roomIdLength.value).regex(PLAIN);
export const idParam = z.string().min(1).max(LIMITS.userIdLength.value).regex(PLAIN);

/** A cursor is what the last page said; its form is the store's own. */
export const pageQuery = z.object({
  cursor: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageItems.value).optional(),
});

/** `{"items":[...],"nextCursor":null}`, the shape of every list. */
export function pageOf(item: z.ZodType) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export function takesBody(body: z.ZodType): boolean {
  return body !== NO_BODY;
}

/** A route for signed-in callers of these roles. */
export function route<P, Q, B>(spec: RouteSpec<P, Q, B>): Route {
  return {
    ...spec,
    async run(raw) {
      const { caller } = raw;
      if (caller === undefined) return refusal("unauthorized", "A token is wanted.");
      if (!spec.roles.includes(caller.actor.role)) return wrongRole(spec.roles);
      const input = await inputOf(spec, raw);
      if (!input.ok) return input.answer;
      return spec.handle({ ...input.value, caller, actor: caller.actor, facts: raw.facts });
    },
  };
}

/** A route that asks for no token. */
export function openRoute<P, Q, B>(spec: OpenRouteSpec<P, Q, B>): Route {
  return {
    ...spec,
    roles: null,
    async run(raw) {
      const input = await inputOf(spec, raw);
      return input.ok ? spec.handle({ ...input.value, facts: raw.facts }) : input.answer;
    },
  };
}

type Input<P, Q, B> =
  | { readonly ok: true; readonly value: { params: P; query: Q; body: B } }
  | { readonly ok: false; readonly answer: Answer };

async function inputOf<P, Q, B>(spec: Description<P, Q, B>, raw: RawCall): Promise<Input<P, Q, B>> {
  const params = readInput(spec.params, raw.params, "path");
  if (!params.ok) return params;
  const query = readInput(spec.query, raw.query, "query");
  if (!query.ok) return query;
  let given: unknown;
  if (takesBody(spec.body)) {
    const read = await raw.readBody(spec.bodyBytes ?? API_LIMITS.smallBodyBytes.value);
    if (!read.ok) return read;
    given = read.value;
  }
  const body = readInput(spec.body, given, "body");
  if (!body.ok) return body;
  return {
    ok: true,
    value: { params: params.value, query: query.value, body: body.value },
  };
}
