// A gateway process: sockets, engine, bus and the way to the review queue, put together.
import { join } from "node:path";
import { createTokenVerifier } from "../api/tokens.ts";
import type { Logger, Metrics } from "../domain/ports/telemetry.ts";
import { createGateway } from "../gateway/gateway.ts";
import { makeId } from "../ops/ids.ts";
import { createMetrics } from "../ops/metrics.ts";
import { startTransport } from "../transport/choose.ts";
import type { HttpReply, HttpRequest } from "../transport/transport.ts";
import type { ChildOrder, RunningProcess } from "./child-order.ts";
import { chooseBus } from "./choose-bus.ts";
import { createDemoHttp } from "./demo-http.ts";
import { createLiveEngine } from "./live-policy.ts";
import { packageRoot, shippedPolicyDir } from "./paths.ts";
import { readPolicyFolder } from "./policy-folder.ts";
import { openReviewQueue } from "./review-queue.ts";

const BUS_GAUGE_MS = 2_000;

/** Errors: AppError of whatever could not start (policy, port, Redis). */
export async function startGateway(order: ChildOrder, logger: Logger): Promise<RunningProcess> {
  const { config } = order;
  const metrics = createMetrics(order.name);
  const clock = { now: Date.now };
  const folder = await readPolicyFolder(config.policyDir ?? shippedPolicyDir());
  const bus = await chooseBus(order, logger, metrics);
  const { engine, settled } = await createLiveEngine(folder, bus.state, logger);
  const reviewQueue = await openReviewQueue({
    bus,
    redisUrl: config.redisUrl,
    logger,
    metrics,
    clock,
  });
  const demoHttp =
    order.demo === null || order.secret === null
      ? undefined
      : createDemoHttp(join(packageRoot(), "dist/web/demo"), order.secret, bus);

  async function extraHttp(request: HttpRequest): Promise<HttpReply | undefined> {
    if (request.path !== "/metrics") return demoHttp?.(request);
    return {
      status: 200,
      headers: { "content-type": metrics.contentType },
      body: await metrics.text(),
    };
  }

  const gateway = await createGateway({
    engine,
    bus,
    reviewQueue,
    tokens: createTokenVerifier(tokenKeys(order)),
    startTransport,
    logger,
    metrics,
    clock,
    ids: makeId,
    settings: {
      host: config.host,
      port: config.port,
      sharePort: order.isForked,
      readableRate: config.readableRate,
      maxConnectionsPerAddress: config.maxConnectionsPerAddress,
      maxHandshakesPerAddress: config.maxHandshakesPerAddress,
      trustedProxies: config.trustedProxies,
      gatewayId: makeId("g", Date.now()),
    },
    isPolicyLoaded: () => true,
    policySettled: settled,
    extraHttp,
  });
  const stopGauge = gaugeBus(() => bus.isUp(), metrics);
  await gateway.replayed();
  return {
    port: gateway.port,
    notices: [],
    async stop() {
      stopGauge();
      await gateway.stop();
      await reviewQueue[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
    },
  };
}

/** What checks a token: our secret, the identity service's keys, or both. */
export function tokenKeys(order: ChildOrder): { secret?: Uint8Array; jwksUrl?: string } {
  const { jwksUrl } = order.config;
  return {
    ...(order.secret === null ? {} : { secret: new TextEncoder().encode(order.secret) }),
    ...(jwksUrl === null ? {} : { jwksUrl }),
  };
}

/** @returns how to stop it. */
export function gaugeBus(isUp: () => boolean, metrics: Metrics): () => void {
  const tell = (): void => metrics.gauge("weir_bus_up", isUp() ? 1 : 0);
  tell();
  const timer = setInterval(tell, BUS_GAUGE_MS);
  timer.unref();
  return () => clearInterval(timer);
}
