// The page's end of the weir.v1 protocol: connects, recovers by `since`, and tells what arrives.

export interface RoomMessage {
  readonly op: "message";
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly user: { readonly id: string; readonly name: string; readonly role: string };
  readonly text: string;
  readonly masked: boolean;
  readonly released: boolean;
}

export interface Result {
  readonly op: "result";
  readonly id: string;
  readonly status: "delivered" | "masked" | "held" | "rejected";
  readonly messageId?: string;
  readonly message?: string;
  readonly retryAfterMs?: number;
}

export type ServerFrame =
  | RoomMessage
  | Result
  | {
      readonly op: "welcome";
      readonly epoch: string;
      readonly seq: number;
      readonly maxTextLength: number;
      readonly history: readonly RoomMessage[];
    }
  | {
      readonly op: "outcome";
      readonly messageId: string;
      readonly status: "released" | "rejected" | "expired";
    }
  | { readonly op: "deleted"; readonly messageId: string }
  | { readonly op: "cleared"; readonly userId: string }
  | { readonly op: "sampling"; readonly share: number }
  | { readonly op: "modes"; readonly modes: object }
  | {
      readonly op: "sanction";
      readonly id: string;
      readonly kind: string;
      readonly reason: string;
      readonly acknowledge: boolean;
    }
  | { readonly op: "error"; readonly id?: string; readonly code: string; readonly message: string };

export type Link = "connecting" | "open" | "lost" | "closed";

export interface ConnectionHandlers {
  frame(frame: ServerFrame): void;
  link(link: Link): void;
}

export interface Connection {
  send(frame: object): boolean;
  stop(): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

export function connect(room: string, token: string, handlers: ConnectionHandlers): Connection {
  let socket: WebSocket | undefined;
  let since: string | undefined;
  let epoch = "";
  let waitMs = FIRST_WAIT_MS;
  let timer: number | undefined;

  function open(): void {
    handlers.link(since === undefined ? "connecting" : "lost");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const query = since === undefined ? "" : `?since=${encodeURIComponent(since)}`;
    const url = `${scheme}://${location.host}/v1/rooms/${encodeURIComponent(room)}/chat${query}`;
    socket = new WebSocket(url, ["weir.v1", `bearer.${token}`]);
    socket.addEventListener("message", (event) => {
      // The gateway's own frames; PROTOCOL: one object or an array of them.
      const data = JSON.parse(String(event.data)) as ServerFrame | readonly ServerFrame[];
      for (const frame of Array.isArray(data) ? data : [data]) take(frame);
    });
    socket.addEventListener("close", (event) => {
      const isFinal = event.code >= 4_500 && event.code <= 4_999;
      handlers.link(isFinal ? "closed" : "lost");
      if (isFinal) return;
      timer = window.setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    });
  }

  function take(frame: ServerFrame): void {
    if (frame.op === "welcome") {
      epoch = frame.epoch;
      since = `${epoch}:${frame.seq}`;
      waitMs = FIRST_WAIT_MS;
      handlers.link("open");
    }
    if (frame.op === "message") since = `${epoch}:${frame.seq}`;
    handlers.frame(frame);
  }

  open();
  return {
    send(frame) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    stop() {
      window.clearTimeout(timer);
      socket?.close();
    },
  };
}
