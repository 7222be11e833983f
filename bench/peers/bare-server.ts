// A bare room in a process of its own: whatever a viewer says goes to everybody, nothing else is done.
// Arguments: `uws`, `uws-send`, `ws`, `socket.io` or `transport` (Weir's own, without the gateway), and the port.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { WebSocketServer } from "ws";
import { startTransport } from "../../src/transport/choose.ts";
import { loadUws } from "../../src/transport/uws.ts";

const HOST = "127.0.0.1";
const HOUR_MS = 3_600_000;
const [, , kind = "uws", portText = "0"] = process.argv;
const port = Number(portText);

/** `publish` writes once a socket and turn of the loop: what came together leaves together. */
async function startUws(isWriteEach: boolean): Promise<void> {
  const uws = await loadUws();
  if (uws === undefined) throw new Error("uWebSockets.js has no binary for this machine");
  const app = uws.App();
  const sockets = new Set<{ send(said: ArrayBuffer): unknown }>();
  app.ws<object>("/*", {
    compression: uws.DISABLED,
    maxBackpressure: 16_777_216,
    open: (socket) => {
      if (isWriteEach) sockets.add(socket);
      else socket.subscribe("room");
    },
    message: (_, said) => {
      if (isWriteEach) for (const socket of sockets) socket.send(said);
      else app.publish("room", said, false, false);
    },
    close: (socket) => void sockets.delete(socket),
  });
  await new Promise<void>((resolve, reject) => {
    app.listen(HOST, port, 1, (listening) => {
      if (listening === false) reject(new Error("port in use"));
      else resolve();
    });
  });
}

async function startWs(): Promise<void> {
  const options = { host: HOST, port, perMessageDeflate: false, backlog: 4_096 };
  const server = new WebSocketServer(options);
  server.on("connection", (socket) => {
    socket.on("message", (said) => {
      for (const client of server.clients) client.send(said, { binary: false });
    });
  });
  await new Promise((resolve) => server.once("listening", resolve));
}

async function startSocketIo(): Promise<void> {
  const http = createServer();
  const server = new Server(http, {
    transports: ["websocket"],
    perMessageDeflate: false,
    serveClient: false,
    pingInterval: HOUR_MS,
  });
  server.on("connection", (socket) => {
    void socket.join("room");
    socket.on("m", (said) => server.to("room").emit("m", said));
  });
  await new Promise<void>((resolve) => http.listen({ port, host: HOST, backlog: 4_096 }, resolve));
}

async function startOurs(): Promise<void> {
  const options = {
    host: HOST,
    port,
    sharePort: false,
    maxFrameBytes: 16_384,
    maxBacklogBytes: 1_048_576,
    idleSeconds: 60,
  };
  const transport = await startTransport(options, {
    admit: () => Promise.resolve({ ok: true, state: null, protocol: undefined }),
    open: (socket) => socket.subscribe("room"),
    frame: (_, said) => transport.publish("room", said ?? ""),
    close: () => undefined,
    http: () => Promise.resolve({ status: 404, headers: {}, body: "" }),
  });
}

const starts: { readonly [kind: string]: () => Promise<void> } = {
  uws: () => startUws(false),
  "uws-send": () => startUws(true),
  ws: startWs,
  "socket.io": startSocketIo,
  transport: startOurs,
};
const start = starts[kind];
if (start === undefined) throw new Error(`no such server: ${kind}`);
await start();
