// Stops asking a part that keeps failing, and tries it again later.
//
// States: closed -(FAILURES in a row)-> open -(REST_MS)-> half open (one call)
//         half open -(success)-> closed, -(failure)-> open
export interface Breaker {
  /** May the part be asked now; in the half-open state this grants the one call. */
  admits(nowMs: number): boolean;
  succeeded(): void;
  failed(nowMs: number): void;
}

const FAILURES = 5;
const REST_MS = 10_000;

export function createBreaker(): Breaker {
  let inARow = 0;
  let opensAt = 0;
  return {
    admits(nowMs) {
      if (inARow < FAILURES) return true;
      if (nowMs < opensAt) return false;
      // The call granted now answers for all: until it does, nobody else gets through.
      opensAt = nowMs + REST_MS;
      return true;
    },
    succeeded() {
      inARow = 0;
    },
    failed(nowMs) {
      inARow += 1;
      opensAt = nowMs + REST_MS;
    },
  };
}
