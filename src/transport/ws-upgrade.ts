// Handshakes of the `ws` driver: asked of `admit`, then completed by `ws`, or refused in JSON.
import { type IncomingMessage, STATUS_CODES } from "node:http";
import { Socket as NetSocket } from "node:net";
import type { Duplex } from "node:stream";
import type { WebSocketServer } from "ws";
import { type Answer, answerWith, BAD_HANDSHAKE, type Refusal, replyOf } from "./answer.ts";
import { addressText } from "./remote-address.ts";
import type {
  Admission,
  TransportHandlers,
  TransportOptions,
  UpgradeRequest,
} from "./transport.ts";
import { WsSocket, type WsShared } from "./ws-socket.ts";

export interface UpgradeParts<S> {
  readonly endpoint: WebSocketServer;
  readonly options: TransportOptions;
  readonly handlers: TransportHandlers<S>;
  readonly shared: WsShared<S>;
  /** The sub-protocol that `admit` chose, until `ws` asks for it. */
  readonly protocols: WeakMap<IncomingMessage, string>;
}

/** What node:http hands over with an upgrade. */
export interface Handshake {
  readonly request: IncomingMessage;
  readonly stream: Duplex;
  readonly head: Buffer;
}

export function upgradeWith<S>(
  parts: UpgradeParts<S>,
  asked: Omit<UpgradeRequest, "remoteAddress">,
  { request, stream, head }: Handshake,
): void {
  const { handlers, options, endpoint } = parts;
  // A peer that goes away while we think about it: nothing to do, but an unheard error would throw.
  stream.on("error", ignore);
  if (request.headers["sec-websocket-version"] !== "13") {
    refuse(stream, BAD_HANDSHAKE);
    return;
  }
  const address = stream instanceof NetSocket ? stream.remoteAddress : undefined;
  const upgradeRequest = { ...asked, remoteAddress: addressText(address) };
  const fault = handlers.fault?.bind(handlers);
  const decided = (answer: Answer<Admission<S>>): void => {
    const admission = answer.ok ? answer.value : answer;
    if (!admission.ok) {
      refuse(stream, admission);
      return;
    }
    const { state, protocol } = admission;
    if (protocol !== undefined) parts.protocols.set(request, protocol);
    endpoint.handleUpgrade(request, stream, head, (native) => {
      stream.off("error", ignore);
      new WsSocket(state, native, stream, parts.shared).attach();
    });
  };
  answerWith(() => handlers.admit(upgradeRequest), options, fault, decided);
}

/** Ends a handshake that is none, or that came while the transport stops. */
export function refuse(stream: Duplex, refused: Refusal = BAD_HANDSHAKE): void {
  if (stream.destroyed || !stream.writable) return;
  const reply = replyOf(refused);
  const lines = [
    `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? "Unknown"}`,
    "connection: close",
    `content-length: ${Buffer.byteLength(reply.body)}`,
  ];
  for (const [name, value] of Object.entries(reply.headers)) {
    lines.push(`${name}: ${value.replaceAll(/[\r\n]/g, " ")}`);
  }
  stream.once("finish", () => stream.destroy());
  stream.end(`${lines.join("\r\n")}\r\n\r\n${refused.body}`);
}

function ignore(): void {}
