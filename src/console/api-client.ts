// The console's calls to the HTTP API: cookie session, CSRF header, errors as values.
import type { WireCase } from "../api/wire.ts";

export interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: string;
}

export interface SignedIn {
  readonly account: Account;
  readonly csrf: string;
}

export interface Failure {
  readonly ok: false;
  /** HTTP status; 0 when the backoffice could not be reached. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** With 409: the case as it stands. */
  readonly case: WireCase | null;
}
export type Reply<T> = { readonly ok: true; readonly body: T } | Failure;

export interface CasePage {
  readonly items: readonly WireCase[];
  readonly nextCursor: string | null;
}

export interface DecisionOrder {
  readonly decision: "release" | "reject";
  readonly version: number;
  readonly sanction?: {
    readonly kind: string;
    readonly seconds?: number;
    readonly reason?: string;
  };
}

const DEADLINE_MS = 10_000;
let csrf = "";

/** Every state-changing call carries the session's token from here on. */
export function setCsrf(token: string): void {
  csrf = token;
}

async function call<T>(method: string, path: string, body?: object): Promise<Reply<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { "content-type": "application/json", "x-csrf-token": csrf },
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const value: unknown = text === "" ? null : JSON.parse(text);
    // The answer of our own API; test/integration holds its shape.
    return response.ok ? { ok: true, body: value as T } : failure(response.status, value);
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    return { ok: false, status: 0, code: "unreachable", message, case: null };
  }
}

interface ErrorBody {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly details?: { readonly case?: WireCase };
  };
}

function failure(status: number, value: unknown): Failure {
  const error = (value as ErrorBody | null)?.error;
  return {
    ok: false,
    status,
    code: error?.code ?? "unknown",
    message: error?.message ?? "",
    case: error?.details?.case ?? null,
  };
}

const idPath = (id: string): string => `/v1/cases/${encodeURIComponent(id)}`;

export const api = {
  session: () => call<SignedIn>("GET", "/v1/session"),
  signIn: (login: string, password: string) =>
    call<SignedIn>("POST", "/v1/session", { login, password }),
  signOut: () => call<null>("DELETE", "/v1/session"),
  cases: (status: string) => call<CasePage>("GET", `/v1/cases?status=${status}&limit=100`),
  case: (id: string) => call<WireCase>("GET", idPath(id)),
  claim: (id: string) => call<WireCase>("POST", `${idPath(id)}/claim`, {}),
  releaseClaim: (id: string) => call<WireCase>("POST", `${idPath(id)}/release-claim`, {}),
  decide: (id: string, order: DecisionOrder) =>
    call<WireCase>("POST", `${idPath(id)}/decision`, order),
  undo: (id: string) => call<WireCase>("POST", `${idPath(id)}/undo`, {}),
};
