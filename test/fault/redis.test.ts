// Redis goes and comes back while a sale runs on two gateways: chat goes on in each, holds are refused,
// what was decided meanwhile arrives, and both heal without a restart.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatClient } from "../support/chat-client.ts";
import { type RedisServer, startRedis } from "../support/redis-server.ts";
import { callApi, enter, heldText } from "../support/weir-api.ts";
import { childNamed, startWeir, stopInTime, type WeirProcess } from "../support/weir-process.ts";

const ROOM = "room";
const PATIENCE = { timeout: 20_000, interval: 300 };
let redis: RedisServer;
let weir: WeirProcess;
/** Another gateway, as on another machine. */
let other: WeirProcess;

beforeAll(async () => {
  redis = await startRedis({ aof: true });
  const env = { REDIS_URL: redis.url };
  weir = await startWeir({ env });
  other = await startWeir({ env, args: ["--role", "gateway"] });
});
afterAll(async () => {
  await other.stop();
  await weir.stop();
  await redis.stop();
});

interface ListedCase {
  readonly id: string;
  readonly version: number;
}

async function caseOf(text: string): Promise<ListedCase> {
  const found = async (): Promise<ListedCase | undefined> => {
    const { body } = await callApi(weir, "GET /v1/cases?status=open");
    const { items } = body as { items: readonly (ListedCase & { message: { text: string } })[] };
    return items.find(({ message }) => message.text === text);
  };
  await expect.poll(found, PATIENCE).toBeDefined();
  const listed = await found();
  if (listed === undefined) throw new Error("it was there");
  return listed;
}

/** Tries as people do, one after the other, until it is held. */
async function holdInTheEnd(user: ChatClient): Promise<string> {
  const text = heldText();
  let tries = 0;
  const status = async (): Promise<string> => {
    tries += 1;
    return (await user.say(`hold-${text}-${tries}`, text)).status;
  };
  await expect.poll(status, { ...PATIENCE, interval: 1_500 }).toBe("held");
  return text;
}

/** Each by a user of its own: nobody meets a limit. */
async function expectChatAt(at: WeirProcess, id: string): Promise<void> {
  const user = await enter(at, ROOM, `user-${id}`);
  expect(await user.say("a", `allowed ${id}`)).toMatchObject({ status: "delivered" });
  const card = "4111 1111 1111 1111";
  expect(await user.say("m", `card ${card} ${id}`)).toMatchObject({ status: "masked" });
  expect(await user.say("r", `kill yourself ${id}`)).toMatchObject({ code: "blocked" });
  const held = await user.say("h", heldText());
  expect(held).toMatchObject({ status: "rejected", code: "review_unavailable" });
  await user.close();
}

describe("Redis that goes while the service runs", { timeout: 90_000 }, () => {
  it("killed, leaves each gateway its chat, and heals when it is back", async () => {
    const here = await enter(weir, ROOM, "here");
    const there = await enter(other, ROOM, "there");
    expect(await here.say("first", "both of us see this")).toMatchObject({ status: "delivered" });
    await there.message("both of us see this");
    const waiting = await holdInTheEnd(here);
    const decided = await caseOf(waiting);
    const pids = ["gateway-1", "backoffice"].map((name) => childNamed(weir, name));

    await redis.kill();
    await expectChatAt(weir, "gone-here");
    await expectChatAt(other, "gone-there");
    const decision = await callApi(weir, `POST /v1/cases/${decided.id}/decision`, {
      decision: "release",
      version: decided.version,
    });
    expect(decision.status).toBe(200);

    await redis.restart();
    await here.message(waiting);
    await there.message(waiting);
    // What was said on either side meanwhile is told to the other.
    await here.message("allowed gone-there");
    await there.message("allowed gone-here");
    await caseOf(await holdInTheEnd(there));
    expect(await here.say("back", "one room again")).toMatchObject({ status: "delivered" });
    await there.message("one room again");
    expect(["gateway-1", "backoffice"].map((name) => childNamed(weir, name))).toEqual(pids);
  });

  it("when it only hangs, delays chat by its time limit and no more", async () => {
    process.kill(redis.pid, "SIGSTOP");
    try {
      await expectChatAt(weir, "hung");
    } finally {
      process.kill(redis.pid, "SIGCONT");
    }
    await caseOf(await holdInTheEnd(await enter(weir, ROOM, "patient")));
  });

  it("does not hold up a stop", async () => {
    await redis.kill();
    expect(await Promise.all([stopInTime(other), stopInTime(weir)])).toEqual([0, 0]);
    expect(weir.stderr()).not.toContain("child.killed");
  });
});
