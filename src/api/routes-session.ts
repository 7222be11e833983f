// Console sign-in: password in, cookie out.
import { z } from "zod";
import { ROLES } from "../domain/message.ts";
import type { Account } from "../domain/ports/store.ts";
import { foldLogin } from "./accounts.ts";
import type { ApiDeps } from "./deps.ts";
import { refusal, tooMany } from "./errors.ts";
import type { Answer } from "./errors.ts";
import { API_LIMITS } from "./limits.ts";
import { checkPassword } from "./passwords.ts";
import { NO_BODY, NOTHING, openRoute, route } from "./route.ts";
import type { RequestFacts, Route } from "./route.ts";
import { openSession, sessionCookie } from "./sessions.ts";
import { createSignInLimits } from "./sign-in-limits.ts";
import type { SignInLimits } from "./sign-in-limits.ts";
import { sessionView } from "./wire.ts";
import type { WireSession } from "./wire.ts";

type SessionDeps = Pick<ApiDeps, "store" | "clock" | "log">;
const credentials = z.object({
  login: z
    .string()
    .min(1)
    .max(API_LIMITS.loginLength.value)
    .regex(/^\P{Cc}*$/u),
  password: z.string().min(1).max(API_LIMITS.passwordMax.value),
});
const opened = { what: "Who is signed in", schema: sessionView };

export function sessionRoutes(deps: SessionDeps): readonly Route[] {
  const limits = createSignInLimits(deps.clock);
  const about = { path: "/v1/session", tag: "session", params: NOTHING, query: NOTHING };
  return [
    openRoute({
      ...about,
      method: "post",
      operationId: "signIn",
      summary: "Signs in to the console; sets the cookie weir_session",
      body: credentials,
      outcomes: { 200: opened, 401: { what: "Login or password is wrong" } },
      handle: ({ body, facts }) => signIn(deps, limits, body, facts),
    }),
    route({
      ...about,
      method: "get",
      operationId: "getSession",
      summary: "Who is signed in",
      roles: ROLES,
      body: NO_BODY,
      outcomes: { 200: opened },
      handle({ caller }) {
        if (caller.signedIn === undefined) return noSession();
        const { account, session } = caller.signedIn;
        return { status: 200, body: viewOf(account, session.csrf) };
      },
    }),
    route({
      ...about,
      method: "delete",
      operationId: "signOut",
      summary: "Signs out",
      roles: ROLES,
      body: NO_BODY,
      outcomes: { 204: { what: "Signed out" } },
      async handle({ caller, facts }) {
        if (caller.signedIn === undefined) return noSession();
        await deps.store.deleteConsoleSession(caller.signedIn.session.idHash);
        return { status: 204, headers: { "set-cookie": sessionCookie("", 0, facts.isSecure) } };
      },
    }),
  ];
}

/** An unknown login takes as long and answers the same as a wrong password. */
async function signIn(
  deps: SessionDeps,
  limits: SignInLimits,
  given: z.infer<typeof credentials>,
  facts: RequestFacts,
): Promise<Answer> {
  const login = foldLogin(given.login);
  const waitMs = limits.begin(login, facts.address);
  if (waitMs > 0) return tooMany("Too many failed sign-ins; try later.", waitMs);
  const account = await deps.store.findAccount(login);
  const isRight = await checkPassword(given.password, account?.passwordHash);
  if (account === undefined || !isRight) {
    deps.log.warn("session.refused", { address: facts.address });
    const details = { reason: "bad_credentials" };
    return refusal("unauthorized", "Login or password is wrong.", details);
  }
  limits.succeed(login, facts.address);
  const { value, session } = await openSession(deps.store, account, deps.clock.now());
  deps.log.info("session.opened", { account: account.id });
  const maxAge = Math.floor(API_LIMITS.sessionMs.value / 1000);
  return {
    status: 200,
    body: viewOf(account, session.csrf),
    headers: { "set-cookie": sessionCookie(value, maxAge, facts.isSecure) },
  };
}

function viewOf(account: Account, csrf: string): WireSession {
  const { id, login, name, role, rooms, lang } = account;
  return {
    account: { id, login, name, role, rooms: rooms === "*" ? "*" : [...rooms], lang },
    csrf,
  };
}

function noSession(): Answer {
  return refusal("unauthorized", "This call is for a console session.", { reason: "no_session" });
}
