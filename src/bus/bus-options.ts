// What every bus driver is given by the composition.
import type { Logger, Metrics } from "../domain/ports/telemetry.ts";

export interface BusOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Ms since 1970. */
  readonly now: () => number;
  /** A new random id for a room's log. */
  readonly makeEpoch: () => string;
}
