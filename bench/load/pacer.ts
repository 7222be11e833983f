// Sends at a constant rate, come what may: the open loop. What is due is due, late or not, and the
// stamp tells when it was due, so that a stalled server cannot slow its own questioning down.
import { nowUs } from "./monotonic.ts";

/** Timers are a millisecond coarse: up to this rate the last stretch is waited out awake. */
const AWAKE_PER_SECOND = 100;
const AWAKE_US = 1_500;

export interface Pace {
  readonly perSecond: number;
  readonly count: number;
}

/**
 * Resolves when all are sent.
 * @param send called with the number of the message and the microsecond in which it was due
 */
export async function pace(
  { perSecond, count }: Pace,
  send: (index: number, dueUs: number) => void,
): Promise<void> {
  const gapUs = 1_000_000 / perSecond;
  const awakeUs = perSecond <= AWAKE_PER_SECOND ? AWAKE_US : 0;
  const startUs = nowUs() + 2_000;
  let sent = 0;
  while (sent < count) {
    const dueUs = startUs + sent * gapUs;
    const leftUs = dueUs - nowUs();
    if (leftUs <= 0) {
      send(sent, dueUs);
      sent += 1;
    } else if (leftUs <= awakeUs) {
      await new Promise((resolve) => setImmediate(resolve));
    } else {
      const sleepMs = Math.max(1, Math.floor((leftUs - awakeUs) / 1_000));
      await new Promise((resolve) => setTimeout(resolve, sleepMs));
    }
  }
}
