// What every part of policy.yaml's schema is built of: mappings that know their keys, and messages
// with hints.
import { z } from "zod";
import { nearest } from "./nearest.ts";

/** Stands between message and hint in an issue's message; `quoted` keeps it out of both. */
export const HINT_MARK = "\u0000";
/** Stands between the messages of several unknown keys of one mapping. */
export const KEY_MARK = "\u0001";

export function withHint(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message}${HINT_MARK}${hint}`;
}

export function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return JSON.stringify(short);
}

export function guess(word: string, known: readonly string[]): string {
  const best = nearest(word, known);
  return best === undefined ? `known are ${known.join(", ")}` : `did you mean "${best}"?`;
}

/** A rule about a whole mapping is asked only when the mapping's own keys are right. */
export function isSound(payload: { readonly issues: readonly unknown[] }): boolean {
  return payload.issues.length === 0;
}

/** A mapping with these keys and no others; an unknown key is told with the nearest known one. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return undefined;
      return issue.keys
        .map((key) => withHint(`unknown key ${quoted(key)}`, guess(key, known)))
        .join(KEY_MARK);
    },
  });
}

/** The same schema under each of these keys. */
export function shapeOf<Key extends string, Value>(
  keys: readonly Key[],
  value: Value,
): Record<Key, Value>;
export function shapeOf(
  keys: readonly string[],
  value: unknown,
): { readonly [key: string]: unknown } {
  return Object.fromEntries(keys.map((key) => [key, value]));
}

export function oneOf<const Values extends readonly [string, ...string[]]>(
  what: string,
  values: Values,
) {
  return z.enum(values, {
    error: (issue) => {
      if (issue.input === undefined) return undefined;
      const hint =
        typeof issue.input === "string"
          ? guess(issue.input, values)
          : `known are ${values.join(", ")}`;
      return withHint(`${quoted(issue.input)} is not ${what}`, hint);
    },
  });
}
