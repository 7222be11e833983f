// A whole review desk for tests: a real store, the local bus, a clock that the test moves.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCaseWork } from "../../src/app/services/case-work.ts";
import type { CaseWork } from "../../src/app/services/case-work.ts";
import { createLiveEvents } from "../../src/app/services/live-events.ts";
import { createLocalBus } from "../../src/bus/local.ts";
import type { Scores } from "../../src/domain/case.ts";
import type { Bus, BusMessage, StateBoard, StateEntry } from "../../src/domain/ports/bus.ts";
import type { ReviewItem } from "../../src/domain/ports/review-queue.ts";
import type { Actor, LiveEvent, LiveEvents } from "../../src/domain/ports/services.ts";
import type { Store } from "../../src/domain/ports/store.ts";
import type { Logger, Metrics } from "../../src/domain/ports/telemetry.ts";
import type { ChatMessage } from "../../src/domain/message.ts";
import type { HeldItem, ReportItem } from "../../src/review/opening.ts";
import { parsePolicy } from "../../src/policy/parse.ts";
import type { PolicySpec } from "../../src/policy/spec.ts";
import { openStore } from "../../src/store/store.ts";
import { aMessage, STORE_TIME } from "./store-builders.ts";

export interface ReviewDesk {
  readonly store: Store;
  readonly bus: Bus;
  readonly state: StateBoard;
  readonly live: LiveEvents;
  readonly clock: { now(): number; nowMs: number };
  readonly log: Logger & { readonly events: string[] };
  readonly metrics: Metrics & { readonly counted: string[] };
  readonly makeId: (prefix: string) => string;
  /** Live events heard. */
  readonly heard: LiveEvent[];
  readonly told: BusMessage[];
  readonly board: Map<string, StateEntry>;
  /** What the next score is; null: the classifier is down. */
  classifier: { scores: Scores | null };
  policy: PolicySpec;
  readonly work: CaseWork;
  /** As after kill -9: same store and bus, nothing else is left. */
  restart(): CaseWork;
  /** What the room shows now: texts by message id. */
  shown(room?: string): Promise<ReadonlyMap<string, ChatMessage>>;
  close(): Promise<void>;
}

/** @param databaseUrl of an empty Postgres database; null: SQLite in a folder of its own */
export async function openReviewDesk(databaseUrl: string | null = null): Promise<ReviewDesk> {
  const folder = await mkdtemp(join(tmpdir(), "weir-review-"));
  const clock = { nowMs: STORE_TIME, now: () => clock.nowMs };
  const store = await openStore({ databaseUrl, dataDir: folder, clock });
  await store.migrate();
  const log = aLog();
  const metrics = aMetrics();
  const bus = createLocalBus({ logger: log, now: clock.now, makeEpoch: () => "e_1" });
  const live = createLiveEvents({ bus, origin: "backoffice-1", clock, log });
  const heard: LiveEvent[] = [];
  live.on((event) => heard.push(event));
  const told: BusMessage[] = [];
  bus.onTell((message) => told.push(message));
  const board = new Map<string, StateEntry>();
  await bus.state.watch((key, entry) => {
    if (entry === null) board.delete(key);
    else board.set(key, entry);
  });
  let ids = 0;
  const classifier: { scores: Scores | null } = { scores: {} };
  const common = { store, bus, live, clock, log, metrics };
  const makeId = (prefix: string): string => `${prefix}_test${(ids += 1)}`;
  const state = { policy: specOf("languages: [en, ja]\n") };
  const makeWork = (): CaseWork => {
    return createCaseWork({
      ...common,
      makeId,
      classifier: {
        async score() {
          if (classifier.scores === null) throw new Error("classifier is down");
          return classifier.scores;
        },
      },
      policy: () => state.policy,
      liveRooms: () => ["shop-42", "shop-43"],
    });
  };
  const works = [makeWork()];
  return {
    ...common,
    state: bus.state,
    makeId,
    heard,
    told,
    board,
    classifier,
    get policy() {
      return state.policy;
    },
    set policy(next) {
      state.policy = next;
    },
    get work() {
      const newest = works.at(-1);
      if (newest === undefined) throw new Error("no work");
      return newest;
    },
    restart() {
      const next = makeWork();
      works.push(next);
      return next;
    },
    shown: (room = "shop-42") => shown(bus, room),
    async close() {
      for (const work of works) await work[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function specOf(policyText: string): PolicySpec {
  const parsed = parsePolicy({ "policy.yaml": policyText });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.spec;
}

/** Withdrawn messages are taken out of a head by the log itself; `cleared` is left to readers. */
async function shown(bus: Bus, room: string): Promise<ReadonlyMap<string, ChatMessage>> {
  const texts = new Map<string, ChatMessage>();
  for (const { event } of (await bus.rooms.recent(room)).events) {
    if (event.kind === "message") texts.set(event.message.id, event.message);
    else if (event.kind === "deleted") texts.delete(event.messageId);
    else if (event.kind === "cleared") {
      for (const [id, { user }] of texts) if (user.id === event.userId) texts.delete(id);
    }
  }
  return texts;
}

function aLog(): Logger & { readonly events: string[] } {
  const events: string[] = [];
  const keep = (event: string): void => void events.push(event);
  return { events, debug: keep, info: keep, warn: keep, error: keep };
}

function aMetrics(): Metrics & { readonly counted: string[] } {
  const counted: string[] = [];
  return {
    counted,
    count: (name, labels = {}) => void counted.push([name, ...Object.values(labels)].join(" ")),
    gauge: () => undefined,
    observe: () => undefined,
  };
}

export function anActor(id: string, change: Partial<Actor> = {}): Actor {
  return { id, name: `Name of ${id}`, role: "moderator", rooms: "*", ...change };
}

export function heldItem(change: Partial<HeldItem> = {}): HeldItem {
  const message = change.message ?? aMessage();
  return {
    kind: "held",
    id: message.id,
    message,
    reasons: [{ rule: "phone", category: "contact", severity: 2, spans: [[11, 24]] }],
    hold: { priority: 2, ttlSeconds: 120, onExpiry: "reject" },
    policyVersion: "0123456789ab",
    replyToUser: null,
    before: [],
    viewers: 120,
    lang: "en",
    ...change,
  };
}

export function reportItem(change: Partial<ReportItem> = {}): ReportItem {
  return {
    kind: "report",
    id: "r_1",
    message: aMessage(),
    before: [],
    viewers: 120,
    reporter: "u_5",
    category: "scam",
    note: "asks for money",
    at: STORE_TIME,
    ...change,
  };
}

type Done = Extract<ReviewItem, { kind: "record" }>["done"];

export function recordItem(id: string, done: Done): ReviewItem {
  const by = { id: "u_seller", role: "seller" };
  return { kind: "record", id, at: STORE_TIME, by, room: "shop-42", done };
}
