// What a gateway is made of and set to; app/gateway.ts brings the parts.
import type { Bus } from "../domain/ports/bus.ts";
import type { ReviewQueue } from "../domain/ports/review-queue.ts";
import type { Clock, Logger, Metrics } from "../domain/ports/telemetry.ts";
import type { TokenVerifier } from "../domain/ports/tokens.ts";
import type { Engine } from "../engine/types.ts";
import type { HttpReply, HttpRequest, StartTransport } from "../transport/transport.ts";

export interface GatewaySettings {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly sharePort: boolean;
  /** Messages a second above which viewers get a sample; 0 = off. */
  readonly readableRate: number;
  /** Per address; 0 = no limit. */
  readonly maxConnectionsPerAddress: number;
  /** Per address and second; 0 = no limit. */
  readonly maxHandshakesPerAddress: number;
  /** Addresses whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Unique among the gateways of a bus. */
  readonly gatewayId: string;
}

/** `<prefix>_` and 20 or so characters that sort by time and cannot be guessed. */
export type MakeId = (prefix: string, nowMs: number) => string;

export interface GatewayDeps {
  /** Stays the same object when a policy is swapped; the swap happens behind it. */
  readonly engine: Engine;
  readonly bus: Bus;
  readonly reviewQueue: ReviewQueue;
  readonly tokens: TokenVerifier;
  readonly startTransport: StartTransport;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly ids: MakeId;
  readonly settings: GatewaySettings;
  /** False until the engine has a policy; handshakes wait outside (503) so long. */
  readonly isPolicyLoaded: () => boolean;
  /** Resolves when the policy that the board names by now is in force, or was refused. */
  readonly policySettled: () => Promise<void>;
  /** `/metrics`, `/demo`; undefined = not its path. */
  readonly extraHttp?: (request: HttpRequest) => Promise<HttpReply | undefined>;
}

export interface Gateway {
  readonly port: number;
  /** Resolves when the retained state is replayed, or after some seconds: the bus may be away. */
  replayed(): Promise<void>;
  /** True when retained state is replayed and a policy is loaded; what `/readyz` says. */
  isReady(): boolean;
  /**
   * Takes no more handshakes, lets what is on its way settle, closes every socket with 1001 and
   * leaves the rooms: within 5 seconds. Bus and queue stay open: they are their maker's.
   */
  stop(): Promise<void>;
}
