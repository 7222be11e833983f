// The shield: the policy's emergency preset over a room's own modes.
import { FLAG_MODES, NUMBER_MODES } from "../domain/modes.ts";
import type { Modes } from "../domain/modes.ts";

/** The last room's answer: rooms keep their modes object until a mode changes. */
let last: { readonly modes: Modes; readonly preset: Modes; readonly result: Modes } | undefined;

/** @returns the modes themselves while the shield is down; else of each mode the stricter one. */
export function shielded(modes: Modes, preset: Modes): Modes {
  if (modes.shield !== true) return modes;
  if (last?.modes === modes && last.preset === preset) return last.result;
  const result: Record<string, number | boolean> = { ...preset, ...modes };
  for (const name of FLAG_MODES) {
    if (preset[name] === true || modes[name] === true) result[name] = true;
  }
  for (const name of [
    "slowSeconds",
    "minAccountAgeHours",
    "followersOnlyMinutes",
    "delaySeconds",
  ] as const) {
    const most = Math.max(preset[name] ?? 0, modes[name] ?? 0);
    if (most > 0) result[name] = Math.min(most, NUMBER_MODES[name]);
  }
  last = { modes, preset, result };
  return result;
}
