// A benched viewer against a server that is not its own: `ws`, over real sockets.
import { once } from "node:events";
import { deflateRawSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import type { DialectName } from "../../bench/load/dialects.ts";
import { stamp } from "../../bench/load/stamp.ts";
import { Viewer } from "../../bench/load/viewer.ts";

const servers: WebSocketServer[] = [];

async function serve(protocol?: string): Promise<{ server: WebSocketServer; port: number }> {
  const handleProtocols = (): string | false => protocol ?? false;
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, handleProtocols });
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" ? (address?.port ?? 0) : 0 };
}

/** Resolves with the first stamps that the viewer tells. */
async function listen(
  port: number,
  dialect: DialectName,
  count: number,
): Promise<{ viewer: Viewer; told: Promise<readonly number[]> }> {
  const dues: number[] = [];
  let tell: (all: readonly number[]) => void = () => undefined;
  const told = new Promise<readonly number[]>((resolve) => (tell = resolve));
  const onDue = (due: number): void => {
    dues.push(due);
    if (dues.length === count) tell(dues);
  };
  const viewer = await Viewer.join({ port, path: "/", dialect, address: "127.9.8.7", onDue });
  return { viewer, told };
}

function frames(...dues: readonly number[]): string {
  return JSON.stringify(dues.map((due) => ({ op: "message", meta: { due: stamp(due) } })));
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

describe("Viewer", () => {
  it("comes from the address it is given and counts each message of an array frame", async () => {
    const { server, port } = await serve();
    const addresses: (string | undefined)[] = [];
    server.on("connection", (socket, request) => {
      addresses.push(request.socket.remoteAddress);
      socket.on("message", () => socket.send(frames(11, 12, 13)));
    });
    const { viewer, told } = await listen(port, "plain", 3);
    viewer.say({ number: 1, text: "hello", dueUs: 1 });
    expect(await told).toEqual([11, 12, 13]);
    expect(viewer.reader.messages).toBe(3);
    expect(addresses).toEqual(["127.9.8.7"]);
    viewer.close();
  });

  it("inflates what a sampled viewer of weir.v1.deflate gets, and leaves the welcome out", async () => {
    const { server, port } = await serve("weir.v1.deflate");
    server.on("connection", (socket) => {
      socket.send(deflateRawSync(`{"op":"welcome","history":${frames(1, 2)}}`));
      socket.on("message", () => socket.send(deflateRawSync(frames(21, 22))));
    });
    const { viewer, told } = await listen(port, "weir-deflate", 2);
    viewer.say({ number: 1, text: "hello", dueUs: 1 });
    expect(await told).toEqual([21, 22]);
    expect(viewer.reader.messages).toBe(2);
    viewer.close();
  });

  it("fails to join where it is refused, with what the server said", async () => {
    const { server, port } = await serve();
    server.options.verifyClient = (_: unknown, answer: (ok: boolean, status: number) => void) =>
      answer(false, 429);
    await expect(listen(port, "plain", 1)).rejects.toThrow("429");
  });
});
