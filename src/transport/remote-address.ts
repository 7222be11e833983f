// A peer's address as text: one spelling, whichever driver and address family it came through.
import { SocketAddress } from "node:net";

const MAPPED_PREFIX = "::ffff:";

/** IPv4-mapped IPv6 addresses in their IPv4 form; undefined (a socket that is gone) as "". */
export function addressText(address: string | undefined): string {
  if (address === undefined) return "";
  const isMapped = address.startsWith(MAPPED_PREFIX) && address.includes(".");
  return isMapped ? address.slice(MAPPED_PREFIX.length) : address;
}

/** @param bytes 4 or 16 of them, as uWebSockets.js gives an address; anything else is "". */
export function addressOfBytes(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16) return "";
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && isFull(bytes, 10);
  if (isMapped) return bytes.subarray(12).join(".");
  const groups: string[] = [];
  for (let at = 0; at < 16; at += 2) {
    groups.push((((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16));
  }
  return new SocketAddress({ address: groups.join(":"), family: "ipv6" }).address;
}

function isFull(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && bytes[at + 1] === 0xff;
}
