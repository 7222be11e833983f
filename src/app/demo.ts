// The demo process: the simulated sale's crowd, on real sockets, steered over the bus.
import { signToken } from "../api/sign-token.ts";
import { startCrowd } from "../demo/crowd.ts";
import { createSale } from "../demo/sale.ts";
import { AppError } from "../domain/errors.ts";
import type { Role } from "../domain/message.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import { createMetrics } from "../ops/metrics.ts";
import type { ChildOrder, DemoOrder, RunningProcess } from "./child-order.ts";
import { chooseBus } from "./choose-bus.ts";

export const DEMO_ROOM = "demo";
export const DEMO_RATE_QUESTION = "demo.rate";
export const MAX_DEMO_RATE = 200;
const TOKEN_SECONDS = 24 * 3_600;
const DAY_MS = 86_400_000;

/** Errors: AppError `demo_needs_secret` when tokens are made elsewhere (JWKS). */
export async function startDemo(
  order: ChildOrder,
  demo: DemoOrder,
  logger: Logger,
): Promise<RunningProcess> {
  const { secret, config } = order;
  if (secret === null) {
    throw new AppError("demo_needs_secret", "--demo makes its own tokens: set WEIR_JWT_SECRET");
  }
  const bus = await chooseBus(order, logger, createMetrics(order.name));
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  const crowd = startCrowd({
    url: `ws://${host}:${config.port}/v1/rooms/${DEMO_ROOM}/chat`,
    viewers: demo.viewers,
    sale: createSale({ viewers: demo.viewers, random: Math.random }),
    ratePerSec: demo.ratePerSec,
    logger,
    token: (viewer) => demoToken(secret, viewer),
  });
  let { ratePerSec } = demo;
  // null asks for the pace, a number sets it.
  bus.serve(DEMO_RATE_QUESTION, (body) => {
    if (typeof body === "number") {
      ratePerSec = Math.min(Math.max(body, 0), MAX_DEMO_RATE);
      crowd.setRate(ratePerSec);
    }
    return Promise.resolve(ratePerSec);
  });
  return {
    port: 0,
    notices: [],
    async stop() {
      await crowd.stop();
      await bus[Symbol.asyncDispose]();
    },
  };
}

const NAMES = ["Aki", "みなと", "Sora", "ひなた", "Ren", "さくら", "Leo", "あおい", "Kai", "ゆい"];

function demoToken(secret: string, viewer: number): Promise<string> {
  const isSeller = viewer < 0;
  const role: Role = isSeller ? "seller" : "viewer";
  const name = isSeller ? "Shop Weir 店主" : `${NAMES[viewer % NAMES.length] ?? "Viewer"}${viewer}`;
  const nowMs = Date.now();
  const order = {
    user: isSeller ? "u_demo_seller" : `u_demo_${viewer}`,
    name,
    room: DEMO_ROOM,
    role,
    attrs: {
      accountCreatedAt: nowMs - (1 + (viewer + 1) * 9) * DAY_MS,
      purchases: Math.max(viewer, 0) % 4,
      lang: viewer % 2 === 0 ? "ja" : "en",
    },
    ttlSeconds: TOKEN_SECONDS,
  };
  return signToken(new TextEncoder().encode(secret), order, nowMs);
}
