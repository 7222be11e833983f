// An API that listens, for tests: real store, tokens and sockets; services that keep to their ports
// and remember what they were asked. Every answer is held to the schema that documents it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foldLogin } from "../../src/api/accounts.ts";
import { createApi } from "../../src/api/app.ts";
import type { ApiDeps, Readiness } from "../../src/api/deps.ts";
import { hashPassword, type ScryptCost } from "../../src/api/passwords.ts";
import { startApi } from "../../src/api/server.ts";
import { signToken } from "../../src/api/sign-token.ts";
import { createTokenVerifier } from "../../src/api/tokens.ts";
import { errorBody } from "../../src/api/wire.ts";
import type { Case } from "../../src/domain/case.ts";
import type { Role } from "../../src/domain/message.ts";
import type { Modes } from "../../src/domain/modes.ts";
import { changeModes } from "../../src/domain/modes.ts";
import type {
  Actor,
  CaseResult,
  CaseView,
  EnforcementService,
  LiveEvent,
  LiveEvents,
  ModerationService,
  PolicyService,
  ReviewService,
  RoomService,
} from "../../src/domain/ports/services.ts";
import type { Account, Store } from "../../src/domain/ports/store.ts";
import type { Logger } from "../../src/domain/ports/telemetry.ts";
import type { RoomStatistics } from "../../src/domain/room-event.ts";
import type { Sanction } from "../../src/domain/sanction.ts";
import { isInForce } from "../../src/domain/sanction.ts";
import { openStore } from "../../src/store/store.ts";
import { aCase, aSanction, STORE_TIME } from "./store-builders.ts";

export const API_SECRET = new TextEncoder().encode("a secret of thirty-two bytes, no less");
export const API_PASSWORD = "correct horse battery";
/** What a real hash costs is asked in test/unit/api; here it is paid for unknown logins alone. */
const CHEAP: ScryptCost = { logN: 10, r: 8, p: 1 };
let accounts = 0;

/** A clock that stands until it is set. */
export interface TestClock {
  now(): number;
  set(nowMs: number): void;
}

export function testClock(nowMs: number = STORE_TIME): TestClock {
  let now = nowMs;
  return {
    now: () => now,
    set: (next) => {
      now = next;
    },
  };
}

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly facts: object;
}

export function testLog(): Logger & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: string) =>
    (event: string, facts: object = {}) => {
      lines.push({ level, event, facts });
    };
  const [debug, info, warn, error] = [at("debug"), at("info"), at("warn"), at("error")];
  return { lines, debug, info, warn, error };
}

export function testLive(): LiveEvents & { readonly listeners: number } {
  const handlers = new Set<(event: LiveEvent) => void>();
  return {
    get listeners() {
      return handlers.size;
    },
    emit: (event) => handlers.forEach((handler) => handler(event)),
    on: (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
  };
}

const RECORD = { messages: 120, strikes: 1, sanctions: [] };

/** Cases in memory: versions, claims and conflicts as the port promises. */
export class FakeReview implements ReviewService {
  readonly cases = new Map<string, Case>();
  readonly asked: unknown[] = [];

  async list(filter: Parameters<ReviewService["list"]>[0]) {
    this.asked.push(filter);
    const items = [...this.cases.values()].filter((one) => {
      const isStatus = filter.status === undefined || one.status === filter.status;
      const isRoom = filter.rooms === undefined || filter.rooms.includes(one.room);
      const isUser = filter.userId === undefined || one.message.user.id === filter.userId;
      return isStatus && isRoom && isUser;
    });
    return { items: items.map((one) => view(one)), nextCursor: null };
  }

  async get(id: string): Promise<CaseView | undefined> {
    const found = this.cases.get(id);
    return found === undefined ? undefined : view(found);
  }

  async claim(id: string, actor: Actor): Promise<CaseResult> {
    return this.#change(id, (one) => {
      if (one.claim !== null && one.claim.by !== actor.id) return { kind: "claimed", case: one };
      const claim = { by: actor.id, name: actor.name, until: STORE_TIME + 60_000 };
      return { kind: "done", case: { ...one, claim } };
    });
  }

  async releaseClaim(id: string): Promise<CaseResult> {
    return this.#change(id, (one) => ({ kind: "done", case: { ...one, claim: null } }));
  }

  async decide(...[id, order, actor]: Parameters<ReviewService["decide"]>): Promise<CaseResult> {
    this.asked.push(order);
    return this.#change(id, (one) => {
      if (one.version !== order.version) return { kind: "conflict", case: one };
      const decision = {
        decision: order.decision,
        byKind: "moderator" as const,
        by: actor.id,
        category: order.category ?? null,
        note: order.note ?? null,
        sanctionId: null,
        at: STORE_TIME,
      };
      const status = order.decision === "release" ? "released" : "rejected";
      return { kind: "done", case: { ...one, version: one.version + 1, status, decision } };
    });
  }

  async undo(id: string): Promise<CaseResult> {
    return this.#change(id, (one) => {
      if (one.status === "open") return { kind: "conflict", case: one };
      const version = one.version + 1;
      return { kind: "done", case: { ...one, version, status: "open", decision: null } };
    });
  }

  #change(
    id: string,
    change: (one: Case) => Exclude<CaseResult, { kind: "not_found" }>,
  ): CaseResult {
    const found = this.cases.get(id);
    if (found === undefined) return { kind: "not_found" };
    const result = change(found);
    if (result.kind === "done") this.cases.set(id, result.case);
    return result;
  }
}

