// Where a request comes from.
import { describe, expect, it } from "vitest";
import { clientAddress } from "../../../src/api/request.ts";

describe("clientAddress", () => {
  it.each([
    ["203.0.113.5", "198.51.100.1", [], "203.0.113.5"],
    ["::ffff:203.0.113.5", undefined, [], "203.0.113.5"],
    ["10.0.0.1", "198.51.100.1", ["10.0.0.1"], "198.51.100.1"],
    ["10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", ["10.0.0.1", "10.0.0.2"], "198.51.100.1"],
    ["10.0.0.1", "not an address", ["10.0.0.1"], "10.0.0.1"],
    ["10.0.0.1", undefined, ["10.0.0.1"], "10.0.0.1"],
    [undefined, "198.51.100.1", [], ""],
  ])("of %s, forwarded for %j, trusting %j is %s", (peer, forwarded, trusted, address) => {
    expect(clientAddress(peer, forwarded, trusted)).toBe(address);
  });
});
