// A bare server in a process of its own: whatever comes in, a fixed frame goes to everybody.
// Arguments: `uws`, `ws` or `transport`, and the frame's size in bytes. Tells its port by IPC.
import { type AddressInfo, createServer } from "node:net";
import { WebSocketServer } from "ws";
import { startTransport } from "../../src/transport/choose.ts";
import { loadUws } from "../../src/transport/uws.ts";

const [, , kind = "uws", size = "250"] = process.argv;
const frame = "x".repeat(Number(size));

async function startUws(): Promise<number> {
  const uws = await loadUws();
  if (uws === undefined) throw new Error("uWebSockets.js has no binary for this machine");
  const port = await freePort();
  const app = uws.App();
  app.ws<object>("/*", {
    compression: uws.DISABLED,
    maxBackpressure: 16_777_216,
    open: (socket) => void socket.subscribe("room"),
    message: () => void app.publish("room", frame, false, false),
  });
  return new Promise((resolve, reject) => {
    app.listen("127.0.0.1", port, 1, (listening) => {
      if (listening === false) reject(new Error("port in use"));
      else resolve(port);
    });
  });
}

function startWs(): Promise<number> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  server.on("connection", (socket) => {
    socket.on("message", () => {
      for (const client of server.clients) client.send(frame);
    });
  });
  return new Promise((resolve) => {
    server.once("listening", () => resolve(portOf(server.address())));
  });
}

async function startOurs(): Promise<number> {
  const options = {
    host: "127.0.0.1",
    port: 0,
    sharePort: false,
    maxFrameBytes: 16_384,
    maxBacklogBytes: 1_048_576,
    idleSeconds: 60,
  };
  const transport = await startTransport(options, {
    admit: () => Promise.resolve({ ok: true, state: null, protocol: undefined }),
    open: (socket) => socket.subscribe("room"),
    frame: () => transport.publish("room", frame),
    close: () => undefined,
    http: () => Promise.resolve({ status: 404, headers: {}, body: "" }),
  });
  return transport.port;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const port = portOf(probe.address());
      probe.close(() => resolve(port));
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  return address === null || typeof address === "string" ? 0 : address.port;
}

const start = { uws: startUws, ws: startWs, transport: startOurs }[kind];
if (start === undefined) throw new Error(`no such server: ${kind}`);
process.send?.({ port: await start() });
process.once("disconnect", () => process.exit(0));
