// A disk that takes no more: holds and decisions are refused with a reason, chat and reading go on,
// nothing that was answered is lost, and it heals by itself.
//
// The kernel's limit on file sizes is lowered for the running backoffice: every write to the store
// fails as on a full disk, on any machine and without a mount. That SQLite's own "full" is met in
// the same way is tested in test/contract/review-queue.test.ts.
import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import type { ChatClient } from "../support/chat-client.ts";
import { callApi, enter, heldText } from "../support/weir-api.ts";
import { childNamed, startWeir } from "../support/weir-process.ts";

const ROOM = "room";
const PATIENCE = { timeout: 10_000, interval: 200 };
const opened: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** Of util-linux, which every Debian has. */
const PROGRAM = "prlimit";

/** The soft limit only: a user may raise it again. */
function limitFiles(pid: number, bytes: number | "unlimited"): void {
  execFileSync(PROGRAM, ["--pid", `${pid}`, `--fsize=${bytes}:`]);
}

async function holdOne(user: ChatClient, id: string): Promise<string> {
  const text = heldText();
  expect(await user.say(id, text)).toMatchObject({ status: "held" });
  return text;
}

interface ListedCase {
  readonly id: string;
  readonly version: number;
  readonly message: { readonly text: string };
}

describe("a store whose disk is full", () => {
  it("refuses what it cannot keep, keeps what it has, and heals", { timeout: 60_000 }, async () => {
    const weir = await startWeir();
    opened.push(() => weir.stop());
    const user = await enter(weir, ROOM, "u_1");
    const viewer = await enter(weir, ROOM, "u_2");
    const openCases = async (): Promise<readonly ListedCase[]> => {
      const { status, body } = await callApi(weir, "GET /v1/cases?status=open");
      expect(status).toBe(200);
      return (body as { items: readonly ListedCase[] }).items;
    };
    const textsOfCases = async () => (await openCases()).map(({ message }) => message.text);
    const before = await holdOne(user, "before");
    await expect.poll(textsOfCases, PATIENCE).toEqual([before]);
    const [found] = await openCases();
    const release = (): Promise<unknown> =>
      callApi(weir, `POST /v1/cases/${found?.id}/decision`, {
        decision: "release",
        version: found?.version,
      });

    const backoffice = childNamed(weir, "backoffice");
    limitFiles(backoffice, 0);
    const refused = await user.say("full", heldText());
    expect(refused).toMatchObject({ status: "rejected", code: "review_unavailable" });
    expect(await viewer.say("on", "chat goes on")).toMatchObject({ status: "delivered" });
    expect(await release()).toMatchObject({
      status: 503,
      body: { error: { code: "store_unavailable" } },
    });
    expect(await textsOfCases()).toEqual([before]);
    const health = await fetch(`http://127.0.0.1:${weir.consolePort}/healthz`);
    expect(health.status).toBe(200);

    limitFiles(backoffice, "unlimited");
    const after = await holdOne(user, "after");
    // In whatever order: priority counts the viewers there were, and that is not asked here.
    const sorted = async () => (await textsOfCases()).toSorted();
    await expect.poll(sorted, PATIENCE).toEqual([before, after].toSorted());
    expect(await release()).toMatchObject({ status: 200 });
    await viewer.message(before);
    expect(childNamed(weir, "backoffice")).toBe(backoffice);
  });
});
