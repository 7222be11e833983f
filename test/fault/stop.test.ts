// SIGTERM: clients are sent away with 1001, everything ends by itself within 5 s, and no held message is lost.
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { openCaseMessages, startHolding } from "../support/holding.ts";
import { tokenFor } from "../support/tokens.ts";
import { enter } from "../support/weir-api.ts";
import { startWeir, stopInTime, untilGone, type WeirProcess } from "../support/weir-process.ts";

const opened: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** A console's live events. */
async function openEvents(weir: WeirProcess): Promise<{ readonly closed: Promise<number> }> {
  const token = await tokenFor("admin", { role: "admin" });
  const socket = new WebSocket(`ws://127.0.0.1:${weir.consolePort}/v1/events?token=${token}`);
  await once(socket, "open");
  return { closed: new Promise((resolve) => socket.once("close", resolve)) };
}

describe("SIGTERM", { timeout: 60_000 }, () => {
  it("closes chat and console sockets with 1001, ends all processes, exit 0", async () => {
    const weir = await startWeir({ args: ["--shards", "2"] });
    opened.push(() => weir.kill());
    const children = weir.childPids();
    expect(children).toHaveLength(3);
    const users = Array.from({ length: 20 }, (_, n) => enter(weir, "room", `u_${n}`));
    const clients = await Promise.all(users);
    const desk = await openEvents(weir);
    // One that never answers must not hold the others up.
    clients[0]?.socket.pause();
    expect(await stopInTime(weir)).toBe(0);
    for (const client of clients.slice(1)) expect((await client.closed).code).toBe(1001);
    expect(await desk.closed).toBe(1001);
    await Promise.all(children.map((pid) => untilGone(pid)));
    clients[0]?.socket.terminate();
  });

  it("while messages are being held loses none", async () => {
    const weir = await startWeir();
    opened.push(() => weir.kill());
    const holding = startHolding(weir.port, "room");
    opened.push(() => holding.stop());
    await holding.until(30);
    expect(await stopInTime(weir)).toBe(0);
    await holding.stop();
    const again = await startWeir({ dataDir: weir.dataDir });
    opened.push(() => again.stop());
    await expect
      .poll(
        async () => {
          const cases = await openCaseMessages(again.consolePort);
          return [...holding.held].filter((id) => !cases.has(id));
        },
        { timeout: 20_000, interval: 300 },
      )
      .toEqual([]);
  });
});
