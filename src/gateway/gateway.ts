// One gateway: its parts put together, sockets in, the bus behind. Nothing here decides anything.
//
// Stopping: handshakes are refused -> what is on its way settles -> sockets close with 1001.
import { LIMITS } from "../domain/limits.ts";
import type { StateEntry } from "../domain/ports/bus.ts";
import { CLOSE_CODES } from "../protocol/close-codes.ts";
import type { Socket, Transport, TransportHandlers } from "../transport/transport.ts";
import { Addresses } from "./addresses.ts";
import type { AdmissionParts } from "./admission.ts";
import { admit, mayArrive } from "./admission.ts";
import type { Gateway, GatewayDeps } from "./deps.ts";
import { Fanout } from "./fanout.ts";
import { answerHttp } from "./http.ts";
import { Idempotency } from "./idempotency.ts";
import { tellOutcome } from "./outcomes.ts";
import { Presence } from "./presence.ts";
import { type ReceiveParts, read, receive, receiveControl } from "./receive.ts";
import { Records } from "./records.ts";
import { Replay } from "./replay.ts";
import { Rooms } from "./rooms.ts";
import { SHARDS } from "./sampling.ts";
import { enforceSanction, SanctionIndex } from "./sanctions.ts";
import type { Session } from "./session.ts";
import { SessionBook } from "./session-book.ts";
import { UserSockets } from "./user-sockets.ts";

const SECOND_MS = 1_000;
const SWEEP_EVERY_SECONDS = 30;
/** Of the 5 seconds that a stop may take: for holds and records, then for the sockets. */
const SETTLE_MS = 2_000;
const CLOSE_GRACE_MS = 2_500;

/**
 * Starts listening; sockets are taken when the bus has replayed its state and a policy is loaded.
 * Errors: AppError `port_in_use` or `listen_failed`.
 */
export async function createGateway(deps: GatewayDeps): Promise<Gateway> {
  const running = new RunningGateway(deps);
  await running.start();
  return running;
}

class RunningGateway implements Gateway {
  readonly #deps: GatewayDeps;
  readonly #sockets = new UserSockets();
  readonly #sessions = new SessionBook<Session>();
  readonly #idempotency = new Idempotency();
  readonly #holds = { pending: 0 };
  readonly #sanctions: SanctionIndex;
  readonly #addresses: Addresses;
  readonly #presence: Presence;
  readonly #records: Records;
  readonly #rooms: Rooms;
  readonly #receiving: ReceiveParts;
  #transport: Transport | undefined;
  #timers: NodeJS.Timeout[] = [];
  #seconds = 0;
  readonly #replay = new Replay();
  #isStopping = false;
  #stopped: Promise<void> | undefined;
  #shardsDealt = 0;

