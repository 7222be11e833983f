// What the API is given: the services it speaks for, and the parts of the store it uses itself.
import type {
  EnforcementService,
  LiveEvents,
  ModerationService,
  PolicyService,
  ReviewService,
  RoomService,
} from "../domain/ports/services.ts";
import type { StoreSession } from "../domain/ports/store.ts";
import type { Clock, Logger, Metrics } from "../domain/ports/telemetry.ts";
import type { TokenVerifier } from "../domain/ports/tokens.ts";
import type { SessionStore } from "./sessions.ts";

/** Accounts and console sessions, the audit, and a sanction's room (may this actor lift it). */
export type ApiStore = SessionStore & Pick<StoreSession, "listAudit" | "getSanction">;

export interface Readiness {
  readonly ready: boolean;
  /** Part (`store`, `bus`, ...) and whether it answers. */
  readonly parts: { readonly [part: string]: boolean };
}

export interface ApiDeps {
  readonly review: ReviewService;
  readonly enforcement: EnforcementService;
  readonly rooms: RoomService;
  readonly policies: PolicyService;
  readonly moderation: ModerationService;
  readonly live: LiveEvents;
  readonly tokens: TokenVerifier;
  readonly store: ApiStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Prometheus text. */
  metricsText(): Promise<string>;
  ready(): Promise<Readiness>;
  /** Resolves when every live gateway has in effect what was done before, or `deadlineMs` passed. */
  settled(deadlineMs: number): Promise<void>;
  /** Proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
}
