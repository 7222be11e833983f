// What a room's host wrote lately: answers that the host asked for are no campaign.

const PROMPTS_PER_ROOM = 4;
/** Rooms whose host's words are known; beyond them the oldest forgets. */
const PROMPT_ROOMS = 1_000;
const REMEMBERED_MS = 600_000;
/** Shorter words of a host are in too many texts to tell anything. */
const LEAST_LENGTH = 6;

interface Prompt {
  readonly text: string;
  readonly atMs: number;
}

/** Texts are letters and digits only, folded. */
export class HostPrompts {
  private readonly rooms = new Map<number, Prompt[]>();

  remember(room: number, text: string, atMs: number): void {
    if (text.length < LEAST_LENGTH) return;
    const known = this.rooms.get(room) ?? [];
    // The room goes to the end: the one whose host is silent for longest is forgotten first.
    this.rooms.delete(room);
    if (this.rooms.size >= PROMPT_ROOMS) {
      for (const oldest of this.rooms.keys()) {
        this.rooms.delete(oldest);
        break;
      }
    }
    known.push({ text, atMs });
    if (known.length > PROMPTS_PER_ROOM) known.shift();
    this.rooms.set(room, known);
  }

  /** Did the host write this, or something that it is part of. Cost: four searches in a text. */
  isPrompted(room: number, text: string, atMs: number): boolean {
    const known = this.rooms.get(room);
    if (known === undefined) return false;
    return known.some(
      (prompt) =>
        Math.abs(atMs - prompt.atMs) < REMEMBERED_MS &&
        (prompt.text.includes(text) || text.includes(prompt.text)),
    );
  }

  reset(room: number): void {
    this.rooms.delete(room);
  }
}
