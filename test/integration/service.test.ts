// The whole life of a message in a started service: two gateways, a backoffice, real sockets and HTTP.
//
// Everything here is what docs/protocol.md and docs/api.md promise to somebody who has only these.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { shippedPolicyDir } from "../../src/app/paths.ts";
import { readPolicyFolder } from "../../src/app/policy-folder.ts";
import { type ChatClient, connect, type ConnectOptions, Refused } from "../support/chat-client.ts";
import {
  apiOf,
  auditPage,
  casePage,
  caseView,
  conflictBody,
  type LiveListener,
  sanction,
  type ServiceApi,
  userView,
} from "../support/service-api.ts";
import { type TokenWish, tokenFor } from "../support/tokens.ts";
import { SHIPPED, startWeir, type WeirProcess } from "../support/weir-process.ts";

const DOUBTFUL = "dm me on telegram for cheaper prices";

let weir: WeirProcess;
let admin: ServiceApi;
let moderator: ServiceApi;
let live: LiveListener;
let users = 0;
let rooms = 0;
const clients: ChatClient[] = [];
const newRoom = (): string => `room-${(rooms += 1)}`;

beforeAll(async () => {
  weir = await startWeir({ args: ["--shards", "2"], policy: SHIPPED });
  admin = await apiOf(weir, "boss", { role: "admin" });
  moderator = await apiOf(weir, "mo", { role: "moderator", name: "Mo" });
  live = await admin.listen();
}, 40_000);

afterAll(async () => {
  live.close();
  for (const client of clients) client.socket.terminate();
  await weir.stop();
});

interface Member {
  readonly id: string;
  readonly chat: ChatClient;
}

async function join(room: string, wish: TokenWish & ConnectOptions = {}): Promise<Member> {
  const id = `u_${(users += 1)}`;
  const chat = await connect(weir.port, room, await tokenFor(id, { room, ...wish }), wish);
  clients.push(chat);
  await chat.next("welcome");
  return { id, chat };
}

/** Enough viewers to be on both gateways, as good as surely. */
function joinSeveral(room: string): Promise<readonly Member[]> {
  return Promise.all(Array.from({ length: 6 }, () => join(room)));
}

async function holdOne(room: string) {
  const sender = await join(room);
  const result = await sender.chat.say("c1", DOUBTFUL);
  if (result.status !== "held") throw new Error(`not held: ${JSON.stringify(result)}`);
  const { messageId } = result;
  return { sender, messageId, item: await moderator.caseOf(messageId) };
}

function decide(id: string, order: object) {
  return moderator.get(caseView, `POST /v1/cases/${id}/decision`, order);
}

function auditOf(subject: string) {
  return admin.get(auditPage, `GET /v1/audit?subject=${encodeURIComponent(subject)}`);
}

describe("a clean message", () => {
  it("is at every viewer of both gateways, in one order and without gaps", async () => {
    const room = newRoom();
    const viewers = await joinSeveral(room);
    const seller = await join(room, { role: "seller" });
    for (let n = 1; n <= 20; n += 1) await seller.chat.say(`c${n}`, `lot ${n}`);
    for (const { chat } of viewers) {
      await chat.message("lot 20");
      const seqs = chat.frames.flatMap((frame) => (frame.op === "message" ? [frame.seq] : []));
      expect(seqs).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    }
  });
});

