// One clock for all processes of this machine: CLOCK_MONOTONIC, which hrtime reads everywhere.

/** performance.now() starts at zero in each process; it is the cheaper of the two to read. */
const OFFSET_US = Number(process.hrtime.bigint() / 1_000n) - performance.now() * 1_000;

/** Microseconds since the machine started. */
export function nowUs(): number {
  return performance.now() * 1_000 + OFFSET_US;
}
