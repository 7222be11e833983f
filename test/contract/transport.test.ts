// The contract of the transport, run on both drivers with real sockets.
import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startTransport } from "../../src/transport/choose.ts";
import { probePort } from "../../src/transport/listen-port.ts";
import type {
  Admission,
  HttpReply,
  HttpRequest,
  Socket,
  Transport,
  TransportOptions,
  UpgradeRequest,
} from "../../src/transport/transport.ts";
import {
  clientFrame,
  handshakeText,
  Inbox,
  RawClient,
  refusedHandshake,
  TestClient,
} from "../support/transport-client.ts";

type Driver = Transport["driver"];

const OPTIONS: TransportOptions = {
  host: "127.0.0.1",
  port: 0,
  sharePort: false,
  maxFrameBytes: 1_024,
  maxBacklogBytes: 1_048_576,
  idleSeconds: 60,
};
const PROMPT = { ok: true, protocol: undefined } as const;

/** A transport whose handlers keep what they are told; sockets join the topic "room". */
class Server {
  readonly opened = new Inbox<Socket<string>>();
  readonly frames = new Inbox<{ readonly text: string | null; readonly from: string }>();
  readonly closes = new Inbox<number>();
  readonly faults = new Inbox<unknown>();
  asked: UpgradeRequest | undefined;
  onOpen: (socket: Socket<string>) => void = () => undefined;
  onFrame: (socket: Socket<string>) => void = () => undefined;
  admit: (request: UpgradeRequest) => Admission<string> | Promise<Admission<string>> = (request) =>
    Promise.resolve({ ...PROMPT, state: request.path });
  http: (request: HttpRequest) => Promise<HttpReply> = (request) =>
    Promise.resolve({ status: 200, headers: { "x-own": "yes" }, body: JSON.stringify(request) });
  #transport: Transport | undefined;

  get transport(): Transport {
    if (this.#transport === undefined) throw new Error("not started");
    return this.#transport;
  }

  static async start(driver: Driver, changes: Partial<TransportOptions> = {}): Promise<Server> {
    const server = new Server();
    const handlers = {
      admit: (request: UpgradeRequest) => {
        server.asked = request;
        return server.admit(request);
      },
      open: (socket: Socket<string>) => {
        socket.subscribe("room");
        server.opened.push(socket);
        server.onOpen(socket);
      },
      frame: (socket: Socket<string>, text: string | null) => {
        server.frames.push({ text, from: socket.state });
        server.onFrame(socket);
      },
      close: (_socket: Socket<string>, code: number) => server.closes.push(code),
      http: (request: HttpRequest) => server.http(request),
      fault: (error: unknown) => server.faults.push(error),
    };
    server.#transport = await startTransport({ ...OPTIONS, ...changes }, handlers, driver);
    running.push(server);
    return server;
  }

  get port(): number {
    return this.transport.port;
  }
}

const running: Server[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.transport.stop(1001, "end", 0)));
});

