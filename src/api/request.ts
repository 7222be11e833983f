// Reads requests: where they come from, and their bodies, never more than is allowed.
import { isIP } from "node:net";
import { refusal } from "./errors.ts";
import type { Answer } from "./errors.ts";
import type { BodyResult } from "./route.ts";

/**
 * The address a request came from. Proxies are believed only when they are trusted: the last
 * address of X-Forwarded-For that is not a trusted proxy's own.
 * @param peer address of the TCP peer.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: readonly string[],
): string {
  const direct = (peer ?? "").replace(/^::ffff:(?=\d+\.)/u, "");
  if (!trustedProxies.includes(direct)) return direct;
  const hops = (forwardedFor ?? "").slice(0, 1_000).split(",").toReversed();
  const client = hops.map((hop) => hop.trim()).find((hop) => !trustedProxies.includes(hop));
  return client !== undefined && isIP(client) !== 0 ? client : direct;
}

/** Reads a JSON body. Unread rest is cancelled. */
export async function readJson(request: Request, limitBytes: number): Promise<BodyResult> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/(?:[\w.+-]+\+)?json *(?:;|$)/iu.test(type)) {
    const text = "content-type: application/json is wanted";
    return { ok: false, answer: refusal("unsupported_media_type", text) };
  }
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) return tooLarge(limitBytes);
  const bytes = await readBytes(request, limitBytes);
  if (bytes === undefined) return tooLarge(limitBytes);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch {
    return { ok: false, answer: badJson(bytes.length) };
  }
}

/** @returns undefined when there is more than the limit. */
async function readBytes(request: Request, limitBytes: number): Promise<Buffer | undefined> {
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.length;
    if (size > limitBytes) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
}

function tooLarge(limitBytes: number): BodyResult {
  const text = `The body is larger than ${limitBytes} bytes.`;
  return { ok: false, answer: refusal("too_large", text, { limitBytes }) };
}

function badJson(length: number): Answer {
  const what = length === 0 ? "is missing" : "is not JSON in UTF-8";
  const problems = [{ where: "body", what, allowed: "one JSON value" }];
  return refusal("bad_request", `body: ${what}; allowed: one JSON value`, { problems });
}
