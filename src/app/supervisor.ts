// The parent of all processes on one machine: forks them, carries their bus, restarts what dies.
//
// States of a child: starting -> ready -> (exited -> waiting -> starting ...) ; any -> stopping.
// A child that fails before everything was ready once stops the start: a wrong setting must not
// be retried for ever. Later it is restarted, with a wait that doubles from 100 ms to 5 s.
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createIpcHub, type IpcHub } from "../bus/ipc-hub.ts";
import { AppError } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import { childEnvironment } from "../ops/config.ts";
import { makeId } from "../ops/ids.ts";
import { STOP_MS } from "../ops/lifecycle.ts";
import { isChildReport, type ChildOrder, type ChildReport } from "./child-order.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** A child that lived so long has recovered: its next wait is short again. */
const STEADY_MS = 30_000;
/** A policy that was not compiled with Weir is compiled first: 20 s for a large one, or more. */
const START_MS = 120_000;
const CHILD_FILE = fileURLToPath(new URL("./child.js", import.meta.url));

export interface Supervisor {
  /** Resolves when every child is ready. Errors: AppError of the child that failed. */
  start(): Promise<ReadonlyMap<string, ChildReport & { weir: "ready" }>>;
  stop(): Promise<void>;
}

interface Slot {
  order: ChildOrder;
  child: ChildProcess | undefined;
  startedAt: number;
  waitMs: number;
  timer: NodeJS.Timeout | undefined;
}

export function createSupervisor(orders: readonly ChildOrder[], logger: Logger): Supervisor {
  const hub = createIpcHub({ logger, now: Date.now, makeEpoch: () => makeId("e", Date.now()) });
  const slots: Slot[] = orders.map((order) => ({
    order,
    child: undefined,
    startedAt: 0,
    waitMs: FIRST_WAIT_MS,
    timer: undefined,
  }));
  let isStopping = false;

  function spawn(slot: Slot, onReport: (report: ChildReport) => void): ChildProcess {
    slot.startedAt = Date.now();
    const child = fork(CHILD_FILE, [], {
      env: childEnvironment(JSON.stringify(slot.order)),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      serialization: "json",
    });
    slot.child = child;
    attach(hub, slot, child, onReport);
    child.once("exit", (code, signal) => {
      slot.child = undefined;
      onReport({
        weir: "failed",
        code: "child_exited",
        text: `${slot.order.name} ended while starting (${signal ?? code ?? "?"})`,
      });
      if (!isStopping) restartLater(slot, code, signal);
    });
    return child;
  }

  function restartLater(slot: Slot, code: number | null, signal: string | null): void {
    if (!hasStarted) return;
    if (Date.now() - slot.startedAt > STEADY_MS) slot.waitMs = FIRST_WAIT_MS;
    const facts = { child: slot.order.name, code, signal, waitMs: slot.waitMs };
    logger.warn("child.exited", facts);
    slot.timer = setTimeout(() => {
      spawn(slot, (report) => {
        if (report.weir === "ready") logger.info("child.restarted", { child: slot.order.name });
      });
    }, slot.waitMs);
    slot.waitMs = Math.min(slot.waitMs * 2, LONGEST_WAIT_MS);
  }

  let hasStarted = false;

  async function start(): Promise<ReadonlyMap<string, ChildReport & { weir: "ready" }>> {
    const ready = new Map<string, ChildReport & { weir: "ready" }>();
    const startSlot = async (slot: Slot): Promise<void> => {
      ready.set(slot.order.name, await firstReport(slot, spawn));
    };
    await Promise.all(slots.filter((slot) => slot.order.role !== "demo").map(startSlot));
    // The demo's viewers connect to the gateway like any client: they need its port.
    const port = ready.get("gateway-1")?.port;
    for (const slot of slots.filter(({ order }) => order.role === "demo")) {
      const { order } = slot;
      slot.order = { ...order, config: { ...order.config, port: port ?? order.config.port } };
      await startSlot(slot);
    }
    hasStarted = true;
    return ready;
  }

  async function stop(): Promise<void> {
    isStopping = true;
    for (const slot of slots) clearTimeout(slot.timer);
    await Promise.all(slots.map((slot) => endChild(slot.child, logger, slot.order.name)));
    await hub[Symbol.asyncDispose]();
  }

  return { start, stop };
}

function attach(
  hub: IpcHub,
  slot: Slot,
  child: ChildProcess,
  onReport: (report: ChildReport) => void,
): void {
  hub.attach(child, slot.order.name);
  child.on("message", (message) => {
    if (isChildReport(message)) onReport(message);
  });
}

function firstReport(
  slot: Slot,
  spawn: (slot: Slot, onReport: (report: ChildReport) => void) => ChildProcess,
): Promise<ChildReport & { weir: "ready" }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new AppError("start_timeout", `${slot.order.name} was not ready in ${START_MS} ms`));
    }, START_MS);
    spawn(slot, (report) => {
      clearTimeout(timer);
      if (report.weir === "ready") resolve(report);
      else reject(new AppError(report.code, report.text));
    });
  });
}

/** SIGTERM, then SIGKILL when it has not ended within the stop time. */
function endChild(child: ChildProcess | undefined, logger: Logger, name: string): Promise<void> {
  if (child === undefined || child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      logger.warn("child.killed", { child: name });
      child.kill("SIGKILL");
    }, STOP_MS);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
