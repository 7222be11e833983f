// What the gateway serves for the demo: the viewer's page, a token for its visitor, the sale's pace.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, posix } from "node:path";
import { signToken } from "../api/sign-token.ts";
import type { Bus } from "../domain/ports/bus.ts";
import { AppError } from "../domain/errors.ts";
import { makeId } from "../ops/ids.ts";
import type { HttpReply, HttpRequest } from "../transport/transport.ts";
import { DEMO_RATE_QUESTION, DEMO_ROOM, MAX_DEMO_RATE } from "./demo.ts";

const TYPES: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};
const PREFIX = "/demo/";
const VISIT_SECONDS = 12 * 3_600;
const ASK_MS = 1_000;
const CSP = "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:";

export type DemoHttp = (request: HttpRequest) => Promise<HttpReply | undefined>;

/**
 * @param folder the built page. Its files are read once, here: no request touches the disk.
 * Errors: AppError `demo_not_built` when there is no built page.
 */
export function createDemoHttp(folder: string, secret: string, bus: Bus): DemoHttp {
  const files = loadFiles(folder);
  const key = new TextEncoder().encode(secret);

  async function token(query: URLSearchParams): Promise<HttpReply> {
    const nowMs = Date.now();
    const userId = makeId("u", nowMs);
    const name = `Guest ${userId.slice(-4)}`;
    const lang = query.get("lang") === "ja" ? "ja" : "en";
    const attrs = { accountCreatedAt: nowMs - 40 * 86_400_000, lang };
    const order = { user: userId, name, room: DEMO_ROOM, role: "viewer", attrs } as const;
    const signed = await signToken(key, { ...order, ttlSeconds: VISIT_SECONDS }, nowMs);
    const ratePerSec = await bus.ask(DEMO_RATE_QUESTION, null, ASK_MS).catch(() => null);
    return json(200, { token: signed, userId, name, room: DEMO_ROOM, ratePerSec });
  }

  async function rate(query: URLSearchParams): Promise<HttpReply> {
    const perSecond = Number(query.get("perSecond") ?? Number.NaN);
    if (!(perSecond >= 0 && perSecond <= MAX_DEMO_RATE)) {
      const message = `perSecond: a number from 0 to ${MAX_DEMO_RATE}`;
      return json(400, { error: { code: "bad_request", message, details: {} } });
    }
    try {
      return json(200, { ratePerSec: await bus.ask(DEMO_RATE_QUESTION, perSecond, ASK_MS) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, safeText } = error;
      return json(503, { error: { code, message: safeText, details: {} } });
    }
  }

  return (request) => {
    const { method, path } = request;
    if (path !== "/demo" && !path.startsWith(PREFIX)) return Promise.resolve(undefined);
    const query = new URLSearchParams(request.query);
    if (method === "POST" && path === "/demo/rate") return rate(query);
    if (method === "GET" && path === "/demo/token") return token(query);
    const name = path === "/demo" || path === PREFIX ? "index.html" : path.slice(PREFIX.length);
    return Promise.resolve(files.get(name) ?? undefined);
  };
}

function loadFiles(folder: string): ReadonlyMap<string, HttpReply> {
  const files = new Map<string, HttpReply>();
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(folder.length + 1).replaceAll("\\", posix.sep);
      files.set(name, fileReply(readFileSync(path), extname(name)));
    }
  } catch (cause) {
    throw new AppError("demo_not_built", "The demo page is not built: npm run build", { cause });
  }
  return files;
}

function fileReply(body: Uint8Array, extension: string): HttpReply {
  const isPage = extension === ".html";
  return {
    status: 200,
    headers: {
      "content-type": TYPES[extension] ?? "application/octet-stream",
      // Built assets have their content's hash in the name.
      "cache-control": isPage ? "no-cache" : "public, max-age=31536000, immutable",
      "content-security-policy": CSP,
      "x-content-type-options": "nosniff",
    },
    body,
  };
}

function json(status: number, body: object): HttpReply {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return { status, headers, body: JSON.stringify(body) };
}
