// Whether a gateway has the retained state (modes, sanctions, policy): handshakes get 503 until then.

/** A start waits so long; the bus may be away. */
const MOST_MS = 5_000;

export class Replay {
  isDone = false;
  private tell = (): void => undefined;
  private readonly end = new Promise<void>((resolve) => {
    this.tell = resolve;
  });

  done(): void {
    this.isDone = true;
    this.tell();
  }

  /** Resolves when it is done, or after MOST_MS. */
  async wait(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, MOST_MS);
    });
    await Promise.race([this.end, patience]);
    clearTimeout(timer);
  }
}
