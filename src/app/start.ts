// `weir start` as a whole: settings to processes, and the lines a person reads when they are ready.
import { randomBytes } from "node:crypto";
import type { Config, ProcessRole } from "../ops/config.ts";
import { createLogger } from "../ops/logger.ts";
import { endFailedStart, endOnFault, stopOnSignals } from "../ops/lifecycle.ts";
import type { ChildOrder, DemoOrder } from "./child-order.ts";
import { lockDataDir } from "./data-lock.ts";
import { runProcess } from "./run-process.ts";
import { loadSecret, prepareDataDir } from "./secret.ts";
import { createSupervisor } from "./supervisor.ts";
import { waitForPort } from "./wait-for-port.ts";

export interface StartOptions {
  readonly role: ProcessRole;
  readonly isDemo: boolean;
  readonly demoRatePerSec: number;
}

const DEMO_VIEWERS = 40;

/**
 * Starts and resolves when ready; signals stop it.
 * @param say writes a line for the person at the terminal.
 * Errors: AppError of whatever could not start.
 */
export async function startWeir(
  config: Config,
  options: StartOptions,
  say: (line: string) => void,
): Promise<void> {
  const startedAt = performance.now();
  if (options.role === "all") await startAll(config, options, say);
  else await startOne(config, options.role, say);
  say(`Ready in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s. Ctrl-C stops it.`);
}

async function startOne(
  config: Config,
  role: "gateway" | "backoffice",
  say: (line: string) => void,
): Promise<void> {
  prepareDataDir(config.dataDir);
  const secret = loadSecret(config);
  const logger = createLogger(role, config.log);
  const order: ChildOrder = { role, name: role, config, secret, isForked: false, demo: null };
  const running = await runProcess(order, logger).catch((error: unknown) => {
    endFailedStart();
    throw error;
  });
  for (const line of running.notices) say(line);
  say(`${role} on ${address(config.host, running.port)}`);
}

async function startAll(
  config: Config,
  options: StartOptions,
  say: (line: string) => void,
): Promise<void> {
  prepareDataDir(config.dataDir);
  const lock = await lockDataDir(config.dataDir);
  const logger = createLogger("supervisor", config.log);
  const demo: DemoOrder | null = options.isDemo
    ? {
        password: randomBytes(9).toString("base64url"),
        ratePerSec: options.demoRatePerSec,
        viewers: DEMO_VIEWERS,
      }
    : null;
  await waitForPort(config.host, config.port);
  await waitForPort(config.host, config.consolePort);
  const supervisor = createSupervisor(ordersOf(config, demo), logger);
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    await lock[Symbol.asyncDispose]();
  };
  endOnFault(logger);
  stopOnSignals(stop, logger);
  try {
    const ready = await supervisor.start();
    announce(config, ready, demo, say);
  } catch (error) {
    await stop();
    throw error;
  }
}

function ordersOf(config: Config, demo: DemoOrder | null): readonly ChildOrder[] {
  const secret = loadSecret(config);
  const common = { config, secret, isForked: true, demo };
  const orders: ChildOrder[] = [{ ...common, role: "backoffice", name: "backoffice" }];
  for (let shard = 1; shard <= config.shards; shard += 1) {
    orders.push({ ...common, role: "gateway", name: `gateway-${shard}` });
  }
  if (demo !== null) orders.push({ ...common, role: "demo", name: "demo" });
  return orders;
}

function announce(
  config: Config,
  ready: ReadonlyMap<string, { readonly port: number; readonly notices: readonly string[] }>,
  demo: DemoOrder | null,
  say: (line: string) => void,
): void {
  const gateway = address(config.host, ready.get("gateway-1")?.port ?? config.port);
  const backoffice = address(config.host, ready.get("backoffice")?.port ?? config.consolePort);
  say(`Weir is running.`);
  if (demo !== null) say(`  Sale (viewer's page)   http://${gateway}/demo`);
  say(`  Moderators' console    http://${backoffice}/`);
  if (demo !== null) say(`  Console sign-in        demo  /  ${demo.password}`);
  for (const report of ready.values()) for (const line of report.notices) say(`  ${line}`);
  say(`  Chat                   ws://${gateway}/v1/rooms/{room}/chat   (weir token --help)`);
}

function address(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
