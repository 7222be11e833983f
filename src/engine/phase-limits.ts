// Rates of user, device, address and room.
import type { Reason } from "../domain/verdict.ts";
import type { Rate, RateLimit } from "../spam/limits.ts";
import { NO_KEY } from "./memory.ts";
import type { Phase } from "./phase.ts";
import { refuse } from "./phase.ts";

function reasonsOf(rule: string): readonly Reason[] {
  return [{ rule, category: "flood", severity: 2, spans: [] }];
}
const USER = reasonsOf("limit.user");
const DEVICE = reasonsOf("limit.device");
const ADDRESS = reasonsOf("limit.address");
const ROOM = reasonsOf("limit.room");

/** A room's burst is what it may have in a second; filled anew for every message. */
const roomRate = { burst: 1, perSecond: 1 };

export const limitsPhase: Phase = {
  name: "limits",
  run({ input, memory, isExempt, policy }) {
    if (memory === undefined || isExempt) return undefined;
    const { user, device, address, room } = policy.spec.limits;
    const { keys } = input.user;
    const { at } = input;
    roomRate.burst = Math.max(1, room.perSecond);
    roomRate.perSecond = room.perSecond;
    // All are asked before any counts: a message that one refuses must not use up the others.
    const userMs = memory.userLimit.wait(keys.user, at, user);
    if (userMs > 0) return refuse("rate_limited", userMs, USER);
    const deviceMs = waitOf(memory.deviceLimit, keys.device, at, device);
    if (deviceMs > 0) return refuse("rate_limited", deviceMs, DEVICE);
    const addressMs = waitOf(memory.addressLimit, keys.address, at, address);
    if (addressMs > 0) return refuse("rate_limited", addressMs, ADDRESS);
    const roomMs = memory.roomLimit.wait(input.room.key, at, roomRate);
    if (roomMs > 0) return refuse("rate_limited", roomMs, ROOM);
    memory.userLimit.take(keys.user, at, user);
    if (keys.device !== NO_KEY) memory.deviceLimit.take(keys.device, at, device);
    if (keys.address !== NO_KEY) memory.addressLimit.take(keys.address, at, address);
    memory.roomLimit.take(input.room.key, at, roomRate);
    memory.touch(keys, input.room.key);
    return undefined;
  },
};

function waitOf(limit: RateLimit, key: number, at: number, rate: Rate): number {
  return key === NO_KEY ? 0 : limit.wait(key, at, rate);
}