describe("a held message", () => {
  it("waits, is claimed, released with its own time, undone, rejected and undone again", async () => {
    const room = newRoom();
    const viewer = await join(room);
    const { sender, messageId, item } = await holdOne(room);
    expect(item).toMatchObject({ version: 1, status: "open", room, claimedBy: null });
    expect(item.message).toMatchObject({ id: messageId, text: DOUBTFUL });
    expect(item.reasons[0]).toMatchObject({ category: "off_platform" });
    await live.event("case.opened", ({ data }) => data["id"] === item.id);

    const claimed = await moderator.get(caseView, `POST /v1/cases/${item.id}/claim`);
    expect(claimed.claimedBy).toMatchObject({ by: "mo", name: "Mo" });
    const order = { decision: "release", version: 1 };
    expect(await admin.call(`POST /v1/cases/${item.id}/decision`, order)).toMatchObject({
      status: 409,
      body: { error: { code: "claimed" } },
    });

    const released = await decide(item.id, order);
    expect(released).toMatchObject({ status: "released", version: 2, claimedBy: null });
    const outcome = await sender.chat.next("outcome");
    expect(outcome).toMatchObject({ messageId, status: "released" });
    const shown = await viewer.chat.message(DOUBTFUL);
    expect(shown).toMatchObject({ id: messageId, released: true, at: item.message.at });
    expect(shown.seq).toBe(outcome.seq);
    expect(await decide(item.id, order)).toMatchObject({ status: "released", version: 2 });
    const late = { decision: "reject", version: 1 };
    const conflict = await admin.call(`POST /v1/cases/${item.id}/decision`, late);
    expect(conflict.status).toBe(409);
    const newer = conflictBody.parse(conflict.body).error.details.case;
    expect(newer.decision).toMatchObject({ decision: "release", by: "mo" });

    const opened = await moderator.get(caseView, `POST /v1/cases/${item.id}/undo`);
    expect(opened).toMatchObject({ status: "open", version: 3, decision: null });
    expect(await viewer.chat.next("deleted")).toMatchObject({ messageId });
    const rejected = await decide(item.id, { decision: "reject", version: 3 });
    expect(rejected.decision).toMatchObject({ decision: "reject", category: "off_platform" });
    expect(await sender.chat.next("outcome")).toMatchObject({ messageId, status: "rejected" });
    expect(await sender.chat.next("sanction")).toMatchObject({ kind: "warning" });
    const struck = await moderator.get(userView, `GET /v1/users/${sender.id}`);
    expect(struck).toMatchObject({ strikes: 1, cases: [{ id: item.id, status: "rejected" }] });

    await moderator.get(caseView, `POST /v1/cases/${item.id}/undo`);
    const pardoned = await moderator.get(userView, `GET /v1/users/${sender.id}`);
    expect(pardoned).toMatchObject({ strikes: 0, sanctions: [] });
    const { items } = await auditOf(`case:${item.id}`);
    expect(items.map(({ action }) => action).toReversed()).toEqual([
      "case.opened",
      "case.released",
      "case.undone",
      "case.rejected",
      "case.undone",
    ]);
  });

  it("mutes its sender before the decision is answered, and until it is undone", async () => {
    const { sender, item } = await holdOne(newRoom());
    const mute = { kind: "timeout", seconds: 600, reason: "twice now" };
    const order = { decision: "reject", version: 1, category: "scam", sanction: mute };
    await decide(item.id, order);
    expect(await sender.chat.say("c2", "hello?")).toMatchObject({ code: "muted" });
    expect(await sender.chat.next("sanction")).toMatchObject({
      kind: "timeout",
      category: "scam",
      reason: "twice now",
      acknowledge: false,
    });
    await moderator.get(caseView, `POST /v1/cases/${item.id}/undo`);
    expect(await sender.chat.say("c3", "hello again")).toMatchObject({ status: "delivered" });
  });

  it("expires as its rule says when nobody decides", async () => {
    const room = newRoom();
    const hold = { priority: 1, ttlSeconds: 1, onExpiry: "reject" };
    const restore = await activate(`  - id: soon-over
    category: spam
    severity: 2
    pattern: '(?i)soon over'
    action: hold
    hold: ${JSON.stringify(hold)}
`);
    const sender = await join(room);
    expect(await sender.chat.say("c1", "this is soon over")).toMatchObject({ status: "held" });
    expect(await sender.chat.next("outcome")).toMatchObject({ status: "expired" });
    const { items } = await admin.get(casePage, `GET /v1/cases?status=expired&room=${room}`);
    expect(items[0]?.decision).toMatchObject({ decision: "reject", byKind: "expiry" });
    await live.event("case.expired", (event) => event.room === room);
    await restore();
  });
});