  constructor(deps: GatewayDeps) {
    const { bus, logger, metrics, settings, engine, clock, ids, reviewQueue } = deps;
    const { readableRate } = settings;
    this.#deps = deps;
    this.#sanctions = new SanctionIndex(logger);
    this.#addresses = new Addresses({
      connections: settings.maxConnectionsPerAddress,
      handshakes: settings.maxHandshakesPerAddress,
    });
    this.#presence = new Presence(settings.gatewayId, bus);
    this.#records = new Records(reviewQueue, logger);
    const fanout = new Fanout({
      publish: (topic, wire) => this.#transport?.publish(topic, wire),
      sockets: this.#sockets,
      metrics,
      isSampling: readableRate > 0,
    });
    const shared = {
      log: bus.rooms,
      fanout,
      idempotency: this.#idempotency,
      sanctions: this.#sanctions,
      engine,
      clock,
      logger,
      metrics,
    };
    this.#receiving = {
      ...shared,
      state: bus.state,
      reviewQueue,
      records: this.#records,
      sockets: this.#sockets,
      ids,
      holds: this.#holds,
      accepted: (userId, name) => this.#presence.accepted(userId, name),
    };
    this.#rooms = new Rooms({
      ...shared,
      presence: this.#presence,
      readableRate,
      read: (room, session, text) => read(this.#receiving, room, session, text),
    });
  }

  get port(): number {
    return this.#transport?.port ?? 0;
  }

  isReady(): boolean {
    return this.#replay.isDone && this.#deps.isPolicyLoaded() && !this.#isStopping;
  }

  replayed = (): Promise<void> => this.#replay.wait();

  async start(): Promise<void> {
    const { bus, settings, startTransport } = this.#deps;
    const { host, port, sharePort } = settings;
    bus.rooms.onEvent((room, epoch, event) => this.#rooms.onEvent(room, epoch, event));
    bus.onTell((message) => {
      if (message.kind === "statistics") {
        this.#presence.heard(message, this.#now(), (id) => this.#rooms.get(id) !== undefined);
      } else if (message.kind === "outcome") {
        const room = this.#rooms.get(message.room);
        if (room !== undefined) tellOutcome(this.#receiving, room, message);
      } else if (message.kind === "settle") {
        const settled = { kind: "settled", id: message.id, gateway: settings.gatewayId } as const;
        void this.#deps.policySettled().then(() => bus.tell(settled));
      }
    });
    const options = {
      host,
      port,
      sharePort,
      maxFrameBytes: LIMITS.clientFrameBytes.value,
      maxBacklogBytes: LIMITS.backlogBytes.value,
      idleSeconds: LIMITS.idleSeconds.value,
    };
    this.#transport = await startTransport(options, this.#handlers());
    this.#watchState();
    this.#timers = [setInterval(() => this.#endSecond(), SECOND_MS)];
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#isStopping = true;
    await this.#settle();
    for (const timer of this.#timers) clearInterval(timer);
    this.#rooms.sendAll();
    const { code, reason } = CLOSE_CODES.goingAway;
    await this.#transport?.stop(code, reason, CLOSE_GRACE_MS);
    this.#rooms.leaveAll();
  }

  #handlers(): TransportHandlers<Session> {
    const { logger, isPolicyLoaded, bus, extraHttp } = this.#deps;
    const admission = this.#admission();
    const http = {
      isReplayed: () => this.#replay.isDone,
      isPolicyLoaded,
      isStopping: () => this.#isStopping,
      isBusUp: () => bus.isUp(),
      extraHttp,
    };
    return {
      arrive: (address) => mayArrive(admission, address),
      admit: (request) => admit(admission, request),
      open: (socket) => this.#open(socket),
      frame: ({ state: session }, text) => {
        const room = this.#rooms.get(session.facts.room);
        if (room !== undefined) receive(this.#receiving, room, session, text);
      },
      control: ({ state: session }) => receiveControl(this.#receiving, session),
      close: ({ state: session }, code) => this.#closed(session, code),
      http: (request) => answerHttp(http, request),
      fault: (error) => logger.error("gateway.fault", {}, error),
    };
  }

  #admission(): AdmissionParts {
    const { tokens, engine, clock, ids, logger, metrics, settings } = this.#deps;
    return {
      tokens,
      engine,
      clock,
      ids,
      logger,
      metrics,
      sanctions: this.#sanctions,
      addresses: this.#addresses,
      trustedProxies: new Set(settings.trustedProxies),
      closedBecause: () => {
        if (this.#isStopping) return "stopping";
        return this.isReady() ? undefined : "not_ready";
      },
      nextShard: () => {
        this.#shardsDealt = (this.#shardsDealt + 1) % SHARDS;
        return this.#shardsDealt;
      },
      hasPlace: (room) =>
        this.#sessions.size < LIMITS.sessionsPerGateway.value && this.#rooms.hasPlace(room),
    };
  }

  #open(socket: Socket<Session>): void {
    const session = socket.state;
    session.opened(socket);
    this.#sessions.add(session);
    this.#sockets.add(session);
    this.#addresses.connected(session.facts.address);
    this.#rooms.enter(session);
  }

  #closed(session: Session, code: number): void {
    this.#rooms.leave(session);
    session.closed();
    this.#sessions.remove(session);
    this.#sockets.remove(session);
    this.#addresses.disconnected(session.facts.address);
    this.#deps.metrics.count("weir_closes_total", { code: String(code) });
  }

  /** Until the replay is done nobody is let in: a ban might be among what is not here yet. */
  #watchState(): void {
    const { bus, logger, metrics } = this.#deps;
    bus.state
      .watch((key, entry) => this.#stateChanged(key, entry))
      .then(
        () => {
          this.#replay.done();
          // The backoffice knows of this gateway from its first moment on.
          this.#presence.tell([], this.#now(), this.#deps.engine.policyVersion);
        },
        (error: unknown) => {
          logger.error("state.watch_failed", {}, error);
          metrics.count("weir_bus_errors_total", { kind: "watch" });
          if (!this.#isStopping) setTimeout(() => this.#watchState(), SECOND_MS);
        },
      );
  }

  /** A replay after an outage may hold what changed meanwhile, so it is taken like any change. */
  #stateChanged(key: string, entry: StateEntry | null): void {
    const slash = key.indexOf("/");
    const id = key.slice(slash + 1);
    if (key.startsWith("modes/")) {
      this.#rooms.setModes(id, entry?.kind === "modes" ? entry.modes : null);
    } else if (key.startsWith("sanction/")) {
      const sanction = entry?.kind === "sanction" ? entry.sanction : null;
      const told = this.#sanctions.apply(id, sanction, this.#now());
      if (told !== undefined) enforceSanction(told, this.#sockets);
    }
  }

  #endSecond(): void {
    const { metrics, bus } = this.#deps;
    const nowMs = this.#now();
    this.#seconds += 1;
    this.#rooms.endSecond(nowMs);
    this.#records.retry();
    this.#sessions.expire(nowMs, (session) => session.close("tokenExpired"));
    if (this.#seconds % SWEEP_EVERY_SECONDS === 0) {
      this.#idempotency.sweep(nowMs);
      this.#sanctions.sweep(nowMs);
    }
    metrics.gauge("weir_connections", this.#sessions.size);
    metrics.gauge("weir_bus_up", bus.isUp() ? 1 : 0);
  }

  /** Holds get their answer and records their place, for as long as there is time for it. */
  async #settle(): Promise<void> {
    this.#records.retry();
    const endsAt = performance.now() + SETTLE_MS;
    while (this.#onTheirWay() > 0 && performance.now() < endsAt) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const left = this.#onTheirWay();
    if (left > 0) this.#deps.logger.warn("gateway.stopped_early", { left });
  }

  #onTheirWay(): number {
    let pending = this.#holds.pending + this.#records.waiting;
    for (const room of this.#rooms.all) pending += room.pending.size;
    return pending;
  }

  #now(): number {
    return this.#deps.clock.now();
  }
}
