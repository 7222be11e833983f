// The console's files: read once at the start, so that no request touches the disk or a path.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { AppError } from "../domain/errors.ts";
import { API_LIMITS } from "./limits.ts";

export interface StaticFile {
  readonly bytes: Uint8Array;
  /** Only where it is smaller. */
  readonly gzipped: Uint8Array | undefined;
  readonly type: string;
  readonly etag: string;
}

/** Files by path from `/` on. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

const TYPES: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};
const COMPRESSIBLE = /^(?:text|application|image\/svg)/u;

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Weir</title>
<body>
<h1>The console was not built</h1>
<p>The HTTP API runs, but the folder of the console's pages is empty. Build it with
<code>npm run build</code> and start again.</p>
<p>The API describes itself at <a href="/v1/openapi.json">/v1/openapi.json</a>.</p>
</body></html>
`;

/**
 * @param folder null or not there: no files, and `/` says that the console was not built.
 * Errors: AppError `static_too_large`.
 */
export async function loadStaticFiles(folder: string | null): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>();
  if (folder === null) return files;
  let bytesLeft = API_LIMITS.staticBytes.value;
  for (const path of await pathsIn(folder)) {
    const bytes = await readFile(path);
    bytesLeft -= bytes.length;
    if (bytesLeft < 0 || files.size >= API_LIMITS.staticFiles.value) {
      const { staticFiles, staticBytes } = API_LIMITS;
      const most = `${staticFiles.value} files or ${staticBytes.value} bytes`;
      throw new AppError("static_too_large", `${folder}: more than ${most}`);
    }
    files.set(`/${relative(folder, path).split(sep).join("/")}`, await staticFile(path, bytes));
  }
  return files;
}

async function pathsIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isAbsent) return [];
    throw error;
  }
}

async function staticFile(path: string, bytes: Uint8Array): Promise<StaticFile> {
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
  const smaller = COMPRESSIBLE.test(type) ? await promisify(gzip)(bytes) : undefined;
  const gzipped = smaller !== undefined && smaller.length < bytes.length ? smaller : undefined;
  return { bytes, gzipped, type, etag: `"${hash}"` };
}

/**
 * The file of a path, else the console's page: its addresses are made in the browser.
 * @returns undefined for a file that is not there (`/assets/old.js` must not answer a page).
 */
export function answerStatic(files: StaticFiles, request: Request): Response | undefined {
  const { pathname } = new URL(request.url);
  const index = files.get("/index.html");
  const exact = files.get(pathname);
  if (exact !== undefined) return send(exact, request, isHashed(pathname));
  if (extname(pathname) !== "") return undefined;
  if (index !== undefined) return send(index, request, false);
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  return new Response(NOT_BUILT, { status: 503, headers });
}

/** Vite puts a hash of the content into these names. */
function isHashed(path: string): boolean {
  return path.startsWith("/assets/");
}

function send(file: StaticFile, request: Request, isForever: boolean): Response {
  const headers = new Headers({
    etag: file.etag,
    vary: "accept-encoding",
    "cache-control": isForever ? "public, max-age=31536000, immutable" : "no-cache",
  });
  if (request.headers.get("if-none-match")?.includes(file.etag) === true) {
    return new Response(null, { status: 304, headers });
  }
  headers.set("content-type", file.type);
  const takesGzip = /\bgzip\b/u.test(request.headers.get("accept-encoding") ?? "");
  const isGzip = takesGzip && file.gzipped !== undefined;
  if (isGzip) headers.set("content-encoding", "gzip");
  const bytes = isGzip ? file.gzipped : file.bytes;
  headers.set("content-length", String(bytes.length));
  return new Response(request.method === "HEAD" ? null : new Uint8Array(bytes), { headers });
}