describe.each<Driver>(["uws", "ws"])("startTransport with %s", (driver) => {
  describe("handshakes", () => {
    it("gives admit the path, the query, the headers and the peer's address", async () => {
      const server = await Server.start(driver);
      await TestClient.open(server.port, "/v1/rooms/a%20b/chat?since=e1:7", [], {
        headers: { Authorization: "Bearer t" },
      });
      expect(server.asked?.path).toBe("/v1/rooms/a%20b/chat");
      expect(server.asked?.query).toBe("since=e1:7");
      expect(server.asked?.header("authorization")).toBe("Bearer t");
      expect(server.asked?.header("x-none")).toBeUndefined();
      expect(server.asked?.remoteAddress).toBe("127.0.0.1");
    });

    it("carries the state that admit made to every handler", async () => {
      const server = await Server.start(driver);
      server.admit = () => Promise.resolve({ ...PROMPT, state: "mine" });
      const client = await TestClient.open(server.port);
      client.socket.send("x");
      expect((await server.frames.next()).from).toBe("mine");
    });

    it("answers with the sub-protocol that admit chose, not the first one offered", async () => {
      const server = await Server.start(driver);
      server.admit = () => Promise.resolve({ ok: true, state: "", protocol: "weir.v1" });
      const client = await TestClient.open(server.port, "/", ["bearer.t", "weir.v1"]);
      expect(client.socket.protocol).toBe("weir.v1");
    });

    it("agrees to no extension", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port, "/", [], { perMessageDeflate: true });
      expect(client.socket.extensions).toBe("");
    });

    it("answers a refused one with admit's status and body", async () => {
      const server = await Server.start(driver);
      server.admit = () => Promise.resolve({ ok: false, status: 403, body: '{"no":1}' });
      const answer = await refusedHandshake(server.port, "/x");
      expect(answer).toEqual({ status: 403, type: "application/json", body: '{"no":1}' });
      expect(server.opened.rest).toEqual([]);
    });

    it("answers 503 when admit takes longer than answerMs", async () => {
      const server = await Server.start(driver, { answerMs: 20 });
      server.admit = () => new Promise(() => undefined);
      expect((await refusedHandshake(server.port, "/")).status).toBe(503);
    });

    it("answers 500 when admit throws, and tells fault", async () => {
      const server = await Server.start(driver);
      const error = new Error("broken");
      server.admit = () => Promise.reject(error);
      expect((await refusedHandshake(server.port, "/")).status).toBe(500);
      expect(await server.faults.next()).toBe(error);
    });

    it("hands an answer on that admit gives at once: let in, refused, or thrown", async () => {
      const server = await Server.start(driver);
      server.admit = ({ path }) => {
        if (path === "/fault") throw new Error("broken");
        if (path === "/no") return { ok: false, status: 403, body: '{"no":1}' };
        return { ok: true, state: "mine", protocol: "weir.v1" };
      };
      const client = await TestClient.open(server.port, "/yes", ["bearer.t", "weir.v1"]);
      expect(client.socket.protocol).toBe("weir.v1");
      client.socket.send("x");
      expect((await server.frames.next()).from).toBe("mine");
      const refused = { status: 403, type: "application/json", body: '{"no":1}' };
      expect(await refusedHandshake(server.port, "/no")).toEqual(refused);
      expect((await refusedHandshake(server.port, "/fault")).status).toBe(500);
      expect(await server.faults.next()).toEqual(new Error("broken"));
    });

    it.each([
      ["at once", (state: string) => ({ ...PROMPT, state })],
      ["later", (state: string) => Promise.resolve({ ...PROMPT, state })],
    ])("loses nothing that open sends when admit answers %s", async (_when, admit) => {
      const server = await Server.start(driver);
      server.admit = ({ path }) => admit(path);
      // Below, at and above the 16 KiB that uWebSockets.js gathers before it writes.
      const sizes = [10, 16_000, 16_384, 40_000];
      server.onOpen = (socket) => {
        socket.send("x".repeat(Number(socket.state.slice(1))));
        socket.send("then");
      };
      const asked = Array.from({ length: 200 }, (_, at) => sizes[at % sizes.length] ?? 0);
      const clients = await Promise.all(
        asked.map((size) => TestClient.open(server.port, `/${size}`)),
      );
      for (const [at, client] of clients.entries()) {
        expect((await client.inbox.next()).length).toBe(asked[at]);
        expect(await client.inbox.next()).toBe("then");
      }
      expect(server.closes.rest).toEqual([]);
    });

    it("sends bytes that are text as a text frame", async () => {
      const server = await Server.start(driver);
      const text = "値下げ ".repeat(1_000);
      server.onOpen = (socket) => {
        socket.sendText(Buffer.from(text));
        socket.send(Buffer.from("binary"));
      };
      const client = await TestClient.open(server.port);
      expect(await client.inbox.next()).toBe(text);
      expect(await client.inbox.next()).toEqual(Buffer.from("binary"));
    });

    it("closes a socket that open closes, with its code", async () => {
      const server = await Server.start(driver);
      server.admit = () => ({ ...PROMPT, state: "" });
      server.onOpen = (socket) => socket.close(4503, "banned");
      const client = await TestClient.open(server.port);
      expect((await client.closed).code).toBe(4503);
      expect(await server.closes.next()).toBe(4503);
    });

    it("answers 400 to another version of the protocol", async () => {
      const server = await Server.start(driver);
      const client = await RawClient.connect(server.port);
      client.socket.write(handshakeText("/").replace("Version: 13", "Version: 12"));
      await client.ended;
      expect(client.received.toString()).toMatch(/^HTTP\/1\.1 400 .*bad_handshake/s);
    });

    it("survives a peer that leaves while admit thinks", async () => {
      const server = await Server.start(driver);
      const asked = new Inbox<(answer: Admission<string>) => void>();
      server.admit = () => new Promise((resolve) => asked.push(resolve));
      const leaving = await RawClient.connect(server.port);
      leaving.socket.write(handshakeText("/"));
      const answer = await asked.next();
      leaving.socket.resetAndDestroy();
      await leaving.ended;
      server.admit = () => Promise.resolve({ ...PROMPT, state: "next" });
      await TestClient.open(server.port);
      answer({ ...PROMPT, state: "late" });
      const client = await TestClient.open(server.port);
      client.socket.send("still here");
      expect((await server.frames.next()).text).toBe("still here");
    });

    it("is not held up by half a handshake or by garbage", async () => {
      const server = await Server.start(driver);
      const half = await RawClient.connect(server.port);
      half.socket.write("GET / HTTP/1.1\r\nHost: h\r\nUpgr");
      const garbage = await RawClient.connect(server.port);
      garbage.socket.write(
        Buffer.from([0, 1, 2, 0xff, 13, 10, 13, 10, 0x81, 0x7f, 13, 10, 13, 10]),
      );
      await garbage.ended;
      const client = await TestClient.open(server.port);
      client.socket.send("x");
      expect((await server.frames.next()).text).toBe("x");
      half.socket.destroy();
    });
  });

  describe("frames in", () => {
    it("hands over text as it was written", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      client.socket.send("héllo 日本 🎉");
      expect((await server.frames.next()).text).toBe("héllo 日本 🎉");
    });

    it("hands over null for a binary frame", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      client.socket.send(Buffer.from("x"));
      expect((await server.frames.next()).text).toBeNull();
    });

    it("joins the fragments of a text", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      client.socket.send("hel", { fin: false });
      client.socket.send("lo", { fin: true });
      expect((await server.frames.next()).text).toBe("hello");
    });

    it.each([1_023, 1_024])("takes a frame of %d bytes when 1,024 are allowed", async (size) => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      client.socket.send("x".repeat(size));
      expect((await server.frames.next()).text).toHaveLength(size);
    });

    it.each([1_025, 65_536, 1_048_576])("closes with 1009 at %d bytes", async (size) => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      client.socket.send("x".repeat(size));
      expect((await client.closed).code).toBe(1009);
      expect(await server.closes.next()).toBe(1009);
      expect(server.frames.rest).toEqual([]);
    });

    it("ends the connection at text that is no UTF-8, and reports 1007", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      const raw = await RawClient.upgraded(server.port);
      raw.socket.write(clientFrame(1, Buffer.from([0xff, 0xfe])));
      await raw.ended;
      expect(await server.closes.next()).toBe(1007);
      expect(server.frames.rest).toEqual([]);
      // uWebSockets.js cuts such a connection without a close frame.
      const closeFrame = Buffer.from([0x88, 0x02, 0x03, 0xef]);
      expect(raw.received).toEqual(driver === "ws" ? closeFrame : Buffer.alloc(0));
      expect(client.socket.readyState).toBe(client.socket.OPEN);
    });

    it("ends a connection that sends reserved bits, and serves the others", async () => {
      const server = await Server.start(driver);
      const raw = await RawClient.upgraded(server.port);
      raw.socket.write(Buffer.from([0xf1, 0x82, 0, 0, 0, 0, 0x41, 0x42]));
      await raw.ended;
      const client = await TestClient.open(server.port);
      client.socket.send("x");
      expect((await server.frames.next()).text).toBe("x");
    });

    it("answers a ping with its own bytes", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      const pong = once(client.socket, "pong");
      client.socket.ping("echo");
      expect(String((await pong)[0])).toBe("echo");
    });
  });

  describe("frames out", () => {
    it("sends strings as text and bytes as binary, in order", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      const socket = await server.opened.next();
      socket.send("é");
      socket.send(new Uint8Array([1, 2, 3]));
      expect(await client.inbox.next()).toBe("é");
      expect(await client.inbox.next()).toEqual(Buffer.from([1, 2, 3]));
    });

    it.each([0, 125, 126, 65_535, 65_536, 200_000])("publishes %d bytes whole", async (size) => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      await server.opened.next();
      server.transport.publish("room", "x".repeat(size));
      expect(await client.inbox.next()).toHaveLength(size);
    });

    it("publishes text and binary to every subscriber of the topic and to nobody else", async () => {
      const server = await Server.start(driver);
      const clients = [await TestClient.open(server.port), await TestClient.open(server.port)];
      const outside = await TestClient.open(server.port);
      for (let i = 0; i < 2; i++) await server.opened.next();
      const outsider = await server.opened.next();
      outsider.unsubscribe("room");
      server.transport.publish("room", "日本");
      server.transport.publish("room", new Uint8Array([7]));
      outsider.send("last");
      for (const client of clients) {
        expect(await client.inbox.next()).toBe("日本");
        expect(await client.inbox.next()).toEqual(Buffer.from([7]));
      }
      expect(await outside.inbox.next()).toBe("last");
    });

    it("keeps the order of what is published and what is sent", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      const socket = await server.opened.next();
      for (let i = 0; i < 100; i += 2) {
        server.transport.publish("room", String(i));
        socket.send(String(i + 1));
      }
      for (let i = 0; i < 100; i++) expect(await client.inbox.next()).toBe(String(i));
    });

    it("lets a socket leave its only topic for a moment, losing nothing from before", async () => {
      const server = await Server.start(driver);
      const [leaving, staying] = [
        await TestClient.open(server.transport.port),
        await TestClient.open(server.transport.port),
      ];
      const socket = await server.opened.next();
      for (let round = 0; round < 3; round += 1) {
        server.transport.publish("room", "before");
        socket.send("own");
        socket.unsubscribe("room");
        server.transport.publish("room", "meanwhile");
        socket.subscribe("room");
        server.transport.publish("room", "after");
      }
      const texts = async (client: TestClient, count: number): Promise<unknown[]> => {
        const got: unknown[] = [];
        while (got.length < count) got.push(await client.inbox.next());
        return got;
      };
      const round = ["before", "own", "after"];
      expect(await texts(leaving, 9)).toEqual([...round, ...round, ...round]);
      const others = ["before", "meanwhile", "after"];
      expect(await texts(staying, 9)).toEqual([...others, ...others, ...others]);
    });

    it("publishes to a topic that nobody has", async () => {
      const server = await Server.start(driver);
      expect(() => server.transport.publish("empty", "x")).not.toThrow();
    });
  });

  describe("close", () => {
    it("tells the client code and reason, and the handler the code, once", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      const socket = await server.opened.next();
      socket.send("before");
      socket.close(4503, "banned");
      expect(server.closes.rest).toEqual([4503]);
      socket.close(4000, "again");
      expect(await client.closed).toEqual({ code: 4503, reason: "banned" });
      expect(await client.inbox.next()).toBe("before");
      expect(server.closes.rest).toEqual([4503]);
    });

    it("may come in the open handler, behind what is sent there", async () => {
      const server = await Server.start(driver);
      server.onOpen = (socket) => {
        socket.send("welcome");
        socket.close(4501, "bad token");
      };
      const client = await TestClient.open(server.port);
      expect(await client.closed).toEqual({ code: 4501, reason: "bad token" });
      expect(await client.inbox.next()).toBe("welcome");
      expect(server.closes.rest).toEqual([4501]);
    });

    it("may come in the frame handler, before frames that came along", async () => {
      const server = await Server.start(driver);
      server.onFrame = (socket) => socket.close(4029, "flood");
      const raw = await RawClient.upgraded(server.port);
      const frame = clientFrame(1, Buffer.from("x"));
      raw.socket.write(Buffer.concat([frame, frame, frame]));
      expect(await server.closes.next()).toBe(4029);
      await raw.until((bytes) => bytes.includes(Buffer.from([0x0f, 0xbd])));
      expect(server.frames.rest).toHaveLength(1);
      raw.socket.destroy();
    });

    it("makes everything on the socket harmless", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      const socket = await server.opened.next();
      socket.close(4000, "");
      socket.send("x");
      socket.subscribe("room");
      socket.unsubscribe("room");
      server.transport.publish("room", "x");
      expect(socket.backlogBytes()).toBe(0);
      await client.closed;
      expect(client.inbox.rest).toEqual([]);
    });

    it("hands over no frame that comes after it", async () => {
      const server = await Server.start(driver);
      const client = await TestClient.open(server.port);
      (await server.opened.next()).close(4000, "");
      client.socket.send("late");
      await client.closed;
      expect(server.frames.rest).toEqual([]);
    });

    it("reports the client's code, and 1006 when there was none", async () => {
      const server = await Server.start(driver);
      const polite = await TestClient.open(server.port);
      polite.socket.close(1000);
      expect(await server.closes.next()).toBe(1000);
      const rude = await TestClient.open(server.port);
      rude.socket.terminate();
      expect(await server.closes.next()).toBe(1006);
    });
  });

  describe("a slow reader", () => {
    it("is closed with 3008, which it sees when it reads on", async () => {
      const server = await Server.start(driver);
      const slow = await TestClient.open(server.port);
      const quick = await TestClient.open(server.port);
      slow.socket.pause();
      await publishUntilClosed(server);
      expect(server.closes.rest).toEqual([3008]);
      slow.socket.resume();
      expect((await slow.closed).code).toBe(3008);
      expect(quick.socket.readyState).toBe(quick.socket.OPEN);
    });

    it("gets every frame before the close, without a gap", async () => {
      const server = await Server.start(driver);
      const slow = await TestClient.open(server.port);
      slow.socket.pause();
      await publishUntilClosed(server);
      slow.socket.resume();
      await slow.closed;
      const numbers = slow.inbox.rest.map((frame) => Number.parseInt(String(frame), 10));
      expect(numbers).toEqual(numbers.map((_, index) => index));
      expect(numbers.length).toBeGreaterThan(16);
    });

    it("is closed with 3008 when it is sent to alone", async () => {
      const server = await Server.start(driver);
      const slow = await TestClient.open(server.port);
      const socket = await server.opened.next();
      slow.socket.pause();
      const frame = "x".repeat(65_536);
      while (server.closes.rest.length === 0) {
        socket.send(frame);
        await turn();
      }
      expect(server.closes.rest).toEqual([3008]);
      slow.socket.resume();
      expect((await slow.closed).code).toBe(3008);
    });
  });

  describe("silence", () => {
    it("closes with 4008 what answers no ping", async () => {
      const server = await Server.start(driver, { idleSeconds: 0.2 });
      const raw = await RawClient.upgraded(server.port);
      expect(await server.closes.next()).toBe(4008);
      await raw.until((bytes) => bytes.includes(Buffer.from([0x0f, 0xa8])));
      // A ping came first: opcode 9, no payload.
      expect(raw.received.subarray(0, 2)).toEqual(Buffer.from([0x89, 0]));
      raw.socket.destroy();
    });

    it("keeps what answers pings", async () => {
      const server = await Server.start(driver, { idleSeconds: 0.2 });
      const client = await TestClient.open(server.port);
      for (let pings = 0; pings < 4; pings++) await once(client.socket, "ping");
      expect(server.closes.rest).toEqual([]);
    });
  });

  describe("http", () => {
    it("answers with the handler's status, headers and body", async () => {
      const server = await Server.start(driver);
      const response = await fetch(`http://127.0.0.1:${server.port}/a/b?c=d`);
      expect(response.status).toBe(200);
      expect(response.headers.get("x-own")).toBe("yes");
      expect(await response.json()).toEqual({ method: "GET", path: "/a/b", query: "c=d" });
    });

    it("answers HEAD without the body, with its length", async () => {
      const server = await Server.start(driver);
      server.http = () => Promise.resolve({ status: 200, headers: {}, body: "hello" });
      const response = await fetch(`http://127.0.0.1:${server.port}/`, { method: "HEAD" });
      expect(response.headers.get("content-length")).toBe("5");
      expect(await response.text()).toBe("");
    });

    it("ignores a body and answers the next request on the connection", async () => {
      const server = await Server.start(driver);
      const raw = await RawClient.connect(server.port);
      const post = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
      raw.socket.write(`${post}GET /g HTTP/1.1\r\nHost: h\r\n\r\n`);
      await raw.until((bytes) => bytes.includes('"/g"'));
      expect(raw.received.toString()).toContain('"POST","path":"/p"');
      raw.socket.destroy();
    });

    it("ends the connection behind an answer that is the last", async () => {
      const server = await Server.start(driver);
      server.http = () => Promise.resolve({ status: 200, headers: {}, body: "bye", isLast: true });
      const raw = await RawClient.connect(server.port);
      raw.socket.write("GET /g HTTP/1.1\r\nHost: h\r\n\r\n");
      await raw.ended;
      expect(raw.received.toString()).toMatch(/\r\nconnection: close\r\n[\s\S]*bye$/i);
    });

    it("answers bytes as they are", async () => {
      const server = await Server.start(driver);
      const body = new Uint8Array([0, 255, 10]);
      server.http = () => Promise.resolve({ status: 404, headers: {}, body });
      const response = await fetch(`http://127.0.0.1:${server.port}/`);
      expect(response.status).toBe(404);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(body);
    });

    it("answers 503 when the handler hangs and 500 when it throws", async () => {
      const server = await Server.start(driver, { answerMs: 20 });
      server.http = () => new Promise(() => undefined);
      expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(503);
      server.http = () => Promise.reject(new Error("broken"));
      expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(500);
      expect(await server.faults.next()).toBeInstanceOf(Error);
    });
  });

  describe("listening", () => {
    it.each([false, true])("refuses a port of another program, sharePort %s", async (sharePort) => {
      const other = createServer().listen(0, "127.0.0.1");
      await once(other, "listening");
      const address = other.address();
      const port = address !== null && typeof address === "object" ? address.port : 0;
      await expect(Server.start(driver, { port, sharePort })).rejects.toMatchObject({
        code: "port_in_use",
        facts: { port, host: "127.0.0.1" },
      });
      other.close();
    });

    it("refuses an address that this machine does not have", async () => {
      const started = Server.start(driver, { host: "192.0.2.1" });
      await expect(started).rejects.toMatchObject({ code: "listen_failed" });
    });

    it("is found by probePort, shared or not", async () => {
      const server = await Server.start(driver, { sharePort: true });
      const probed = probePort("127.0.0.1", server.port);
      await expect(probed).rejects.toMatchObject({ code: "port_in_use" });
    });
  });

  describe("stop", () => {
    it("makes publishing harmless", async () => {
      const server = await Server.start(driver);
      await TestClient.open(server.port);
      await server.transport.stop(1001, "", 50);
      expect(() => server.transport.publish("room", "x")).not.toThrow();
    });

    it("closes every socket with the code and frees the port", async () => {
      const server = await Server.start(driver);
      const clients = [await TestClient.open(server.port), await TestClient.open(server.port)];
      const { port } = server;
      await server.transport.stop(1001, "going away", 2_000);
      const closed = { code: 1001, reason: "going away" };
      expect(await Promise.all(clients.map((client) => client.closed))).toEqual([closed, closed]);
      expect(server.closes.rest).toEqual([1001, 1001]);
      await expect(probePort("127.0.0.1", port)).resolves.toBeUndefined();
    });

    it("cuts off who does not answer when the grace is over", async () => {
      const server = await Server.start(driver);
      const raw = await RawClient.upgraded(server.port);
      await server.transport.stop(1001, "", 50);
      await raw.ended;
      expect(raw.received).toEqual(Buffer.from([0x88, 0x02, 0x03, 0xe9]));
    });

    it("may be asked twice", async () => {
      const server = await Server.start(driver);
      await server.transport.stop(1001, "", 50);
      await expect(server.transport.stop(1001, "", 50)).resolves.toBeUndefined();
    });
  });
});

describe("startTransport with sharePort", () => {
  it("lets two uws transports listen on one port", async () => {
    const first = await Server.start("uws", { sharePort: true });
    const second = await Server.start("uws", { sharePort: true, port: first.port });
    expect(second.port).toBe(first.port);
  });

  it("chooses uws where its binary loads", async () => {
    const handlers = {
      admit: () => Promise.resolve({ ...PROMPT, state: "" }),
      open: () => undefined,
      frame: () => undefined,
      close: () => undefined,
      http: () => Promise.resolve({ status: 200, headers: {}, body: "" }),
    };
    const transport = await startTransport(OPTIONS, handlers);
    expect(transport.driver).toBe("uws");
    await transport.stop(1001, "", 0);
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Publishes numbered frames of 64 KiB until the server has closed somebody. */
async function publishUntilClosed(server: Server): Promise<void> {
  const filler = "x".repeat(65_536);
  for (let number = 0; server.closes.rest.length === 0; number++) {
    server.transport.publish("room", `${number} ${filler}`);
    await turn();
  }
}
