// Where a client left off: `<epoch>:<seq>`, as `?since=` brings it.

export interface Since {
  readonly epoch: string;
  readonly seq: number;
}

const MAX_EPOCH_LENGTH = 64;

/** @returns null for anything that is not `<epoch>:<seq>`; such a client starts afresh. */
export function parseSince(value: string | null): Since | null {
  if (value === null) return null;
  const colon = value.lastIndexOf(":");
  if (colon < 1 || colon > MAX_EPOCH_LENGTH) return null;
  const digits = value.slice(colon + 1);
  if (!/^\d{1,15}$/.test(digits)) return null;
  return { epoch: value.slice(0, colon), seq: Number(digits) };
}

export function formatSince(since: Since): string {
  return `${since.epoch}:${since.seq}`;
}
