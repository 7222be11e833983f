// Who counts as one address, and how often it may come.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import { Addresses, addressKey, clientAddress, senderKey } from "../../../src/gateway/addresses.ts";

const trusted = new Set(["10.0.0.1", "10.0.0.2"]);

describe("clientAddress", () => {
  it.each([
    ["203.0.113.9", "1.2.3.4", "203.0.113.9"],
    ["10.0.0.1", undefined, "10.0.0.1"],
    ["10.0.0.1", "1.2.3.4", "1.2.3.4"],
    ["10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"],
    ["10.0.0.1", "1.2.3.4:5678", "1.2.3.4"],
    ["10.0.0.1", "[2001:db8::1]:5678", "2001:db8::1"],
    ["10.0.0.1", "::ffff:1.2.3.4", "1.2.3.4"],
    ["10.0.0.1", "1.2.3.4, nonsense", "10.0.0.1"],
    ["10.0.0.1", "10.0.0.2", "10.0.0.1"],
  ])("from %s with %s is %s", (remote, forwarded, address) => {
    expect(clientAddress(remote, forwarded, trusted)).toBe(address);
  });
});

describe("senderKey", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["172.15.255.255", "172.15.255.255"],
    ["172.32.0.0", "172.32.0.0"],
    ["100.63.255.255", "100.63.255.255"],
    ["100.128.0.0", "100.128.0.0"],
    ["192.167.1.1", "192.167.1.1"],
    ["169.253.1.1", "169.253.1.1"],
  ])("counts %s as %s", (address, key) => {
    expect(senderKey(address)).toBe(key);
  });

  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.1.1",
    "::1",
    "fd00::1",
    "fe80::1%eth0",
    "",
  ])("does not count %s, which many may share", (address) => {
    expect(senderKey(address)).toBeNull();
  });
});

describe("addressKey", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("of %s is %s", (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

const MANY = 100;

/** @returns how many of so many silent connections from "a" were taken */
function waiting(addresses: Addresses, count: number, nowMs: number): number {
  const said = Array.from({ length: count }, () => addresses.mayWait("a", nowMs));
  return said.filter(Boolean).length;
}

describe("Addresses", () => {
  it("counts open connections", () => {
    const addresses = new Addresses({ connections: 2, handshakes: 0 });
    addresses.connected("a");
    expect(addresses.mayConnect("a")).toBe(true);
    addresses.connected("a");
    expect([addresses.mayConnect("a"), addresses.mayConnect("b")]).toEqual([false, true]);
    addresses.disconnected("a");
    expect(addresses.mayConnect("a")).toBe(true);
  });

  it("counts handshakes a second", () => {
    const addresses = new Addresses({ connections: 0, handshakes: 2 });
    const said = [0, 1, 2].map((nowMs) => addresses.mayKnock("a", 5_000 + nowMs));
    expect(said).toEqual([true, true, false]);
    expect(addresses.mayKnock("b", 5_003)).toBe(true);
    expect(addresses.mayKnock("a", 6_000)).toBe(true);
  });

  it("counts those who have said nothing until they do", () => {
    const addresses = new Addresses({ connections: MANY, handshakes: 0 });
    expect(waiting(addresses, MANY - 1, 0)).toBe(MANY - 1);
    expect([addresses.mayWait("a", 1), addresses.mayWait("a", 2)]).toEqual([true, false]);
    expect(addresses.mayWait("b", 3)).toBe(true);
    addresses.spoke("a");
    expect([addresses.mayWait("a", 4), addresses.mayWait("a", 5)]).toEqual([true, false]);
  });

  it("lets as many be silent as LIMITS.waitingPerAddress says, however few may connect", () => {
    const addresses = new Addresses({ connections: 1, handshakes: 0 });
    const most = LIMITS.waitingPerAddress.value;
    expect(waiting(addresses, most + 1, 0)).toBe(most);
  });

  it("forgets those who said nothing when the transport must have cut them off", () => {
    const addresses = new Addresses({ connections: MANY, handshakes: 0 });
    const cutMs = LIMITS.requestHeadMs.value + 4_000;
    waiting(addresses, 1, 0);
    waiting(addresses, MANY - 1, cutMs - 1);
    // What came in the last moment is still there.
    expect(addresses.mayWait("a", 2 * cutMs - 2)).toBe(false);
    expect(waiting(addresses, MANY + 1, 2 * cutMs)).toBe(MANY);
  });

  it("counts one who spoke once, whenever it came", () => {
    const addresses = new Addresses({ connections: MANY, handshakes: 0 });
    waiting(addresses, 1, 0);
    addresses.spoke("a");
    addresses.spoke("a");
    expect(waiting(addresses, MANY + 1, 20_000)).toBe(MANY);
  });

  it("goes on counting when the clock is set back", () => {
    const addresses = new Addresses({ connections: MANY, handshakes: 0 });
    waiting(addresses, MANY, 1_000_000);
    expect(waiting(addresses, MANY + 1, 0)).toBe(MANY);
  });

  it.each([
    [-1, MANY],
    [0, MANY + 1],
  ])("counts silent ones of LIMITS.waitingAddresses and %i addresses", (more, taken) => {
    const addresses = new Addresses({ connections: MANY, handshakes: 0 });
    const most = LIMITS.waitingAddresses.value + more;
    for (let n = 0; n < most; n += 1) addresses.mayWait(`b${n}`, 0);
    expect(waiting(addresses, MANY + 1, 1)).toBe(taken);
  });

  it("without limits lets everybody in", () => {
    const addresses = new Addresses({ connections: 0, handshakes: 0 });
    for (let n = 0; n < 1_000; n += 1) addresses.connected("a");
    for (let n = 0; n < 1_000; n += 1) addresses.mayWait("a", 0);
    const said = [addresses.mayConnect("a"), addresses.mayKnock("a", 0), addresses.mayWait("a", 0)];
    expect(said).toEqual([true, true, true]);
  });
});
