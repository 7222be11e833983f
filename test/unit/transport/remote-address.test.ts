// Addresses have one spelling, whichever driver they came through.
import { describe, expect, it } from "vitest";
import { addressOfBytes, addressText } from "../../../src/transport/remote-address.ts";

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 7];

describe(addressText, () => {
  it.each([
    ["10.0.0.7", "10.0.0.7"],
    ["::ffff:10.0.0.7", "10.0.0.7"],
    ["2001:db8::1", "2001:db8::1"],
    ["::ffff:a00:7", "::ffff:a00:7"],
    [undefined, ""],
  ])("spells %s as %s", (address, expected) => {
    expect(addressText(address)).toBe(expected);
  });
});

describe(addressOfBytes, () => {
  it.each([
    [[127, 0, 0, 1], "127.0.0.1"],
    [MAPPED, "10.0.0.7"],
    [[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "2001:db8::1"],
    [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "::1"],
    [[], ""],
  ])("spells %j as %s", (bytes, expected) => {
    expect(addressOfBytes(Uint8Array.from(bytes))).toBe(expected);
  });
});
