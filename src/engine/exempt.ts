// Who is exempt from what in the room: hosts and moderators promote, link and answer fast.
import type { Category } from "../domain/categories.ts";
import { isModerating } from "../domain/message.ts";
import type { Role } from "../domain/message.ts";

/** Never hate, sexual, violence or harassment. */
const EXEMPT: ReadonlySet<Category> = new Set(["link", "off_platform", "spam", "flood"]);

export function isExemptRole(role: Role): boolean {
  return isModerating(role);
}

export function isExemptFrom(category: Category): boolean {
  return EXEMPT.has(category);
}
