// GET /v1/events on a listening server: who is let in, what each sees, how sockets end.
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { API_LIMITS } from "../../src/api/limits.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { startTestApi } from "../support/api.ts";
import type { TestApi } from "../support/api.ts";

let api: TestApi;
const opened: WebSocket[] = [];
beforeEach(async () => {
  api = await startTestApi();
});
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.terminate();
  await api[Symbol.asyncDispose]();
});

interface Asked {
  readonly query?: string;
  readonly protocols?: readonly string[];
  readonly headers?: { readonly [name: string]: string };
}

function dial({ query = "", protocols = [], headers = {} }: Asked): WebSocket {
  const url = `ws://127.0.0.1:${api.port}/v1/events${query}`;
  const socket = new WebSocket(url, [...protocols], { headers: { ...headers } });
  opened.push(socket);
  return socket;
}

async function open(asked: Asked): Promise<WebSocket> {
  const socket = dial(asked);
  await once(socket, "open");
  return socket;
}

/** Status of a refused handshake. */
async function refused(asked: Asked): Promise<number> {
  const socket = dial(asked);
  const status = new Promise<number>((resolve, reject) => {
    socket.on("unexpected-response", (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on("open", () => reject(new Error("it was let in")));
  });
  socket.on("error", () => undefined);
  return status;
}

const emit = (type: string, room: string | null) =>
  api.live.emit({ type, at: 5, room, data: { id: type } });

/** What a socket saw before the event `room.end`, which everybody gets. */
async function seenBy(socket: WebSocket, act: () => void): Promise<readonly string[]> {
  const seen: string[] = [];
  const end = new Promise<void>((resolve) => {
    socket.on("message", (data: Buffer) => {
      const event: { type: string; room: string | null } = JSON.parse(data.toString());
      if (event.type === "room.end") resolve();
      else seen.push(`${event.type} ${event.room}`);
    });
  });
  act();
  emit("room.end", null);
  await end;
  return seen;
}

describe("the handshake of /v1/events", () => {
  it("takes a token from Authorization, sub-protocol and query", async () => {
    const token = await api.token("moderator");
    await open({ headers: { authorization: `Bearer ${token}` } });
    const both = await open({ protocols: ["weir.events.v1", `bearer.${token}`] });
    expect(both.protocol).toBe("weir.events.v1");
    await open({ protocols: [`bearer.${token}`] });
    await open({ query: `?token=${token}` });
  });

  it("takes the console's cookie from its own origin only", async () => {
    const { cookie = "" } = await api.signIn(await api.account());
    const origin = `http://127.0.0.1:${api.port}`;
    await open({ headers: { cookie, origin } });
    expect(await refused({ headers: { cookie, origin: "https://evil.example" } })).toBe(403);
    expect(await refused({ headers: { cookie } })).toBe(403);
  });

  it("refuses no token 401, a bad one 401, viewers and services 403, another path 404", async () => {
    expect(await refused({})).toBe(401);
    expect(await refused({ query: "?token=nonsense" })).toBe(401);
    expect(await refused({ query: `?token=${await api.token("viewer")}` })).toBe(403);
    expect(await refused({ query: `?token=${await api.token("service")}` })).toBe(403);
    const socket = new WebSocket(`ws://127.0.0.1:${api.port}/elsewhere`);
    opened.push(socket);
    const [error] = await once(socket, "error");
    expect(String(error)).toContain("404");
  });

  it("of a plain GET is 426", async () => {
    const reply = await api.call("GET /v1/events", { token: await api.token("admin") });
    expect(reply.status).toBe(426);
  });
});

describe("live events", () => {
  const all = () => {
    for (const kind of ["case.opened", "sanction.created", "room.modes", "policy.activated"]) {
      emit(kind, kind === "policy.activated" ? null : "shop-42");
      if (kind !== "policy.activated") emit(kind, "shop-7");
    }
    emit("secret.thing", null);
  };
  const seenAs = async (...who: Parameters<TestApi["token"]>) => {
    const socket = await open({ query: `?token=${await api.token(...who)}` });
    return seenBy(socket, all);
  };

  it("arrive as {type, at, room, data}", async () => {
    const socket = await open({ query: `?token=${await api.token("moderator")}` });
    const message = once(socket, "message");
    emit("case.opened", "shop-42");
    expect(JSON.parse(String((await message)[0]))).toEqual({
      type: "case.opened",
      at: 5,
      room: "shop-42",
      data: { id: "case.opened" },
    });
  });

  it("reach a moderator for the rooms of the token", async () => {
    expect(await seenAs("moderator", "shop-7")).toEqual([
      "case.opened shop-7",
      "sanction.created shop-7",
      "room.modes shop-7",
      "policy.activated null",
    ]);
  });

  it("reach a seller without cases and policies, an analyst without cases", async () => {
    expect(await seenAs("seller", "shop-7")).toEqual([
      "sanction.created shop-7",
      "room.modes shop-7",
    ]);
    expect(await seenAs("analyst", "shop-7")).toEqual([
      "sanction.created shop-7",
      "room.modes shop-7",
      "policy.activated null",
    ]);
  });

  it("reach an admin whole", async () => {
    expect(await seenAs("admin", "shop-7")).toHaveLength(8);
  });

  it("are not kept for a console that does not read: it is closed with 3008", async () => {
    const slow = await open({ query: `?token=${await api.token("admin")}` });
    slow.pause();
    const data = "x".repeat(LIMITS.backlogBytes.value / 4);
    // The kernel's buffers take some megabytes before anything waits here.
    for (let count = 0; count < 100; count += 1) {
      api.live.emit({ type: "room.noise", at: 5, room: null, data });
    }
    slow.resume();
    const [code] = await once(slow, "close");
    expect(code).toBe(3008);
  });

  it("cut a client off that sends more than a kilobyte", async () => {
    const socket = await open({ query: `?token=${await api.token("admin")}` });
    socket.send("x".repeat(1_025));
    const [code] = await once(socket, "close");
    expect(code).toBe(1009);
  });

  it("end with 1001 when the server stops, and nobody listens any more", async () => {
    const other = await startTestApi();
    const token = await other.token("admin");
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/v1/events?token=${token}`);
    await once(socket, "open");
    expect(other.live.listeners).toBe(1);
    const closed = once(socket, "close");
    await other[Symbol.asyncDispose]();
    expect((await closed)[0]).toBe(1001);
    expect(other.live.listeners).toBe(0);
  });
});

describe("a live socket", () => {
  let clocked: TestApi;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    clocked = await startTestApi();
  });
  afterEach(async () => {
    await clocked[Symbol.asyncDispose]();
    vi.useRealTimers();
  });

  const connect = async (query: string, options: { autoPong?: boolean; headers?: object } = {}) => {
    const url = `ws://127.0.0.1:${clocked.port}/v1/events${query}`;
    const socket = new WebSocket(url, { ...options, headers: { ...options.headers } });
    opened.push(socket);
    await once(socket, "open");
    return socket;
  };
  const tick = () => vi.advanceTimersByTime(API_LIMITS.livePingMs.value);

  it("is closed with 4504 when its token's time is over", async () => {
    const socket = await connect(`?token=${await clocked.token("admin")}`);
    const closed = once(socket, "close");
    clocked.clock.set(clocked.clock.now() + 3_600_000);
    tick();
    expect((await closed)[0]).toBe(4504);
  });

  it("is closed with 4501 when its session was signed out", async () => {
    const headers = await clocked.signIn(await clocked.account());
    const origin = `http://127.0.0.1:${clocked.port}`;
    const socket = await connect("", { headers: { cookie: headers["cookie"], origin } });
    const closed = once(socket, "close");
    await clocked.call("DELETE /v1/session", { headers });
    tick();
    expect((await closed)[0]).toBe(4501);
  });

  it("is cut off when it does not answer a ping", async () => {
    const token = await clocked.token("admin");
    const silent = await connect(`?token=${token}`, { autoPong: false });
    const closed = once(silent, "close");
    const pinged = once(silent, "ping");
    tick();
    await pinged;
    tick();
    expect((await closed)[0]).toBe(1006);
  });
});
