// Every code that a socket is closed with: what it means, and whether the client should come back.

export interface CloseCode {
  readonly code: number;
  /** Goes into the close frame. */
  readonly reason: string;
  /** What the client does: come back (with `since`), or stay away. */
  readonly retry: "reconnect" | "stay_away";
  readonly meaning: string;
}

/** 4000-4499: come back, after a wait; 4500-4999: do not come back with the same token. */
export const CLOSE_CODES = {
  goingAway: {
    code: 1001,
    reason: "going away",
    retry: "reconnect",
    meaning: "The gateway stops; another one takes over.",
  },
  tooBig: {
    code: 1009,
    reason: "frame too big",
    retry: "reconnect",
    meaning: "A frame was larger than 16 KiB; do not send it again.",
  },
  slowReader: {
    code: 3008,
    reason: "slow reader",
    retry: "reconnect",
    meaning: "More than 1 MiB was waiting for this client; it recovers with `since`.",
  },
  restart: {
    code: 4000,
    reason: "restart",
    retry: "reconnect",
    meaning: "The room could not be opened here, or had to be opened anew.",
  },
  idle: {
    code: 4008,
    reason: "idle",
    retry: "reconnect",
    meaning: "Neither a frame nor a pong for 60 seconds.",
  },
  flood: {
    code: 4029,
    reason: "flood",
    retry: "reconnect",
    meaning: "Too many frames, or 20 frames that could not be read.",
  },
  badToken: {
    code: 4501,
    reason: "bad token",
    retry: "stay_away",
    meaning: "The token is not valid any more. A bad token at the handshake is answered 401.",
  },
  banned: {
    code: 4503,
    reason: "banned",
    retry: "stay_away",
    meaning: "The user is banned from the room or from everywhere.",
  },
  tokenExpired: {
    code: 4504,
    reason: "token expired",
    retry: "stay_away",
    meaning: "The token's time is over; fetch a new one and connect with it.",
  },
} as const satisfies { readonly [name: string]: CloseCode };

export type CloseName = keyof typeof CLOSE_CODES;
