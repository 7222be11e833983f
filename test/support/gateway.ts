// A gateway that listens, for tests: real sockets, tokens and bus; a scripted engine and queue.
import { createTokenVerifier } from "../../src/api/tokens.ts";
import type { Bus } from "../../src/domain/ports/bus.ts";
import { UnavailableError } from "../../src/domain/errors.ts";
import type { Facts } from "../../src/domain/errors.ts";
import type { ReviewItem, ReviewQueue } from "../../src/domain/ports/review-queue.ts";
import type { Clock, Logger, Metrics } from "../../src/domain/ports/telemetry.ts";
import type { Reason, Verdict } from "../../src/domain/verdict.ts";
import type { Engine, JudgeInput } from "../../src/engine/types.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import type { Gateway, GatewayDeps, GatewaySettings } from "../../src/gateway/deps.ts";
import { createLocalBus } from "../../src/bus/local.ts";
import { makeId } from "../../src/ops/ids.ts";
import { startTransport } from "../../src/transport/choose.ts";
import type { ChatClient, ConnectOptions } from "./chat-client.ts";
import { connect } from "./chat-client.ts";
import type { TokenWish } from "./tokens.ts";
import { TEST_SECRET, tokenFor } from "./tokens.ts";

/** Judges by what a test says; anything else is allowed. */
export class ScriptedEngine implements Engine {
  policyVersion = "p1";
  readonly judged: JudgeInput[] = [];
  #script: (input: JudgeInput) => Partial<Verdict> = () => ({});

  /** @param script what is not said is filled in */
  judges(script: (input: JudgeInput) => Partial<Verdict>): void {
    this.#script = script;
  }

  judge(input: JudgeInput): Verdict {
    this.judged.push(input);
    const base: Verdict = { action: "allow", reasons: [], policyVersion: this.policyVersion };
    return { ...base, ...this.#script(input) };
  }

  memoryKeys(): { user: number; device: number; address: number } {
    return { user: 1, device: 1, address: 1 };
  }

  roomKey(): number {
    return 1;
  }
}

/** Keeps what it is given; fails or hangs when told to. */
export class ScriptedQueue implements ReviewQueue {
  mode: "keep" | "fail" | "hang" = "keep";
  readonly items: ReviewItem[] = [];
  #hanging: { readonly item: ReviewItem; readonly resolve: () => void }[] = [];
  #wake: (() => void)[] = [];

  add(item: ReviewItem): Promise<void> {
    if (this.mode === "fail") {
      return Promise.reject(new UnavailableError("review_unavailable", "the queue is away"));
    }
    if (this.mode === "keep") {
      this.#keep(item);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#hanging.push({ item, resolve });
      this.#wakeAll();
    });
  }

  get hanging(): number {
    return this.#hanging.length;
  }

  /** What hangs becomes durable. */
  goOn(): void {
    this.mode = "keep";
    for (const { item, resolve } of this.#hanging) {
      this.#keep(item);
      resolve();
    }
    this.#hanging = [];
  }

  /** Waits until something fits. */
  async until(fits: () => boolean): Promise<void> {
    while (!fits()) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  async first<K extends ReviewItem["kind"]>(
    kind: K,
  ): Promise<Extract<ReviewItem, { readonly kind: K }>> {
    const isIt = (item: ReviewItem): item is Extract<ReviewItem, { readonly kind: K }> =>
      item.kind === kind;
    await this.until(() => this.items.some(isIt));
    const found = this.items.find(isIt);
    if (found === undefined) throw new Error("unreachable: it was there");
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #keep(item: ReviewItem): void {
    this.items.push(item);
    this.#wakeAll();
  }

  #wakeAll(): void {
    const woken = this.#wake;
    this.#wake = [];
    for (const wake of woken) wake();
  }
}

/** Runs with the machine's clock, and jumps ahead when told to. */
export class JumpingClock implements Clock {
  #ahead = 0;

