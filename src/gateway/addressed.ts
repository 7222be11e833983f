// Whom a message is for, whatever the sampling: its sender, who is replied to, who is mentioned.
import type { UserId } from "../domain/message.ts";
import type { RoomEvent } from "../domain/room-event.ts";
import { mentioned, mentionKey } from "./sampling.ts";
import type { Session } from "./session.ts";

/** Users by mention key. People who left stay in it: it is thrown away when the sampling ends. */
export type Names = Map<string, Set<UserId>>;

/** Users who may share one mention key; the others see the message by chance, like anybody. */
const MAX_NAMESAKES = 16;

export function addName(names: Names, session: Session): void {
  const { id, name } = session.facts.user;
  for (const key of [mentionKey(name), mentionKey(id)]) {
    const namesakes = names.get(key);
    if (namesakes === undefined) names.set(key, new Set([id]));
    else if (namesakes.size < MAX_NAMESAKES) namesakes.add(id);
  }
}

/** At most 2 + LIMITS.mentions x MAX_NAMESAKES users. */
export function addressees(
  event: Extract<RoomEvent, { readonly kind: "message" }>,
  names: Names | null,
): ReadonlySet<UserId> {
  const users = new Set([event.message.user.id]);
  if (event.replyToUser !== null) users.add(event.replyToUser);
  for (const namesakes of mentioned(event.message.text, names ?? new Map())) {
    for (const user of namesakes) users.add(user);
  }
  return users;
}
