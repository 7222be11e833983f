// Handshakes: where the token may be, what is refused and how, and limits per address.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sanction } from "../../src/domain/sanction.ts";
import { connect, Refused } from "../support/chat-client.ts";
import type { ConnectOptions } from "../support/chat-client.ts";
import type { TestGateway } from "../support/gateway.ts";
import { startTestGateway, testBus } from "../support/gateway.ts";
import { ScriptedBus } from "../support/gateway-bus.ts";
import { tokenFor } from "../support/tokens.ts";

let weir: TestGateway;
beforeAll(async () => {
  weir = await startTestGateway();
});
afterAll(() => weir[Symbol.asyncDispose]());

async function refusal(
  port: number,
  room: string,
  token: string | null,
  options: ConnectOptions = {},
): Promise<Refused> {
  try {
    const client = await connect(port, room, token, options);
    await client.close();
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
  throw new Error("the handshake was not refused");
}

function aBan(userId: string, change: Partial<Sanction> = {}): Sanction {
  return {
    id: `s_${userId}`,
    userId,
    room: null,
    kind: "ban",
    until: null,
    reason: "scam",
    category: "scam",
    acknowledge: false,
    acknowledgedAt: null,
    createdAt: Date.now(),
    by: "ladder",
    caseId: null,
    ...change,
  };
}

describe("the token", () => {
  it.each(["header", "protocol", "query"] as const)("is taken from the %s", async (tokenIn) => {
    const client = await connect(weir.port, "shop", await tokenFor("u_1"), { tokenIn });
    expect((await client.next("welcome")).user.id).toBe("u_1");
    expect(client.socket.protocol).toBe("weir.v1");
    await client.close();
  });

  it("in the header wins over the one in the sub-protocol, and that over the query's", async () => {
    const [header, query] = [await tokenFor("u_header"), await tokenFor("u_query")];
    const headers = { authorization: `Bearer ${header}` };
    const first = await connect(weir.port, "shop", query, { tokenIn: "query", headers });
    expect((await first.next("welcome")).user.id).toBe("u_header");
    await first.close();
  });

  it("may come without any sub-protocol", async () => {
    const client = await connect(weir.port, "shop", await tokenFor("u_1"), { protocol: null });
    expect((await client.next("welcome")).room).toBe("shop");
    expect(client.socket.protocol).toBe("");
    await client.close();
  });

  it("is needed: 401", async () => {
    expect(await refusal(weir.port, "shop", null)).toMatchObject({ status: 401, code: "no_token" });
  });

  it("that nobody signed is 401 bad_token", async () => {
    const secret = new TextEncoder().encode("another secret, as long as the first");
    const refused = await refusal(weir.port, "shop", await tokenFor("u_1", { secret }));
    expect(refused).toMatchObject({ status: 401, code: "bad_token" });
    expect(JSON.parse(refused.body)).toEqual({
      error: { code: "bad_token", message: expect.any(String), details: {} },
    });
  });

  it("whose time is over is 401 token_expired", async () => {
    const token = await tokenFor("u_1", { ttlSeconds: -600 });
    const refused = await refusal(weir.port, "shop", token);
    expect(refused).toMatchObject({ status: 401, code: "token_expired" });
  });

  it("of another room is 403", async () => {
    const refused = await refusal(weir.port, "shop", await tokenFor("u_1", { room: ["a", "b"] }));
    expect(refused).toMatchObject({ status: 403, code: "room_forbidden" });
  });

  it("of a banned user is 403 banned, in the ban's room only", async () => {
    const sanction = aBan("u_bad", { room: "shop" });
    weir.bus.state.set(`sanction/${sanction.id}`, { kind: "sanction", sanction });
    const refused = await refusal(weir.port, "shop", await tokenFor("u_bad"));
    expect(refused).toMatchObject({ status: 403, code: "banned" });
    const elsewhere = await weir.join("u_bad", { in: "other" });
    expect((await elsewhere.next("welcome")).room).toBe("other");
  });
});

describe("the path", () => {
  it("may hold any room id, percent-encoded", async () => {
    const room = "店 1/ライブ";
    const client = await weir.join("u_1", { in: room, room });
    expect((await client.next("welcome")).room).toBe(room);
  });

  it("with a room id that is too long is 400", async () => {
    const refused = await refusal(weir.port, "x".repeat(101), await tokenFor("u_1"));
    expect(refused).toMatchObject({ status: 400, code: "bad_room" });
    const client = await weir.join("u_1", { in: "x".repeat(100) });
    await client.next("welcome");
  });

  it("without an upgrade is 426, another one 404", async () => {
    const chat = await fetch(`http://127.0.0.1:${weir.port}/v1/rooms/shop/chat`);
    expect(chat.status).toBe(426);
    const other = await fetch(`http://127.0.0.1:${weir.port}/v1/elsewhere`);
    expect(other.status).toBe(404);
    expect(await other.json()).toMatchObject({ error: { code: "not_found" } });
  });
});

describe("limits per address", () => {
  it("lets an address hold as many connections as it may, and no more", async () => {
    await using small = await startTestGateway({ settings: { maxConnectionsPerAddress: 2 } });
    const first = await small.join("u_1");
    await small.join("u_2");
    const refused = await refusal(small.port, "shop", await tokenFor("u_3"));
    expect(refused).toMatchObject({ status: 429, code: "too_many_connections" });
    await first.close();
    await small.join("u_4");
  });

  it("lets an address knock as often a second as it may, whatever the token", async () => {
    await using small = await startTestGateway({ settings: { maxHandshakesPerAddress: 2 } });
    await refusal(small.port, "shop", null);
    await refusal(small.port, "shop", null);
    const refused = await refusal(small.port, "shop", null);
    expect(refused).toMatchObject({ status: 429, code: "too_many_handshakes" });
    small.clock.jump(1_000);
    await small.join("u_1");
  });

  it("believes X-Forwarded-For from trusted proxies only", async () => {
    const one = { settings: { maxConnectionsPerAddress: 1 } };
    const trusting = { settings: { ...one.settings, trustedProxies: ["127.0.0.1"] } };
    await using behindProxy = await startTestGateway(trusting);
    await behindProxy.join("u_1", { headers: { "x-forwarded-for": "203.0.113.1" } });
    await behindProxy.join("u_2", { headers: { "x-forwarded-for": "203.0.113.2" } });
    await using bare = await startTestGateway(one);
    await bare.join("u_1", { headers: { "x-forwarded-for": "203.0.113.1" } });
    const headers = { "x-forwarded-for": "203.0.113.2" };
    const refused = await refusal(bare.port, "shop", await tokenFor("u_2"), { headers });
    expect(refused.code).toBe("too_many_connections");
  });
});

describe("readiness", () => {
  it("waits for the bus's state; until then sockets get 503", async () => {
    const bus = new ScriptedBus();
    bus.isReplayHeld = true;
    await using weir2 = await startTestGateway({ bus });
    const base = `http://127.0.0.1:${weir2.port}`;
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    expect((await fetch(`${base}/readyz`)).status).toBe(503);
    const refused = await refusal(weir2.port, "shop", await tokenFor("u_1"));
    expect(refused).toMatchObject({ status: 503, code: "not_ready" });
    bus.replay();
    await Promise.resolve();
    const ready = await fetch(`${base}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ ready: true, state: true, policy: true });
    await weir2.join("u_1");
  });

  it("waits for a policy", async () => {
    await using bare = await startTestGateway({ deps: { isPolicyLoaded: () => false } });
    expect((await fetch(`http://127.0.0.1:${bare.port}/readyz`)).status).toBe(503);
  });

  it("knows the sanctions that were in force before it started", async () => {
    const bus = testBus();
    const sanction = aBan("u_bad");
    bus.state.set(`sanction/${sanction.id}`, { kind: "sanction", sanction });
    await using late = await startTestGateway({ bus });
    const refused = await refusal(late.port, "shop", await tokenFor("u_bad"));
    expect(refused.code).toBe("banned");
  });

  it("serves what its maker adds", async () => {
    const extraHttp = async ({ path }: { path: string }) =>
      path === "/metrics" ? { status: 200, headers: {}, body: "weir_rooms 0" } : undefined;
    await using weir2 = await startTestGateway({ deps: { extraHttp } });
    const reply = await fetch(`http://127.0.0.1:${weir2.port}/metrics`);
    expect(await reply.text()).toBe("weir_rooms 0");
  });
});