  now(): number {
    return Date.now() + this.#ahead;
  }

  jump(ms: number): void {
    this.#ahead += ms;
  }
}

export class MemoryLogger implements Logger {
  readonly lines: { readonly level: string; readonly event: string; readonly facts: Facts }[] = [];
  debug = (event: string, facts: Facts = {}): void => this.#add("debug", event, facts);
  info = (event: string, facts: Facts = {}): void => this.#add("info", event, facts);
  warn = (event: string, facts: Facts = {}): void => this.#add("warn", event, facts);
  error = (event: string, facts: Facts = {}): void => this.#add("error", event, facts);

  #add(level: string, event: string, facts: Facts): void {
    this.lines.push({ level, event, facts });
  }
}

/** Counts by name and label values: `weir_messages_total allow`. */
export class MemoryMetrics implements Metrics {
  readonly values = new Map<string, number>();

  count = (name: string, labels: object = {}, by = 1): void => {
    const key = [name, ...Object.values(labels)].join(" ");
    this.values.set(key, (this.values.get(key) ?? 0) + by);
  };
  gauge = (name: string, value: number): void => {
    this.values.set(name, value);
  };
  observe = (name: string): void => this.count(name);
}

export interface GatewayWish {
  readonly settings?: Partial<GatewaySettings>;
  readonly bus?: Bus;
  readonly driver?: "uws" | "ws";
  readonly deps?: Partial<GatewayDeps>;
}

export interface TestGateway {
  readonly gateway: Gateway;
  readonly port: number;
  readonly engine: ScriptedEngine;
  readonly queue: ScriptedQueue;
  readonly bus: Bus;
  readonly clock: JumpingClock;
  readonly logger: MemoryLogger;
  readonly metrics: MemoryMetrics;
  /** Connects a user and waits for the welcome (which stays unread). */
  join(user: string, wish?: TokenWish & ConnectOptions & { in?: string }): Promise<ChatClient>;
  [Symbol.asyncDispose](): Promise<void>;
}

export function testBus(clock: Clock = { now: Date.now }): Bus {
  return createLocalBus({
    logger: new MemoryLogger(),
    now: () => clock.now(),
    makeEpoch: () => makeId("e", clock.now()),
  });
}

/** Ready when it resolves (unless its bus holds the replay back). */
export async function startTestGateway(wish: GatewayWish = {}): Promise<TestGateway> {
  const engine = new ScriptedEngine();
  const queue = new ScriptedQueue();
  const clock = new JumpingClock();
  const logger = new MemoryLogger();
  const metrics = new MemoryMetrics();
  const bus = wish.bus ?? testBus(clock);
  const gateway = await createGateway({
    engine,
    bus,
    reviewQueue: queue,
    tokens: createTokenVerifier({ secret: TEST_SECRET }),
    startTransport: (options, handlers) => startTransport(options, handlers, wish.driver),
    logger,
    metrics,
    clock,
    ids: makeId,
    isPolicyLoaded: () => true,
    policySettled: async () => undefined,
    settings: {
      host: "127.0.0.1",
      port: 0,
      sharePort: false,
      readableRate: 0,
      maxConnectionsPerAddress: 0,
      maxHandshakesPerAddress: 0,
      trustedProxies: [],
      gatewayId: "g1",
      ...wish.settings,
    },
    ...wish.deps,
  });
  const { port } = gateway;
  const clients: ChatClient[] = [];
  return {
    gateway,
    port,
    engine,
    queue,
    bus,
    clock,
    logger,
    metrics,
    async join(user, { in: room = "shop", ...options } = {}) {
      const client = await connect(port, room, await tokenFor(user, options), options);
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.close()));
      await gateway.stop();
    },
  };
}

export function aReason(change: Partial<Reason> = {}): Reason {
  return { rule: "r1", category: "harassment", severity: 3, spans: [[0, 3]], ...change };
}
