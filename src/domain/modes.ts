// A room's modes: the switches that sellers and moderators set while a sale runs.

/** Absent or null means off. Limits of each field are in MODE_LIMITS. */
export interface Modes {
  readonly slowSeconds?: number;
  readonly minAccountAgeHours?: number;
  readonly followersOnlyMinutes?: number;
  readonly buyersOnly?: boolean;
  readonly emotesOnly?: boolean;
  readonly uniqueMessages?: boolean;
  readonly linksOff?: boolean;
  /** Everybody but moderators sees messages this much later. */
  readonly delaySeconds?: number;
  /** The policy's emergency preset is laid over these modes. */
  readonly shield?: boolean;
  readonly closed?: boolean;
}

export const NUMBER_MODES = {
  slowSeconds: 21_600,
  minAccountAgeHours: 8_760,
  followersOnlyMinutes: 129_600,
  delaySeconds: 10,
} as const;
export const FLAG_MODES = [
  "buyersOnly",
  "emotesOnly",
  "uniqueMessages",
  "linksOff",
  "shield",
  "closed",
] as const;

export type ModesResult =
  | { readonly ok: true; readonly modes: Modes }
  | { readonly ok: false; readonly message: string };

/**
 * Lays a change (from a client or the API) over the modes in force. 0, false and null switch a mode off.
 * @returns the new modes, or which field is wrong and what is allowed.
 */
export function changeModes(modes: Modes, change: unknown): ModesResult {
  if (change === null || typeof change !== "object" || Array.isArray(change)) {
    return { ok: false, message: "modes: an object of modes is expected" };
  }
  const next: Record<string, number | boolean> = { ...modes };
  for (const [key, value] of Object.entries(change)) {
    const problem = applyMode(next, key, value);
    if (problem !== undefined) return { ok: false, message: problem };
  }
  return { ok: true, modes: next };
}

function applyMode(next: Record<string, number | boolean>, key: string, value: unknown) {
  const isFlag = (FLAG_MODES as readonly string[]).includes(key);
  if (!isFlag && !Object.hasOwn(NUMBER_MODES, key)) {
    const known = [...Object.keys(NUMBER_MODES), ...FLAG_MODES].join(", ");
    return `${key.slice(0, 40)}: not a mode; modes are ${known}`;
  }
  if (value === null || value === false || value === 0) {
    delete next[key];
    return undefined;
  }
  if (isFlag) {
    if (value !== true) return `${key}: true or false is expected`;
    next[key] = true;
    return undefined;
  }
  const most = NUMBER_MODES[key as keyof typeof NUMBER_MODES];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) {
    return `${key}: a whole number from 0 to ${most} is expected`;
  }
  next[key] = value;
  return undefined;
}