describe("a report", () => {
  it("opens a case; rejecting it takes the message away, undoing brings it back", async () => {
    const room = newRoom();
    const [writer, viewer] = [await join(room), await join(room)];
    const sent = await writer.chat.say("c1", "trust me, I know the owner");
    if (sent.status !== "delivered") throw new Error(JSON.stringify(sent));
    const messageId = sent.messageId ?? "";
    await viewer.chat.message("trust me, I know the owner");
    viewer.chat.send({ op: "report", id: "r1", messageId, category: "scam", note: "smells" });
    expect(await viewer.chat.result("r1")).toMatchObject({ status: "delivered" });
    const item = await moderator.caseOf(messageId);
    expect(item).toMatchObject({ origin: "report", reports: [{ by: viewer.id, note: "smells" }] });
    expect(item.reasons).toMatchObject([{ category: "scam" }]);
    await decide(item.id, { decision: "reject", version: item.version });
    expect(await viewer.chat.next("deleted")).toMatchObject({ messageId });
    await moderator.get(caseView, `POST /v1/cases/${item.id}/undo`);
    expect(await viewer.chat.next("message", ({ id }) => id === messageId)).toBeDefined();
  });
});

describe("sanctions", () => {
  it("bite on every gateway once they are answered, are listed, audited and lifted", async () => {
    const room = newRoom();
    const members = await joinSeveral(room);
    for (const { id, chat } of members) {
      const order = { userId: id, room, kind: "timeout", seconds: 60, reason: "enough" };
      const made = await moderator.get(sanction, "POST /v1/sanctions", order);
      expect(await chat.say("c1", "still here")).toMatchObject({ code: "muted" });
      expect((await auditOf(`sanction:${made.id}`)).items).toMatchObject([
        { action: "sanction.created", actor: "mo", reason: "enough" },
      ]);
      await moderator.get(sanction, `DELETE /v1/sanctions/${made.id}`);
      expect(await chat.say("c2", "free")).toMatchObject({ status: "delivered" });
    }
    await live.event("sanction.lifted", (event) => event.room === room);
  });

  it("a ban clears, closes with 4503 and keeps the door shut", async () => {
    const room = newRoom();
    const [viewer, banned] = [await join(room), await join(room)];
    const order = { userId: banned.id, room, kind: "ban", reason: "out" };
    const made = await moderator.get(sanction, "POST /v1/sanctions", order);
    expect(await banned.chat.closed).toMatchObject({ code: 4503 });
    expect(await viewer.chat.next("cleared")).toEqual({ op: "cleared", userId: banned.id });
    const token = await tokenFor(banned.id, { room });
    const refused: unknown = await connect(weir.port, room, token).catch((error) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ status: 403, code: "banned" });
    await moderator.get(sanction, `DELETE /v1/sanctions/${made.id}`);
    clients.push(await connect(weir.port, room, token));
  });

  it("a warning waits for its acknowledgement, a shadow tells nobody", async () => {
    const room = newRoom();
    const [viewer, warned, shadowed] = [await join(room), await join(room), await join(room)];
    const host = await join(room, { role: "moderator" });
    host.chat.send({ op: "sanction", id: "s1", userId: warned.id, kind: "warning", reason: "!" });
    await host.chat.result("s1");
    const { id: sanctionId } = await warned.chat.next("sanction");
    expect(await warned.chat.say("c1", "hm")).toMatchObject({ code: "warning_pending" });
    warned.chat.send({ op: "acknowledge", id: "a1", sanctionId });
    await warned.chat.result("a1");
    expect(await warned.chat.say("c2", "sorry")).toMatchObject({ status: "delivered" });
    const order = { userId: shadowed.id, room, kind: "shadow", reason: "quiet" };
    await moderator.get(sanction, "POST /v1/sanctions", order);
    expect(await shadowed.chat.say("c1", "unseen")).toMatchObject({ status: "delivered" });
    await host.chat.say("c1", "after it");
    await viewer.chat.message("after it");
    expect(viewer.chat.texts).not.toContain("unseen");
    expect(shadowed.chat.texts).toContain("unseen");
    expect(shadowed.chat.frames.some(({ op }) => op === "sanction")).toBe(false);
  });
});