function view(one: Case): CaseView {
  return { case: one, after: [], record: RECORD };
}

export class FakeEnforcement implements EnforcementService {
  readonly #store: Store;
  readonly asked: unknown[] = [];
  #made = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async sanction(...[request, actor]: Parameters<EnforcementService["sanction"]>) {
    this.asked.push(request);
    this.#made += 1;
    const made: Sanction = aSanction({
      id: `s_made${this.#made}`,
      userId: request.userId,
      room: request.room,
      kind: request.kind,
      until: request.seconds === undefined ? null : STORE_TIME + request.seconds * 1000,
      reason: request.reason ?? "",
      category: request.category,
      caseId: request.caseId ?? null,
      by: actor.id,
    });
    await this.#store.putSanction(made);
    return made;
  }

  async lift(id: string) {
    const found = await this.#store.getSanction(id);
    await this.#store.deleteSanction(id);
    return found;
  }

  async list(filter: Parameters<EnforcementService["list"]>[0]) {
    this.asked.push(filter);
    const { active, ...rest } = filter;
    const page = await this.#store.listSanctions(rest);
    const items = page.items.filter((one) => active !== true || isInForce(one, STORE_TIME));
    return { items, nextCursor: page.nextCursor };
  }

  async record() {
    return RECORD;
  }

  async counts(userId: string) {
    if (userId !== "u_9") return undefined;
    return { userId, name: "Aki", messages: 120, firstSeenAt: 1, lastSeenAt: 2 };
  }
}

export class FakeRooms implements RoomService {
  live: readonly RoomStatistics[] = [
    { room: "shop-42", viewers: 900, messagesPerSecond: 12 },
    { room: "shop-7", viewers: 30, messagesPerSecond: 1 },
  ];
  readonly withdrawn: unknown[] = [];
  readonly #modes = new Map<string, Modes>();

  rooms() {
    return this.live;
  }

  async modes(room: string) {
    return this.#modes.get(room) ?? {};
  }

  async setModes(...[room, change]: Parameters<RoomService["setModes"]>) {
    const result = changeModes(await this.modes(room), change);
    if (result.ok) this.#modes.set(room, result.modes);
    return result;
  }

  async withdraw(...asked: Parameters<RoomService["withdraw"]>) {
    const [room, messageId, actor, reason] = asked;
    this.withdrawn.push({ room, messageId, by: actor.id, reason });
  }
}

/** A policy is bad when its policy.yaml says "bad". */
export class FakePolicies implements PolicyService {
  readonly stored = new Map<string, { readonly [path: string]: string }>();
  active = "";

  async list() {
    const items = [...this.stored.keys()].map((version) => {
      const isActive = version === this.active;
      return { version, createdAt: STORE_TIME, createdBy: "a_1", note: "", isActive };
    });
    return { items, nextCursor: null };
  }

  async get(version: string) {
    return this.stored.get(version);
  }

  async add(files: { readonly [path: string]: string }) {
    if (files["policy.yaml"] === "bad") {
      const problem = { file: "policy.yaml", line: 3, column: 5, message: "wrong", hint: null };
      return { ok: false as const, problems: [problem] };
    }
    const version = "0123456789ab";
    this.stored.set(version, files);
    return { ok: true as const, version };
  }

  async activate(version: string) {
    if (!this.stored.has(version)) return false;
    this.active = version;
    return true;
  }
}

/** Holds what says "line", allows the rest. */
export const fakeModeration: ModerationService = {
  moderate({ text }) {
    if (!text.includes("line")) {
      return { verdict: { action: "allow", reasons: [], policyVersion: "p1" }, us: 1.5 };
    }
    const reason = {
      rule: "off-platform",
      category: "off_platform" as const,
      severity: 3 as const,
      spans: [[0, 4] as const],
    };
    const hold = { priority: 2, ttlSeconds: 120, onExpiry: "reject" as const };
    const verdict = { action: "hold" as const, reasons: [reason], policyVersion: "p1", hold };
    return { verdict, us: 2 };
  },
};

export interface ApiReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed when it is JSON, else undefined. */
  readonly body: unknown;
}

export interface ApiCall {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
}

