// Lets servers speak for a minute before they are measured: a process that has just started runs
// code that its compiler has not seen yet, four times dearer, and nobody runs a shop on that.
import type { RunningPeer } from "../peers/peers.ts";
import { Audience } from "./audience.ts";
import type { DialectName } from "./dialects.ts";
import { flow } from "./flow.ts";

/** They speak slower than one message a second each. */
const SPEAKERS = 100;
/** Of compressed rooms only listeners count what they get. */
const LISTENERS = 20;
/** Users of its own: those of the run have not said a thing yet. */
const FIRST_USER = 1_000_000;
const PER_SECOND = 80;
const MESSAGES = 4_000;

export interface Cold {
  readonly dialect: DialectName;
  readonly running: RunningPeer;
}

/** All at once, through few viewers, who leave again. Errors: a message missed. */
export async function warmUp(servers: readonly Cold[]): Promise<void> {
  await Promise.all(servers.map(warmOne));
}

async function warmOne({ dialect, running }: Cold): Promise<void> {
  const audience = await Audience.join({
    port: running.port,
    dialect,
    paths: Array.from({ length: SPEAKERS + LISTENERS }, (_, viewer) =>
      running.path(FIRST_USER + viewer),
    ),
    speakers: SPEAKERS,
    crowds: 1,
  });
  try {
    const options = { rate: PER_SECOND, messages: MESSAGES };
    await flow({ audiences: [audience], pids: [running.pid], ...options });
  } finally {
    audience.leave();
  }
}
