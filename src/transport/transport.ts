// Sockets in, frames out: the contract of the two transport drivers; nothing here knows about chat.

export interface UpgradeRequest {
  /** Without the query. */
  readonly path: string;
  /** Without the `?`. */
  readonly query: string;
  header(name: string): string | undefined;
  /** As text, IPv4-mapped addresses in their IPv4 form. */
  readonly remoteAddress: string;
}

export type Admission<S> =
  | { readonly ok: true; readonly state: S; readonly protocol: string | undefined }
  | {
      readonly ok: false;
      readonly status: number;
      /** JSON text. */
      readonly body: string;
      readonly headers?: { readonly [name: string]: string };
    };

export interface Socket<S> {
  readonly state: S;
  /** A string leaves as a text frame, bytes as a binary one. Sending on a closed socket does nothing. */
  send(data: string | Uint8Array): void;
  /** A text frame of what is UTF-8 already; the bytes may not change afterwards. */
  sendText(utf8: Uint8Array): void;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
  /**
   * Sends a close frame behind what is queued, and calls `handlers.close` with the code before it
   * returns. A peer that does not answer, or does not take what is queued, is cut off: after
   * `farewellMs`, or (`uws`, with nothing queued) by its own timer of 16 to 20 s.
   */
  close(code: number, reason: string): void;
  /** Bytes the peer has not taken yet. */
  backlogBytes(): number;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  header(name: string): string | undefined;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Uint8Array;
  /** The connection ends behind it; otherwise it may be used again. */
  readonly isLast?: boolean;
}

export interface TransportHandlers<S> {
  /**
   * A peer has connected and said nothing yet. False cuts it off without a word; otherwise it is cut
   * off when it has not finished a request's head in LIMITS.requestHeadMs (looked at every 4 s).
   */
  arrive?(remoteAddress: string): boolean;
  /**
   * Decides on a handshake; a refused one gets the status and body. With an answer that is no promise
   * `uws` writes once: the handshake's answer and what `open` sends leave together.
   */
  admit(request: UpgradeRequest): Admission<S> | Promise<Admission<S>>;
  open(socket: Socket<S>): void;
  /** `null` for a binary frame: no dialect takes them. Text is valid UTF-8. */
  frame(socket: Socket<S>, text: string | null): void;
  /** A ping or pong of an open socket; the driver has answered it. Closing the socket is allowed. */
  control?(socket: Socket<S>): void;
  /** Called once for every opened socket; `code` 1006 when there was no close frame. */
  close(socket: Socket<S>, code: number): void;
  http(request: HttpRequest): Promise<HttpReply>;
  /** `admit` or `http` threw: the peer got a 500, this is for the log. */
  fault?(error: unknown): void;
}

export interface TransportOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Several processes may listen on the port (the kernel spreads connections). */
  readonly sharePort: boolean;
  /** Larger frames are closed with 1009. */
  readonly maxFrameBytes: number;
  /** A socket that owes more is closed with 3008. */
  readonly maxBacklogBytes: number;
  /** Without a frame or pong for so long: 4008. The driver pings at half of it. */
  readonly idleSeconds: number;
  /** How long `admit` and `http` may take before the peer gets a 503; default LIMITS.answerMs. */
  readonly answerMs?: number;
  /** How long a closed socket may take to read what it is owed; default LIMITS.farewellMs. */
  readonly farewellMs?: number;
}

export interface Transport {
  readonly driver: "uws" | "ws";
  readonly port: number;
  /** To every subscriber of the topic; the frame is built once. */
  publish(topic: string, data: string | Uint8Array): void;
  /** Stops accepting, closes every socket with the code, resolves when they are gone or after `graceMs`. */
  stop(code: number, reason: string, graceMs: number): Promise<void>;
}

/** Errors: AppError `port_in_use` or `listen_failed` with host and port. */
export type StartTransport = <S>(
  options: TransportOptions,
  handlers: TransportHandlers<S>,
) => Promise<Transport>;
