// Waiting for a handler with a deadline, and the JSON answers a transport gives by itself.
import { LIMITS } from "../domain/limits.ts";
import type { HttpReply, TransportOptions } from "./transport.ts";

export interface Refusal {
  readonly ok: false;
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  readonly headers?: { readonly [name: string]: string };
}

function refusal(status: number, code: string, message: string): Refusal {
  return { ok: false, status, body: JSON.stringify({ error: { code, message } }) };
}

export const TOO_LATE = refusal(503, "timeout", "The server took too long to answer.");
export const FAULT = refusal(500, "internal", "The server could not answer.");
export const BAD_HANDSHAKE = refusal(
  400,
  "bad_handshake",
  "This is no WebSocket handshake of version 13.",
);

/** A refusal as an HTTP reply. */
export function replyOf(refused: Refusal): HttpReply {
  const headers = { "content-type": "application/json", ...refused.headers };
  return { status: refused.status, headers, body: refused.body };
}

export type Answer<T> = { readonly ok: true; readonly value: T } | Refusal;

/**
 * The handler's answer, TOO_LATE after `options.answerMs`, or FAULT when it throws (told to `fault`).
 * Never rejects. An answer that comes after the deadline is dropped.
 */
export async function answerInTime<T>(
  ask: () => Promise<T>,
  options: TransportOptions,
  fault: ((error: unknown) => void) | undefined,
): Promise<Answer<T>> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<Refusal>((resolve) => {
    timer = setTimeout(() => resolve(TOO_LATE), options.answerMs ?? LIMITS.answerMs.value);
  });
  // In an async function also a handler that throws before its first await is a rejection.
  const answer = async () => ({ ok: true as const, value: await ask() });
  try {
    return await Promise.race([answer(), deadline]);
  } catch (error) {
    fault?.(error);
    return FAULT;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The same, handed on in this very call when the handler knows at once: a native request lives no
 * longer. What `take` throws is not caught.
 */
export function answerWith<T>(
  ask: () => T | Promise<T>,
  options: TransportOptions,
  fault: ((error: unknown) => void) | undefined,
  take: (answer: Answer<T>, isAtOnce: boolean) => void,
): void {
  let asked: T | Promise<T>;
  try {
    asked = ask();
  } catch (error) {
    fault?.(error);
    take(FAULT, true);
    return;
  }
  if (asked instanceof Promise) {
    const coming = asked;
    void answerInTime(() => coming, options, fault).then((answer) => take(answer, false));
  } else {
    take({ ok: true, value: asked }, true);
  }
}
