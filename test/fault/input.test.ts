// What bad frames, handshakes and policies get from a running weir: an error to their sender, and
// everybody else goes on.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatClient } from "../support/chat-client.ts";
import { connect } from "../support/chat-client.ts";
import { policyFolder } from "../support/small-policy.ts";
import { tokenFor } from "../support/tokens.ts";
import { callApi, enter } from "../support/weir-api.ts";
import { failToStart, SHIPPED, startWeir, type WeirProcess } from "../support/weir-process.ts";

const ROOM = "input-room";
let weir: WeirProcess;
let witness: ChatClient;
let senders = 0;

beforeAll(async () => {
  weir = await startWeir({ policy: SHIPPED });
  witness = await enter(weir, ROOM, "witness");
});
afterAll(async () => {
  await witness.close();
  await weir.stop();
});

const newSender = (): Promise<ChatClient> => enter(weir, ROOM, `sender-${(senders += 1)}`);

/** Chat of somebody else flows. */
async function expectChatGoesOn(): Promise<void> {
  const other = await newSender();
  const text = `hello from the ${senders}. of them`;
  expect(await other.say("c1", text)).toMatchObject({ status: "delivered" });
  await witness.message(text);
  await other.close();
}

const nested = (depth: number): string =>
  `{"op":"send","id":"c1","text":"x","meta":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`;

describe("a frame that cannot be read", () => {
  it.each([
    ["garbage", "{nope", "bad_frame"],
    ["nothing", "", "bad_frame"],
    ["a number", "7", "bad_frame"],
    ["null", "null", "bad_frame"],
    ["an array", '[{"op":"send"}]', "bad_frame"],
    ["binary", Buffer.from([0xff, 0xfe, 0x00]), "bad_frame"],
    ["nesting nine deep", nested(9), "bad_frame"],
    ["nesting as deep as a frame can hold", nested(2_700), "bad_frame"],
    ["brackets without end", "[".repeat(16_384), "bad_frame"],
    ["no op", '{"id":"c1","text":"x"}', "bad_frame"],
    ["an unknown op", '{"op":"dance","id":"c1"}', "unknown_op"],
    ["an op of Object's own", '{"op":"__proto__","id":"c1"}', "unknown_op"],
    ["a text that is no string", '{"op":"send","id":"c1","text":7}', "bad_frame"],
    ["an id that is too long", `{"op":"send","id":"${"x".repeat(65)}","text":"x"}`, "bad_frame"],
    ["modes that are no object", '{"op":"modes","id":"c1","set":7}', "bad_frame"],
  ])("%s gets an error; its sender and the room go on", async (_, frame, code) => {
    const sender = await newSender();
    sender.socket.send(frame);
    expect((await sender.error()).code).toBe(code);
    const text = `still here: ${senders}`;
    expect(await sender.say("after", text)).toMatchObject({ status: "delivered" });
    await witness.message(text);
    await sender.close();
  });

  it("larger than 16 KiB closes its sender with 1009, and the room goes on", async () => {
    const sender = await newSender();
    sender.socket.send("x".repeat(16_385));
    expect(await sender.closed).toMatchObject({ code: 1009 });
    await expectChatGoesOn();
  });

  it("text that is not UTF-8 closes its sender, and the room goes on", async () => {
    const sender = await newSender();
    sender.socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false });
    expect([1006, 1007]).toContain((await sender.closed).code);
    await expectChatGoesOn();
  });

  it("again and again closes its sender with 4029, and the room goes on", async () => {
    const sender = await newSender();
    for (let n = 0; n < 20; n += 1) sender.socket.send("{");
    expect(await sender.closed).toMatchObject({ code: 4029 });
    await expectChatGoesOn();
  });
});

describe("a text with lone surrogates", () => {
  it("is a message like any other, and reads as JSON at every viewer", async () => {
    const sender = await newSender();
    const text = "half \ud83d of a pair \udc00";
    expect(await sender.say("c1", text)).toMatchObject({ status: "delivered" });
    await witness.message(text);
    await sender.close();
  });
});

describe("a handshake", () => {
  const user = { room: ROOM };
  it.each([
    ["without a token", () => Promise.resolve(null), 401, "no_token"],
    ["with a token that is none", () => Promise.resolve("a.b.c"), 401, "bad_token"],
    [
      "with another's signature",
      () => tokenFor("u_1", { ...user, secret: new Uint8Array(32) }),
      401,
      "bad_token",
    ],
    ["with an expired token", () => tokenFor("u_1", { ttlSeconds: -60 }), 401, "token_expired"],
    ["of another room", () => tokenFor("u_1", { room: "elsewhere" }), 403, "room_forbidden"],
  ])("%s is refused with a reason", async (_, makeToken, status, code) => {
    const refused = connect(weir.port, ROOM, await makeToken());
    await expect(refused).rejects.toMatchObject({ status, code });
    await expectChatGoesOn();
  });
});

describe("a policy with a mistake", () => {
  const folder = policyFolder();
  const yaml = join(folder, "policy.yaml");
  afterAll(() => rmSync(folder, { recursive: true }));

  const BAD_REGEX =
    "languages: [en]\nrules:\n  - {id: r, category: spam, severity: 2, pattern: '(a'}\n";
  const NO_FILE = "lists:\n  - {id: l, file: en/gone.txt, category: hate, severity: 2}\n";

  it.each([
    ["a bad regex", BAD_REGEX, /policy\.yaml:3:\d+: /],
    ["a missing list file", NO_FILE, /policy\.yaml:2:\d+: .*en\/gone\.txt/],
  ])("%s is named with file and line by weir policy validate, exit 1", async (_, text, place) => {
    writeFileSync(yaml, text);
    const { code, stderr } = await failToStart(["policy", "validate", folder]);
    expect(code).toBe(1);
    expect(stderr).toMatch(place);
  });

  it.each([
    ["a bad regex", BAD_REGEX, 3],
    ["a missing list file", NO_FILE, 2],
  ])("%s is refused whole while chat flows; the old one stays in force", async (_, text, line) => {
    const before = await callApi(weir, "GET /v1/policies");
    const files = { "policy.yaml": text };
    const reply = await callApi(weir, "POST /v1/policies", { files });
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({
      error: { code: "policy_invalid", details: { problems: [{ file: "policy.yaml", line }] } },
    });
    expect(await callApi(weir, "GET /v1/policies")).toEqual(before);
    const sender = await newSender();
    expect(await sender.say("c1", `you piece of shit ${senders}`)).not.toMatchObject({
      status: "delivered",
    });
    await sender.close();
    await expectChatGoesOn();
  });

  it("that was mended is taken, and gateways judge by it at once", async () => {
    const text = "lists:\n  - {id: l, file: l.txt, category: hate, severity: 4}\n";
    const files = { "policy.yaml": text, "l.txt": "zonk\n" };
    const { body } = await callApi(weir, "POST /v1/policies", { files });
    expect(body).toMatchObject({ version: expect.any(String) });
    const { version } = body as { version: string };
    await callApi(weir, `POST /v1/policies/${version}/activate`);
    const sender = await newSender();
    await expect
      .poll(async () => sender.say(`z${(senders += 1)}`, `zonk ${senders}`), { interval: 300 })
      .toMatchObject({ status: "rejected", code: "blocked", category: "hate" });
    await sender.close();
  });
});
