// Handshakes and plain HTTP of the uWebSockets.js driver.
//
// Why this way: a request object lives only until its handler returns, and a response only until
// its peer is gone. So everything is copied first, and every answer asks whether it is still wanted.
import { STATUS_CODES } from "node:http";
import type {
  HttpRequest as UwsRequest,
  HttpResponse as UwsResponse,
  us_socket_context_t,
} from "uWebSockets.js";
import { addressOfBytes } from "./remote-address.ts";
import { type Answer, answerInTime, answerWith, BAD_HANDSHAKE, replyOf } from "./answer.ts";
import type { Admission, HttpReply, TransportHandlers, TransportOptions } from "./transport.ts";
import type { UwsSocket } from "./uws-socket.ts";

interface Aborted {
  isAborted: boolean;
}

export interface UpgradeParts<S> {
  readonly options: TransportOptions;
  readonly handlers: TransportHandlers<S>;
  makeSocket(state: S): UwsSocket<S>;
  /** Any socket that is open now. */
  anyOpen(): UwsSocket<S> | undefined;
}

/** Answers a plain request; its body is not read. HEAD gets the headers only. */
export function answerHttp<S>(
  response: UwsResponse,
  request: UwsRequest,
  options: TransportOptions,
  handlers: TransportHandlers<S>,
): void {
  const peer = watchAbort(response);
  const headers = headersOf(request);
  const copied = {
    method: request.getCaseSensitiveMethod(),
    path: request.getUrl(),
    query: request.getQuery(),
    header: (name: string) => headers.get(name.toLowerCase()),
  };
  const fault = handlers.fault?.bind(handlers);
  const isHead = copied.method === "HEAD";
  void answerInTime(() => handlers.http(copied), options, fault).then((answer) => {
    const reply = answer.ok ? answer.value : replyOf(answer);
    sendReply(response, peer, reply, { isHead, isLast: reply.isLast ?? false });
  });
}

/** Decides on a handshake with `handlers.admit`. */
export function answerUpgrade<S>(
  response: UwsResponse,
  request: UwsRequest,
  context: us_socket_context_t,
  parts: UpgradeParts<S>,
): void {
  const peer = watchAbort(response);
  const headers = headersOf(request);
  const upgradeRequest = {
    path: request.getUrl(),
    query: request.getQuery(),
    header: (name: string) => headers.get(name.toLowerCase()),
    remoteAddress: addressOfBytes(new Uint8Array(response.getRemoteAddress())),
  };
  const end = { isHead: false, isLast: true };
  if (headers.get("sec-websocket-version") !== "13") {
    sendReply(response, peer, replyOf(BAD_HANDSHAKE), end);
    return;
  }
  const { options, handlers } = parts;
  const fault = handlers.fault?.bind(handlers);
  const decided = (answer: Answer<Admission<S>>, isAtOnce: boolean): void => {
    const admission = answer.ok ? answer.value : answer;
    if (!admission.ok) {
      sendReply(response, peer, replyOf(admission), end);
      return;
    }
    if (peer.isAborted) return;
    const socket = parts.makeSocket(admission.state);
    const key = headers.get("sec-websocket-key") ?? "";
    const protocol = admission.protocol ?? "";
    // No extensions: compression is the dialects' business, once a frame and not once a viewer.
    const upgrade = (): void => {
      response.upgrade({ socket }, key, protocol, "", context);
    };
    // The binary corks a request while its handler runs: the first frame leaves with the answer.
    if (isAtOnce) upgrade();
    else upgradeCorked(response, parts.anyOpen(), upgrade);
  };
  answerWith(() => handlers.admit(upgradeRequest), options, fault, decided);
}

/**
 * When the handler has returned already. After a cork of its own, this binary reads the new
 * WebSocket's memory as if it were still the HTTP response, and closes about one fresh socket in a
 * hundred (seen: 9 of 960; 0 of 960 this way). Inside another socket's cork the response's own does
 * nothing but satisfy the check. With no socket open the binary prints a warning about the missing
 * cork, which is harmless.
 */
function upgradeCorked(
  response: UwsResponse,
  other: { cork(work: () => void): void } | undefined,
  upgrade: () => void,
): void {
  if (other === undefined) upgrade();
  else other.cork(() => response.cork(upgrade));
}

function watchAbort(response: UwsResponse): Aborted {
  const peer = { isAborted: false };
  response.onAborted(() => {
    peer.isAborted = true;
  });
  return peer;
}

function headersOf(request: UwsRequest): Map<string, string> {
  const headers = new Map<string, string>();
  request.forEach((name, value) => headers.set(name, value));
  return headers;
}

function sendReply(
  response: UwsResponse,
  peer: Aborted,
  reply: HttpReply,
  how: { readonly isHead: boolean; readonly isLast: boolean },
): void {
  if (peer.isAborted) return;
  response.cork(() => {
    response.writeStatus(`${reply.status} ${STATUS_CODES[reply.status] ?? "Unknown"}`);
    for (const [name, value] of Object.entries(reply.headers)) response.writeHeader(name, value);
    if (how.isHead) response.endWithoutBody(Buffer.byteLength(reply.body), how.isLast);
    else response.end(reply.body, how.isLast);
  });
}
