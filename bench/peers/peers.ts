// Whom Weir is measured beside: how each is started, with its best setting, and who can be.
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { DialectName } from "../load/dialects.ts";
import { findProgram, freePort, startServer, untilListening } from "../load/server-process.ts";
import { removeFolder, temporaryFolder } from "../load/temporary-folder.ts";
import { gatewayProgram, startWeirGateway } from "../load/weir-gateway.ts";

export const SERVER_CORE = 0;
const MAX_FILES = 20_000;
const BARE = fileURLToPath(new URL("./bare-server.js", import.meta.url));

export interface RunningPeer {
  readonly pid: number;
  readonly port: number;
  /** Of Node's inspector: memory is read when the garbage is collected. */
  readonly inspectPort?: number;
  /** Request target of a viewer. */
  path(viewer: number): string;
  stop(): void;
}

export interface Peer {
  readonly name: string;
  readonly title: string;
  readonly dialect: DialectName;
  /** @returns why not, when it is not installed */
  start(): Promise<RunningPeer | string>;
}

/** In the order of the table; the last is left out unless it is asked for. */
export const PEERS: readonly Peer[] = [
  weirPeer("weir", "Weir, full policy", "weir"),
  weirPeer("weir-deflate", "Weir, full policy, weir.v1.deflate", "weir-deflate"),
  barePeer("uws", "uWebSockets.js publish"),
  barePeer("uws-send", "uWebSockets.js, a write each"),
  barePeer("ws", "ws, send in a loop"),
  barePeer(
    "socket.io",
    "socket.io, emit to a room",
    "socket.io",
    "/socket.io/?EIO=4&transport=websocket",
  ),
  { name: "nchan", title: "nginx + nchan", dialect: "plain", start: startNchan },
  { name: "mosquitto", title: "mosquitto (MQTT)", dialect: "mqtt", start: startMosquitto },
  { name: "nats", title: "nats-server", dialect: "nats", start: startNats },
  {
    name: "centrifuge",
    title: "centrifuge, bursts of 25 ms",
    dialect: "centrifuge",
    start: startCentrifuge,
  },
  barePeer("transport", "Weir's transport alone"),
];

export const OPTIONAL_PEERS: readonly string[] = ["transport"];

function weirPeer(name: string, title: string, dialect: DialectName): Peer {
  return {
    name,
    title,
    dialect,
    async start() {
      const program = gatewayProgram();
      if (program === undefined) return "there is no build (npm run build)";
      const inspectPort = await freePort();
      const nodeFlags = [inspectFlag(inspectPort)];
      const gateway = await startWeirGateway(program, { core: SERVER_CORE, nodeFlags });
      return { ...gateway, inspectPort, path: (viewer) => gateway.path(`u_${viewer}`, "viewer") };
    },
  };
}

function barePeer(name: string, title: string, dialect: DialectName = "plain", path = "/"): Peer {
  const start = async (): Promise<RunningPeer | string> => {
    const port = await freePort();
    const inspectPort = await freePort();
    const args = [inspectFlag(inspectPort), BARE, name, `${port}`];
    return { ...(await run(port, process.execPath, args, path)), inspectPort };
  };
  return { name, title, dialect, start };
}

function inspectFlag(port: number): string {
  return `--inspect=127.0.0.1:${port}`;
}

async function run(
  port: number,
  command: string,
  args: readonly string[],
  path: string,
  folder?: string,
): Promise<RunningPeer> {
  const server = startServer(command, args, { core: SERVER_CORE });
  await untilListening(port, server);
  const stop = (): void => {
    server.kill("SIGTERM");
    if (folder !== undefined) removeFolder(folder);
  };
  return { pid: server.pid ?? 0, port, path: () => path, stop };
}

async function startNchan(): Promise<RunningPeer | string> {
  const nginx = findProgram("nginx");
  const plugin = "/usr/lib/nginx/modules/ngx_nchan_module.so";
  if (nginx === undefined || !existsSync(plugin)) return "apt-get install nginx libnginx-mod-nchan";
  const port = await freePort();
  const folder = temporaryFolder();
  const config = `
load_module ${plugin};
daemon off; master_process off; user root;
worker_rlimit_nofile ${MAX_FILES}; pid ${folder}/pid; error_log ${folder}/error.log crit;
events { worker_connections ${MAX_FILES - 100}; }
http {
  access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder};
  fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  nchan_shared_memory_size 256M;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      nchan_pubsub websocket; nchan_channel_id room; nchan_subscriber_first_message newest;
      nchan_message_buffer_length 1000; nchan_message_timeout 60s; nchan_websocket_ping_interval 0;
    }
  }
}`;
  writeFileSync(join(folder, "nginx.conf"), config);
  const args = ["-p", folder, "-e", join(folder, "error.log"), "-c", join(folder, "nginx.conf")];
  return run(port, nginx, args, "/", folder);
}

async function startMosquitto(): Promise<RunningPeer | string> {
  const mosquitto = findProgram("mosquitto");
  if (mosquitto === undefined) return "apt-get install mosquitto";
  const port = await freePort();
  const folder = temporaryFolder();
  // The second listener is not used: mosquitto does not start with WebSocket listeners alone.
  const config = `listener ${port} 127.0.0.1
protocol websockets
listener ${await freePort()} 127.0.0.1
protocol mqtt
allow_anonymous true
persistence false
log_type none
max_queued_messages 0
set_tcp_nodelay true
`;
  writeFileSync(join(folder, "mosquitto.conf"), config);
  return run(port, mosquitto, ["-c", join(folder, "mosquitto.conf")], "/mqtt", folder);
}

async function startNats(): Promise<RunningPeer | string> {
  const nats = findProgram("nats-server");
  if (nats === undefined) return "apt-get install nats-server";
  const port = await freePort();
  const folder = temporaryFolder();
  const config = `listen: "127.0.0.1:${await freePort()}"
ping_interval: "1h"
write_deadline: "60s"
max_pending: 268435456
log_file: "${join(folder, "log")}"
websocket { listen: "127.0.0.1:${port}", no_tls: true, compression: false }
`;
  writeFileSync(join(folder, "nats.conf"), config);
  return run(port, nats, ["-c", join(folder, "nats.conf")], "/", folder);
}

async function startCentrifuge(): Promise<RunningPeer | string> {
  const go = findProgram("go");
  const packages = "/usr/share/gocode";
  if (go === undefined || !existsSync(`${packages}/src/github.com/centrifugal/centrifuge`)) {
    return "apt-get install golang-go and the packages that docs/performance.md names";
  }
  const binary = resolve("dist-bench/centrifuge-peer");
  const source = resolve("bench/peers/centrifuge/main.go");
  const env = { ...process.env, GO111MODULE: "off", GOPATH: packages, GOFLAGS: "" };
  const built = spawnSync(go, ["build", "-o", binary, source], { env, encoding: "utf8" });
  if (built.status !== 0) return `go build: ${built.stderr.trim().split("\n")[0] ?? ""}`;
  const port = await freePort();
  return run(port, binary, [`${port}`], "/connection/websocket");
}
