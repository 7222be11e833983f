// A viewer that stops reading a busy room: its backlog is bounded, it is closed with 3008, and nobody else notices.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatClient } from "../support/chat-client.ts";
import { policyFolder } from "../support/small-policy.ts";
import { enter } from "../support/weir-api.ts";
import { childNamed, startWeir, type WeirProcess } from "../support/weir-process.ts";

const ROOM = "room";
const SENDERS = 16;
const SLOW = 10;
/** As much as a message may carry: what the kernel buffers for a socket is full soon. */
const META = { filler: "x".repeat(2_000) };
/** Under LIMITS.framesPerSecond. */
const SEND_GAP_MS = 40;

let weir: WeirProcess;

beforeAll(async () => {
  const most = "{burst: 10000, perSecond: 10000}";
  const limits = `limits: {user: ${most}, address: ${most}, room: {perSecond: 10000}}\n`;
  const policy = policyFolder({ "policy.yaml": limits });
  const env = { WEIR_READABLE_RATE: "0" };
  weir = await startWeir({ env, policy });
});
afterAll(() => weir.stop());

/** Resident memory of the gateway, MiB. */
function memoryMib(): number {
  const status = readFileSync(`/proc/${childNamed(weir, "gateway-1")}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}

async function viewersOfMetrics(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${weir.port}/metrics`)).text();
  return Number(/^weir_connections\{[^}]*\} (\d+)/m.exec(text)?.[1]);
}

describe("viewers that do not read", () => {
  it("are closed with 3008; the others miss nothing", { timeout: 60_000 }, async () => {
    const enterAs = (name: string, count: number): Promise<readonly ChatClient[]> =>
      Promise.all(Array.from({ length: count }, (_, n) => enter(weir, ROOM, `${name}-${n}`)));
    const quick = await enter(weir, ROOM, "quick");
    const slow = await enterAs("slow", SLOW);
    const senders = await enterAs("sender", SENDERS);
    const before = memoryMib();
    for (const client of slow) client.socket.pause();

    let sent = 0;
    const timer = setInterval(() => {
      for (const sender of senders) {
        sent += 1;
        sender.send({ op: "send", id: `c${sent}`, text: `message ${sent}`, meta: META });
      }
    }, SEND_GAP_MS);
    const others = 1 + SENDERS;
    try {
      await expect.poll(viewersOfMetrics, { timeout: 40_000, interval: 250 }).toBe(others);
    } finally {
      clearInterval(timer);
    }
    // 1 MiB each, and what a process of this size takes for itself while it is busy.
    expect(memoryMib() - before).toBeLessThan(SLOW * 1 + 100);
    expect(await quick.say("last", "the last one")).toMatchObject({ status: "delivered" });
    await quick.message("the last one");
    expect(quick.texts).toHaveLength(sent + 1);
    for (const client of slow) {
      client.socket.resume();
      expect((await client.closed).code).toBe(3008);
      // What came before the close is without a gap: it can go on from there.
      const numbers = client.frames.flatMap((frame) => (frame.op === "message" ? [frame.seq] : []));
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    }
    for (const client of [quick, ...senders]) await client.close();
  });
});
