// What the engine remembers between messages: limits, duplicates, campaigns, pieces of split
// words, slow mode. It outlives policies.
import type { RoomId, UserId } from "../domain/message.ts";
import { Campaigns } from "../spam/campaigns.ts";
import { RoomDuplicates, UserDuplicates } from "../spam/duplicates.ts";
import { Fragments } from "../spam/fragments.ts";
import { HostPrompts } from "../spam/host-prompts.ts";
import { KeyTable } from "../spam/keys.ts";
import { RateLimit } from "../spam/limits.ts";
import { createSketch } from "../spam/sketch.ts";
import { SlowMode } from "../spam/slow-mode.ts";
import { Speakers } from "../spam/speakers.ts";
import type { MemoryKeys } from "./types.ts";

export interface MemoryCapacity {
  readonly users: number;
  readonly devices: number;
  readonly addresses: number;
  readonly rooms: number;
  /** Users whose last messages are remembered at once. */
  readonly speakers?: number;
  /** Similar texts that are watched at once, in all rooms. */
  readonly clusters?: number;
}

/** Several times what one gateway holds open at once; docs/detection.md has the bytes. */
const CAPACITY: MemoryCapacity = {
  users: 1_048_576,
  devices: 524_288,
  addresses: 524_288,
  rooms: 16_384,
};
const SPEAKERS = 65_536;
const CLUSTERS = 32_768;

/** No device or no address known: no limit on it. */
export const NO_KEY = -1;

/** Made once a process; a policy swap keeps it. */
export class EngineMemory {
  readonly userLimit = new RateLimit();
  readonly deviceLimit = new RateLimit();
  readonly addressLimit = new RateLimit();
  readonly roomLimit = new RateLimit();
  readonly speakers: Speakers;
  /** These two by a speaker's record. */
  readonly userDuplicates = new UserDuplicates();
  readonly fragments = new Fragments();
  readonly roomDuplicates = new RoomDuplicates();
  readonly campaigns: Campaigns;
  readonly hostPrompts = new HostPrompts();
  readonly slowMode = new SlowMode();
  /** Of the message at hand. */
  readonly sketch = createSketch();
  private counts = new Uint32Array(64);
  private readonly users: KeyTable;
  private readonly devices: KeyTable;
  private readonly addresses: KeyTable;
  private readonly rooms: KeyTable;

  constructor(capacity: MemoryCapacity = CAPACITY) {
    this.speakers = new Speakers(capacity.speakers ?? SPEAKERS, (record) => {
      this.userDuplicates.reset(record);
      this.fragments.reset(record);
    });
    this.campaigns = new Campaigns(capacity.clusters ?? CLUSTERS);
    this.users = new KeyTable(capacity.users, (slot) => {
      this.userLimit.reset(slot);
      this.speakers.forget(slot);
      this.counts[slot] = 0;
    });
    this.devices = new KeyTable(capacity.devices, (slot) => this.deviceLimit.reset(slot));
    this.addresses = new KeyTable(capacity.addresses, (slot) => this.addressLimit.reset(slot));
    this.rooms = new KeyTable(capacity.rooms, (slot) => {
      this.roomLimit.reset(slot);
      this.roomDuplicates.reset(slot);
      this.hostPrompts.reset(slot);
    });
  }

  keysOf(userId: UserId, deviceHash: string | null, address: string | null): MemoryKeys {
    return {
      user: this.users.slotOf(userId),
      device: deviceHash === null ? NO_KEY : this.devices.slotOf(deviceHash),
      address: address === null ? NO_KEY : this.addresses.slotOf(address),
    };
  }

  roomKey(room: RoomId): number {
    return this.rooms.slotOf(room);
  }

  /** Keeps the slots of somebody who speaks from being given away. */
  touch(keys: MemoryKeys, room: number): void {
    this.users.touch(keys.user);
    if (keys.device !== NO_KEY) this.devices.touch(keys.device);
    if (keys.address !== NO_KEY) this.addresses.touch(keys.address);
    this.rooms.touch(room);
  }

  /** Messages judged of this user before. */
  messagesOf(user: number): number {
    return this.counts[user] ?? 0;
  }

  countMessage(user: number): void {
    if (user >= this.counts.length) {
      const wide = new Uint32Array(Math.max(user + 1, this.counts.length * 2));
      wide.set(this.counts);
      this.counts = wide;
    }
    this.counts[user]!++;
  }
}
