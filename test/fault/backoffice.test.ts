// No backoffice: chat goes on, what would be held is refused with "try again", and it heals by itself.
import { afterEach, describe, expect, it } from "vitest";
import type { ChatClient } from "../support/chat-client.ts";
import { callApi, enter, heldText } from "../support/weir-api.ts";
import { childNamed, startWeir, type WeirProcess } from "../support/weir-process.ts";

const ROOM = "room";
const CARD = "my card is 4111 1111 1111 1111";
const opened: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function open(args: readonly string[]): Promise<{ weir: WeirProcess; user: ChatClient }> {
  const weir = await startWeir({ args });
  opened.push(() => weir.stop());
  const user = await enter(weir, ROOM, "u_1");
  return { weir, user };
}

async function expectHoldsRefused(user: ChatClient): Promise<void> {
  const refused = await user.say(`h${Math.random()}`, heldText());
  expect(refused).toMatchObject({ status: "rejected", code: "review_unavailable" });
  expect(refused).toHaveProperty("retryAfterMs", expect.any(Number));
}

async function expectChatGoesOn(user: ChatClient): Promise<void> {
  expect(await user.say("allow", "is this still up?")).toMatchObject({ status: "delivered" });
  expect(await user.say("mask", CARD)).toMatchObject({ status: "masked" });
  expect(await user.say("reject", "kill yourself")).toMatchObject({ code: "blocked" });
}

describe("a gateway", { timeout: 60_000 }, () => {
  it("without any backoffice goes on, and refuses holds", async () => {
    const { user } = await open(["--role", "gateway"]);
    await expectChatGoesOn(user);
    await expectHoldsRefused(user);
  });

  it("whose backoffice hangs goes on, refuses holds, and holds again when it is back", async () => {
    const { weir, user } = await open([]);
    const pid = childNamed(weir, "backoffice");
    process.kill(pid, "SIGSTOP");
    try {
      await expectHoldsRefused(user);
      await expectChatGoesOn(user);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    const text = heldText();
    expect(await user.say("back", text)).toMatchObject({ status: "held" });
    await expect
      .poll(async () => (await callApi(weir, "GET /v1/cases?status=open")).body, { timeout: 8_000 })
      .toMatchObject({ items: expect.arrayContaining([expectCase(text)]) });
  });
});

function expectCase(text: string): unknown {
  return expect.objectContaining({ message: expect.objectContaining({ text }) });
}
