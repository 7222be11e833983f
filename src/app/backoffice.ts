// A backoffice process: store, review, enforcement, classifier, policies and the HTTP API, put together.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startApi } from "../api/server.ts";
import { createTokenVerifier } from "../api/tokens.ts";
import { createClassifier } from "../classifier/classifier.ts";
import type { ApiDeps, Readiness } from "../api/deps.ts";
import type { Bus } from "../domain/ports/bus.ts";
import type { ReviewQueueConsumer } from "../domain/ports/review-queue.ts";
import type { Store } from "../domain/ports/store.ts";
import type { Logger, Metrics } from "../domain/ports/telemetry.ts";
import { makeId } from "../ops/ids.ts";
import { createMetrics, type ProcessMetrics } from "../ops/metrics.ts";
import { openStore } from "../store/store.ts";
import { createServices, type Services } from "./backoffice-services.ts";
import type { ChildOrder, RunningProcess } from "./child-order.ts";
import { chooseBus } from "./choose-bus.ts";
import { makeFirstAccount, setDemoPassword } from "./first-sign-in.ts";
import { gaugeBus, tokenKeys } from "./gateway.ts";
import { modelFile, packageRoot, shippedPolicyDir } from "./paths.ts";
import { readPolicyFolder } from "./policy-folder.ts";
import { openReviewConsumer } from "./review-queue.ts";

const QUEUE_GAUGE_MS = 5_000;

/** Errors: AppError of whatever could not start (store, policy, port, Redis). */
export async function startBackoffice(order: ChildOrder, logger: Logger): Promise<RunningProcess> {
  const { config } = order;
  const metrics = createMetrics(order.name);
  const clock = { now: Date.now };
  const folder = await readPolicyFolder(config.policyDir ?? shippedPolicyDir());
  const { databaseUrl, dataDir } = config;
  const store = await openStore({ databaseUrl, dataDir, clock });
  await store.migrate();
  // Hashing a password takes a third of a second of another thread: it runs beside the rest.
  const signIn = prepareSignIn(order, store);
  // Awaited at the end; until then another part's failure may end the start first.
  signIn.catch(() => undefined);
  const bus = await chooseBus(order, logger, metrics);
  const services = await createServices({
    store,
    bus,
    clock,
    logger,
    metrics,
    folder,
    classifier: createClassifier(await readFile(modelFile())),
    makeId: (prefix) => makeId(prefix, Date.now()),
  });
  const queue = { bus, redisUrl: config.redisUrl, logger, metrics, clock };
  const consumer = await openReviewConsumer({ ...queue, store });
  const api = await startApi({
    host: config.host,
    port: config.consolePort,
    staticDir: join(packageRoot(), "dist/web/console"),
    deps: { ...apiDeps(order, services, metrics, logger, () => readiness(store, bus)), store },
  });
  await services.start();
  consumer.consume(services.takeItem);
  const stopGauges = [gaugeBus(() => bus.isUp(), metrics), gaugeQueue(consumer, metrics, logger)];
  return {
    port: api.port,
    notices: await signIn,
    async stop() {
      for (const stopGauge of stopGauges) stopGauge();
      await api.stop();
      await consumer[Symbol.asyncDispose]();
      await services[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** @returns lines for the terminal. */
async function prepareSignIn(order: ChildOrder, store: Store): Promise<readonly string[]> {
  if (order.demo !== null) {
    await setDemoPassword(store, order.demo.password, Date.now());
    return [];
  }
  const first = await makeFirstAccount(store, Date.now());
  return first === undefined ? [] : [first];
}

function apiDeps(
  order: ChildOrder,
  services: Services,
  metrics: ProcessMetrics,
  log: Logger,
  ready: () => Promise<Readiness>,
): Omit<ApiDeps, "store"> {
  const { review, enforcement, rooms, policies, moderation, live, settled } = services;
  return {
    review,
    enforcement,
    rooms,
    policies,
    moderation,
    live,
    settled,
    tokens: createTokenVerifier(tokenKeys(order)),
    clock: { now: Date.now },
    log,
    metrics,
    metricsText: () => metrics.text(),
    ready,
    trustedProxies: order.config.trustedProxies,
  };
}

async function readiness(store: Store, bus: Bus): Promise<Readiness> {
  const isStoreUp = await store.ping().then(
    () => true,
    () => false,
  );
  const parts = { store: isStoreUp, bus: bus.isUp() };
  return { ready: parts.store && parts.bus, parts };
}

/** @returns how to stop it. */
function gaugeQueue(consumer: ReviewQueueConsumer, metrics: Metrics, logger: Logger): () => void {
  async function tell(): Promise<void> {
    try {
      const depth = await consumer.depth();
      for (const state of ["waiting", "active", "dead"] as const) {
        metrics.gauge("weir_queue_depth", depth[state], { state });
      }
    } catch (error) {
      logger.warn("queue.uncounted", { error: error instanceof Error ? error.name : "" });
    }
  }
  const timer = setInterval(() => void tell(), QUEUE_GAUGE_MS);
  return () => clearInterval(timer);
}