export interface TestApi {
  readonly port: number;
  readonly deps: ApiDeps;
  readonly store: Store;
  readonly review: FakeReview;
  readonly enforcement: FakeEnforcement;
  readonly rooms: FakeRooms;
  readonly policies: FakePolicies;
  readonly clock: TestClock;
  readonly log: ReturnType<typeof testLog>;
  readonly live: ReturnType<typeof testLive>;
  readonly counted: readonly object[];
  /** `METHOD /path` */
  call(what: string, how?: ApiCall): Promise<ApiReply>;
  token(role: Role, room?: string | readonly string[]): Promise<string>;
  /** Cookie and csrf header of a session that is signed in. */
  signIn(account: Account): Promise<{ readonly [name: string]: string }>;
  account(change?: {
    readonly role?: "moderator" | "analyst" | "admin" | "seller";
    readonly rooms?: "*" | readonly string[];
    readonly login?: string;
  }): Promise<Account>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TestApiOptions {
  readonly staticDir?: string;
  readonly ready?: () => Promise<Readiness>;
  readonly trustedProxies?: readonly string[];
  readonly change?: (deps: ApiDeps) => ApiDeps;
}

export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const dataDir = await mkdtemp(join(tmpdir(), "weir-api-"));
  const clock = testClock();
  const store = await openStore({ databaseUrl: null, dataDir, clock });
  await store.migrate();
  const [log, live, counted] = [testLog(), testLive(), new Array<object>()];
  const [review, rooms, policies] = [new FakeReview(), new FakeRooms(), new FakePolicies()];
  const enforcement = new FakeEnforcement(store);
  review.cases.set("k_1", aCase());
  const plain: ApiDeps = {
    review,
    enforcement,
    rooms,
    policies,
    moderation: fakeModeration,
    live,
    tokens: createTokenVerifier({ secret: API_SECRET, clock }),
    store,
    clock,
    log,
    metrics: {
      count: (name, labels) => counted.push({ name, ...labels }),
      gauge: () => undefined,
      observe: () => undefined,
    },
    metricsText: async () => "weir_up 1\n",
    ready: options.ready ?? (async () => ({ ready: true, parts: { store: true } })),
    settled: () => Promise.resolve(),
    trustedProxies: options.trustedProxies ?? [],
  };
  const deps = options.change?.(plain) ?? plain;
  const staticDir = options.staticDir ?? null;
  const running = await startApi({ host: "127.0.0.1", port: 0, deps, staticDir });
  const check = answerCheck(deps);
  const call = async (what: string, how: ApiCall = {}): Promise<ApiReply> => {
    const [method = "GET", path = "/"] = what.split(" ");
    const reply = await callPort(running.port, method, path, how);
    check(method, path, reply);
    return reply;
  };
  return {
    port: running.port,
    deps,
    store,
    review,
    enforcement,
    rooms,
    policies,
    clock,
    log,
    live,
    counted,
    call,
    token: (role, room = "*") =>
      signToken(API_SECRET, { user: `u_${role}`, room, role, ttlSeconds: 3_600 }, clock.now()),
    account: async ({ role = "moderator", rooms: opened = "*", login = "mod" } = {}) => {
      accounts += 1;
      const account: Account = {
        id: `a_${accounts}`,
        login: foldLogin(login),
        name: foldLogin(login),
        role,
        rooms: opened,
        passwordHash: await hashPassword(API_PASSWORD, CHEAP),
        lang: "en",
        createdAt: clock.now(),
      };
      await store.putAccount(account);
      return account;
    },
    async signIn(account) {
      const body = { login: account.login, password: API_PASSWORD };
      const reply = await call("POST /v1/session", { body });
      const cookie = reply.headers.get("set-cookie")?.split(";")[0] ?? "";
      return { cookie, "x-csrf-token": String(fieldOf(reply.body, "csrf")) };
    },
    async [Symbol.asyncDispose]() {
      await running.stop(100);
      await store[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function callPort(
  port: number,
  method: string,
  path: string,
  how: ApiCall,
): Promise<ApiReply> {
  const { token, body } = how;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    redirect: "manual",
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...how.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  const parsed: unknown = isJson && text !== "" ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, body: parsed };
}

/** Throws when an answer is not what the route's documentation says. */
function answerCheck(deps: ApiDeps) {
  const { routes } = createApi(deps, new Map());
  return (method: string, target: string, reply: ApiReply): void => {
    const path = target.split("?")[0] ?? "";
    const found = routes.find((route) => {
      const pattern = new RegExp(`^${route.path.replaceAll(/\{\w+\}/gu, "[^/]+")}$`, "u");
      return route.method === method.toLowerCase() && pattern.test(path);
    });
    const outcome = found?.outcomes[reply.status];
    if (found !== undefined && reply.status < 400 && outcome === undefined) {
      throw new Error(`${method} ${path}: ${reply.status} is not documented`);
    }
    const schema = outcome?.schema ?? (reply.status >= 400 ? errorBody : undefined);
    const isChecked = reply.body !== undefined && schema !== undefined;
    const result = isChecked ? schema.safeParse(reply.body) : undefined;
    if (result?.success === false) {
      throw new Error(`${method} ${path}: ${result.error.message}`);
    }
  };
}

/** A field of an answer, by its path. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = new Map(Object.entries(found)).get(key);
  }
  return found;
}

export function codeOf(reply: ApiReply): unknown {
  return fieldOf(reply.body, "error", "code");
}