describe("modes", () => {
  it("hold on every gateway once they are answered, and are told", async () => {
    const room = newRoom();
    const members = await joinSeveral(room);
    const call = `PUT /v1/rooms/${room}/modes`;
    for (const closed of [true, false, true]) {
      expect(await moderator.call(call, { closed })).toMatchObject({ status: 200 });
      const said = members.map(({ chat }) => chat.say(`c${Math.random()}`, "anybody?"));
      const codes = (await Promise.all(said)).map((result) => result.status);
      expect(new Set(codes)).toEqual(new Set([closed ? "rejected" : "delivered"]));
    }
    expect(await members[0]?.chat.next("modes")).toEqual({ op: "modes", modes: { closed: true } });
    await live.event("room.modes", (event) => event.room === room);
  });
});

describe("withdrawing", () => {
  it("takes a message from viewers and from history", async () => {
    const room = newRoom();
    const [writer, viewer] = [await join(room), await join(room)];
    const sent = await writer.chat.say("c1", "take this away");
    const messageId = "messageId" in sent ? (sent.messageId ?? "") : "";
    const call = `DELETE /v1/rooms/${room}/messages/${messageId}?reason=asked`;
    expect(await moderator.call(call)).toMatchObject({ status: 204 });
    expect(await viewer.chat.next("deleted")).toMatchObject({ messageId, by: "moderator" });
    const late = await join(room);
    expect(JSON.stringify(late.chat.frames)).not.toContain("take this away");
    const { items } = await auditOf(`message:${messageId}`);
    expect(items).toMatchObject([{ action: "message.deleted", reason: "asked" }]);
  });
});

const policyVersion = z.object({ version: z.string() });

/** Stores and activates a policy of these rules. @returns how to go back */
async function activate(rules: string): Promise<() => Promise<void>> {
  const page = z.object({ items: z.array(policyVersion.extend({ isActive: z.boolean() })) });
  const before = (await admin.get(page, "GET /v1/policies")).items.find(({ isActive }) => isActive);
  const files = { "policy.yaml": `rules:\n${rules}` };
  const { version } = await admin.get(policyVersion, "POST /v1/policies", { files, note: "test" });
  await admin.get(policyVersion, `POST /v1/policies/${version}/activate`);
  return async () => {
    await admin.get(policyVersion, `POST /v1/policies/${before?.version ?? ""}/activate`);
  };
}

describe("a policy", () => {
  it("judges the first message after its activation, on every gateway, and so does its undoing", async () => {
    const members = await joinSeveral(newRoom());
    const say = async (id: string): Promise<readonly string[]> => {
      const said = members.map(({ chat }, n) => chat.say(id, `a purple zebra ${id} ${n}`));
      return [...new Set((await Promise.all(said)).map(({ status }) => status))];
    };
    const zebra =
      "  - {id: zebra, category: spam, severity: 3, pattern: purple zebra, action: reject}\n";
    const restore = await activate(zebra);
    expect(await say("c1")).toEqual(["rejected"]);
    await restore();
    expect(await say("c2")).toEqual(["delivered"]);
    await live.event("policy.activated", () => true);
  });

  it("that is bad is refused with its line, and the old one stays", async () => {
    const { files: shipped } = await readPolicyFolder(shippedPolicyDir());
    const yaml = shipped["policy.yaml"] ?? "";
    const files = { ...shipped, "policy.yaml": `${yaml}\nrulez: []\n` };
    const reply = await admin.call("POST /v1/policies", { files });
    const problem = { file: "policy.yaml", line: yaml.split("\n").length + 1 };
    expect(reply).toMatchObject({ status: 422, body: { error: { code: "policy_invalid" } } });
    expect(JSON.stringify(reply.body)).toContain(JSON.stringify(problem).slice(0, -1));
    const sender = await join(newRoom());
    expect(await sender.chat.say("c1", DOUBTFUL)).toMatchObject({ status: "held" });
  });
});
