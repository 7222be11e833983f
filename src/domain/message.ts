// What a user sends and what a room shows: users, roles, messages.

/** Who somebody is in a room. Sellers host it; `service` is a machine that calls the HTTP API. */
export const ROLES = ["viewer", "seller", "moderator", "analyst", "admin", "service"] as const;
export type Role = (typeof ROLES)[number];

export type RoomId = string;
export type UserId = string;
/** `m_` and 20 or so sortable characters. */
export type MessageId = string;
export type CaseId = string;
export type SanctionId = string;

/** What the platform's token says about a user; every field may be missing. Times in ms since 1970. */
export interface UserAttrs {
  readonly accountCreatedAt?: number | null;
  readonly followerSince?: number | null;
  readonly purchases?: number;
  readonly verified?: boolean;
  /** BCP 47; decides the language of `message` fields (en, ja). */
  readonly lang?: string;
  /** Salted hash made by the platform, never a raw device id. */
  readonly deviceHash?: string;
}

/** What other viewers may know of a user. */
export interface PublicUser {
  readonly id: UserId;
  readonly name: string;
  readonly role: Role;
}

/** A user as a verified token describes them. */
export interface TokenUser extends PublicUser {
  readonly attrs: UserAttrs;
}

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
export type Meta = { readonly [key: string]: Json };

/** A message as its room shows it. `text` is what viewers read: already masked when `masked`. */
export interface ChatMessage {
  readonly id: MessageId;
  readonly room: RoomId;
  /** When the gateway received it, ms since 1970; a released message keeps it. */
  readonly at: number;
  readonly user: PublicUser;
  readonly text: string;
  readonly masked: boolean;
  readonly released: boolean;
  readonly replyTo: MessageId | null;
  readonly meta: Meta;
}

/** May this role delete, sanction and set modes in a room it has a token for. */
export function isModerating(role: Role): boolean {
  return role === "seller" || role === "moderator" || role === "admin";
}
