// A WebSocket client in as few bytes as it takes: the handshake and frames.
import { randomBytes } from "node:crypto";

const TEXT = 0x81;
const BINARY = 0x82;

/** @param protocol sub-protocol to offer, if any */
export function handshake(path: string, protocol?: string): string {
  const key = randomBytes(16).toString("base64");
  const lines = [
    `GET ${path} HTTP/1.1`,
    "Host: bench",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${key}`,
  ];
  if (protocol !== undefined) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

export function textFrame(text: string): Buffer {
  return frame(TEXT, Buffer.from(text));
}

export function binaryFrame(payload: Buffer): Buffer {
  return frame(BINARY, payload);
}

/** Masked with zeros: valid, and free. At most 65,535 bytes. */
function frame(first: number, payload: Buffer): Buffer {
  const head =
    payload.length < 126
      ? Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0])
      : Buffer.from([first, 0xfe, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([head, payload]);
}
