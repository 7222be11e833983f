// The console's keys: which command a key press gives, outside of text fields.

export type KeyCommand = "release" | "reject" | "undo" | "next" | "previous" | "help";

const KEYS: { readonly [key: string]: KeyCommand } = {
  a: "release",
  r: "reject",
  u: "undo",
  j: "next",
  k: "previous",
  arrowdown: "next",
  arrowup: "previous",
  "?": "help",
};

/** Undefined while somebody types, or with a modifier: Ctrl-R must reload, not reject. */
export function commandOf(event: KeyboardEvent): KeyCommand | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const target = event.target;
  if (target instanceof HTMLElement && target.matches("input, select, textarea")) return undefined;
  return KEYS[event.key.toLowerCase()];
}
