// Limits of the HTTP API beside those of domain/limits.ts: tokens, sign-in, sessions, live events.
import type { Limit } from "../domain/limits.ts";

function limit(value: number, unit: Limit["unit"], why: string): Limit {
  return { value, unit, why };
}

export const API_LIMITS = {
  tokenLength: limit(8_192, "utf16", "a token travels in a header; node takes 16 KiB of them"),
  tokenRooms: limit(1_000, "count", "rooms in one token or account"),
  tokensRemembered: limit(20_000, "count", "verified tokens kept, so that a join storm is cheap"),
  clockToleranceSeconds: limit(5, "seconds", "clocks of platform and gateway differ"),
  jwksMs: limit(5_000, "ms", "how long the key server may take"),
  jwksFreshMs: limit(600_000, "ms", "keys are fetched again after it"),
  jwksRetryMs: limit(30_000, "ms", "wait after a failed fetch and between searches for new keys"),
  jwksStaleMs: limit(86_400_000, "ms", "old keys serve so long while the key server is away"),
  smallBodyBytes: limit(65_536, "bytes", "bodies of calls that carry no policy and no batch"),
  loginLength: limit(80, "utf16", "login of a console account"),
  passwordMin: limit(10, "utf16", "shorter ones are guessed"),
  passwordMax: limit(200, "utf16", "hashing must not be fed megabytes"),
  hashesAtOnce: limit(2, "count", "a hash takes 32 MiB and a thread of the pool"),
  hashesWaiting: limit(32, "count", "sign-ins in line; more are told to come back"),
  sessionMs: limit(43_200_000, "ms", "12 hours: one shift, then sign in again"),
  signInWindowMs: limit(900_000, "ms", "failed sign-ins are counted over it"),
  signInPerLoginAndAddress: limit(10, "count", "failed sign-ins in the window"),
  signInPerAddress: limit(50, "count", "failed sign-ins in the window, any login (an office)"),
  signInPerLogin: limit(100, "count", "failed sign-ins in the window, any address"),
  signInKeys: limit(10_000, "count", "counters kept"),
  idempotencyKeyLength: limit(128, "utf16", "header Idempotency-Key"),
  idempotencyKeys: limit(5_000, "count", "answers kept for repeated calls"),
  policyFiles: limit(1_000, "count", "files of one policy"),
  policyPathLength: limit(200, "utf16", "path of one policy file"),
  userCases: limit(20, "count", "newest cases in a user's record"),
  moderateSliceMs: limit(5, "ms", "a batch lets others in after so long"),
  settleMs: limit(2_000, "ms", "a change is answered when every gateway has it, or after this"),
  policySettleMs: limit(30_000, "ms", "the same for a policy, which every gateway compiles"),
  readyMs: limit(2_000, "ms", "how long readiness may take to answer"),
  liveSockets: limit(1_000, "count", "consoles listening to one backoffice"),
  livePingMs: limit(30_000, "ms", "ping of live sockets; one without an answer is cut off"),
  liveCloseMs: limit(5_000, "ms", "a closing socket that does not answer is cut off"),
  liveFrameBytes: limit(1_024, "bytes", "consoles have nothing to say on /v1/events"),
  requestMs: limit(30_000, "ms", "a request must have arrived whole"),
  staticBytes: limit(33_554_432, "bytes", "the console's files are kept in memory"),
  staticFiles: limit(1_000, "count", "the console's files"),
} as const;
