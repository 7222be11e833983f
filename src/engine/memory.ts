// What the engine remembers between messages: limits, duplicates, slow mode. It outlives policies.

/** Made once a process; a policy swap keeps it. */
export interface EngineMemory {
  readonly users: number;
}

export function createMemory(): EngineMemory {
  return { users: 0 };
}
