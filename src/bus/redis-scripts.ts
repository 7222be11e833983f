// What Redis does in one step: the scripts, and the commands they become on a connection.
//
// A room's keys share the tag `{room}`, so that they lie on one shard. Every key of a room is
// forgotten a day after the last event; a process that still follows the room restores epoch and number.
import type { Redis, Result } from "ioredis";
import { LIMITS } from "../domain/limits.ts";
import { RECENT_IDS, RELEASED_IDS } from "./room-ring.ts";

declare module "ioredis" {
  interface RedisCommander<Context> {
    weirAppend(...args: readonly string[]): Result<unknown, Context>;
    weirOpen(...args: readonly string[]): Result<unknown, Context>;
    weirRecent(...args: readonly string[]): Result<unknown, Context>;
    weirSet(...args: readonly string[]): Result<unknown, Context>;
  }
}

const ROOM_SECONDS = 86_400;
/** Twice the ring: withdrawn messages are taken out by the reader. */
const STREAM_EVENTS = LIMITS.historyMessages.value * 2;

export function roomKeys(room: string) {
  const prefix = `weir:{${room}}`;
  return {
    meta: `${prefix}:meta`,
    log: `${prefix}:log`,
    recent: `${prefix}:recent`,
    released: `${prefix}:released`,
    channel: `${prefix}:events`,
  };
}

/**
 * KEYS meta log recent released channel; ARGV epoch minSeq kind id released json.
 * The caller's epoch counts when Redis has none, its number when the epochs are the same: so a
 * Redis that lost its data, or was away while a gateway ordered on, never gives a number twice.
 * Answers {epoch, seq}, seq -1 for a known message id.
 */
const APPEND = `
local meta = redis.call('HMGET', KEYS[1], 'e', 's')
local epoch = meta[1] or ARGV[1]
local seq = tonumber(meta[2] or '0')
if epoch == ARGV[1] then seq = math.max(seq, tonumber(ARGV[2])) end
if ARGV[3] == 'message' then
  if redis.call('ZSCORE', KEYS[3], ARGV[4]) or redis.call('ZSCORE', KEYS[4], ARGV[4]) then
    return {epoch, -1}
  end
  seq = seq + 1
  local ids, most = KEYS[3], ${RECENT_IDS}
  if ARGV[5] == '1' then ids, most = KEYS[4], ${RELEASED_IDS} end
  redis.call('ZADD', ids, seq, ARGV[4])
  redis.call('ZREMRANGEBYRANK', ids, 0, -most - 1)
  redis.call('EXPIRE', ids, ${ROOM_SECONDS})
elseif ARGV[3] == 'deleted' then
  redis.call('ZREM', KEYS[3], ARGV[4])
  redis.call('ZREM', KEYS[4], ARGV[4])
end
local number = string.format('%.0f', seq)
redis.call('HSET', KEYS[1], 'e', epoch, 's', number)
redis.call('EXPIRE', KEYS[1], ${ROOM_SECONDS})
local entry = redis.call('XADD', KEYS[2], 'MAXLEN', '~', ${STREAM_EVENTS}, '*', 's', number, 'v', ARGV[6])
redis.call('EXPIRE', KEYS[2], ${ROOM_SECONDS})
redis.call('SPUBLISH', KEYS[5], entry .. ' ' .. number .. ' ' .. epoch .. ' ' .. ARGV[6])
return {epoch, seq}
`;

/** KEYS meta log; ARGV epoch minSeq. Gives the room its epoch. Answers {epoch, seq, newest entries}. */
const OPEN = `
local meta = redis.call('HMGET', KEYS[1], 'e', 's')
local epoch = meta[1] or ARGV[1]
local seq = tonumber(meta[2] or '0')
if epoch == ARGV[1] then seq = math.max(seq, tonumber(ARGV[2])) end
redis.call('HSET', KEYS[1], 'e', epoch, 's', string.format('%.0f', seq))
redis.call('EXPIRE', KEYS[1], ${ROOM_SECONDS})
return {epoch, seq, redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', ${STREAM_EVENTS})}
`;

/** The same without changing anything; the epoch of an unknown room is "". */
const RECENT = `
local meta = redis.call('HMGET', KEYS[1], 'e', 's')
local entries = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', ${STREAM_EVENTS})
return {meta[1] or '', tonumber(meta[2] or '0'), entries}
`;

export const STATE_KEY = "weir:state";
export const STATE_MARK_KEY = "weir:state:mark";
export const STATE_CHANNEL = "weir:state:changes";

/** KEYS state channel; ARGV key json. An empty json removes. */
const SET = `
if ARGV[2] == '' then redis.call('HDEL', KEYS[1], ARGV[1])
else redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
redis.call('PUBLISH', KEYS[2], ARGV[1] .. '\\n' .. ARGV[2])
return 1
`;

export function defineScripts(redis: Redis): void {
  redis.defineCommand("weirAppend", { numberOfKeys: 5, lua: APPEND });
  redis.defineCommand("weirOpen", { numberOfKeys: 2, lua: OPEN });
  redis.defineCommand("weirRecent", { numberOfKeys: 2, lua: RECENT });
  redis.defineCommand("weirSet", { numberOfKeys: 2, lua: SET });
}
