// The console's live line: events of cases as they happen, and whether the line is up.

export interface LiveEvent {
  readonly type: string;
  readonly data: { readonly id?: string } | null;
}

export interface LiveHandlers {
  event(event: LiveEvent): void;
  /** After a gap everything is read again: events may have been missed. */
  link(isUp: boolean): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** @returns how to end it. */
export function followLive(handlers: LiveHandlers): () => void {
  let socket: WebSocket | undefined;
  let waitMs = FIRST_WAIT_MS;
  let timer: number | undefined;
  let isEnded = false;

  function open(): void {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/v1/events`);
    socket.addEventListener("open", () => {
      waitMs = FIRST_WAIT_MS;
      handlers.link(true);
    });
    socket.addEventListener("message", (message) => {
      // Our own backoffice's events (api/events.ts).
      handlers.event(JSON.parse(String(message.data)) as LiveEvent);
    });
    socket.addEventListener("close", () => {
      if (isEnded) return;
      handlers.link(false);
      timer = window.setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    });
  }

  open();
  return () => {
    isEnded = true;
    window.clearTimeout(timer);
    socket?.close();
  };
}
